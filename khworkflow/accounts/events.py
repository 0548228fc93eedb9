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


@dataclass(frozen=True)
class PersonEnabled(Event):
    kind: ClassVar[str] = "person.enabled"

    user_id: int


@dataclass(frozen=True)
class SessionsEnded(Event):
    """Sessions were ended by hand: one, all others, or all, by the person or for him."""

    kind: ClassVar[str] = "person.sessions_ended"

    user_id: int
    count: int


@dataclass(frozen=True)
class SignInFailed(Event):
    """A try failed; ``user_id`` is None when nobody has the name, which itself is not kept (it may be a password)."""

    kind: ClassVar[str] = "person.sign_in_failed"

    user_id: int | None
    network: str


@dataclass(frozen=True)
class PasswordResetAsked(Event):
    kind: ClassVar[str] = "person.reset_asked"

    user_id: int
