"""What can happen to the links by which a task is answered without signing in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class LinksRevoked(Event):
    """No link to the task that was sent so far opens it any more."""

    kind: ClassVar[str] = "task.links_revoked"

    task_id: int


@dataclass(frozen=True)
class LinkTaken(Event):
    """Somebody of the office took the link by which a person answers, to hand it on himself."""

    kind: ClassVar[str] = "task.link_taken"

    task_id: int
    person_id: int
    name: str


@dataclass(frozen=True)
class LinkOpened(Event):
    """The link given to a person was shown on a device's screen, for the first time that day."""

    kind: ClassVar[str] = "task.link_opened"

    task_id: int
    person_id: int
    name: str
