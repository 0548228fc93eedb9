"""By which indicators (chỉ tiêu) a directive's tasks are counted, and how a task stands with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database, insert_once
from khworkflow.eventlog.log import record
from khworkflow.figures import queries as figures
from khworkflow.figures.models import Indicator
from khworkflow.tasks import policies, shares
from khworkflow.tasks.events import DirectiveMeasured
from khworkflow.tasks.models import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from khworkflow.associations.models import Association
    from khworkflow.conclusions.models import Directive
    from khworkflow.figures.queries import Cell, Column
    from khworkflow.tasks.models import Task


@dataclass(frozen=True)
class Standing:
    """How a task stands with one indicator: its association's own standing, and that of its shares."""

    own: Column
    association_id: int
    parts: Column | None  # of the associations that have a share; None without shares

    @property
    def indicator(self) -> Indicator:
        """What is counted."""
        return self.own.indicator

    @property
    def cell(self) -> Cell:
        """The association's own standing."""
        return self.own.cells[self.association_id]

    @property
    def value(self) -> int | None:
        """What was counted, in thousandths: the sum of the shares; without shares what the association counted."""
        if self.parts is None:
            return self.cell.value
        return self.parts.total if self.parts.reported else None

    @property
    def is_estimate(self) -> bool:
        """Whether there is an estimate in it."""
        return self.cell.is_estimate if self.parts is None else self.parts.has_estimates

    @property
    def target(self) -> int | None:
        """What its shares aim at together, where they have targets; else what the association aims at itself."""
        return self.parts.target if self.parts is not None and self.parts.target is not None else self.cell.target

    @property
    def percent(self) -> int | None:
        """The value in percent of the target, rounded down."""
        return self.value * 100 // self.target if self.value is not None and self.target else None


def count_by(actor: Actor, task: Task, indicator: Indicator) -> None:
    """Let the tasks of the task's directive, those handed down too, be counted by the indicator."""
    ensure(policies.measure_task, actor, task)
    if insert_once(Measure, directive_id=task.directive_id, indicator_id=indicator.id) is not None:
        event = DirectiveMeasured(task.directive_id, indicator.id, indicator.name, is_counted=True)
        record(actor, f"conclusion:{task.directive.conclusion_id}", event)


def stop_counting(actor: Actor, task: Task, indicator: Indicator) -> None:
    """Let them be counted by the indicator no more; what was counted stays."""
    ensure(policies.measure_task, actor, task)
    same = select(Measure).where(Measure.directive_id == task.directive_id, Measure.indicator_id == indicator.id)
    if (row := database.session.scalar(same)) is not None:
        database.session.delete(row)
        event = DirectiveMeasured(task.directive_id, indicator.id, indicator.name, is_counted=False)
        record(actor, f"conclusion:{task.directive.conclusion_id}", event)


def carry_over(actor: Actor, task: Task, directive: Directive) -> None:
    """Let the directive that takes the place of the task's be counted by the same indicators."""
    for one in indicators(task):
        insert_once(Measure, directive_id=directive.id, indicator_id=one.id)
        event = DirectiveMeasured(directive.id, one.id, one.name, is_counted=True)
        record(actor, f"conclusion:{directive.conclusion_id}", event)


def indicators(task: Task) -> list[Indicator]:
    """Return by what the task is counted, by name."""
    chosen = select(Measure.indicator_id).where(Measure.directive_id == task.directive_id)
    return list(database.session.scalars(select(Indicator).where(Indicator.id.in_(chosen)).order_by(Indicator.name)))


def year_of(task: Task, day: date) -> int:
    """Return the year whose target the task is measured by: that of its due day; without one, the day's."""
    return (task.due_on or day).year


def columns(tasks: Sequence[Task], day: date) -> list[Column]:
    """Return how the associations of several tasks of one directive stand with its indicators on the day."""
    found = indicators(tasks[0])
    return figures.table(found, [one.association for one in tasks], day, year_of(tasks[0], day)) if found else []


def standings(task: Task, parts: Sequence[Task], day: date) -> list[Standing]:
    """Return how the task and its shares stand with each of its indicators on the day."""
    found = indicators(task)
    below: dict[int, Association] = {one.association_id: one.association for one in parts if one.state not in shares.GONE}
    associations = [task.association, *below.values()]
    columns = figures.table(found, associations, day, year_of(task, day)) if found else []
    return [
        Standing(
            figures.Column(column.indicator, {task.association_id: column.cells[task.association_id]}),
            task.association_id,
            figures.Column(column.indicator, {number: column.cells[number] for number in below}) if below else None,
        )
        for column in columns
    ]
