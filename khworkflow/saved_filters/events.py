"""What can happen to a saved filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class FilterSaved(Event):
    kind: ClassVar[str] = "filter.saved"

    filter_id: int
    page: str
    name: str
    query: str
    is_shared: bool


@dataclass(frozen=True)
class FilterDropped(Event):
    kind: ClassVar[str] = "filter.dropped"

    filter_id: int
    name: str
