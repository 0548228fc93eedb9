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


@dataclass(frozen=True)
class Claim:
    """Somebody says to be of that name; ``kept`` is the hash his password must fit, if he may sign in at all."""

    username: str
    wait: int  # seconds, before this name may be tried again from there
    kept: str | None


@dataclass(frozen=True)
class Proof:
    """Whether the password fits the claim, and its hash by today's setting where the kept one is outdated."""

    claim: Claim
    fits: bool
    renewed: str | None = None


def look_up(username: str, caller: Caller, *, now: datetime) -> Claim:
    """Return what a try to sign in has to prove; nothing is written."""
    username = one_line(username).lower()[:NAME_MOST]
    user = queries.by_username(username)
    kept = user.password_hash if user and user.disabled_at is None else None
    return Claim(username, queries.seconds_to_wait(username, caller.network, now), kept)


def prove(claim: Claim, password: str) -> Proof:
    """Compare the password; slow by intent, the same time whichever of name and password is wrong.

    It needs no database, so that nobody's save waits for it: call it between two transactions.
    """
    fits = passwords.fits(password, claim.kept)
    outdated = fits and claim.kept is not None and passwords.is_outdated(claim.kept)
    return Proof(claim, fits, passwords.rehashed(password) if outdated else None)


def attempt(proof: Proof, caller: Caller, *, now: datetime) -> Attempt:
    """Sign in on the proof; a failure is remembered, slows the next one on this network, and locks nobody out elsewhere.

    A proof against a password that was changed meanwhile, or of somebody whose account was closed
    meanwhile, is none. Nothing is raised, so that the caller's transaction keeps the failure.
    """
    network, username = caller.network, proof.claim.username
    lock_on(f"network:{network}")  # tries at the same instant would all be the first
    if wait := queries.seconds_to_wait(username, network, now):
        return Attempt(wait=wait)
    user = queries.by_username(username)
    is_current = user is not None and user.disabled_at is None and user.password_hash == proof.claim.kept
    if user is None or not (proof.fits and is_current):
        note_failure(username, network, now=now)
        number = user.id if user else None
        record(NOBODY, f"person:{number or 0}", SignInFailed(number, network))
        return Attempt()
    user.password_hash = proof.renewed or user.password_hash
    mine = FailedSignIn.username == username, FailedSignIn.network == network
    database.session.execute(delete(FailedSignIn).where(*mine))
    return Attempt(sign_in(user, address=caller.address, agent=caller.agent, now=now))


def note_failure(username: str, network: str, *, now: datetime) -> None:
    """Remember a failed try, to slow the next one down."""
    database.session.execute(delete(FailedSignIn).where(FailedSignIn.at < now - FAILURES_KEPT))
    database.session.add(FailedSignIn(username=username[:NAME_MOST], network=network, at=now))
    database.session.flush()  # the next try counts this one
