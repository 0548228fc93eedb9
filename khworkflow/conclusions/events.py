"""What can happen to a conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class ConclusionDrafted(Event):
    kind: ClassVar[str] = "conclusion.drafted"

    conclusion_id: int


@dataclass(frozen=True)
class ConclusionAmended(Event):
    kind: ClassVar[str] = "conclusion.amended"

    conclusion_id: int


@dataclass(frozen=True)
class DirectiveMarked(Event):
    kind: ClassVar[str] = "directive.marked"

    conclusion_id: int
    start: int
    end: int


@dataclass(frozen=True)
class DirectiveDropped(Event):
    kind: ClassVar[str] = "directive.dropped"

    conclusion_id: int
    start: int
    end: int


@dataclass(frozen=True)
class ConclusionIssued(Event):
    kind: ClassVar[str] = "conclusion.issued"

    conclusion_id: int
    number: str
    text_sha256: str
    directives: int
