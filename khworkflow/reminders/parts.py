"""The parts of a letter that the calendar asks for: deadline steps and the weekly digest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from khworkflow.accounts.models import User
from khworkflow.associations.queries import actor_for, contacts_of
from khworkflow.core import clock, links
from khworkflow.core.db import database
from khworkflow.core.i18n import gettext as _, ngettext
from khworkflow.mailing import desk
from khworkflow.mailing.models import Owed
from khworkflow.mailing.parts import Counts, Part, Untold
from khworkflow.reminders import committee, in_hand, wishes
from khworkflow.reminders.schedule import earns, is_excused
from khworkflow.tasks import parts, queries as tasks, telling
from khworkflow.tasks.lifecycle import ENDED, State
from khworkflow.tasks.models import ExtensionState
from khworkflow.tasks.schedule import days_overdue, is_near

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from khworkflow.core.authz import Actor
    from khworkflow.reminders.in_hand import Lying
    from khworkflow.tasks.models import Task

#: Why something is not told after all, as the ledger keeps it.
ANSWERED: Final = "answered meanwhile"
TAKEN_BACK: Final = "taken back meanwhile"
MOVED: Final = "another due day meanwhile"
WAITS: Final = "waits for another body"
ASKS: Final = "asked for more time meanwhile"
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
    where = task.association_id
    if desk.of("contact", where, lambda: contacts_of([where]).get(where)) != owed.person_id:
        return ELSEWHERE
    return ""


def digest(owed: Owed) -> Part | tuple[Part, ...] | Untold | None:
    """Show the week: an association's unfinished tasks, late first; to the committee, what waits and who is late."""
    user = database.session.get(User, owed.person_id)
    if user is None:
        return None
    unsettled = (Owed.person_id == owed.person_id, Owed.kind == owed.kind, Owed.settled_at.is_(None))
    newest = desk.of(
        "newest digest", owed.person_id, lambda: database.session.scalar(select(func.max(Owed.id)).where(*unsettled))
    )
    if newest is not None and newest > (owed.id or 0):
        return Untold(NEWER)
    if not wishes.of(owed.person_id).wants_digest:
        return Untold(SWITCHED_OFF)
    actor, today = actor_for(user), clock.today()
    own = _own(actor, today)
    above = committee.digest(actor, today)
    return ((own, *above) if own else above) or Untold(NOTHING)


def escalated(owed: Owed) -> Part | Untold | None:
    """Bring one task that was reminded of in vain before the next level; nothing, when it has moved meanwhile."""
    task, today = parts.task_of(owed), clock.today()
    if task is None:
        return None
    if because := _why_not_raised(task, owed, today):
        return Untold(because)
    line = parts.line(task, today, to=owed.person_id)
    if task.parent_id is None:
        intro = _("All reminders of these tasks have gone out. Please give your direction, or ask for an explanation in writing.")
        link = (_("Open the list, to ask for explanations"), links.to("/reports/explanations"))
    else:
        intro = _("All reminders of these parts that you handed down have gone out. Please speak to the associations.")
        link = (_("Open what is overdue"), links.to("/tasks?overdue=1"))
    return Part(
        _("Reminded of in vain, brought before you"),
        (replace(line, text=f"{task.association.short_name}: {line.text}", key=f"escalated-{task.id}"),),
        rank=10,
        intro=intro,
        link=link,
        counts=Counts(raised=frozenset({task.id})),
    )


def _why_not_raised(task: Task, owed: Owed, today: date) -> str:
    if task.state is State.SUBMITTED:
        return ANSWERED
    if task.state in ENDED:
        return TAKEN_BACK if task.state in (State.WITHDRAWN, State.SUPERSEDED) else ANSWERED
    if task.due_on is None or task.due_on.isoformat() != owed.detail["due_on"]:
        return MOVED
    if not days_overdue(task.state, task.late_after, today):
        return WAITS
    return ASKS if any(one.state is ExtensionState.PENDING for one in tasks.extensions(task)) else ""


def standing(person_ids: Collection[int]) -> Counts:
    """Return what lies with the associations of these people: how many of it overdue, how many near their day."""
    today = clock.today()
    return _counts([one for person_id in person_ids for one in in_hand.of(person_id)], today)


def _counts(lying: list[Lying], today: date) -> Counts:
    return Counts(
        late=frozenset(one.id for one in lying if days_overdue(one.state, one.late_after, today)),
        due=frozenset(one.id for one in lying if is_near(one.state, one.due_on, today)),
        open=frozenset(one.id for one in lying),
    )


def _own(actor: Actor, today: date) -> Part | None:
    person_id = actor.user_id or 0
    mine = in_hand.late_first(in_hand.of(person_id), today)
    if not mine:
        return None
    names = ", ".join(sorted({one.short_name for one in mine}))
    shown = telling.of_ids(one.id for one in mine[: committee.MOST]).values()
    return Part(
        heading=_("Your tasks this week"),
        intro=ngettext("%(names)s: %(num)s task in hand.", "%(names)s: %(num)s tasks in hand.", len(mine), names=names),
        lines=parts.lines(shown, today, to=person_id) + committee.rest(len(mine) - committee.MOST),
        rank=5,
        link=(_("Open my tasks"), links.to("/")),
        counts=_counts(mine, today),
    )
