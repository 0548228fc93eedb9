"""What was true at a moment: the tasks of a conclusion as the log tells them, frozen.

A snapshot is made of log entries alone, so a report of a past day does not change when the present
does, and screen and paper take their numbers from the same place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from khworkflow.core import clock
from khworkflow.eventlog.log import event_of
from khworkflow.tasks.events import TaskIssued, TaskMoved
from khworkflow.tasks.lifecycle import DONE, ENDED, Action, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khworkflow.eventlog.models import LogEntry


class Bucket(StrEnum):
    """Where a task is counted; each task in exactly one (VBHN 01/VBHN-VPCP's four, and what waits)."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    GOING = "going"  # within the date, or without one
    OVERDUE = "overdue"
    SUBMITTED = "submitted"  # waits for the committee
    NOT_DONE = "not_done"  # closed as not possible, withdrawn, superseded


#: In the order of the report's table.
BUCKETS: Final = tuple(Bucket)


@dataclass(frozen=True)
class TaskFacts:
    """One task as it was."""

    task_id: int
    directive_id: int
    association_id: int
    part: str
    state: State
    due_on: date | None
    first_due_on: date | None
    submitted_on: date | None
    rounds: int
    words: str  # said last by the association
    decision: str  # said last by the committee
    waiting_since: date | None = None
    evidence: int = 0  # files given so far

    def bucket(self, day: date) -> Bucket:
        """Return where the task is counted on the day.

        On time means that the result confirmed was last handed in by the due day; the rule is
        printed in the report.
        """
        if self.state in DONE:
            is_late = self.due_on is not None and self.submitted_on is not None and self.submitted_on > self.due_on
            return Bucket.DONE_LATE if is_late else Bucket.DONE_ON_TIME
        if self.state in ENDED:
            return Bucket.NOT_DONE
        if self.state is State.SUBMITTED:
            return Bucket.SUBMITTED
        is_past = self.due_on is not None and day > self.due_on and self.state is not State.WAITING_OUTSIDE
        return Bucket.OVERDUE if is_past else Bucket.GOING


@dataclass(frozen=True)
class DirectiveFacts:
    """One directive of the conclusion."""

    directive_id: int
    number: int
    quote: str
    title: str
    due_on: date | None


@dataclass(frozen=True)
class AssociationFacts:
    """One association as it was called."""

    association_id: int
    name: str
    short_name: str
    territory: str


@dataclass(frozen=True)
class Snapshot:
    """Everything a status report says, as of one moment."""

    conclusion_id: int
    as_of: datetime
    house: str
    territory: str
    title: str
    number: str
    dated_on: date
    issued_on: date
    directives: tuple[DirectiveFacts, ...]
    associations: tuple[AssociationFacts, ...]
    tasks: tuple[TaskFacts, ...]

    @property
    def day(self) -> date:
        """The office's day of the moment."""
        return clock.day_of(self.as_of)

    def select(
        self, *, bucket: Bucket | None = None, association_id: int | None = None, directive_id: int | None = None
    ) -> tuple[TaskFacts, ...]:
        """Return the tasks counted there."""
        return tuple(
            task
            for task in self.tasks
            if (bucket is None or task.bucket(self.day) is bucket)
            and (association_id is None or task.association_id == association_id)
            and (directive_id is None or task.directive_id == directive_id)
        )


def replay(entries: Iterable[LogEntry], as_of: datetime) -> dict[int, TaskFacts]:
    """Return the tasks that the entries tell of, as they were at the moment, by number."""
    tasks: dict[int, TaskFacts] = {}
    for entry in entries:
        if entry.at > as_of:
            continue
        event = event_of(entry)
        if isinstance(event, TaskIssued):
            due_on = date.fromisoformat(event.due_on) if event.due_on else None
            tasks[event.task_id] = TaskFacts(
                event.task_id,
                event.directive_id,
                event.association_id,
                event.part,
                State.ASSIGNED,
                due_on,
                due_on,
                None,
                0,
                "",
                "",
            )
        elif isinstance(event, TaskMoved) and event.task_id in tasks:
            tasks[event.task_id] = _moved(tasks[event.task_id], event, clock.day_of(entry.at))
    return tasks


_OF_COMMITTEE: Final = {Action.ACCEPT, Action.ACCEPT_IN_PART, Action.HAND_BACK, Action.CLOSE_NOT_DONE}


def _moved(task: TaskFacts, event: TaskMoved, day: date) -> TaskFacts:
    action, state = Action(event.action), State(event.after)
    decided = action in _OF_COMMITTEE
    return TaskFacts(
        task.task_id,
        task.directive_id,
        task.association_id,
        task.part,
        state,
        date.fromisoformat(event.due_on) if event.due_on else None,
        task.first_due_on,
        day if action is Action.SUBMIT else task.submitted_on,
        task.rounds + (action is Action.SUBMIT),
        task.words if decided or not event.words else event.words,
        event.words if decided else task.decision,
        (task.waiting_since or day) if state is State.WAITING_OUTSIDE else None,
        task.evidence + len(event.evidence),
    )
