"""The board: associations by directives, what the filters in its address let through, to each reader what he may see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from khworkflow.associations.models import Association
from khworkflow.conclusions.models import Conclusion, Directive, Kind, Recurrence
from khworkflow.conclusions.queries import visible as visible_conclusions
from khworkflow.core.db import database
from khworkflow.inspections.models import Inspection
from khworkflow.tasks.lifecycle import UNFINISHED, Claim, State
from khworkflow.tasks.models import Task
from khworkflow.tasks.queries import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from khworkflow.core.authz import Actor

__all__ = ["Kind"]


@dataclass(frozen=True)
class Wanted:
    """What the board shows; what is not said filters nothing."""

    conclusion_id: int | None = None
    inspection_id: int | None = None
    directive_id: int | None = None
    kind: Kind | None = None
    cluster: str = ""
    due: tuple[date, date] | None = None  # the first and the last day within which a task is due
    period: int | None = None  # of directives that recur: which one, from 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One task, as much of it as its mark shows."""

    id: int
    association_id: int
    directive_id: int
    period: int
    state: State
    due_on: date | None
    late_after: date | None
    submitted_at: datetime | None
    waiting_since: datetime | None
    claim: Claim | None


@dataclass(frozen=True)
class Source:
    """An issued conclusion, and the round of inspection that it closes."""

    id: int
    number: str | None
    title: str
    dated_on: date | None
    inspection_id: int | None
    inspection: str | None


@dataclass(frozen=True)
class Column:
    """A directive at the head of a column."""

    id: int
    conclusion_id: int
    title: str
    recurrence: Recurrence | None
    number: int  # in its conclusion, from 1 on


def sources(actor: Actor) -> list[Source]:
    """Return the issued conclusions that the actor may see, newest first, with their rounds."""
    ids = visible_conclusions(actor).with_only_columns(Conclusion.id).order_by(None)
    rows = (
        select(
            Conclusion.id, Conclusion.number, Conclusion.title, Conclusion.dated_on, Conclusion.inspection_id, Inspection.title
        )
        .outerjoin(Inspection, Inspection.id == Conclusion.inspection_id)
        .where(Conclusion.issued_at.is_not(None), Conclusion.id.in_(ids))
        .order_by(Conclusion.dated_on.desc(), Conclusion.id.desc())
    )
    return [Source(*row) for row in database.session.execute(rows)]


def cells(actor: Actor, wanted: Wanted) -> list[Cell]:
    """Return the visible tasks, shares aside, that the filters let through, of each association and directive the latest period first.

    A directive that recurs shows its latest period and those before it that are still unfinished;
    asked for a period or for days, all that lie in them.
    """
    tasks = named(actor).with_only_columns(*(getattr(Task, name) for name in Cell.__slots__)).order_by(None)
    if wanted.conclusion_id is not None:
        tasks = tasks.where(Directive.conclusion_id == wanted.conclusion_id)
    if wanted.inspection_id is not None:
        tasks = tasks.where(Conclusion.inspection_id == wanted.inspection_id)
    if wanted.directive_id is not None:
        tasks = tasks.where(Task.directive_id == wanted.directive_id)
    if wanted.kind is not None:
        tasks = tasks.where(Directive.kind == wanted.kind)
    if wanted.cluster:
        tasks = tasks.where(Association.cluster == wanted.cluster)
    if wanted.due is not None:
        tasks = tasks.where(Task.due_on.between(*wanted.due))
    if wanted.period is not None:
        tasks = tasks.where(Task.period == wanted.period, Directive.recurrence.is_not(None))
    order = (Association.place, Association.id, Task.directive_id, Task.period.desc())
    found = (Cell(*row) for row in database.session.execute(tasks.order_by(*order)))
    return list(found if wanted.due or wanted.period is not None else _present(found))


def columns(directive_ids: Iterable[int]) -> list[Column]:
    """Return the directives: by conclusion, the newest first, and there in the order of the text."""
    wanted = list(directive_ids)
    number = func.row_number().over(partition_by=Directive.conclusion_id, order_by=Directive.start)
    of_theirs = select(Directive.conclusion_id).where(Directive.id.in_(wanted))
    numbered = select(Directive.id, number.label("number")).where(Directive.conclusion_id.in_(of_theirs)).subquery()
    rows = (
        select(Directive.id, Directive.conclusion_id, Directive.title, Directive.recurrence, numbered.c.number)
        .join(numbered, numbered.c.id == Directive.id)
        .join(Directive.conclusion)
        .where(Directive.id.in_(wanted))
        .order_by(Conclusion.dated_on.desc(), Conclusion.id.desc(), Directive.start)
    )
    return [Column(*row) for row in database.session.execute(rows)]


def rows(association_ids: Iterable[int]) -> dict[int, Association]:
    """Return the associations by their numbers."""
    found = database.session.scalars(select(Association).where(Association.id.in_(list(association_ids))))
    return {one.id: one for one in found}


def by_place(found: Iterable[Cell]) -> dict[tuple[int, int], list[Cell]]:
    """Return the tasks by association and directive, in their order."""
    table: defaultdict[tuple[int, int], list[Cell]] = defaultdict(list)
    for cell in found:
        table[cell.association_id, cell.directive_id].append(cell)
    return dict(table)


def _present(found: Iterable[Cell]) -> Iterator[Cell]:
    before = None
    for cell in found:
        place = (cell.association_id, cell.directive_id)
        if place != before or cell.state in UNFINISHED:
            yield cell
        before = place
