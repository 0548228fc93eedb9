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
