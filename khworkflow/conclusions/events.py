"""What can happen to a conclusion and its directives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class ConclusionDrafted(Event):
    kind: ClassVar[str] = "conclusion.drafted"

    conclusion_id: int
    association_id: int
    inspection_id: int | None
    title: str
    text_sha256: str


@dataclass(frozen=True)
class ConclusionTextAmended(Event):
    """The draft's words were changed; ``lost`` are the quotes that no longer stand in it."""

    kind: ClassVar[str] = "conclusion.text_amended"

    conclusion_id: int
    text_sha256: str
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConclusionHeadSet(Event):
    """The title, number, date or signer of the draft was set."""

    kind: ClassVar[str] = "conclusion.head_set"

    conclusion_id: int
    title: str
    number: str | None
    dated_on: str | None
    signer: str
    signer_position: str


@dataclass(frozen=True)
class ConclusionIssued(Event):
    kind: ClassVar[str] = "conclusion.issued"

    conclusion_id: int
    number: str
    dated_on: str
    text_sha256: str
    directives: int
    assignments: int


@dataclass(frozen=True)
class DirectiveMarked(Event):
    kind: ClassVar[str] = "directive.marked"

    directive_id: int
    conclusion_id: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class DirectiveDescribed(Event):
    kind: ClassVar[str] = "directive.described"

    directive_id: int
    conclusion_id: int
    title: str
    directive_kind: str
    due_on: str | None
    due_phrase: str
    is_reviewed_half_yearly: bool
    recurrence: str | None = None
    recurs_until: str | None = None


@dataclass(frozen=True)
class DirectiveAssigned(Event):
    """Who leads and who coordinates; ``due`` are the days of those that have their own, by association."""

    kind: ClassVar[str] = "directive.assigned"

    directive_id: int
    conclusion_id: int
    leads: tuple[int, ...]
    coordinates: tuple[int, ...]
    due: dict[str, Any]


@dataclass(frozen=True)
class DirectiveUnmarked(Event):
    kind: ClassVar[str] = "directive.unmarked"

    directive_id: int
    conclusion_id: int
    quote: str


@dataclass(frozen=True)
class ConclusionRead(Event):
    """The reader went through the draft's words: how many directives it found, how many of them are new."""

    kind: ClassVar[str] = "conclusion.read"

    conclusion_id: int
    text_sha256: str
    found: int
    added: int


@dataclass(frozen=True)
class ConclusionOriginalKept(Event):
    """The paper from which the text was taken was kept."""

    kind: ClassVar[str] = "conclusion.original_kept"

    conclusion_id: int
    file_id: int
    name: str
    sha256: str


@dataclass(frozen=True)
class DirectiveProposed(Event):
    """The reader drafted a directive, for a person to correct."""

    kind: ClassVar[str] = "directive.proposed"

    directive_id: int
    conclusion_id: int
    start: int
    end: int
    quote: str
    said: dict[str, Any]


@dataclass(frozen=True)
class DirectiveMoved(Event):
    kind: ClassVar[str] = "directive.moved"

    directive_id: int
    conclusion_id: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class DirectiveSplit(Event):
    kind: ClassVar[str] = "directive.split"

    directive_id: int
    conclusion_id: int
    other_id: int
    quote: str
    other_quote: str


@dataclass(frozen=True)
class DirectiveJoined(Event):
    kind: ClassVar[str] = "directive.joined"

    directive_id: int
    conclusion_id: int
    other_id: int
    quote: str
