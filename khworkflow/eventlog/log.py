"""Writing to the log, reading it back, and proving that nobody changed it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.db import database, lock_log
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.events import EVENTS, Event
from khworkflow.eventlog.models import GENESIS, LogEntry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from khworkflow.core.authz import Actor

_origin: ContextVar[str] = ContextVar("origin", default="terminal")
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)
_TAIL = select(LogEntry.hash).order_by(LogEntry.id.desc()).limit(1)
_BATCH = 1_000


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    entry_id: int
    reason: str  # a phrase in the reader's language


def arriving_from(origin: str) -> None:
    """Name the edge through which what follows in this context came: web, link, terminal, timetable."""
    _origin.set(origin)


@contextmanager
def happening_at(moment: datetime) -> Iterator[None]:
    """Date what is recorded inside: for a demonstration's past and for records brought in."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


def record(actor: Actor, subject: str, event: Event, *, said_by: str | None = None) -> LogEntry:
    """Append the event to the chain, in the transaction that made it true.

    Args:
        actor: who did it.
        subject: the thing it is about, as "task:12".
        event: what happened.
        said_by: who gave the words, when the actor typed them for somebody.

    """
    lock_log()
    entry = LogEntry(
        at=_moment.get() or clock.now(),
        actor_id=actor.user_id,
        said_by=said_by,
        origin=_origin.get(),
        kind=event.kind,
        subject=subject,
        body=event.body(),
        previous_hash=database.session.scalar(_TAIL) or GENESIS,
    )
    entry.hash = entry.digest()
    database.session.add(entry)
    database.session.flush()  # the next entry of this transaction follows this one
    return entry


def moment_of_record() -> datetime:
    """Return the moment that entries written now will carry; rows of the same fact use it too."""
    return _moment.get() or clock.now()


def history(subject: str) -> list[LogEntry]:
    """Return what happened to the thing, oldest first."""
    return list(database.session.scalars(select(LogEntry).where(LogEntry.subject == subject).order_by(LogEntry.id)))


def event_of(entry: LogEntry) -> Event:
    """Return the entry's event."""
    return EVENTS[entry.kind].from_body(entry.body)


def verify() -> tuple[int, list[Break]]:
    """Walk the whole chain; return how many entries it has and where it does not hold."""
    breaks: list[Break] = []
    previous, count, last_id = GENESIS, 0, 0
    while True:
        rows = list(database.session.scalars(select(LogEntry).where(LogEntry.id > last_id).order_by(LogEntry.id).limit(_BATCH)))
        for entry in rows:
            if entry.previous_hash != previous:
                breaks.append(Break(entry.id, _("does not follow the entry before it: one was removed, or put in between")))
            if entry.hash != entry.digest():
                breaks.append(Break(entry.id, _("was changed after it was written")))
            previous, last_id, count = entry.hash, entry.id, count + 1
        database.session.expunge_all()
        if len(rows) < _BATCH:
            return count, breaks
