"""What was true at a moment: the tasks of a conclusion as the log tells them, frozen.

A snapshot is made of log entries alone, so a report of a past day does not change when the present
does, and screen and paper take their numbers from the same place.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

from khworkflow.associations.models import Level
from khworkflow.conclusions.models import Kind
from khworkflow.core import clock
from khworkflow.reports.counted import IndicatorFacts
from khworkflow.tasks.lifecycle import DONE, ENDED, Claim, State


class Bucket(StrEnum):
    """Where a task is counted; each task in exactly one (VBHN 01/VBHN-VPCP's four, and what waits)."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    GOING = "going"  # within the date, or without one
    OVERDUE = "overdue"
    SUBMITTED = "submitted"  # waits for the committee
    WAITING_OUTSIDE = "waiting_outside"  # waits for another body: nobody of the house is late
    NOT_DONE = "not_done"  # closed as not possible


class OnTime(StrEnum):
    """Which handing in must be by the due day for a confirmed task to be done on time; the office chooses."""

    LAST = "last"  # that of the result which was confirmed
    FIRST = "first"  # the first one, by the day due then: what was sent back is not held against the association


#: In the order of the report's table.
BUCKETS: Final = tuple(Bucket)
#: Asked of nobody any more: told beside the others, counted nowhere; what came in place of a task is counted.
GONE: Final = frozenset({State.WITHDRAWN, State.SUPERSEDED})


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
    explained: str = ""  # why it is not done, as said with a wait or a refusal
    asked_because: str = ""  # why more time was asked for, last
    asked_until: date | None = None  # and until when
    is_asking: bool = False  # whether that request still waits for its decision
    replaced_by: int | None = None  # the task that came in its place
    first_was_late: bool | None = None  # whether it was first handed in after the day it was then due; None: never was
    lesson: str = ""  # what works, in words that were marked
    waiting_since: date | None = None
    waited_days: int = 0  # of waits that have ended
    percent: int | None = None
    evidence: int = 0  # files given so far
    ended_on: date | None = None
    extensions_asked: int = 0
    extensions_granted: int = 0
    extensions_refused: int = 0

    @property
    def is_gone(self) -> bool:
        """Whether it was withdrawn or replaced."""
        return self.state in GONE

    @property
    def is_silent(self) -> bool:
        """Whether its association never said a word about it."""
        return not (self.words or self.explained or self.asked_because)

    def bucket(self, day: date, rule: OnTime = OnTime.LAST) -> Bucket:
        """Return where the task is counted on the day, by the office's rule of what is on time."""
        if self.state in DONE:
            is_late = self.late_after is not None and self.submitted_on is not None and self.submitted_on > self.late_after
            if rule is OnTime.FIRST and self.first_was_late is not None:
                is_late = self.first_was_late
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
class ExplanationFacts:
    """A letter that had asked for an explanation, and what had become of it."""

    association: str
    number: str
    asked_on: date
    answer_by: date
    answered_on: date | None
    words: str


@dataclass(frozen=True)
class AssociationFacts:
    """One association as it was called."""

    association_id: int
    name: str
    short_name: str
    territory: str
    level: Level = Level.DISTRICT


@dataclass(frozen=True)
class House:
    """The association whose paper it is, as it was called, and the body above it."""

    association_id: int
    name: str  # Hội Khuyến học tỉnh Yên Bái
    short_name: str  # Tỉnh hội Yên Bái
    territory: str
    superior: str  # Trung ương Hội Khuyến học Việt Nam
    level: Level = Level.PROVINCE


@dataclass(frozen=True)
class ConclusionFacts:
    """One conclusion that the report is about."""

    conclusion_id: int
    title: str
    number: str  # "05/TB-HKH"
    dated_on: date


@dataclass(frozen=True)
class Gone:
    """A task that was withdrawn or replaced, and what came in its place."""

    task: TaskFacts
    association: AssociationFacts
    directive: DirectiveFacts
    by_title: str = ""  # of what came in its place
    by_number: str = ""  # of the paper that says so


@dataclass(frozen=True)
class Point:
    """How the tasks stood on an earlier day: how many each bucket had, in the order of ``BUCKETS``."""

    on: date
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Snapshot:
    """Everything a report says, as of one moment.

    With ``since`` it tells of a period: what had ended before that day is left out. ``tasks`` are those that count,
    ``gone`` those that were withdrawn or replaced by then.
    """

    as_of: datetime
    house: House
    conclusions: tuple[ConclusionFacts, ...]
    directives: tuple[DirectiveFacts, ...]
    associations: tuple[AssociationFacts, ...]
    tasks: tuple[TaskFacts, ...]
    since: date | None = None
    until: date | None = None  # the period's last day, where it is not that of the moment
    rule: OnTime = OnTime.LAST
    course: tuple[Point, ...] = ()  # oldest first, that of the moment last
    explanations: tuple[ExplanationFacts, ...] = ()
    gone: tuple[Gone, ...] = ()
    indicators: tuple[IndicatorFacts, ...] = ()

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
        level: Level | None = None,
    ) -> tuple[TaskFacts, ...]:
        """Return the tasks counted there."""
        if association_id is None:
            found = self._found[bucket, None, directive_id]
        else:
            mine = self._found[bucket, association_id, None]
            found = [task for task in mine if directive_id is None or task.directive_id == directive_id]
        if kind is not None:
            found = [task for task in found if self.named_directives[task.directive_id].kind is kind]
        if level is not None:
            found = [task for task in found if self.names[task.association_id].level is level]
        return tuple(found)

    def bucket_of(self, task: TaskFacts) -> Bucket:
        """Return where the task is counted."""
        return task.bucket(self.day, self.rule)

    @cached_property
    def _found(self) -> defaultdict[tuple[Bucket | None, int | None, int | None], list[TaskFacts]]:
        """The tasks under each thing they are counted by: a page asks for thousands of counts."""
        found: defaultdict[tuple[Bucket | None, int | None, int | None], list[TaskFacts]] = defaultdict(list)
        for task in self.tasks:
            for bucket in (None, self.bucket_of(task)):
                for by in ((None, None), (task.association_id, None), (None, task.directive_id)):
                    found[bucket, *by].append(task)
        return found

    @property
    def left(self) -> set[int]:
        """The directives of which nothing is asked any more: all their tasks were withdrawn or replaced."""
        return {one.directive.directive_id for one in self.gone} - {one.directive_id for one in self.tasks}

    @cached_property
    def names(self) -> dict[int, AssociationFacts]:
        """The associations by their numbers."""
        return {one.association_id: one for one in self.associations}

    @cached_property
    def named_directives(self) -> dict[int, DirectiveFacts]:
        """The directives by their numbers."""
        return {one.directive_id: one for one in self.directives}
