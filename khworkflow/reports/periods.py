"""The periods that offices report on: weeks, months, quarters, halves, years; and what the timetable prepares before their ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from khworkflow.core.i18n import day

#: Days of the year on which the drafts of the half-year and the year are prepared: before the dates they are due by.
HALF_YEAR_DRAFT, YEAR_DRAFT = (6, 10), (12, 5)
_QUARTERS: Final = {
    (3 * quarter - 2, 3 * quarter): f"quý {roman} năm" for quarter, roman in enumerate(("I", "II", "III", "IV"), 1)
}
_NAMES: Final = {(1, 12): "năm", (1, 6): "6 tháng đầu năm", (7, 12): "6 tháng cuối năm"} | _QUARTERS
_WEEK: Final = 6


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included."""

    since: date
    until: date


@dataclass(frozen=True)
class Occasion:
    """A report that the timetable prepares: once, by this key."""

    key: str  # "week 2019-09-02", "half-year 2019", "year 2019"
    period: Period


def called(since: date, until: date) -> str:
    """Return how an office calls the period: "6 tháng đầu năm 2019", "quý III năm 2019", or its two days."""
    if (since.weekday(), (until - since).days) == (0, _WEEK):
        return f"tuần từ ngày {day(since)} đến ngày {day(until)}"
    is_whole = since.day == 1 and since.year == until.year and (until + timedelta(days=1)).day == 1
    if is_whole and since.month == until.month:
        return f"tháng {since.month} năm {since.year}"
    if is_whole and (name := _NAMES.get((since.month, until.month))):
        return f"{name} {until.year}"
    return f"từ ngày {day(since)} đến ngày {day(until)}"


def around(today: date) -> list[Period]:
    """Return the periods that one is asked for on the day: those that run and those just over, short ones first."""
    monday = today - timedelta(days=today.weekday())
    weeks = [Period(start, start + timedelta(days=_WEEK)) for start in (monday - timedelta(days=7), monday)]
    month = today.replace(day=1)
    last_month = (month - timedelta(days=1)).replace(day=1)
    quarter = _first(today, 3)
    last_quarter = _first(quarter - timedelta(days=1), 3)
    half = _first(today, 6)
    last_half = _first(half - timedelta(days=1), 6)
    years = [Period(date(year, 1, 1), date(year, 12, 31)) for year in (today.year, today.year - 1)]
    return [
        *weeks,
        *(Period(start, _last(start, 1)) for start in (last_month, month)),
        *(Period(start, _last(start, 3)) for start in (last_quarter, quarter)),
        *(Period(start, _last(start, 6)) for start in (last_half, half)),
        *years,
    ]


def due(today: date) -> list[Occasion]:
    """Return what has to be prepared on the day, or should have been on one of the days before: a missed day loses nothing."""
    monday = today - timedelta(days=today.weekday())
    start = monday - timedelta(days=7)
    found = [Occasion(f"week {start}", Period(start, monday - timedelta(days=1)))]
    first = date(today.year, 1, 1)
    if date(today.year, *HALF_YEAR_DRAFT) <= today <= date(today.year, 6, 30):
        found.append(Occasion(f"half-year {today.year}", Period(first, date(today.year, 6, 30))))
    if today >= date(today.year, *YEAR_DRAFT):
        found.append(Occasion(f"year {today.year}", Period(first, date(today.year, 12, 31))))
    return found


def _first(on: date, months: int) -> date:
    """Return the first day of the stretch of so many months that the day lies in."""
    return date(on.year, (on.month - 1) // months * months + 1, 1)


def _last(first: date, months: int) -> date:
    month = first.month + months
    return date(first.year + month // 13, (month - 1) % 12 + 1, 1) - timedelta(days=1)
