"""The committee's week: its own clock first (what waits for it, and since when), then whose delay is the associations'."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from khworkflow.core import clock, links
from khworkflow.core.authz import Role
from khworkflow.core.i18n import day, gettext as _, ngettext
from khworkflow.mailing import desk
from khworkflow.mailing.parts import Counts, Line, Part
from khworkflow.reminders import queries
from khworkflow.reminders.schedule import SILENT_DAYS
from khworkflow.tasks import parts
from khworkflow.tasks.schedule import days_overdue

if TYPE_CHECKING:
    from datetime import date, datetime

    from khworkflow.core.authz import Actor

#: A list in a digest shows so many lines; the rest is a number and a link.
MOST = 40


def digest(actor: Actor, today: date) -> tuple[Part, ...]:
    """Return the week of the committee, or of a chair who handed work down; nothing when there is nothing."""
    if Role.COMMITTEE not in actor.roles and not _has_handed_down(actor):
        return ()
    found = (_to_confirm(actor, today), _asked_for_time(actor, today), _late(actor, today), _silent(actor, today))
    return tuple(part for part in found if part is not None)


def _has_handed_down(actor: Actor) -> bool:
    """Return whether the actor chairs an association below which parts of its tasks are unfinished."""
    chaired = {seat.association_id for seat in actor.seats if seat.role is Role.CHAIR}
    return bool(chaired) and not chaired.isdisjoint(desk.of("handing down", None, queries.handing_down))


def rest(number: int, path: str = "/") -> tuple[Line, ...]:
    """Return the line that says how much more there is, where a list was cut."""
    return (Line(ngettext("and %(num)s more", "and %(num)s more", number), url=links.to(path)),) if number > 0 else ()


def _to_confirm(actor: Actor, today: date) -> Part | None:
    waiting = queries.waiting(actor)
    if not waiting:
        return None
    lines = []
    for task in waiting[:MOST]:
        note = _waited(task.submitted_at, today)
        if task.claim in parts.CLAIMS:
            note = f"{parts.CLAIMS[task.claim]}, {note}"
        text = f"{task.association.short_name}: {task.directive.title}"
        lines.append(Line(text, note, links.task(task.id), key=f"submitted-{task.id}", urgency="due"))
    return Part(
        heading=_("Waits for the committee's confirmation")
        if Role.COMMITTEE in actor.roles
        else _("Waits for your confirmation"),
        intro=_("The longest waiting first. Meanwhile nothing is counted as the associations' delay."),
        lines=(*lines, *rest(len(waiting) - MOST, "/tasks/waiting")),
        rank=5,
        link=(_("Open what waits for confirmation"), links.to("/tasks/waiting")),
        counts=Counts(waiting=frozenset(task.id for task in waiting)),
    )


def _asked_for_time(actor: Actor, today: date) -> Part | None:
    asked = queries.asked_for_time(actor)
    if not asked:
        return None
    lines = [
        Line(
            f"{task.association.short_name}: {task.directive.title}",
            _(
                "asks to move %(old)s to %(new)s, %(waited)s",
                old=day(one.old_due_on),
                new=day(one.new_due_on),
                waited=_waited(one.asked_at, today),
            ),
            links.task(task.id),
            key=f"extension-{one.id}",
            urgency="due",
        )
        for task, one in asked[:MOST]
    ]
    return Part(
        heading=_("Requests for time to decide"),
        lines=(*lines, *rest(len(asked) - MOST)),
        rank=6,
        counts=Counts(asking=frozenset(task.id for task, _one in asked)),
    )


def _late(actor: Actor, today: date) -> Part | None:
    late = queries.overdue(actor, today)
    if not late:
        return None
    number_of = Counter(task.association.short_name for task in late)
    longest = dict.fromkeys(number_of, 0)
    for task in late:
        name = task.association.short_name
        longest[name] = max(longest[name], days_overdue(task.state, task.late_after, today))
    lines = [
        Line(
            name,
            ngettext(
                "%(num)s task overdue, the longest by %(days)s",
                "%(num)s tasks overdue, the longest by %(days)s",
                number,
                days=_days(longest[name]),
            ),
            urgency="late",
        )
        for name, number in sorted(number_of.items(), key=lambda one: (-one[1], -longest[one[0]]))[:MOST]
    ]
    return Part(
        heading=_("Associations that are late"),
        lines=(*lines, *rest(len(number_of) - MOST)),
        rank=7,
        link=(_("Open what is overdue"), links.to("/tasks?overdue=1")),
        counts=Counts(late=frozenset(task.id for task in late)),
    )


def _silent(actor: Actor, today: date) -> Part | None:
    silent = queries.silent(actor, today)
    if not silent:
        return None
    since: dict[str, list[date]] = {}
    for task in silent:
        since.setdefault(task.association.short_name, []).append(task.issued_on)
    lines = [
        Line(
            name,
            ngettext(
                "%(num)s task not acknowledged, the longest for %(days)s",
                "%(num)s tasks not acknowledged, the longest for %(days)s",
                len(given),
                days=_days((today - min(given)).days),
            ),
        )
        for name, given in sorted(since.items(), key=lambda one: min(one[1]))[:MOST]
    ]
    return Part(
        heading=_("Associations that have not confirmed receipt"),
        intro=ngettext(
            "Given %(num)s day ago or earlier, and not yet said to have been received. Please have them called.",
            "Given %(num)s days ago or earlier, and not yet said to have been received. Please have them called.",
            SILENT_DAYS,
        ),
        lines=(*lines, *rest(len(since) - MOST)),
        rank=8,
        link=(_("Open what nobody has acknowledged"), links.to("/tasks?state=assigned")),
        counts=Counts(silent=frozenset(task.id for task in silent)),
    )


def _waited(since: datetime | None, today: date) -> str:
    waited = (today - clock.day_of(since)).days if since else 0
    return ngettext("waiting for %(num)s day", "waiting for %(num)s days", waited) if waited else _("handed in today")


def _days(number: int) -> str:
    return ngettext("%(num)d day", "%(num)d days", number)
