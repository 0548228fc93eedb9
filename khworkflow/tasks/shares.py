"""What was handed down of a task: who has which share, and its end when the task itself ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.associations import queries as associations
from khworkflow.associations.models import Association
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM, Actor
from khworkflow.core.db import database, lock_on
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.tasks import moves, notices, queries
from khworkflow.tasks.events import ShareBroughtForward
from khworkflow.tasks.lifecycle import UNFINISHED, Action, State
from khworkflow.tasks.models import ReplyKind, Task
from khworkflow.tasks.moves import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

#: What has left again does not stand in the way of another share for the same association.
GONE: Final = (State.WITHDRAWN, State.SUPERSEDED)


def of(actor: Actor, task: Task) -> list[Task]:
    """Return the visible shares of the task, in the associations' order, the latest of each association last."""
    rows = queries.visible(actor).where(Task.parent_id == task.id)
    return list(database.session.scalars(rows.order_by(Association.place, Association.id, Task.id)))


def unfinished(task: Task) -> list[Task]:
    """Return the shares that are not finished yet, whoever asks."""
    return unfinished_of([task.id])


def unfinished_of(task_ids: Iterable[int]) -> list[Task]:
    """Return the unfinished shares of all these tasks, whoever asks, in the associations' order."""
    of_them = Task.parent_id.in_(list(task_ids)) & Task.state.in_(UNFINISHED)
    rows = queries.visible(SYSTEM).where(of_them)
    return list(database.session.scalars(rows.order_by(Association.place, Association.id, Task.id)))


def later_than(days: Mapping[int, date]) -> list[Task]:
    """Return the unfinished shares that would be due after their whole, if that were due on the day.

    Args:
        days: when each task would be due, by its number.

    """
    found = unfinished_of(days) if days else []
    return [one for one in found if one.parent_id is not None and one.due_on is not None and one.due_on > days[one.parent_id]]


def name_of(share: Task) -> str:
    """Return whose part it is, and of whose task: communes of several districts are called the same."""
    above = share.parent.association.short_name if share.parent is not None else ""
    return f"{share.association.short_name} ({above})"


def lock(task_ids: Iterable[int]) -> None:
    """Let nobody else hand parts of the tasks down, or give them other days, before this transaction ends."""
    for number in sorted(set(task_ids)):
        lock_on(f"shares-{number}")


def bring_forward(actor: Actor, task: Task, words: str = "") -> None:
    """Let no unfinished share be due after the task itself, whose day is another now; each association is told.

    A request for time that waits for one of them lapses; its reminders are earned anew.
    """
    due_on = task.due_on
    if due_on is None:
        return
    for share in later_than({task.id: due_on}):
        old = moves.iso(share.due_on) or ""
        moves.lapse(actor, share)
        moves.date_anew(share, due_on)
        share.moved_at = moment_of_record()
        day, late = moves.iso(share.due_on) or "", moves.iso(share.late_after) or ""
        event = ShareBroughtForward(share.id, task.association.short_name, day, late, old, words)
        notices.tell_brought_forward(share, record(actor, f"task:{share.id}", event), event)


def choices(task: Task) -> list[Association]:
    """Return to whom a part of the task can still be handed down: those directly below that have nothing of it yet."""
    today = clock.day_of(moment_of_record())
    below = associations.below(SYSTEM, task.association)
    if not below:
        return []
    have = select(Task.association_id).where(
        Task.directive_id == task.directive_id, Task.period == task.period, Task.state.not_in(GONE)
    )
    busy = set(database.session.scalars(have))
    return [one for one in below if one.exists_on(today) and one.id not in busy]


def end_open(actor: Actor, task: Task) -> None:
    """Take back what is not finished of the shares: the task they are parts of has ended."""
    for share in unfinished(task):
        words = _("The task of %(association)s, of which this is a part, has ended.", association=task.association.short_name)
        answer = Answer(words, f"parent-{task.id}-{task.version}", share.version)
        moves.move(actor, share, Action.WITHDRAW, answer)
        moves.write(actor, share, ReplyKind.DECISION, words, answer)
        notices.tell_withdrawal(share)
