"""What can happen to a task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class TaskIssued(Event):
    kind: ClassVar[str] = "task.issued"

    task_id: int
    directive_id: int
    association_id: int
    part: str
    due_on: str | None
    period: int = 0
    parent_id: int | None = None  # of a share: the task it is a part of
    words: str = ""  # of a share: what it is to do


@dataclass(frozen=True)
class TaskHandedDown(Event):
    """A part of the task was given to an association below, as a task of its own."""

    kind: ClassVar[str] = "task.handed_down"

    task_id: int
    share_id: int
    association_id: int
    name: str  # of that association
    due_on: str
    words: str


@dataclass(frozen=True)
class ShareBroughtForward(Event):
    """The task of which this is a part became due before it: the part is due with the whole."""

    kind: ClassVar[str] = "task.brought_forward"

    task_id: int
    name: str  # of the association whose task that is
    due_on: str  # from then on
    late_after: str
    old_due_on: str
    words: str = ""  # the reason, where the whole was amended with one


@dataclass(frozen=True)
class TaskMoved(Event):
    """The task went from one state to another (or was worked on in the same one), with these words."""

    kind: ClassVar[str] = "task.moved"

    task_id: int
    action: str
    before: str
    after: str
    words: str = ""
    evidence: tuple[str, ...] = ()  # SHA-256 of each file
    due_on: str | None = None  # the due day from then on
    late_after: str | None = None  # the day after which it is late from then on; None in old entries: the due day
    percent: int | None = None  # how far it is, where the reply says so
    superseded_by_id: int | None = None
    how: str = ""  # on what way the words came, when another person typed them
    reply_id: int | None = None  # the reply that was taken back, whose files ``evidence`` then names
    left: str = ""  # the association's words that stand since, when a reply was taken back
    waited_days: int | None = None  # of waits that have ended, when a reply was taken back
    extension_id: int | None = None  # the request for time that waits again, when a reply was taken back


@dataclass(frozen=True)
class ExtensionAsked(Event):
    kind: ClassVar[str] = "task.extension_asked"

    task_id: int
    extension_id: int
    old_due_on: str
    new_due_on: str
    words: str  # the reason


@dataclass(frozen=True)
class ExtensionDecided(Event):
    """The committee granted the time asked for (or another day), or did not."""

    kind: ClassVar[str] = "task.extension_decided"

    task_id: int
    extension_id: int
    is_granted: bool
    due_on: str  # the due day from then on
    late_after: str
    words: str = ""


@dataclass(frozen=True)
class ExtensionLapsed(Event):
    """The request for time became needless: the result came, or the task ended."""

    kind: ClassVar[str] = "task.extension_lapsed"

    task_id: int
    extension_id: int


@dataclass(frozen=True)
class ExtensionTakenBack(Event):
    """Who had asked for time asks no more."""

    kind: ClassVar[str] = "task.extension_taken_back"

    task_id: int
    extension_id: int


@dataclass(frozen=True)
class EvidenceJudged(Event):
    kind: ClassVar[str] = "task.evidence_judged"

    task_id: int
    evidence_id: int
    name: str
    sha256: str
    is_accepted: bool
    words: str = ""  # the reason


@dataclass(frozen=True)
class ReplyAgreed(Event):
    """The association agreed to what somebody else had typed for it."""

    kind: ClassVar[str] = "task.reply_agreed"

    task_id: int
    reply_id: int


@dataclass(frozen=True)
class AgreementTakenBack(Event):
    """The association agrees no more to what somebody else had typed for it."""

    kind: ClassVar[str] = "task.agreement_taken_back"

    task_id: int
    reply_id: int


@dataclass(frozen=True)
class DirectiveWithdrawn(Event):
    """What a directive asks for was taken back from those who had not finished it."""

    kind: ClassVar[str] = "directive.withdrawn"

    directive_id: int
    task_ids: tuple[int, ...]
    words: str  # the reason
    told: tuple[str, ...]  # names of the people who are owed a word


@dataclass(frozen=True)
class DirectiveMeasured(Event):
    """The directive's tasks are counted by the indicator from then on, or no more."""

    kind: ClassVar[str] = "directive.measured"

    directive_id: int
    indicator_id: int
    name: str  # of the indicator
    is_counted: bool


@dataclass(frozen=True)
class DirectiveAmended(Event):
    """What a directive asks for was changed after its issue; the entries of its tasks tell each of them."""

    kind: ClassVar[str] = "directive.amended"

    directive_id: int
    amendment_id: int
    dated: tuple[int, ...]  # tasks with another due day
    recast: tuple[int, ...]  # tasks that lead now, or coordinate
    given_to: tuple[int, ...]  # associations
    taken_from: tuple[int, ...]  # associations
    replaced_by: int | None  # the directive with the new words
    paper: str
    words: str  # the reason
    told: tuple[str, ...]  # names of the people who are owed a word
    brought_forward: tuple[int, ...] = ()  # shares that are due earlier, with their whole


@dataclass(frozen=True)
class TaskAmended(Event):
    kind: ClassVar[str] = "task.amended"

    task_id: int
    amendment_id: int
    due_on: str | None  # from then on
    late_after: str | None
    part: str  # lead or coordinate, from then on
    old_due_on: str | None
    old_part: str
    paper: str
    words: str  # the reason


@dataclass(frozen=True)
class TaskDelegated(Event):
    """The chair lets an officer answer in the association's name; or, without a name, does so no more."""

    kind: ClassVar[str] = "task.delegated"

    task_id: int
    person_id: int | None
    name: str


@dataclass(frozen=True)
class EvidenceAdded(Event):
    """A file came after the words to which it belongs."""

    kind: ClassVar[str] = "task.evidence_added"

    task_id: int
    reply_id: int
    names: tuple[str, ...]
    evidence: tuple[str, ...]
