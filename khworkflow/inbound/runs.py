"""Looking through the mailbox, taking mails in, and deciding about each in a transaction of its own.

A mail is claimed under a lease and its try counted before anything is done with it, so that one
that kills its worker is given up after a few tries and stops no other (a dead letter).
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.db import claimable, database
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from khworkflow.files import store
from khworkflow.inbound import commands, deciding
from khworkflow.inbound.fates import OPEN, Fate
from khworkflow.inbound.models import Door, InboundMail
from khworkflow.inbound.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

TRIES_MOST: Final = 5
LEASE: Final = timedelta(minutes=2)
AGAIN: Final = (1, 5, 15, 60)  # minutes after each try in vain
RUN_SECONDS: Final = 50.0
QUARANTINE: Final = timedelta(days=30)
PURGE_MOST: Final = 200
_log = logging.getLogger(__name__)


def take(raw: bytes, door: Door, envelope_to: Collection[str] = (), *, size: int | None = None) -> int | None:
    """Keep a mail for good before its bringer is told so; return its number, None when it was here already."""
    log.arriving_from("mail")
    with unit_of_work():
        return commands.keep(raw, door, envelope_to, size=size)


def handle(now: datetime | None = None) -> Counter[str]:
    """Decide about every mail of which nobody has decided yet; return how many met which fate."""
    log.arriving_from("mail")
    fates: Counter[str] = Counter()
    owner, stop = f"{socket.gethostname()}-{os.getpid()}-{time.monotonic_ns()}", time.monotonic() + RUN_SECONDS
    with Reader() as reader:
        while time.monotonic() < stop and (taken := _claim(owner, now or clock.now())) is not None:
            fates[_decide(reader, *taken, owner, now or clock.now())] += 1
    _purge(now or clock.now())
    return fates


def _claim(owner: str, now: datetime) -> tuple[int, str] | None:
    """Take the oldest undecided mail under a lease, its try counted; return its number and where its bytes lie."""
    with unit_of_work():
        free = InboundMail.lease_until.is_(None) | (InboundMail.lease_until < now)
        oldest = select(InboundMail).where(InboundMail.fate.is_(None), free).order_by(InboundMail.id).limit(1)
        row = database.session.scalar(claimable(oldest))
        if row is None:
            return None
        row.attempts += 1
        row.lease_owner, row.lease_until = owner, now + LEASE
        return row.id, row.sha256


def _decide(reader: Reader, number: int, sha256: str, owner: str, now: datetime) -> str:
    try:
        arrival = reader.read(store.path(sha256, commands.SHELF).read_bytes())
        with unit_of_work():
            row = _ours(number, owner)
            if row is None:
                return "lost"
            return str(deciding.decide(row, arrival, now))
    except Exception:  # noqa: BLE001 - one mail must not stop the others (F30)
        _log.exception("mail %s could not be decided", number)
    with unit_of_work():
        row = _ours(number, owner)
        if row is None:
            return "lost"
        if row.attempts >= TRIES_MOST:
            row.fate, row.decided_at, row.lease_owner, row.lease_until = Fate.UNREADABLE, now, None, None
            return str(Fate.UNREADABLE)
        row.lease_until = now + timedelta(minutes=AGAIN[min(row.attempts, len(AGAIN)) - 1])
        return "later"


def _ours(number: int, owner: str) -> InboundMail | None:
    held = select(InboundMail).where(InboundMail.id == number, InboundMail.lease_owner == owner, InboundMail.fate.is_(None))
    return database.session.scalar(held.with_for_update().execution_options(populate_existing=True))


def _purge(now: datetime) -> None:
    """Let the bytes go after thirty days, and the words of what became no reply and waits for nobody."""
    with unit_of_work():
        old = select(InboundMail).where(
            InboundMail.arrived_at < now - QUARANTINE, InboundMail.raw_gone_at.is_(None), InboundMail.fate.is_not(None)
        )
        rows = list(database.session.scalars(claimable(old.order_by(InboundMail.id).limit(PURGE_MOST))))
        for row in rows:
            store.throw_away(row.sha256, commands.SHELF)
            row.raw_gone_at = now
            if row.fate not in OPEN:
                row.words = ""
