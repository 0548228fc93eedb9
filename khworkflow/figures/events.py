"""What can happen to indicators, targets and figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class IndicatorAdded(Event):
    kind: ClassVar[str] = "indicator.added"

    indicator_id: int
    association_id: int
    name: str
    unit: str


@dataclass(frozen=True)
class IndicatorEnded(Event):
    kind: ClassVar[str] = "indicator.ended"

    indicator_id: int
    name: str


@dataclass(frozen=True)
class TargetSet(Event):
    """What an association aims at; the value is in thousandths of the unit."""

    kind: ClassVar[str] = "indicator.target_set"

    indicator_id: int
    association_id: int
    name: str
    unit: str
    year: int
    value: int


@dataclass(frozen=True)
class FigureReported(Event):
    """What an association counted; the value is in thousandths of the unit."""

    kind: ClassVar[str] = "indicator.figure_reported"

    indicator_id: int
    association_id: int
    name: str
    unit: str
    counted_on: str
    value: int
    is_final: bool
    reason: str
