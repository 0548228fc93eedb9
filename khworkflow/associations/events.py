"""What can happen to the tree and its people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class AssociationCreated(Event):
    kind: ClassVar[str] = "association.created"

    association_id: int
    name: str


@dataclass(frozen=True)
class SeatGiven(Event):
    kind: ClassVar[str] = "seat.given"

    association_id: int
    user_id: int
    role: str


@dataclass(frozen=True)
class AssociationAmended(Event):
    kind: ClassVar[str] = "association.amended"

    association_id: int
    name: str
    changed: tuple[str, ...]
    before: dict[str, Any] = field(default_factory=dict)  # what it was called until then, of the words that changed


@dataclass(frozen=True)
class AssociationEnded(Event):
    kind: ClassVar[str] = "association.ended"

    association_id: int
    ends_on: str


@dataclass(frozen=True)
class SeatRemoved(Event):
    kind: ClassVar[str] = "seat.removed"

    association_id: int
    user_id: int
    role: str
