"""What can happen to a round of inspection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class InspectionRecorded(Event):
    kind: ClassVar[str] = "inspection.recorded"

    inspection_id: int


@dataclass(frozen=True)
class VisitRecorded(Event):
    kind: ClassVar[str] = "visit.recorded"

    inspection_id: int
    association_id: int
    on: str
