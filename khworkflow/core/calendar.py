"""The office's working days: weekends, Vietnamese public holidays, decreed swaps, and what the office decided itself.

By law (Bộ luật Lao động 2019, Điều 112; before it that of 2012, Điều 115): 1/1, five days at Tết, Giỗ Tổ on 10/3
of the lunar calendar, 30/4, 1/5, 2/9 (from 2021 on one day next to it as well) and, since 1/7/2026, 24/11
(Nghị quyết 28/2026/QH16). A holiday on a day of rest is made up on the next working day. Which days of Tết and
which swaps ("hoán đổi") hold is announced each autumn for the year after. The ``holidays`` package has the lunar
days by Hanoi's time, not Beijing's, and the swaps as decreed; the tests hold it against the announcements for
2019 and 2026 and against the law until 2030. What is announced later, or only in a province, an office enters
itself: see ``reminders.days``, which teaches this process what was entered.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

import holidays

if TYPE_CHECKING:
    from collections.abc import Mapping

MORNING: Final = time(7, 30)
EVENING: Final = time(20, 0)
_DAY: Final = timedelta(days=1)
#: Announced swaps that the package lacks: worked or not. 2/1/2026 for 10/1: văn bản 12729/VPCP-KGVX of 25/12/2025.
DECREED: Final = {date(2026, 1, 2): False, date(2026, 1, 10): True}
SWAPPED: Final = "Ngày nghỉ (hoán đổi)"

_decided: Mapping[date, bool] = {}


def learn(decided: Mapping[date, bool]) -> None:
    """Let what the office decided of single days (worked or not) hold in this process, before law and decrees."""
    global _decided  # noqa: PLW0603 - one office's calendar per process
    _decided = dict(decided)


@cache
def _year(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", years=year, language="vi")


def is_working(day: date) -> bool:
    """Return whether the office works on the day; a Saturday decreed to be worked counts."""
    decided = _decided.get(day)
    return is_working_by_law(day) if decided is None else decided


def is_working_by_law(day: date) -> bool:
    """Return the same without what the office decided itself."""
    decreed = DECREED.get(day)
    return bool(_year(day.year).is_working_day(day)) if decreed is None else decreed


def holidays_of(year: int) -> list[tuple[date, str]]:
    """Return the year's days off by law and decree, with their Vietnamese names."""
    swapped = {day: SWAPPED for day, works in DECREED.items() if day.year == year and not works}
    return sorted((dict(_year(year)) | swapped).items())


def worked_weekends_of(year: int) -> list[date]:
    """Return the days of rest that were decreed to be worked that year."""
    day, found = date(year, 1, 1), []
    while day.year == year:
        if day.weekday() > 4 and is_working_by_law(day):  # noqa: PLR2004 - Saturday and Sunday
            found.append(day)
        day += _DAY
    return found


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
