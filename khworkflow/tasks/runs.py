"""What the timetable does with tasks: the next period of what recurs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from khworkflow.tasks import handing_down, periods

if TYPE_CHECKING:
    from datetime import datetime


def begin_periods(now: datetime | None = None) -> int:
    """Make the tasks of every period that has begun, handed down as the one before; return how many, none the second time.

    One transaction for each conclusion: one that cannot be continued stops no other. No letter is
    owed: the task stands in the next digest and its deadline steps follow.
    """
    log.arriving_from("timetable")
    today = clock.day_of(now or clock.now())
    with unit_of_work():
        conclusions = periods.recurring()
    count = 0
    for number in conclusions:
        with unit_of_work():
            tasks = [
                periods.made(named.directive, named, period, today, part)
                for named, period, part in periods.next_of(number, today)
            ]
            periods.write_down(SYSTEM, tasks)
            for task in tasks:
                handing_down.hand_on(SYSTEM, task)
        count += len(tasks)
    return count
