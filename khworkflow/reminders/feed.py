"""A person's due days for the calendar of his telephone, behind a secret address that he can take back.

Only the hash of the address is kept: whoever reads the database cannot follow it. The calendar has no link that
answers a task, for calendars are shared lightly.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from khworkflow.accounts.models import User
from khworkflow.associations.queries import actor_for, within
from khworkflow.conclusions.models import Conclusion, Directive
from khworkflow.core import clock, links
from khworkflow.core.authz import STAFF, Role, ensure
from khworkflow.core.calendar import MORNING
from khworkflow.core.db import database, insert_once
from khworkflow.core.errors import NotFound
from khworkflow.core.i18n import gettext as _, in_locale, ngettext
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.mailing.post import room
from khworkflow.reminders import icalendar, policies
from khworkflow.reminders.events import CalendarFeedMade, CalendarFeedRevoked
from khworkflow.reminders.models import CalendarFeed
from khworkflow.tasks import queries as tasks
from khworkflow.tasks.lifecycle import UNFINISHED, State
from khworkflow.tasks.models import Task
from khworkflow.tasks.schedule import days_overdue

if TYPE_CHECKING:
    from datetime import date, datetime

    from khworkflow.core.authz import Actor

#: A calendar has so many days at most: the soonest due, and what is overdue.
MOST: Final = 1_000
_SHAPE: Final = re.compile(r"[\w-]{43}", re.ASCII)


def renew(actor: Actor, person_id: int) -> str:
    """Give the person's calendar a new secret address and return its secret: an earlier one is good no more."""
    ensure(policies.keep_feed, actor, person_id)
    secret, now = secrets.token_urlsafe(32), moment_of_record()
    made = insert_once(CalendarFeed, person_id=person_id, token_hash=_hash(secret), made_at=now)
    if made is None:
        row = database.session.scalars(_of(person_id)).one()
        row.token_hash, row.made_at = _hash(secret), now
    record(actor, f"person:{person_id}", CalendarFeedMade(person_id, is_renewed=made is None))
    return secret


def revoke(actor: Actor, person_id: int) -> None:
    """Let the address of the person's calendar be none any more."""
    ensure(policies.keep_feed, actor, person_id)
    row = database.session.scalar(_of(person_id))
    if row is not None:
        database.session.delete(row)
        record(actor, f"person:{person_id}", CalendarFeedRevoked(person_id))


def made_at(person_id: int) -> datetime | None:
    """Return when the present address of the person's calendar was made; None while there is none."""
    row = database.session.scalar(_of(person_id))
    return row.made_at if row else None


def shown(secret: str) -> bytes:
    """Return the calendar behind the address.

    Raises:
        NotFound: there is none, it was taken back, or the person may sign in no more or holds no seat; nothing tells which.

    """
    found = select(User).join(CalendarFeed, CalendarFeed.person_id == User.id).where(CalendarFeed.token_hash == _hash(secret))
    user = database.session.scalar(found) if _SHAPE.fullmatch(secret) else None
    if user is None or user.disabled_at is not None:
        raise NotFound
    actor = actor_for(user)
    if not policies.keep_feed(actor, user.id):
        raise NotFound
    today = clock.today()
    with in_locale(user.locale):
        entries = [*_own(actor, today), *_followed(actor, today)]
        name = _("Due days: %(office)s", office=room().office())
    return icalendar.written(name, entries[:MOST], domain=room().domain)


def _own(actor: Actor, today: date) -> list[icalendar.Entry]:
    """Return an entry for each unfinished task of the actor's associations.

    The sequence is the task's version: it grows with every new due day, and now and then without one.
    """
    mine = [task for task in tasks.mine(actor) if task.due_on]
    return [
        icalendar.Entry(
            uid=f"task-{task.id}",
            sequence=task.version,
            at=task.moved_at or clock.at_office(task.dated_on, MORNING),
            on=task.due_on,
            title=_titled(task, today),
            words=_words(task.directive.quote, task.association.short_name, task.directive.conclusion.number),
            url=links.task(task.id),
            rings=task.state is not State.SUBMITTED,
        )
        for task in mine
        if task.due_on
    ]


def _titled(task: Task, today: date) -> str:
    title = task.directive.title
    if task.state is State.SUBMITTED:
        return _("Handed in: %(title)s", title=title)
    if task.state is State.WAITING_OUTSIDE:
        return _("Waits for another body: %(title)s", title=title)
    is_late = days_overdue(task.state, task.late_after, today)
    return _("Overdue: %(title)s", title=title) if is_late else _("Due: %(title)s", title=title)


def _words(quote: str, whose: str, number: str | None) -> str:
    return "\n".join((f"“{quote}”", whose, _("Conclusion No. %(number)s", number=number or "…")))


def _followed(actor: Actor, today: date) -> list[icalendar.Entry]:
    """Return, to those who follow up, an entry for each directive and day on which associations have something due."""
    seats = actor.paths(STAFF)
    if not seats:
        return []
    is_open = (Task.state.in_(UNFINISHED - {State.SUBMITTED})) & Task.due_on.is_not(None)
    rows = database.session.execute(
        select(
            *(Directive.id, Directive.title, Directive.quote, Conclusion.number, Task.due_on, func.count(Task.id)),
            *(func.max(Task.version), func.max(Task.moved_at), func.max(Task.dated_on)),
        )
        .join(Task.association)
        .join(Task.directive)
        .join(Directive.conclusion)
        .where(is_open, within(seats))
        .group_by(Directive.id, Directive.title, Directive.quote, Conclusion.number, Task.due_on)
        .order_by(Task.due_on, Directive.id)
        .limit(MOST)
    )
    found = []
    for number, title, quote, conclusion, due_on, count, version, moved_at, dated_on in rows:
        if due_on is None:
            continue
        whose = ngettext("%(num)s association has not finished it", "%(num)s associations have not finished it", count)
        named = _("Overdue: %(title)s", title=title) if due_on < today else _("Due: %(title)s", title=title)
        found.append(
            icalendar.Entry(
                uid=f"directive-{number}-{due_on:%Y%m%d}",
                sequence=version,
                at=moved_at or clock.at_office(dated_on, MORNING),
                on=due_on,
                title=f"{named} ({count})",
                words=_words(quote, whose, conclusion),
                url=links.to(f"/tasks?directive_id={number}"),
                rings=Role.COMMITTEE in actor.roles or Role.INSPECTOR in actor.roles,
            )
        )
    return found


def _of(person_id: int) -> Any:
    return select(CalendarFeed).where(CalendarFeed.person_id == person_id)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
