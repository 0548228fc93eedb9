"""The parts of a letter that the calendar asks for: deadline steps and the weekly digest."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.accounts.models import User
from khworkflow.associations.queries import actor_for, contacts_of
from khworkflow.core import clock, links
from khworkflow.core.authz import Actor, Role
from khworkflow.core.db import database
from khworkflow.core.i18n import gettext as _, ngettext
from khworkflow.mailing.models import Owed
from khworkflow.mailing.parts import Counts, Line, Part, Untold
from khworkflow.reminders import queries, wishes
from khworkflow.reminders.schedule import earns, is_excused
from khworkflow.tasks import parts, policies
from khworkflow.tasks.lifecycle import ENDED, WITH_ASSOCIATION, State
from khworkflow.tasks.schedule import days_overdue

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.tasks.models import Task

#: A digest shows that many tasks; the rest is a number and a link.
MOST = 40
#: Why something is not told after all, as the ledger keeps it.
ANSWERED: Final = "answered meanwhile"
TAKEN_BACK: Final = "taken back meanwhile"
MOVED: Final = "another due day meanwhile"
WAITS: Final = "waits for another body"
ELSEWHERE: Final = "somebody else answers for it now"
NEWER: Final = "the next week's digest tells it"
SWITCHED_OFF: Final = "the digest was switched off"
NOTHING: Final = "nothing left to tell"


def task_step(owed: Owed) -> Part | Untold | None:
    """Bring up one task near or past its day; nothing, when it was answered or its day was moved."""
    task, today = parts.task_of(owed), clock.today()
    if task is None:
        return None
    if because := _why_not(task, owed, today):
        return Untold(because)
    late = days_overdue(task.state, task.late_after, today)
    heading, rank = (_("Overdue: please answer first"), 1) if late else (_("Due soon"), 2)
    return Part(heading, (parts.line(task, today, to=owed.person_id),), rank=rank, counts=parts.counts([task], today))


def _why_not(task: Task, owed: Owed, today: date) -> str:
    """Return why the task is not brought up after all; empty when it is."""
    if task.state is State.SUBMITTED:
        return ANSWERED
    if task.state in ENDED:
        return TAKEN_BACK if task.state in (State.WITHDRAWN, State.SUPERSEDED) else ANSWERED
    if task.due_on is None or task.due_on.isoformat() != owed.detail["due_on"]:
        return MOVED
    if not earns(task.state, 1 if task.due_on < today else 0) or is_excused(task.late_after, task.due_on, today):
        return WAITS
    if contacts_of([task.association_id]).get(task.association_id) != owed.person_id:
        return ELSEWHERE
    return ""


def digest(owed: Owed) -> Part | Untold | None:
    """Show the week: an association's unfinished tasks, late first; to the committee, what waits and who is late."""
    user = database.session.get(User, owed.person_id)
    if user is None:
        return None
    later = select(Owed.id).where(Owed.person_id == owed.person_id, Owed.kind == owed.kind, Owed.settled_at.is_(None))
    if database.session.scalar(later.where(Owed.id > (owed.id or 0)).limit(1)) is not None:
        return Untold(NEWER)
    if not wishes.of(owed.person_id).wants_digest:
        return Untold(SWITCHED_OFF)
    actor, today = actor_for(user), clock.today()
    own = _own(actor, today)
    return own or _committee(actor, today) or Untold(NOTHING)


def _own(actor: Actor, today: date) -> Part | None:
    tasks = [task for task in queries.in_hand(actor) if task.state in WITH_ASSOCIATION]
    if not tasks:
        return None
    names = ", ".join(sorted({task.association.short_name for task in tasks}))
    tasks.sort(key=lambda task: -days_overdue(task.state, task.late_after, today))
    return Part(
        heading=_("Your tasks this week"),
        intro=ngettext("%(names)s: %(num)s task in hand.", "%(names)s: %(num)s tasks in hand.", len(tasks), names=names),
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
