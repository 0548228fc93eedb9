"""Arithmetic on days: overdue is a fact about a day, never a state.

``late_after`` is the day after which a task is late: its due day, and beyond it the days on which
it waited for an outside body, which are shown and never counted as the unit's delay.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from khworkflow.tasks.lifecycle import ENDED, State

#: From this many days before it, a due day is said to be near ("đến hạn").
NEAR_DAYS: Final = 7


def days_left(due_on: date | None, today: date) -> int | None:
    """Return how many days are left; negative after the due day; None without one."""
    return None if due_on is None else (due_on - today).days


def days_overdue(state: State, late_after: date | None, today: date) -> int:
    """Return by how many days the task is overdue; 0 when it is not.

    A task is overdue strictly after its due day, never while it is submitted, and not while it
    waits for an outside body.
    """
    if late_after is None or state in ENDED or state in (State.SUBMITTED, State.WAITING_OUTSIDE):
        return 0
    return max(0, (today - late_after).days)


def is_near(state: State, due_on: date | None, today: date) -> bool:
    """Return whether the due day is today or within the next seven days, and the association's turn."""
    left = days_left(due_on, today)
    return left is not None and 0 <= left <= NEAR_DAYS and state not in ENDED and state is not State.SUBMITTED


def days_submitted_late(late_after: date | None, submitted_on: date) -> int:
    """Return by how many days the result came after its due day; 0 when in time."""
    return 0 if late_after is None else max(0, (submitted_on - late_after).days)


def late_after_waiting(late_after: date | None, waited_from: date, until: date) -> date | None:
    """Return the day after which the task is late once a wait has ended.

    Only waiting days beyond ``late_after`` move it: days before it were no delay.
    """
    if late_after is None or until <= late_after:
        return late_after
    return late_after + (until - max(waited_from, late_after))


#: How many months each kind of period has; a year's are numbered from 1 on: "2019-M9", "2019-Q3", "2019-H2", "2019-Y1".
MONTHS: Final = {"M": 1, "Q": 3, "H": 6, "Y": 12}
_PERIOD: Final = re.compile(r"(\d{4})-([MQHY])(\d{1,2})", re.ASCII)
_YEARS: Final = range(1900, 2201)
_NOW: Final = re.compile(r"(this|next)-([MQHY])", re.ASCII)


def period_of(day: date, kind: str) -> str:
    """Return the code of the month, quarter, half-year or year in which the day lies."""
    return f"{day.year}-{kind}{(day.month - 1) // MONTHS[kind] + 1}"


def period_named(code: str, today: date) -> str | None:
    """Return the code of a period by number ("2019-Q3"), also where it is told from today ("this-Q"); None: it is none."""
    if told := _NOW.fullmatch(code):
        this = period_of(today, told[2])
        return this if told[1] == "this" else period_of(days_of(this)[1] + timedelta(days=1), told[2])
    found = _PERIOD.fullmatch(code)
    is_one = found and int(found[1]) in _YEARS and 1 <= int(found[3]) <= 12 // MONTHS[found[2]]
    return code if is_one else None


def days_of(code: str) -> tuple[date, date]:
    """Return the first and the last day of the period with the code, as ``period_named`` gives it."""
    year, kind, number = int(code[:4]), code[5], int(code[6:])
    last_month = number * MONTHS[kind]
    after = date(year + last_month // 12, last_month % 12 + 1, 1)
    return date(year, (number - 1) * MONTHS[kind] + 1, 1), after - timedelta(days=1)
