"""How fast mails leave, whether they may at all, and how the mail server was last: one row, shared by all workers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.core.db import database, insert_once
from khworkflow.mailing.models import MailRoom
from khworkflow.mailing.post import room

if TYPE_CHECKING:
    from datetime import datetime

#: Minutes without any try after a run in which the server could not be spoken to; the last one again and again.
PAUSES: Final = (1, 5, 15, 60)
ONLY: Final = 1


def book() -> MailRoom:
    """Return the one row, locked until the transaction ends."""
    row = database.session.scalar(select(MailRoom).where(MailRoom.id == ONLY).with_for_update())
    if row is None:
        insert_once(MailRoom, id=ONLY, troubles=0, at_hand=float(room().per_minute))
        row = database.session.scalars(select(MailRoom).where(MailRoom.id == ONLY).with_for_update()).one()
    return row


def seen() -> MailRoom | None:
    """Return the row for reading; None while nothing ever ran."""
    return database.session.get(MailRoom, ONLY, populate_existing=True)


def allowed(book_row: MailRoom, now: datetime) -> int:
    """Return how many mails may leave at the moment: the bucket holds a minute's worth and fills as time goes by."""
    most = room().per_minute
    if not most:
        return 1_000_000
    since = (now - book_row.filled_at).total_seconds() if book_row.filled_at else 60.0
    book_row.at_hand = min(float(most), book_row.at_hand + max(since, 0.0) * most / 60.0)
    book_row.filled_at = now
    return int(book_row.at_hand)


def taken(book_row: MailRoom, count: int) -> None:
    """Note that so many are about to leave."""
    book_row.at_hand = max(0.0, book_row.at_hand - count)


def is_shut(book_row: MailRoom, now: datetime) -> bool:
    """Return whether nobody is to try the mail server at the moment.

    A pause passes by itself. A server that refuses us stays untried until a person resumes, or is told of another
    one (or of another password); that is tried at once. A pause longer than any was set by another clock.
    """
    if book_row.stopped_at is not None:
        return book_row.stopped_for == room().server
    longest = now + timedelta(minutes=PAUSES[-1])
    return book_row.paused_until is not None and now < book_row.paused_until <= longest


def trouble(now: datetime, words: str, *, is_refusal: bool) -> None:
    """Note that the server could not be spoken to: nobody tries for a while.

    Args:
        now: when.
        words: what was wrong.
        is_refusal: it would not take anything from us: nobody tries until a person has seen to it.

    """
    row = book()
    if is_refusal:
        row.stopped_at, row.stopped_for = now, room().server
    row.paused_until = now + timedelta(minutes=PAUSES[min(row.troubles, len(PAUSES) - 1)])
    row.troubles, row.trouble, row.troubled_since = row.troubles + 1, words[:500], row.troubled_since or now


def well(row: MailRoom) -> None:
    """Note that the server took a mail: whatever was wrong is over."""
    row.troubles, row.trouble, row.troubled_since = 0, None, None
    resume(row)


def resume(row: MailRoom) -> None:
    """Let the next run try the mail server."""
    row.paused_until = row.stopped_at = row.stopped_for = None
