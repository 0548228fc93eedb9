"""Owing what the calendar brings, and letting the letters leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.accounts.models import User
from khworkflow.core import clock
from khworkflow.core.db import database, insert_many_once, insert_once, lock_on
from khworkflow.core.i18n import day, gettext as _, ngettext
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from khworkflow.mailing import runs as mailing, traffic
from khworkflow.mailing.commands import forgo, owe, owe_all
from khworkflow.reminders import alarms, days, queries
from khworkflow.reminders.models import Digest, Escalation, Reminder
from khworkflow.reminders.planning import Measure, Plan, plans, raised
from khworkflow.reminders.schedule import is_planning_hour

if TYPE_CHECKING:
    from collections import Counter
    from datetime import date, datetime

    from khworkflow.reminders.escalating import Raised
    from khworkflow.reminders.queries import Due

#: So many people are owed something in one transaction.
CHUNK: Final = 200
_STEP: Final = ("task_id", "due_on", "step", "person_id")
#: Why a digest is not sent after all.
MISSED: Final = "the digest of that week was missed for more than two days"


def plan(now: datetime) -> int:
    """Owe what the calendar brings, one transaction for some people at a time; return how much is newly owed.

    Any number of planners may do this at once: the unique keys let each thing be owed once.
    """
    with unit_of_work():
        book = traffic.book()
        began_on = book.began_on = book.began_on or clock.day_of(now)
        missed = queries.digests_missed(clock.day_of(now)) if is_planning_hour(now) else []
        whole, upwards = plans(now), raised(now)
    for person_id, week in missed:
        _skip(person_id, week, now)
    measure = Measure(began_on)
    owed = sum(_owe(whole[first : first + CHUNK], now, measure) for first in range(0, len(whole), CHUNK))
    return owed + sum(_raise(one, now, measure) for one in upwards)


def _skip(person_id: int, week: str, now: datetime) -> None:
    """Write down that the digest of the week, which nobody planned in time, is not sent any more."""
    with unit_of_work():
        if insert_once(Digest, person_id=person_id, week=week, planned_at=now) is not None:
            key = f"digest-{week}-{person_id}"
            forgo(person_id, "digest", f"person:{person_id}", key=key, at=now, because=MISSED, week=week)


def _owe(some: list[Plan], now: datetime, measure: Measure) -> int:
    """Owe these people what the calendar brings; a step from before the first planning, or too many, go to the digest."""
    with unit_of_work():
        lock_on("plan")  # two planners would wait for each other's rows, in another order
        why = {_key(due): because for one in some for due, because in measure.sorted_out(one.steps)}
        steps = [dict(zip(_STEP, key, strict=True)) | {"planned_at": now} for key in why]
        columns = (getattr(Reminder, name) for name in _STEP)
        things = [
            {"person_id": row.person_id, "kind": "task_step", "subject": f"task:{row.task_id}",
             "key": f"task_step-{row.id}-{row.person_id}", "detail": {"step": row.step, "due_on": row.due_on.isoformat()},
             "because": why[row.task_id, row.due_on, row.step, row.person_id] or None}
            for row in insert_many_once(Reminder, steps, Reminder.id, *columns)
        ]  # fmt: skip
        digests = [{"person_id": one.person_id, "week": one.week, "planned_at": now} for one in some if one.week]
        things += [
            {"person_id": number, "kind": "digest", "subject": f"person:{number}", "key": f"digest-{week}-{number}", "detail": {"week": week}}
            for number, week in insert_many_once(Digest, digests, Digest.person_id, Digest.week)
        ]  # fmt: skip
        return owe_all(things, now) if things else 0


def _key(due: Due) -> tuple[int, date, int, int]:
    return due.task_id, due.due_on, due.step, due.person_id


def _raise(one: Raised, now: datetime, measure: Measure) -> int:
    """Owe everybody of the next level a word about the task, once for its due day; return to how many."""
    because, owed = measure.why_not(one), 0
    with unit_of_work():
        number = insert_once(Escalation, task_id=one.task_id, due_on=one.due_on, planned_at=now)
        for person_id in one.people if number is not None else ():
            key, due_on = f"escalated-{number}-{person_id}", one.due_on.isoformat()
            if because:
                forgo(person_id, "escalated", f"task:{one.task_id}", key=key, at=now, because=because, due_on=due_on)
            else:
                owed += owe(person_id, "escalated", f"task:{one.task_id}", key=key, at=now, due_on=due_on)
    return owed


def tick(now: datetime | None = None) -> Counter[str]:
    """Plan, make letters, deliver, in this order: no letter leaves without its morning's steps.

    By a clock that jumped nothing is planned and no letter leaves, until it is right again or a person believes it.
    """
    log.arriving_from("timetable")
    with unit_of_work():
        days.know(at_once=True)
        traffic.book().ticked_at = now or clock.now()
        doubted = now is None and alarms.is_clock_doubted(clock.machine(), clock.now())
        alarms.tell_of_trouble(now or clock.now())
        alarms.tell_of_files(now or clock.now())
    owed = 0 if doubted else plan(now or clock.now())
    ends = mailing.post(now)
    ends["owed"] = owed
    return ends


def remind(now: datetime, *, dry_run: bool) -> list[str]:
    """Owe what the moment brings, or only say what would be owed; return it as lines for a person."""
    with unit_of_work():
        lines = [_said(one) for one in plans(now)] + _raised_said(raised(now))
    if not dry_run:
        plan(now)
    return lines


def _said(one: Plan) -> str:
    user = database.session.get(User, one.person_id)
    said = [_step_said(due) for due in one.steps]
    if one.week:
        said.append(_("weekly digest of %(week)s", week=one.week))
    return f"{user.name if user else one.person_id}: " + "; ".join(said)


def _raised_said(whole: list[Raised]) -> list[str]:
    said: dict[int, list[str]] = {}
    for one in whole:
        for person_id in one.people:
            said.setdefault(person_id, []).append(_("task %(task)s, due %(day)s", task=one.task_id, day=day(one.due_on)))
    names = {number: database.session.get(User, number) for number in said}
    return [
        _("%(name)s: reminded of in vain: %(tasks)s", name=getattr(names[number], "name", number), tasks="; ".join(tasks))
        for number, tasks in said.items()
    ]


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
