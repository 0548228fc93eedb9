"""The office's own word on single days: worked or not, before what law and decrees say."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from khworkflow.core import calendar
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database, insert_once
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import record
from khworkflow.reminders import policies
from khworkflow.reminders.events import CalendarDayDecided, CalendarDayTakenBack
from khworkflow.reminders.models import CalendarDay

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Another process knows of a decision that many seconds later at the latest.
KNOWN_SECONDS: Final = 15.0
#: So many days off in a row would leave reminders no day to fall on within reach.
OFF_MOST: Final = 14
YEARS: Final = range(2015, 2100)
_asked_at: float | None = None


def know(*, at_once: bool = False) -> None:
    """Teach this process what the office decided; asked of the database at most every fifteen seconds unless at once."""
    global _asked_at  # noqa: PLW0603 - one office's calendar per process
    present = time.monotonic()
    if at_once or _asked_at is None or present - _asked_at > KNOWN_SECONDS:
        _asked_at = present
        calendar.learn(_own())


def forget() -> None:
    """Let the next ``know`` ask the database: what was known was another installation's."""
    global _asked_at  # noqa: PLW0603 - one office's calendar per process
    _asked_at = None
    calendar.learn({})


@dataclass(frozen=True)
class Day:
    """One day of a year that is not what its weekday says."""

    day: date
    is_working: bool
    name: str
    decided_id: int | None  # the office's own entry; None: by law or decree


def of_year(actor: Actor, year: int) -> list[Day]:
    """Return the days off and the worked days of rest of the year; of two words on a day, the office's alone."""
    ensure(policies.keep_calendar, actor)
    within = CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
    own = {
        one.day: Day(one.day, one.is_working, one.name, one.id)
        for one in database.session.scalars(select(CalendarDay).where(within))
    }
    law = {day: Day(day, is_working=False, name=name, decided_id=None) for day, name in calendar.holidays_of(year)}
    exchanged = _("day of rest worked in exchange")
    worked = {day: Day(day, is_working=True, name=exchanged, decided_id=None) for day in calendar.worked_weekends_of(year)}
    return sorted((law | worked | own).values(), key=lambda one: one.day)


def decide(actor: Actor, day: date, *, is_working: bool, name: str) -> None:
    """Let the office work, or not, on the day, whatever law and decrees say; a later word replaces an earlier one.

    Raises:
        Refused: the day is out of reach, or so many days off would follow each other that reminders had nowhere to go.

    """
    ensure(policies.keep_calendar, actor)
    if day.year not in YEARS:
        raise Refused(_("Please choose a day from 2015 to 2099."), "day")
    if not is_working and _off_around(day, _own()) >= OFF_MOST:
        raise Refused(_("More than %(num)s days off would follow each other. Please check the days.", num=OFF_MOST), "day")
    database.session.execute(delete(CalendarDay).where(CalendarDay.day == day))
    insert_once(CalendarDay, day=day, is_working=is_working, name=name)
    record(actor, "calendar", CalendarDayDecided(day.isoformat(), is_working, name))


def take_back(actor: Actor, day_id: int) -> date:
    """Let law and decrees hold again on the day; return it.

    Raises:
        NotFound: the office said nothing of that day, or the actor does not keep the calendar.

    """
    found = database.session.get(CalendarDay, day_id) if policies.keep_calendar(actor) else None
    if found is None:
        raise NotFound
    database.session.delete(found)
    record(actor, "calendar", CalendarDayTakenBack(found.day.isoformat(), found.name))
    return found.day


def _own() -> dict[date, bool]:
    return {one.day: one.is_working for one in database.session.scalars(select(CalendarDay))}


def _off_around(day: date, own: dict[date, bool]) -> int:
    """Return how many days off follow each other around the day, if it is one of them and itself not counted."""

    def count(days: Iterable[date]) -> int:
        found = 0
        for one in days:
            if own.get(one, calendar.is_working_by_law(one)):
                break
            found += 1
        return found

    reach = range(1, OFF_MOST + 1)
    return count(day + timedelta(days=n) for n in reach) + count(day - timedelta(days=n) for n in reach)
