"""What was true at a moment: the tasks of a conclusion as the log tells them, frozen.

A snapshot is made of log entries alone, so a report of a past day does not change when the present
does, and screen and paper take their numbers from the same place.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from khworkflow.conclusions.models import Kind
from khworkflow.core import clock
from khworkflow.eventlog.log import event_of
from khworkflow.tasks.events import OF_ITEMS, EvidenceAdded, ExtensionAsked, ExtensionDecided, ItemTicked, TaskIssued, TaskMoved
from khworkflow.tasks.lifecycle import CLAIMS, DONE, ENDED, OF_COMMITTEE, Action, Claim, State

if TYPE_CHECKING:
    from collections.abc import Iterable


class Bucket(StrEnum):
    """Where a task is counted; each task in exactly one (VBHN 01/VBHN-VPCP's four, and what waits)."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    GOING = "going"  # within the date, or without one
    OVERDUE = "overdue"
    SUBMITTED = "submitted"  # waits for the committee
    WAITING_OUTSIDE = "waiting_outside"  # waits for another body: nobody of the house is late
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
    late_after: date | None  # the due day, and beyond it the days it waited for an outside body
    first_due_on: date | None
    submitted_on: date | None = None
    rounds: int = 0
    claim: Claim | None = None  # what the association said of it when it was last submitted
    words: str = ""  # said last by the association
    decision: str = ""  # said last by the committee
    waiting_since: date | None = None
    waited_days: int = 0  # of waits that have ended
    percent: int | None = None
    evidence: int = 0  # files given so far
    ended_on: date | None = None
    extensions_asked: int = 0
    extensions_granted: int = 0
    extensions_refused: int = 0

    def bucket(self, day: date) -> Bucket:
        """Return where the task is counted on the day.

        On time means that the result confirmed was last handed in by the due day; the rule is
        printed in the report.
        """
        if self.state in DONE:
            is_late = self.late_after is not None and self.submitted_on is not None and self.submitted_on > self.late_after
            return Bucket.DONE_LATE if is_late else Bucket.DONE_ON_TIME
        if self.state in ENDED:
            return Bucket.NOT_DONE
        if self.state is State.SUBMITTED:
            return Bucket.SUBMITTED
        if self.state is State.WAITING_OUTSIDE:
            return Bucket.WAITING_OUTSIDE
        is_past = self.late_after is not None and day > self.late_after
        return Bucket.OVERDUE if is_past else Bucket.GOING


@dataclass(frozen=True)
class DirectiveFacts:
    """One directive of the conclusion."""

    directive_id: int
    conclusion_id: int
    number: int  # its place in the conclusion
    quote: str
    title: str
    kind: Kind
    due_on: date | None


@dataclass(frozen=True)
class AssociationFacts:
    """One association as it was called."""

    association_id: int
    name: str
    short_name: str
    territory: str


@dataclass(frozen=True)
class ConclusionFacts:
    """One conclusion that the report is about."""

    conclusion_id: int
    title: str
    number: str  # "05/TB-HKH"
    dated_on: date


@dataclass(frozen=True)
class Snapshot:
    """Everything a report says, as of one moment.

    With ``since`` it tells of a period: what had ended before that day is left out.
    """

    as_of: datetime
    house: str
    territory: str
    conclusions: tuple[ConclusionFacts, ...]
    directives: tuple[DirectiveFacts, ...]
    associations: tuple[AssociationFacts, ...]
    tasks: tuple[TaskFacts, ...]
    since: date | None = None

    @property
    def conclusion(self) -> ConclusionFacts:
        """The conclusion that a status report is about."""
        return self.conclusions[0]

    def conclusion_of(self, directive: DirectiveFacts) -> ConclusionFacts:
        """Return the conclusion that the directive is quoted from."""
        return next(one for one in self.conclusions if one.conclusion_id == directive.conclusion_id)

    @property
    def day(self) -> date:
        """The office's day of the moment."""
        return clock.day_of(self.as_of)

    @property
    def figures(self) -> dict[str, int]:
        """How many tasks each bucket has: what a later report is compared with."""
        return {bucket.value: len(self.select(bucket=bucket)) for bucket in BUCKETS}

    def select(
        self,
        *,
        bucket: Bucket | None = None,
        association_id: int | None = None,
        directive_id: int | None = None,
        kind: Kind | None = None,
    ) -> tuple[TaskFacts, ...]:
        """Return the tasks counted there."""
        if kind is not None:
            rest = self.select(bucket=bucket, association_id=association_id, directive_id=directive_id)
            return tuple(task for task in rest if self.named_directives[task.directive_id].kind is kind)
        if association_id is not None and directive_id is not None:
            both = self._found[bucket, association_id, None]
            return tuple(task for task in both if task.directive_id == directive_id)
        return tuple(self._found[bucket, association_id, directive_id])

    @cached_property
    def _found(self) -> defaultdict[tuple[Bucket | None, int | None, int | None], list[TaskFacts]]:
        """The tasks under each thing they are counted by: a page asks for thousands of counts."""
        found: defaultdict[tuple[Bucket | None, int | None, int | None], list[TaskFacts]] = defaultdict(list)
        for task in self.tasks:
            for bucket in (None, task.bucket(self.day)):
                for by in ((None, None), (task.association_id, None), (None, task.directive_id)):
                    found[bucket, *by].append(task)
        return found

    @cached_property
    def names(self) -> dict[int, AssociationFacts]:
        """The associations by their numbers."""
        return {one.association_id: one for one in self.associations}

    @cached_property
    def named_directives(self) -> dict[int, DirectiveFacts]:
        """The directives by their numbers."""
        return {one.directive_id: one for one in self.directives}


def replay(entries: Iterable[Any]) -> dict[int, TaskFacts]:
    """Return the tasks that the entries tell of, as they were after the last of them, by number.

    Args:
        entries: of the log, or rows with their ``at``, ``kind`` and ``body``, oldest first.

    """
    tasks: dict[int, TaskFacts] = {}
    for entry in entries:
        event, day = event_of(entry), clock.day_of(entry.at)
        if isinstance(event, TaskIssued):
            due_on = _day(event.due_on)
            tasks[event.task_id] = TaskFacts(
                task_id=event.task_id,
                directive_id=event.directive_id,
                association_id=event.association_id,
                part=event.part,
                state=State.ASSIGNED,
                due_on=due_on,
                late_after=due_on,
                first_due_on=due_on,
            )
        elif isinstance(event, TaskMoved) and event.task_id in tasks:
            tasks[event.task_id] = _moved(tasks[event.task_id], event, day)
        elif isinstance(event, ExtensionAsked) and event.task_id in tasks:
            task = tasks[event.task_id]
            tasks[event.task_id] = replace(task, extensions_asked=task.extensions_asked + 1)
        elif isinstance(event, ExtensionDecided) and event.task_id in tasks:
            task = tasks[event.task_id]
            tasks[event.task_id] = replace(
                task,
                due_on=_day(event.due_on),
                late_after=_day(event.late_after),
                extensions_granted=task.extensions_granted + event.is_granted,
                extensions_refused=task.extensions_refused + (not event.is_granted),
            )
        elif isinstance(event, OF_ITEMS) and event.task_id in tasks:
            given = len(event.evidence) if isinstance(event, ItemTicked) else 0
            task = tasks[event.task_id]
            tasks[event.task_id] = replace(task, percent=event.percent, evidence=task.evidence + given)
        elif isinstance(event, EvidenceAdded) and event.task_id in tasks:
            task = tasks[event.task_id]
            tasks[event.task_id] = replace(task, evidence=task.evidence + len(event.evidence))
    return tasks


def _moved(task: TaskFacts, event: TaskMoved, day: date) -> TaskFacts:
    action, state = Action(event.action), State(event.after)
    is_claim, is_decided = action in CLAIMS, action in OF_COMMITTEE
    was_waiting = task.waiting_since if state is not State.WAITING_OUTSIDE else None
    is_taken_back = action is Action.TAKE_BACK
    said, files = (event.left, -len(event.evidence)) if is_taken_back else (event.words or task.words, len(event.evidence))
    return replace(
        task,
        state=state,
        ended_on=(task.ended_on or day) if state in ENDED else None,
        due_on=_day(event.due_on),
        late_after=_day(event.late_after or event.due_on),
        submitted_on=day if is_claim else task.submitted_on,
        rounds=task.rounds + is_claim,
        claim=CLAIMS[action] if is_claim else task.claim,
        words=task.words if is_decided else said,
        decision=event.words if is_decided else task.decision,
        waiting_since=(task.waiting_since or day) if state is State.WAITING_OUTSIDE else None,
        waited_days=task.waited_days + ((day - was_waiting).days if was_waiting else 0),
        percent=task.percent if event.percent is None and not is_taken_back else event.percent,
        evidence=task.evidence + files,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
