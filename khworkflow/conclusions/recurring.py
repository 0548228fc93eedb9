"""The arithmetic of recurring directives: by which day each of their periods is due."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Final

from khworkflow.conclusions.models import Recurrence

#: How many months a period has.
MONTHS: Final[dict[Recurrence, int]] = {
    Recurrence.MONTHLY: 1,
    Recurrence.QUARTERLY: 3,
    Recurrence.HALF_YEARLY: 6,
    Recurrence.YEARLY: 12,
}


def due_of(first: date, recurrence: Recurrence, period: int) -> date:
    """Return the due day of a period.

    Args:
        first: the due day of the first period.
        recurrence: how often it comes.
        period: which one, from 0; a first day that ends its month stands for the end of every month.

    """
    is_month_end = first.day == monthrange(first.year, first.month)[1]
    return later(first, MONTHS[recurrence] * period, 31 if is_month_end else first.day)


def later(start: date, months: int, day: int) -> date:
    """Return the day of the month that many months later, at latest the month's last."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return clamped(year, month + 1, day)


def clamped(year: int, month: int, day: int) -> date:
    """Return the day, or the last of the month where it has no such day."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def period_end(day: date, recurrence: Recurrence) -> date:
    """Return the last day of the calendar period (month, quarter, half-year, year) in which the day falls."""
    months = MONTHS[recurrence]
    return clamped(day.year, (day.month - 1) // months * months + months, 31)
