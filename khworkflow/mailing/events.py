"""What can happen to an address that we write to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class AddressRefused(Event):
    """Mail to the person's address does not arrive; nothing more is sent there."""

    kind: ClassVar[str] = "mail.address_refused"

    person_id: int
    status: str
    words: str  # the mail server's


@dataclass(frozen=True)
class AddressReleased(Event):
    """Somebody looked into it: letters go to the person's address again."""

    kind: ClassVar[str] = "mail.address_released"

    person_id: int
