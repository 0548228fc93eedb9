"""Owing what the calendar brings, and letting the letters leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.accounts.models import User
from khworkflow.core import clock
from khworkflow.core.db import database, insert_once
from khworkflow.core.i18n import day, gettext as _, ngettext
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from khworkflow.mailing import runs as mailing, traffic
from khworkflow.mailing.commands import forgo, owe
from khworkflow.reminders import days, queries
from khworkflow.reminders.models import Digest, Reminder
from khworkflow.reminders.planning import Plan, plans
from khworkflow.reminders.schedule import day_of_step, is_planning_hour

if TYPE_CHECKING:
    from collections import Counter
    from datetime import date, datetime

    from khworkflow.reminders.queries import Due

#: Why a digest is not sent after all.
BEFORE: Final = "the step came before reminding began; the digest tells it"
MISSED: Final = "the digest of that week was missed for more than two days"


def plan(now: datetime) -> int:
    """Owe what the calendar brings, one transaction per person; return how much is newly owed.

    Any number of planners may do this at once: the unique keys let each thing be owed once.
    """
    with unit_of_work():
        book = traffic.book()
        began_on = book.began_on = book.began_on or clock.day_of(now)
        missed = queries.digests_missed(clock.day_of(now)) if is_planning_hour(now) else []
        whole = plans(now)
    for person_id, week in missed:
        _skip(person_id, week, now)
    return sum(_owe(one, now, began_on) for one in whole)


def _skip(person_id: int, week: str, now: datetime) -> None:
    """Write down that the digest of the week, which nobody planned in time, is not sent any more."""
    with unit_of_work():
        if insert_once(Digest, person_id=person_id, week=week, planned_at=now) is not None:
            key = f"digest-{week}-{person_id}"
            forgo(person_id, "digest", f"person:{person_id}", key=key, at=now, because=MISSED, week=week)


def _owe(one: Plan, now: datetime, began_on: date) -> int:
    """Owe the person what the calendar brings; a step from before the first planning is left to the digest."""
    owed = 0
    with unit_of_work():
        for due in one.steps:
            values = {"task_id": due.task_id, "due_on": due.due_on, "step": due.step, "person_id": due.person_id}
            number = insert_once(Reminder, **values, planned_at=now)
            if number is not None:
                key = f"task_step-{number}-{due.person_id}"
                detail = {"step": due.step, "due_on": due.due_on.isoformat()}
                if day_of_step(due.due_on, due.step) < began_on:
                    forgo(due.person_id, "task_step", f"task:{due.task_id}", key=key, at=now, because=BEFORE, **detail)
                    continue
                owed += owe(due.person_id, "task_step", f"task:{due.task_id}", key=key, at=now, **detail)
        if one.week and insert_once(Digest, person_id=one.person_id, week=one.week, planned_at=now) is not None:
            key = f"digest-{one.week}-{one.person_id}"
            owed += owe(one.person_id, "digest", f"person:{one.person_id}", key=key, at=now, week=one.week)
    return owed


def tick(now: datetime | None = None) -> Counter[str]:
    """Plan, make letters, deliver, in this order: no letter leaves without its morning's steps."""
    log.arriving_from("timetable")
    with unit_of_work():
        days.know(at_once=True)
        traffic.book().ticked_at = now or clock.now()
    owed = plan(now or clock.now())
    ends = mailing.post(now)
    ends["owed"] = owed
    return ends


def remind(now: datetime, *, dry_run: bool) -> list[str]:
    """Owe what the moment brings, or only say what would be owed; return it as lines for a person."""
    with unit_of_work():
        lines = [_said(one) for one in plans(now)]
    if not dry_run:
        plan(now)
    return lines


def _said(one: Plan) -> str:
    user = database.session.get(User, one.person_id)
    said = [_step_said(due) for due in one.steps]
    if one.week:
        said.append(_("weekly digest of %(week)s", week=one.week))
    return f"{user.name if user else one.person_id}: " + "; ".join(said)


def _step_said(due: Due) -> str:
    values = {"task": due.task_id, "day": day(due.due_on)}
    if due.step == 0:
        return _("task %(task)s, due %(day)s (on the day)", **values)
    if due.step < 0:
        return ngettext(
            "task %(task)s, due %(day)s (%(num)s day before)",
            "task %(task)s, due %(day)s (%(num)s days before)",
            -due.step,
            **values,
        )
    return ngettext(
        "task %(task)s, due %(day)s (%(num)s day after)", "task %(task)s, due %(day)s (%(num)s days after)", due.step, **values
    )
