"""Tries to sign in: a failure slows the next one on its network, and locks nobody out elsewhere."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete

from khworkflow.accounts import passwords, queries
from khworkflow.accounts.events import SignInFailed
from khworkflow.accounts.models import FailedSignIn
from khworkflow.accounts.sessions import sign_in
from khworkflow.core.authz import NOBODY
from khworkflow.core.db import database, lock_on
from khworkflow.core.text import one_line
from khworkflow.eventlog.log import record

if TYPE_CHECKING:
    from datetime import datetime

    from khworkflow.accounts.models import User

NAME_MOST: Final = 200
FAILURES_KEPT: Final = timedelta(days=30)


@dataclass(frozen=True)
class Caller:
    """Where a request comes from, as the server sees it."""

    address: str
    agent: str = ""

    @property
    def network(self) -> str:
        """The network of the address: /24, or /64 for IPv6."""
        try:
            found = ipaddress.ip_address(self.address)
        except ValueError:
            return "unknown"
        if isinstance(found, ipaddress.IPv6Address):
            found = found.ipv4_mapped or found
        return str(ipaddress.ip_network((found, 24 if found.version == 4 else 64), strict=False))  # noqa: PLR2004


@dataclass(frozen=True)
class Attempt:
    """What came of a try to sign in: a token, or the seconds to wait, or neither when name or password is wrong."""

    token: str | None = None
    wait: int = 0


def attempt(username: str, password: str, caller: Caller, *, now: datetime) -> Attempt:
    """Try to sign in; a failure is remembered, slows the next one on this network, and locks nobody out elsewhere.

    Nothing is raised, so that the caller's transaction keeps the failure.
    """
    network = caller.network
    lock_on(f"network:{network}")  # tries at the same instant would all be the first
    username = one_line(username).lower()[:NAME_MOST]
    if wait := queries.seconds_to_wait(username, network, now):
        return Attempt(wait=wait)
    user = check(username, password)
    if user is None:
        known = queries.by_username(username)
        note_failure(username, network, now=now)
        number = known.id if known else None
        record(NOBODY, f"person:{number or 0}", SignInFailed(number, network))
        return Attempt()
    mine = FailedSignIn.username == username, FailedSignIn.network == network
    database.session.execute(delete(FailedSignIn).where(*mine))
    return Attempt(sign_in(user, address=caller.address, agent=caller.agent, now=now))


def check(username: str, password: str) -> User | None:
    """Return the person, if name and password fit; the same time is taken whichever is wrong."""
    user = queries.by_username(username)
    fits = passwords.fits(password, user.password_hash if user and user.disabled_at is None else None)
    if user is None or not fits:
        return None
    if user.password_hash and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.rehashed(password)
    return user


def note_failure(username: str, network: str, *, now: datetime) -> None:
    """Remember a failed try, to slow the next one down."""
    database.session.execute(delete(FailedSignIn).where(FailedSignIn.at < now - FAILURES_KEPT))
    database.session.add(FailedSignIn(username=username[:NAME_MOST], network=network, at=now))
    database.session.flush()  # the next try counts this one
