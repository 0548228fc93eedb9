"""The office's clock: the only place that asks the machine for the time.

Moments are aware and in UTC; days are civil days at Asia/Ho_Chi_Minh. A demonstration shows the
state of another year, so an installation may shift its clock by a fixed amount (``KHW_CLOCK_OFFSET``).
"""

from __future__ import annotations

import time as stopwatch
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFICE: Final = ZoneInfo("Asia/Ho_Chi_Minh")

_offset = timedelta(0)
_as_if: ContextVar[datetime | None] = ContextVar("as_if", default=None)


def shift(offset: timedelta) -> None:
    """Let this process's clock run by the offset apart from the machine's."""
    global _offset  # noqa: PLW0603 - one clock per process, set once at start
    _offset = offset


def is_shifted() -> bool:
    """Return whether the clock shows another time than the machine's."""
    return bool(_offset)


@contextmanager
def as_if(moment: datetime) -> Iterator[None]:
    """Let the clock of this context show the moment: to show what a mail of another day will say."""
    token = _as_if.set(moment)
    try:
        yield
    finally:
        _as_if.reset(token)


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return _as_if.get() or datetime.now(UTC) + _offset


@dataclass(frozen=True)
class Machine:
    """What the machine says of the time, whatever this installation's clock is shifted by.

    Args:
        at: its clock, which somebody or something may set.
        boot: which start of which machine this is.
        uptime: seconds since then, asleep or not; no setting of the clock changes them.

    """

    at: datetime
    boot: str
    uptime: float


def machine() -> Machine | None:
    """Return what the machine says of the time; None where it cannot tell a set clock from time gone by (only Linux can)."""
    started = Path("/proc/sys/kernel/random/boot_id")
    if not hasattr(stopwatch, "CLOCK_BOOTTIME") or not started.exists():
        return None
    return Machine(datetime.now(UTC), started.read_text().strip(), stopwatch.clock_gettime(stopwatch.CLOCK_BOOTTIME))


def today() -> date:
    """Return the civil day at the office."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """Return the office's civil day on which the moment falls."""
    return moment.astimezone(OFFICE).date()


def at_office(day: date, hour: time) -> datetime:
    """Return the moment, in UTC, at which the office's clock shows the hour on the day."""
    return datetime.combine(day, hour, OFFICE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the last microsecond of the office's civil day, in UTC."""
    return at_office(day, time.max)


def moment_from(text: str) -> datetime:
    """Read a day or a moment as the office writes it in ISO 8601.

    A day means its last instant ("as of 30/9" includes all of that day); a moment without an
    offset is the office's wall clock.

    Raises:
        ValueError: the text is neither a day nor a moment.

    """
    try:
        return end_of(date.fromisoformat(text))
    except ValueError:
        moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=OFFICE)
    return moment.astimezone(UTC)
