"""Arithmetic on days: overdue is a fact about a day, never a state.

``late_after`` is the day after which a task is late: its due day, and beyond it the days on which
it waited for an outside body, which are shown and never counted as the unit's delay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.tasks.lifecycle import ENDED, State

if TYPE_CHECKING:
    from datetime import date

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
