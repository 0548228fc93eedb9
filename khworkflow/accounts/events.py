"""What can happen to an account; no secret ever stands in a body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class PersonInvited(Event):
    kind: ClassVar[str] = "person.invited"

    user_id: int


@dataclass(frozen=True)
class PasswordSet(Event):
    kind: ClassVar[str] = "person.password_set"

    user_id: int


@dataclass(frozen=True)
class PersonSignedIn(Event):
    kind: ClassVar[str] = "person.signed_in"

    user_id: int


@dataclass(frozen=True)
class PersonSignedOut(Event):
    kind: ClassVar[str] = "person.signed_out"

    user_id: int


@dataclass(frozen=True)
class PersonDisabled(Event):
    kind: ClassVar[str] = "person.disabled"

    user_id: int
