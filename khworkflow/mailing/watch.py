"""What makes the mail room hold all letters by itself: a clock that jumped, and more letters than ever."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.mailing.letter import LETTER
from khworkflow.mailing.models import Mail, MailRoom, MailState
from khworkflow.mailing.post import room

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from khworkflow.core.clock import Machine
    from khworkflow.mailing.parts import Recipient

#: A clock that runs ahead of the time gone by so far is believed by nobody; one set back so far is told of.
JUMP: Final = timedelta(hours=6)
BACK: Final = timedelta(hours=1)
#: The days whose busiest one says how many letters are usual.
USUAL: Final = timedelta(weeks=8)
#: Why letters are held, as the row keeps it; what follows are the words' values.
CLOCK, FLOOD, RESTORED = "clock", "flood", "restored"
_log = logging.getLogger(__name__)


def clock_ahead(row: MailRoom, seen: Machine | None) -> timedelta:
    """Return by how much the machine's clock ran ahead of the time gone by since the last tick; remember a sane one.

    After days without any tick both have gone on alike: that is an outage, and no jump. After a start of the
    machine, or on another one, there is nothing to hold the clock against.
    """
    if seen is None:
        return timedelta(0)
    ahead = timedelta(0)
    if row.clock_at is not None and row.clock_boot == seen.boot and row.clock_uptime is not None:
        ahead = seen.at - row.clock_at - timedelta(seconds=seen.uptime - row.clock_uptime)
    if ahead > JUMP:
        return ahead
    if ahead < -BACK:
        _log.error("the clock was set back by %s; periods keep their keys, so nothing is told twice", -ahead)
    row.clock_at, row.clock_boot, row.clock_uptime = seen.at, seen.boot, seen.uptime
    return timedelta(0)


def believe_clock(row: MailRoom) -> None:
    """Take the clock for right, whatever it showed before."""
    row.clock_at = row.clock_boot = row.clock_uptime = None


def hold(row: MailRoom, now: datetime, why: str, *values: object) -> None:
    """Let no letter leave from now on; the reason is one of ours, with its values."""
    row.held_at, row.held_because = now, " ".join([why, *map(str, values)])
    _log.error("letters are held: %s", row.held_because)


def is_held_for(row: MailRoom | None, why: str) -> bool:
    """Return whether letters are held for that reason of ours."""
    return row is not None and row.held_because is not None and row.held_because.split(" ")[0] == why


def is_flood(row: MailRoom, known: Collection[Recipient], now: datetime) -> bool:
    """Hold all letters when today's would be far more than usual; return whether that is so.

    Args:
        row: the mail room's.
        known: everybody who is owed something that stands in no letter yet.
        now: the moment.

    """
    today, hour = clock.day_of(now), now.astimezone(clock.OFFICE).time()
    coming = {one.holder_id or one.person_id for one in known if one.address and not one.is_blocked and one.hour <= hour}
    if coming:
        coming -= set(database.session.scalars(select(Mail.person_id).where(Mail.day == today)))
    many = flood(row, today, len(coming))
    if many is not None:
        hold(row, now, FLOOD, *many)
    return many is not None


def flood(row: MailRoom, today: date, coming: int) -> tuple[int, int] | None:
    """Return how many letters today would have and how many are usual, when those are too many to leave unasked.

    Too many is more than ``KHW_LETTERS_PER_DAY`` and more than twice the busiest day of the eight weeks before:
    a first start, an import, a mistake. Who has let today's go is not asked again.
    """
    most = room().per_day
    if not most or row.let_go_on == today or not coming:
        return None
    letters = (Mail.kind == LETTER, Mail.state != MailState.DROPPED)
    whole = coming + (database.session.scalar(select(func.count(Mail.id)).where(Mail.day == today, *letters)) or 0)
    if whole <= most:
        return None
    days = (
        select(func.count(Mail.id)).where(Mail.day.between(today - USUAL, today - timedelta(days=1)), *letters).group_by(Mail.day)
    )
    usual = max(database.session.scalars(days), default=0)
    return (whole, usual) if whole > 2 * usual else None
