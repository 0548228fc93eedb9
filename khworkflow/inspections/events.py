"""What can happen to a round of inspection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class InspectionRecorded(Event):
    """The round was begun, or its title, purpose or days were amended."""

    kind: ClassVar[str] = "inspection.recorded"

    inspection_id: int
    association_id: int
    title: str
    purpose: str
    begins_on: str
    ends_on: str


@dataclass(frozen=True)
class MemberNamed(Event):
    kind: ClassVar[str] = "inspection.member_named"

    inspection_id: int
    member_id: int
    role: str
    name: str
    position: str
    user_id: int | None


@dataclass(frozen=True)
class MemberRemoved(Event):
    kind: ClassVar[str] = "inspection.member_removed"

    inspection_id: int
    member_id: int
    name: str


@dataclass(frozen=True)
class VisitRecorded(Event):
    """A visit was written down, or amended."""

    kind: ClassVar[str] = "inspection.visit_recorded"

    inspection_id: int
    visit_id: int
    association_id: int
    on: str
    place: str
    self_report: str
    findings: str
