"""The office's working days: weekends, Vietnamese public holidays, decreed swaps.

Public holidays follow the Labour Code (Bộ luật Lao động, Điều 112) and each year's decree of
swapped days, as the ``holidays`` package has them.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import cache
from typing import Final

import holidays

MORNING: Final = time(7, 30)
EVENING: Final = time(20, 0)
_DAY: Final = timedelta(days=1)


@cache
def _year(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", years=year, language="vi")


def is_working(day: date) -> bool:
    """Return whether the office works on the day; a Saturday decreed to be worked counts."""
    return bool(_year(day.year).is_working_day(day))


def last_working(day: date) -> date:
    """Return the day, or the last working day before it."""
    while not is_working(day):
        day -= _DAY
    return day


def next_working(day: date) -> date:
    """Return the day, or the first working day after it."""
    while not is_working(day):
        day += _DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """Return the day that many working days later."""
    for _ in range(count):
        day = next_working(day + _DAY)
    return day
