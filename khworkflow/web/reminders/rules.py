"""The rules of reminding in words, made of the numbers that the code goes by: they cannot say anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core import calendar
from khworkflow.core.i18n import gettext as _, ngettext
from khworkflow.reminders import planning, schedule

if TYPE_CHECKING:
    from collections.abc import Sequence


def in_words() -> list[str]:
    """Return the rules, one sentence or two each."""
    before = _listed([-step for step in schedule.STEPS if step < 0])
    after = _listed([step for step in schedule.STEPS if step > 0])
    morning, evening = f"{calendar.MORNING:%H:%M}", f"{calendar.EVENING:%H:%M}"
    return [
        _("At most one letter a day into one mailbox, on working days from %(morning)s to %(evening)s.", morning=morning, evening=evening),
        _(
            "Each due day is brought up %(before)s days before it, on the day, and %(after)s days after it; then only in the weekly digest.",
            before=before, after=after,
        ),
        _("A step before the due day falls back to the last working day, a step after it goes forward to the next one."),
        _(
            "The weekly digest comes on Monday at %(morning)s, if there is something to do. An association may choose another day and hour for "
            "its people, and each of them for himself, who may also switch the digest off: a person's choice goes before his association's.",
            morning=morning,
        ),
        ngettext(
            "After the last step, and %(num)s working day after the due day at the earliest, the next level hears of it once, as one list.",
            "After the last step, and %(num)s working days after the due day at the earliest, the next level hears of it once, as one list.",
            schedule.ESCALATION_WORKING_DAYS,
        ),
        ngettext(
            "The committee's digest shows first what waits for the committee itself, and names who has not confirmed receipt after %(num)s day.",
            "The committee's digest shows first what waits for the committee itself, and names who has not confirmed receipt after %(num)s days.",
            schedule.SILENT_DAYS,
        ),
        _("Nothing is brought up that was handed in, closed, moved or taken back before the letter is made."),
        _(
            "In one run at most %(person)s due days are brought up to one person and %(run)s to all together; what exceeds, and what came "
            "before reminding began, is left to the next digest and written down with the reason.",
            person=planning.PERSON_MOST, run=f"{planning.RUN_MOST:,}".replace(",", "."),
        ),
    ]  # fmt: skip


def _listed(days: Sequence[int]) -> str:
    *first, last = (str(day) for day in days)
    return _("%(first)s or %(last)s", first=", ".join(first), last=last) if first else last
