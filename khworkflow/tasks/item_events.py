"""What can happen to the steps of a task's checklist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class ItemTicked(Event):
    """A step of the checklist was said to be done."""

    kind: ClassVar[str] = "task.item_ticked"

    task_id: int
    item_id: int
    place: int
    text: str
    percent: int  # of the whole checklist from then on
    words: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemEvidenceAdded(Event):
    """A file came after the tick to which it belongs."""

    kind: ClassVar[str] = "task.item_evidence_added"

    task_id: int
    item_id: int
    place: int
    names: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class ItemCleared(Event):
    """A step of the checklist was said not to be done after all."""

    kind: ClassVar[str] = "task.item_cleared"

    task_id: int
    item_id: int
    place: int
    text: str
    percent: int


@dataclass(frozen=True)
class ItemAdded(Event):
    """A step was added to this task's own checklist."""

    kind: ClassVar[str] = "task.item_added"

    task_id: int
    item_id: int
    place: int
    text: str
    percent: int | None  # of the whole checklist from then on, where it counts
    approver: str = ""


@dataclass(frozen=True)
class ItemDropped(Event):
    """A step was said not to apply to this task."""

    kind: ClassVar[str] = "task.item_dropped"

    task_id: int
    item_id: int
    place: int
    text: str
    percent: int | None
    words: str  # the reason


@dataclass(frozen=True)
class ItemRestored(Event):
    """A step that had been dropped applies after all."""

    kind: ClassVar[str] = "task.item_restored"

    task_id: int
    item_id: int
    place: int
    text: str
    percent: int | None


#: What changes a task's checklist; each says how far the task is from then on.
OF_ITEMS: Final = (ItemTicked, ItemCleared, ItemAdded, ItemDropped, ItemRestored)
