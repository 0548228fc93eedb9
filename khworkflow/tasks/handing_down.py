"""Handing parts of a task down: each association below gets a task of its own, whose result the one above confirms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from khworkflow.associations.models import Association
from khworkflow.conclusions.recurring import due_of
from khworkflow.core import clock
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import InvalidTransition
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.figures import commands as figures
from khworkflow.tasks import measures, moves, notices, periods, policies, shares
from khworkflow.tasks.events import TaskHandedDown
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION, Action, State
from khworkflow.tasks.models import Task
from khworkflow.tasks.moves import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Wanted:
    """What one association below is to do, and by when."""

    association_id: int
    words: str
    due_on: date
    targets: Mapping[int, str] = field(default_factory=dict)  # as typed, by the number of the indicator


def hand_down(actor: Actor, task: Task, wanted: Sequence[Wanted]) -> list[Task]:
    """Give each of the associations its share of the task, and owe each a letter; return what is new.

    Who has a share already keeps it as it is: the second press of a button hands nothing down.

    Raises:
        Refused: no words, a day that is not to come, or one after the task's own due day.
        InvalidTransition: the task is not in the association's hands.

    """
    ensure(policies.hand_down_task, actor, task)
    shares.lock([task.id])
    database.session.refresh(task, ["state", "due_on", "version"])  # both may have changed while it waited
    if task.state not in WITH_ASSOCIATION:
        raise InvalidTransition(f"nothing is handed down in {task.state}")
    free = {one.id: one for one in shares.choices(task)}
    made = [_share(task, free[one.association_id], one) for one in wanted if one.association_id in free]
    if made:
        _begin(actor, task)
        _write_down(actor, task, made)
    for one in wanted:
        _aim(actor, task, free, one)
    for share in made:
        notices.tell_of_share(share)
    return made


def hand_on(actor: Actor, task: Task) -> list[Task]:
    """Give a period's task the shares that the period before it had, each due one period later; return them.

    What a chair took back does not come again, what merely ended with its period does; the letter is the next digest.
    """
    same = (Task.directive_id == task.directive_id) & (Task.association_id == task.association_id) & Task.parent_id.is_(None)
    before = database.session.scalar(select(Task).where(same, Task.period == task.period - 1))
    recurrence, today = task.directive.recurrence, clock.day_of(moment_of_record())
    if before is None or recurrence is None:
        return []
    rows = select(Task).where(Task.parent_id == before.id).options(joinedload(Task.association)).order_by(Task.id)
    latest = {share.association_id: share for share in database.session.scalars(rows)}
    made = [
        _made(task, share.association, share.asked, min(due_of(share.due_on, recurrence, 1), task.due_on or date.max))
        for share in latest.values()
        if share.due_on is not None and _comes_again(share, before) and share.association.exists_on(today)
    ]
    _write_down(actor, task, made)
    return made


def _comes_again(share: Task, parent: Task) -> bool:
    """Return whether it was not taken back, or only because its parent ended."""
    ended_with_it = parent.closed_at is not None and share.closed_at is not None and share.closed_at >= parent.closed_at
    return share.state not in shares.GONE or ended_with_it


def _write_down(actor: Actor, task: Task, made: Sequence[Task]) -> None:
    periods.write_down(actor, made)
    for share in made:
        name, until = share.association.short_name, moves.iso(share.due_on) or ""
        record(actor, f"task:{task.id}", TaskHandedDown(task.id, share.id, share.association_id, name, until, share.asked))


def _share(task: Task, association: Association, wanted: Wanted) -> Task:
    answer = Answer(wanted.words, "", 0)
    words, due_on = moves.words_of(answer, needed=True), moves.checked_day(wanted.due_on)
    moves.ensure_within(task, due_on)
    return _made(task, association, words, due_on)


def _made(task: Task, association: Association, words: str, due_on: date) -> Task:
    today = clock.day_of(moment_of_record())
    share = Task(
        directive=task.directive, association=association, parent=task, asked=words, part=task.part, period=task.period,
        state=State.ASSIGNED, due_on=due_on, late_after=due_on, issued_on=today, dated_on=today, round=0, waited_days=0,
    )  # fmt: skip
    database.session.add(share)
    return share


def _aim(actor: Actor, task: Task, free: Mapping[int, Association], wanted: Wanted) -> None:
    """Set the targets of an association that gets a share, for the year in which it is due."""
    for indicator in measures.indicators(task) if wanted.association_id in free else ():
        if typed := wanted.targets.get(indicator.id, "").strip():
            keeper = database.session.get_one(Association, indicator.association_id)
            year = wanted.due_on.year
            figures.set_target(actor, keeper, indicator, free[wanted.association_id], year=year, value=typed)


def _begin(actor: Actor, task: Task) -> None:
    """Whoever hands work down has received it and begun."""
    if task.state is State.ASSIGNED:
        moves.move(actor, task, Action.ACKNOWLEDGE)
    if task.state is State.ACKNOWLEDGED:
        moves.move(actor, task, Action.START)
