"""When the calendar brings a task up; pure arithmetic on days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from khworkflow.core import calendar
from khworkflow.core.clock import OFFICE
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION, State

#: Days after the due day; before it, negative.
STEPS: Final = (-7, -3, -1, 0, 1, 3, 7)
#: A step that was missed is still brought up for that many days, if no newer one came.
STILL: Final = 7
#: Beyond these many days around today no due day can have a step today, Tết included.
REACH: Final = timedelta(days=45)
#: The weekly digest that could not be planned on Monday is still planned until Wednesday.
DIGEST_DAYS: Final = 3
#: A task that nobody has said to have received for so many days is named in the committee's digest.
SILENT_DAYS: Final = 3
#: So many working days after its day, at the earliest, a task is brought before the next level.
ESCALATION_WORKING_DAYS: Final = 5
MISSED_MOST: Final = 8
DAYS_OF_WEEK: Final = 7


def day_of_step(due_on: date, step: int) -> date:
    """Return the working day of the step: the last one before it until the due day, the next one after it."""
    day = due_on + timedelta(days=step)
    return calendar.last_working(day) if step <= 0 else calendar.next_working(day)


def day_of_escalation(late_after: date) -> date:
    """Return the working day on which the task is brought before the next level.

    It is the first one after the last step, and the fifth after the day at the earliest: over Tết the
    steps after it fall together on the first working day, and the association is to have its time all the same.
    """
    after_steps = calendar.next_working(day_of_step(late_after, STEPS[-1]) + timedelta(days=1))
    return max(after_steps, calendar.add_working_days(late_after, ESCALATION_WORKING_DAYS))


def step_due(due_on: date, today: date, *, dated_on: date | None = None) -> int | None:
    """Return the newest step that has come by today; None before the first and long after the last.

    A step on or before the day on which the due day was given earns nothing: the letter that gave
    it said the same. A due day given anew earns its own steps.
    """
    newest = None
    for step in STEPS:
        day = day_of_step(due_on, step)
        if day > today:
            break
        if dated_on is None or day > dated_on:
            newest = step
    if newest is None or (today - day_of_step(due_on, newest)).days > STILL:
        return None
    return newest


def earns(state: State, step: int) -> bool:
    """Return whether a task in the state is brought up at the step.

    Never while it lies with the committee or is closed; and while it waits for an outside body,
    not once it is past its day, for those days are not counted as the association's delay.
    """
    return state in WITH_ASSOCIATION and not (state is State.WAITING_OUTSIDE and step > 0)


def is_excused(late_after: date | None, due_on: date, today: date) -> bool:
    """Return whether the task is past its due day only by days on which it waited for an outside body."""
    return late_after is not None and due_on < today <= late_after


def week_of(day: date) -> str:
    """Return the ISO week of the day: "2019-W36"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def digest_week(now: datetime, weekday: int = 0) -> str | None:
    """Return the week whose digest is to be planned at the moment: from 07:30 of the weekday on, until two days later.

    A Monday off does not matter here: the letter leaves on the next working day.

    Args:
        now: the moment.
        weekday: on which the reader wishes it; 0 is Monday.

    """
    there = now.astimezone(OFFICE)
    begun = there.weekday() > weekday or (there.weekday() == weekday and there.time() >= calendar.MORNING)
    return week_of(there.date()) if begun and there.weekday() < weekday + DIGEST_DAYS else None


def missed_weeks(last: str, today: date, weekday: int = 0) -> list[tuple[str, date]]:
    """Return the weeks since the last digest whose own can be planned no more, each with the last day for it.

    At most the newest eight: of what lies longer back nobody asks.
    """
    year, week = last.split("-W")
    monday = date.fromisocalendar(int(year), int(week), 1) + timedelta(weeks=1)
    found = []
    while (until := monday + timedelta(days=min(weekday + DIGEST_DAYS, DAYS_OF_WEEK) - 1)) < today:
        found.append((week_of(monday), until))
        monday += timedelta(weeks=1)
    return found[-MISSED_MOST:]


def is_planning_hour(now: datetime) -> bool:
    """Return whether the day's steps may be planned yet."""
    return now.astimezone(OFFICE).time() >= calendar.MORNING
