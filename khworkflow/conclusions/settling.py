"""What a draft still lacks before it can be issued, each in a sentence that says what to do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.conclusions.models import Conclusion
from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.core.i18n import day, gettext as _
from khworkflow.eventlog.log import moment_of_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from khworkflow.conclusions.models import Directive

#: A due date further than this from the conclusion's date is a slip of the keyboard (bad-input list B12).
YEARS_MOST: Final = 10


def unsettled(conclusion: Conclusion) -> list[str]:
    """Return the sentences that say what is missing or cannot be; empty when the draft can be issued."""
    found = list(_of_head(conclusion))
    if not conclusion.directives:
        found.append(_("No directive is marked in the text yet. Please mark at least one."))
    for number, directive in enumerate(conclusion.directives, 1):
        found += [_("Directive %(number)s: %(lack)s", number=number, lack=lack) for lack in lacks(conclusion, directive)]
    return found


def lacks(conclusion: Conclusion, directive: Directive) -> list[str]:
    """Return what the directive still lacks."""
    found = []
    if not directive.title:
        found.append(_("a short title is missing."))
    if directive.needs_person:
        found.append(_("say which associations the quote means."))
    elif not directive.assignments:
        found.append(_("no association is chosen."))
    if lacks_day(directive):
        found.append(_("choose a due date, or “no date, reviewed at the half-year report”."))
    days = dict.fromkeys([directive.due_on, *(assignment.due_on for assignment in directive.assignments)])
    found += [sentence for due_on in days if due_on and (sentence := bad_due_day(conclusion.dated_on, due_on))]
    dated_on = conclusion.dated_on
    for association in (assignment.association for assignment in directive.assignments):
        if dated_on and not association.exists_on(dated_on):
            gone = {"association": association.name, "day": day(dated_on)}
            found.append(_("%(association)s is not there on the conclusion's day, %(day)s.", **gone))
    return found


def lacks_day(directive: Directive) -> bool:
    """Return whether neither the directive nor each of its associations has a day, and no review was chosen either."""
    has_own_days = bool(directive.assignments) and all(assignment.due_on for assignment in directive.assignments)
    return directive.due_on is None and not directive.is_reviewed_half_yearly and not has_own_days


def bad_due_day(dated_on: date | None, due_on: date) -> str | None:
    """Return why the due day cannot be, naming both days; None when it can."""
    if dated_on is None:
        return None
    both = {"due": day(due_on), "dated": day(dated_on)}
    if due_on < dated_on:
        return _("the due date %(due)s is before the conclusion's date %(dated)s.", **both)
    if due_on > years_later(dated_on):
        return _("the due date %(due)s is more than ten years after the conclusion's date %(dated)s.", **both)
    return None


def years_later(start: date) -> date:
    """Return the last day that a due date may be."""
    year = start.year + YEARS_MOST
    return date(year, start.month, min(start.day, 28)) if year <= date.max.year else date.max


def day_of(conclusion: Conclusion) -> date:
    """Return the conclusion's date, or today's while it has none."""
    return conclusion.dated_on or clock.day_of(moment_of_record())


def is_number_used(conclusion: Conclusion, number: str | None, dated_on: date | None) -> bool:
    """Return whether another conclusion of the association has the number in that year; numbers begin anew each year."""
    if not number:
        return False
    others = select(Conclusion.dated_on).where(
        Conclusion.association_id == conclusion.association_id,
        Conclusion.number == number,
        Conclusion.id != conclusion.id,
    )
    year = (dated_on or day_of(conclusion)).year
    return any(day is None or day.year == year for day in database.session.scalars(others))


def _of_head(conclusion: Conclusion) -> Iterator[str]:
    if not conclusion.number:
        yield _("The number of the conclusion is missing.")
    elif is_number_used(conclusion, conclusion.number, conclusion.dated_on):
        yield _("Another conclusion of the same year has the number %(number)s.", number=conclusion.number)
    if conclusion.dated_on is None:
        yield _("The date of the conclusion is missing.")
    if not conclusion.signer:
        yield _("The name of the signer is missing.")
    if not conclusion.signer_position:
        yield _("The position of the signer is missing.")
