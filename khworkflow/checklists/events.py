"""What can happen to a checklist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class ChecklistAmended(Event):
    """The office changed one thing in a checklist; tasks issued from then on follow it."""

    kind: ClassVar[str] = "checklist.amended"

    code: str
    number: int  # of the version that holds from then on
    act: str  # step_added, step_changed, step_moved, step_retired, step_restored, described, reset, made, list_retired, list_restored
    name: str  # of the list from then on
    text: str = ""  # of the step that it is about
    earlier: str = ""  # what it said until then
