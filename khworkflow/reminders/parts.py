"""The parts of a letter that the calendar asks for: deadline steps and the weekly digest."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from khworkflow.accounts.models import User
from khworkflow.associations.queries import actor_for
from khworkflow.core import clock, links
from khworkflow.core.authz import Actor, Role
from khworkflow.core.db import database
from khworkflow.core.i18n import gettext as _, ngettext
from khworkflow.mailing.parts import Counts, Line, Part
from khworkflow.reminders import queries
from khworkflow.reminders.schedule import earns, is_excused
from khworkflow.tasks import parts, policies
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION, State
from khworkflow.tasks.schedule import days_overdue

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.mailing.models import Owed
    from khworkflow.tasks.models import Task

#: A digest shows that many tasks; the rest is a number and a link.
MOST = 40


def task_step(owed: Owed) -> Part | None:
    """Bring up one task near or past its day; nothing, when it was answered or its day was moved."""
    task, today = parts.task_of(owed), clock.today()
    if task is None or task.due_on is None or task.due_on.isoformat() != owed.detail["due_on"]:
        return None
    if not earns(task.state, 1 if task.due_on < today else 0) or is_excused(task.late_after, task.due_on, today):
        return None
    late = days_overdue(task.state, task.late_after, today)
    heading, rank = (_("Overdue: please answer first"), 1) if late else (_("Due soon"), 2)
    return Part(heading, (parts.line(task, today, to=owed.person_id),), rank=rank, counts=parts.counts([task], today))


def digest(owed: Owed) -> Part | None:
    """Show the week: an association's unfinished tasks, late first; to the committee, what waits and who is late."""
    user = database.session.get(User, owed.person_id)
    if user is None:
        return None
    actor, today = actor_for(user), clock.today()
    own = _own(actor, today)
    return own if own is not None else _committee(actor, today)


def _own(actor: Actor, today: date) -> Part | None:
    tasks = [task for task in queries.in_hand(actor) if task.state in WITH_ASSOCIATION]
    if not tasks:
        return None
    tasks.sort(key=lambda task: -days_overdue(task.state, task.late_after, today))
    return Part(
        heading=_("Your tasks this week"),
        intro=ngettext("%(num)s task is in hand.", "%(num)s tasks are in hand.", len(tasks)),
        lines=parts.lines(tasks[:MOST], today, to=actor.user_id or 0) + _rest(len(tasks) - MOST),
        rank=5,
        link=(_("Open my tasks"), links.to("/")),
        counts=parts.counts(tasks, today),
    )


def _committee(actor: Actor, today: date) -> Part | None:
    if not policies.confirm_tasks(actor) or Role.COMMITTEE not in actor.roles:
        return None
    waiting, late = queries.waiting(actor), queries.overdue(actor, today)
    if not waiting and not late:
        return None
    by_association = Counter(task.association.short_name for task in late)
    longest = {task.association.short_name: days_overdue(task.state, task.late_after, today) for task in reversed(late)}
    lines = [_waiting_line(task, today) for task in waiting[:MOST]]
    lines += _rest(len(waiting) - MOST)
    lines += [
        Line(
            name,
            ngettext(
                "%(num)s task overdue, the longest by %(days)s",
                "%(num)s tasks overdue, the longest by %(days)s",
                number,
                days=ngettext("%(num)d day", "%(num)d days", longest[name]),
            ),
            urgency="late",
        )
        for name, number in by_association.most_common(MOST)
    ]
    return Part(
        heading=_("Following up this week"),
        intro=_("What waits for the committee's confirmation, and which associations are late."),
        lines=tuple(lines),
        rank=5,
        link=(_("Open what waits for confirmation"), links.to("/tasks/waiting")),
        counts=Counts(waiting=frozenset(task.id for task in waiting), late=frozenset(task.id for task in late)),
    )


def _waiting_line(task: Task, today: date) -> Line:
    waited = (today - clock.day_of(task.submitted_at)).days if task.submitted_at else 0
    note = ngettext("waiting for %(num)s day", "waiting for %(num)s days", waited) if waited else _("handed in today")
    text = f"{task.association.short_name}: {task.directive.title}"
    return Line(
        text, note, links.task(task.id), key=f"submitted-{task.id}", urgency="due" if task.state is State.SUBMITTED else ""
    )


def _rest(number: int) -> tuple[Line, ...]:
    return (Line(ngettext("and %(num)s more", "and %(num)s more", number), url=links.to("/")),) if number > 0 else ()
