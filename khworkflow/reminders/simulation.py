"""The next days as they will be if nobody answers anything meanwhile: which letters, to whom, and each of them in full."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.associations import queries as associations
from khworkflow.core import calendar, clock, links
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.i18n import in_locale
from khworkflow.mailing import bounces, traffic
from khworkflow.mailing.letter import Rendered, letter
from khworkflow.mailing.models import Owed
from khworkflow.reminders import planning, policies, wishes
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION
from khworkflow.tasks.models import Task

if TYPE_CHECKING:
    from datetime import date, datetime

    from khworkflow.mailing.parts import Recipient

DAYS: Final = 14
#: The number of what is not written down: later than everything that is.
NOT_WRITTEN: Final = 2**62


@dataclass(frozen=True)
class Letter:
    """One letter that will leave, or would if it had somewhere to go."""

    holder_id: int
    name: str
    address: str | None
    has_digest: bool
    tasks: frozenset[int]
    owed: tuple[Owed, ...] = field(repr=False)
    is_blocked: bool = False  # mail to the address came back; nothing is sent there

    @property
    def leaves(self) -> bool:
        """Whether it has somewhere to go."""
        return self.address is not None and not self.is_blocked


@dataclass(frozen=True)
class Day:
    """What leaves on one day."""

    day: date
    is_working: bool
    letters: tuple[Letter, ...]

    @property
    def leaving(self) -> int:
        """How many letters have somewhere to go."""
        return sum(one.leaves for one in self.letters)

    @property
    def tasks(self) -> int:
        """How many tasks of associations the letters are about that leave."""
        return len(frozenset[int]().union(*(one.tasks for one in self.letters if one.leaves)))


def days(actor: Actor, now: datetime, count: int = DAYS) -> list[Day]:
    """Return what will leave today and on the days after, as tasks, people and calendar stand now."""
    ensure(policies.read_ledger, actor)
    waiting: dict[int, list[Owed]] = defaultdict(list)
    for one in database.session.scalars(select(Owed).where(Owed.settled_at.is_(None)).order_by(Owed.id)):
        waiting[one.person_id].append(one)
    in_hand, told, found = _in_hand(), set[tuple[object, ...]](), []
    today, book = clock.day_of(now), traffic.seen()
    began_on = (book.began_on if book else None) or today
    for number in range(count):
        day = today + timedelta(days=number)
        moment = max(now, clock.at_office(day, calendar.MORNING))
        for one in _owed_on(moment, planning.Measure(began_on), told):
            waiting[one.person_id].append(one)
        leaves = calendar.is_working(day) and moment < clock.at_office(day, calendar.EVENING)
        found.append(Day(day, calendar.is_working(day), _letters(waiting, in_hand) if leaves else ()))
        if leaves:
            waiting.clear()
    return found


def shown(actor: Actor, holder_id: int, day: date, now: datetime) -> Rendered | None:
    """Return the letter of that day to that person as it will be sent; None when there will be none.

    Links that answer in the reader's name are cut short.
    """
    count = (day - clock.day_of(now)).days + 1
    if not 0 < count <= DAYS:
        return None
    letters = days(actor, now, count)[-1].letters
    one = next((one for one in letters if one.holder_id == holder_id), None)
    to = wishes.recipients([holder_id]).get(holder_id)
    if one is None or to is None:
        return None
    with clock.as_if(max(now, clock.at_office(day, to.hour))), in_locale(to.locale):
        rendered = letter(one.owed, replace(to, name=one.name)).rendered
    if rendered is None:
        return None
    return Rendered(rendered.subject, links.without_secrets(rendered.text), links.without_secrets(rendered.html))


def _owed_on(moment: datetime, measure: planning.Measure, told: set[tuple[object, ...]]) -> list[Owed]:
    """Return what a run at the moment would owe and no day before it did."""
    found = [one for plan in planning.plans(moment) for one in _new(plan, measure, told)]
    for raised in planning.raised(moment):
        key = ("escalated", raised.task_id, raised.due_on)
        if key not in told and not measure.why_not(raised):
            detail: dict[str, object] = {"due_on": raised.due_on.isoformat()}
            found += [_owed(person_id, "escalated", f"task:{raised.task_id}", detail) for person_id in raised.people]
        told.add(key)
    return found


def _new(plan: planning.Plan, measure: planning.Measure, told: set[tuple[object, ...]]) -> list[Owed]:
    """Return what the plan would owe and no day before it did."""
    found, keys = [], {due: ("task_step", due.task_id, due.due_on, due.step, due.person_id) for due in plan.steps}
    for due, because in measure.sorted_out(due for due, key in keys.items() if key not in told):
        if not because:
            detail = {"step": due.step, "due_on": due.due_on.isoformat()}
            found.append(_owed(plan.person_id, "task_step", f"task:{due.task_id}", detail))
    told |= set(keys.values())
    if plan.week and ("digest", plan.person_id, plan.week) not in told:
        told.add(("digest", plan.person_id, plan.week))
        found.append(_owed(plan.person_id, "digest", f"person:{plan.person_id}", {"week": plan.week}))
    return found


def _owed(person_id: int, kind: str, subject: str, detail: dict[str, object]) -> Owed:
    return Owed(id=NOT_WRITTEN, person_id=person_id, kind=kind, subject=subject, detail=detail, settled_at=None)


def _in_hand() -> dict[int, frozenset[int]]:
    """Return the unfinished tasks by the person who hears of them."""
    rows = list(database.session.execute(select(Task.id, Task.association_id).where(Task.state.in_(WITH_ASSOCIATION))))
    people = associations.contacts_of({association_id for _task, association_id in rows})
    found: dict[int, set[int]] = defaultdict(set)
    for task_id, association_id in rows:
        if association_id in people:
            found[people[association_id]].add(task_id)
    return {person_id: frozenset(tasks) for person_id, tasks in found.items()}


def _letters(waiting: dict[int, list[Owed]], in_hand: dict[int, frozenset[int]]) -> tuple[Letter, ...]:
    """Return the letters of what waits, one for each mailbox."""
    known = bounces.heeding(wishes.recipients)(list(waiting))
    boxes: dict[int, list[Recipient]] = defaultdict(list)
    for person_id in waiting:
        if (to := known.get(person_id)) is not None:
            boxes[to.holder_id or person_id].append(to)
    return tuple(_letter(holder_id, sharers, waiting, in_hand) for holder_id, sharers in sorted(boxes.items()))


def _letter(
    holder_id: int, sharers: list[Recipient], waiting: dict[int, list[Owed]], in_hand: dict[int, frozenset[int]]
) -> Letter:
    owed = [one for to in sharers for one in waiting[to.person_id]]
    tasks = {int(one.subject.rpartition(":")[2]) for one in owed if one.subject.startswith("task:")}
    for one in owed:
        if one.kind == "digest":
            tasks |= in_hand.get(one.person_id, frozenset())
    has_digest = any(one.kind == "digest" for one in owed)
    names, first = ", ".join(to.name for to in sharers), sharers[0]
    return Letter(holder_id, names, first.address, has_digest, frozenset(tasks), tuple(owed), first.is_blocked)
