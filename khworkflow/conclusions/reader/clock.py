"""What is known of the document's day, and how days are counted from it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from khworkflow.conclusions.reader.reading import Reason
from khworkflow.core.calendar import add_working_days

MONTHS: Final = 12
_FIRST_YEAR: Final = 1950  # the public holidays are known from here
_LAST_HOLIDAYS: Final = 2090  # to here
LAST_YEAR: Final = 9990  # beyond it the calendar ends


@dataclass(frozen=True)
class Clock:
    """What the reader knows of the document's day: all, only month and year, only the year, or nothing."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def settle(self, month: int, day: int | None) -> tuple[int | None, Reason]:
        """Return the year for a month and day without one: the document's, or the next if that has passed."""
        if self.year is None:
            return None, Reason.YEAR_UNKNOWN
        passed = self.month is not None and (
            month < self.month or (month == self.month and day is not None and self.day is not None and day < self.day)
        )
        return (self.year + 1, Reason.YEAR_MOVED_ON) if passed else (self.year, Reason.YEAR_FROM_DOCUMENT)

    @property
    def full(self) -> date | None:
        """The day itself, when it is known."""
        return None if self.year is None or self.month is None or self.day is None else safe_day(self.year, self.month, self.day)


def safe_day(year: int, month: int, day: int) -> date | None:
    """Return the day, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_day(year: int, month: int) -> date | None:
    """Return the last day of the month, or None when there is no such month."""
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 and 1 <= year <= 9999 else None  # noqa: PLR2004


def working_day_after(origin: date, days: int) -> date:
    """Return the day so many of the office's working days later."""
    if not _FIRST_YEAR <= origin.year <= _LAST_HOLIDAYS:
        return origin + timedelta(days=days + 2 * (days // 5))
    ahead = _working_days(origin)
    while len(ahead) < days:
        ahead.append(add_working_days(ahead[-1] if ahead else origin, 1))
    return ahead[days - 1] if days else origin


@lru_cache(maxsize=8)
def _working_days(origin: date) -> list[date]:
    """Return the working days after the origin as far as they were asked for: a long text asks a thousand times."""
    del origin
    return []
