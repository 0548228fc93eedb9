"""What can happen to a mail that came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class MailAnswered(Event):
    """Somebody answered a letter by mail: a draft that a person confirms into the task, or drops."""

    kind: ClassVar[str] = "inbound.answered"

    inbound_id: int
    task_id: int | None  # None: the letter told of several
    name: str  # whom the letter had gone to


@dataclass(frozen=True)
class MailHeld(Event):
    """A mail to a reply address came from somebody else, or not provably from whom it says: held for the office."""

    kind: ClassVar[str] = "inbound.held"

    inbound_id: int
    fate: str
    name: str


@dataclass(frozen=True)
class MailConfirmed(Event):
    """What the mail says was entered as a reply."""

    kind: ClassVar[str] = "inbound.confirmed"

    inbound_id: int
    task_id: int
    reply_id: int


@dataclass(frozen=True)
class MailDropped(Event):
    """The mail was not entered, for the reason given."""

    kind: ClassVar[str] = "inbound.dropped"

    inbound_id: int
    words: str
