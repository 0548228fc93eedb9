"""Making tasks out of directives: the first one when the conclusion is issued, one more each time the work recurs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from khworkflow.conclusions.models import Addition, Assignment, Conclusion, Directive
from khworkflow.conclusions.recurring import due_of
from khworkflow.core.db import database
from khworkflow.eventlog.log import record
from khworkflow.tasks import finding, items
from khworkflow.tasks.events import TaskIssued
from khworkflow.tasks.lifecycle import State
from khworkflow.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khworkflow.associations.models import Association
    from khworkflow.conclusions.models import Part
    from khworkflow.core.authz import Actor

Named: TypeAlias = Assignment | Addition
#: What is taken back or replaced does not recur.
_ENDED = (State.WITHDRAWN, State.SUPERSEDED)


def made(directive: Directive, named: Named, period: int, today: date, part: Part | None = None) -> Task:
    """Return a new task of who is named for the period, with its checklist, both in the session.

    Args:
        directive: of an issued conclusion.
        named: one of its assignments, or whom an amendment added.
        period: which one, from 0; what does not recur has only that.
        today: the office's day on which it is given.
        part: what it is in the directive by now, where an amendment changed that.

    """
    due_on = _first_of(named, directive)
    if due_on and directive.recurrence and period:
        due_on = due_of(due_on, directive.recurrence, period)
    return given(directive, named.association, part or named.part, due_on, period, today)


def given(  # noqa: PLR0913, PLR0917 - a task has that many facts
    directive: Directive, association: Association, part: Part, due_on: date | None, period: int, today: date
) -> Task:
    """Return a new task with its checklist, both in the session."""
    task = Task(
        directive=directive, association=association, part=part, state=State.ASSIGNED, period=period,
        due_on=due_on, late_after=due_on, issued_on=today, dated_on=today, round=0, waited_days=0,
    )  # fmt: skip
    database.session.add_all([task, *items.copied(task)])
    return task


def latest_period(directive_id: int) -> int:
    """Return which period of the directive was given last, from 0."""
    return (
        database.session.scalar(select(func.max(Task.period)).where(Task.directive_id == directive_id, Task.parent_id.is_(None)))
        or 0
    )


def write_down(actor: Actor, tasks: Iterable[Task]) -> None:
    """Let the log say that the tasks are there."""
    several = list(tasks)
    database.session.flush()  # it speaks of their numbers
    finding.index(several)
    for task in several:
        due_on = task.due_on.isoformat() if task.due_on else None
        place = (task.id, task.directive_id, task.association_id, task.part.value)
        event = TaskIssued(*place, due_on, task.period, task.parent_id, task.asked)
        record(actor, f"task:{task.id}", event)


def recurring() -> list[int]:
    """Return the issued conclusions with a directive that recurs."""
    rows = select(Directive.conclusion_id).join(Directive.conclusion).where(Directive.recurrence.is_not(None))
    return list(
        database.session.scalars(rows.where(Conclusion.issued_at.is_not(None)).distinct().order_by(Directive.conclusion_id))
    )


def next_of(conclusion_id: int, today: date) -> list[tuple[Named, int, Part]]:
    """Return which periods of the conclusion's recurring directives begin by today and have no task yet, first to last.

    A period begins the day after the one before it was due, so that an association always has one to
    work on and never two that lie ahead. Nothing comes after a task that was taken back, nor to an
    association that has ended. Holds the conclusion's row: two workers at once make each task once.

    Returns:
        Who is named by the directive, or was added by an amendment; which period; what it is in it by now.

    """
    database.session.execute(select(Conclusion.id).where(Conclusion.id == conclusion_id).with_for_update())
    found: list[tuple[Named, int, Part]] = []
    for rows in (_latest_of(Assignment, conclusion_id), _latest_of(Addition, conclusion_id)):
        for named, period, part in database.session.execute(rows):
            found += [(named, number, part) for number in _due_by(named, period, today)]
    return found


def _latest_of(naming: Any, conclusion_id: int) -> Any:
    """Select those named by recurring directives whose latest task was not taken back, with its period and part."""
    latest = (
        select(Task.directive_id, Task.association_id, func.max(Task.period).label("period"))
        .where(Task.parent_id.is_(None))
        .group_by(Task.directive_id, Task.association_id)
        .subquery()
    )
    same = (Task.directive_id == latest.c.directive_id) & (Task.association_id == latest.c.association_id)
    return (
        select(naming, Task.period, Task.part)
        .join(naming.directive)
        .join(latest, (latest.c.directive_id == Directive.id) & (latest.c.association_id == naming.association_id))
        .join(Task, same & (Task.period == latest.c.period) & Task.parent_id.is_(None))
        .options(joinedload(naming.directive), joinedload(naming.association))
        .where(Directive.conclusion_id == conclusion_id, Directive.recurrence.is_not(None), Task.state.not_in(_ENDED))
        .order_by(naming.id)
    )


def _first_of(named: Named, directive: Directive) -> date | None:
    """Return the due day of the first period for whom is named."""
    own = named.due_on if isinstance(named, Assignment) else None
    return own or directive.due_on


def _due_by(named: Named, last: int, today: date) -> Iterable[int]:
    directive = named.directive
    first = _first_of(named, directive)
    if first is None or directive.recurrence is None or not named.association.exists_on(today):
        return
    period = last + 1
    while due_of(first, directive.recurrence, period - 1) + timedelta(days=1) <= today:
        if directive.recurs_until and due_of(first, directive.recurrence, period) > directive.recurs_until:
            return
        yield period
        period += 1
