"""What can happen to a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class ReportRequested(Event):
    kind: ClassVar[str] = "report.requested"

    report_id: int
    conclusion_id: int
    as_of: str


@dataclass(frozen=True)
class ReportCompiled(Event):
    kind: ClassVar[str] = "report.compiled"

    report_id: int
    sha256: str  # of the Word file
    pdf: str = ""  # SHA-256 of the other formats
    xlsx: str = ""
