"""What the calendar has to bring up, and what the ledger shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from khworkflow.accounts.models import User
from khworkflow.associations import queries as associations
from khworkflow.core import clock, links
from khworkflow.core.authz import Actor, Role, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.core.i18n import in_locale
from khworkflow.mailing import bounces
from khworkflow.mailing.letter import LETTER, Rendered, compose
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.reminders import policies, wishes
from khworkflow.reminders.models import Digest, Reminder
from khworkflow.reminders.schedule import REACH, SILENT_DAYS, digest_week, earns, is_excused, missed_weeks, step_due, week_of
from khworkflow.tasks import queries as tasks
from khworkflow.tasks.lifecycle import UNFINISHED, WITH_ASSOCIATION, State
from khworkflow.tasks.models import Extension, ExtensionState, Task

if TYPE_CHECKING:
    from datetime import date, datetime

__all__ = ["MailState"]


@dataclass(frozen=True)
class Due:
    """A deadline step that a person is to hear of."""

    person_id: int
    task_id: int
    due_on: date
    step: int


def steps_due(today: date) -> list[Due]:
    """Return the steps reached by today that nobody was told of yet, by person."""
    rows = list(
        database.session.execute(
            select(Task.id, Task.association_id, Task.due_on, Task.late_after, Task.state, Task.dated_on)
            .where(Task.due_on.between(today - REACH, today + REACH), Task.state.in_(WITH_ASSOCIATION))
            .order_by(Task.due_on, Task.id)
        )
    )
    told = select(Reminder.task_id, Reminder.due_on, Reminder.step, Reminder.person_id).where(
        Reminder.due_on.between(today - REACH, today + REACH)
    )
    known = {tuple(row) for row in database.session.execute(told)}
    reached = []
    for task_id, association_id, due_on, late_after, state, dated_on in rows:
        step = step_due(due_on, today, dated_on=dated_on) if due_on and not is_excused(late_after, due_on, today) else None
        if due_on and step is not None and earns(state, step):
            reached.append((association_id, task_id, due_on, step))
    people = associations.contacts_of({association_id for association_id, *_ in reached})
    found = [Due(people[where], task_id, due_on, step) for where, task_id, due_on, step in reached if where in people]
    found = [due for due in found if (due.task_id, due.due_on, due.step, due.person_id) not in known]
    return sorted(found, key=lambda due: (due.person_id, due.due_on, due.task_id))


def digests_due(now: datetime) -> list[int]:
    """Return the people whose weekday has come, who want a digest, have something to do and no digest of the week yet."""
    if not any(digest_week(now, weekday) for weekday in wishes.WEEKDAYS):
        return []
    today = clock.day_of(now)
    week = week_of(today)
    here = set(database.session.scalars(select(Task.association_id).where(Task.state.in_(WITH_ASSOCIATION)).distinct()))
    people = set(associations.contacts_of(here).values())
    people |= _committee_with_something(today)
    given = set(database.session.scalars(select(Digest.person_id).where(Digest.week == week)))
    known = wishes.digest_days()
    return sorted(number for number in people - given if _has_come(known.get(number, wishes.DigestDay()), now))


def _has_come(chosen: wishes.DigestDay, now: datetime) -> bool:
    return chosen.is_wanted and digest_week(now, chosen.weekday) is not None


def digests_missed(today: date) -> list[tuple[int, str]]:
    """Return who had no digest of a week that has gone by since the last one was planned: nobody planned then.

    Concerned is whoever would have had something to do, as far as it is still to be done.
    """
    known, found = wishes.digest_days(), []
    for weekday in sorted({0} | {one.weekday for one in known.values()}):
        theirs = {number for number, one in known.items() if one.weekday == weekday}
        own = Digest.person_id.in_(theirs) if weekday else Digest.person_id.not_in(set(known) - theirs)
        last = database.session.scalar(select(func.max(Digest.week)).where(own))
        for week, until in missed_weeks(last, today, weekday) if last else []:
            given = Task.state.in_(WITH_ASSOCIATION) & (Task.issued_on <= until)
            here = set(database.session.scalars(select(Task.association_id).where(given).distinct()))
            people = set(associations.contacts_of(here).values()) | _committee_with_something(until)
            due = wishes.DigestDay(is_wanted=True, weekday=weekday)
            found += [(number, week) for number in sorted(people) if known.get(number, wishes.DigestDay()) == due]
    return found


def _committee_with_something(day: date) -> set[int]:
    late = (Task.late_after < day) & Task.state.in_(WITH_ASSOCIATION - {State.WAITING_OUTSIDE})
    waits = (Task.state == State.SUBMITTED) & (Task.submitted_at <= clock.end_of(day))
    is_silent = (Task.state == State.ASSIGNED) & (Task.issued_on <= day - timedelta(days=SILENT_DAYS))
    pending = (Extension.state == ExtensionState.PENDING) & (Extension.asked_at <= clock.end_of(day))
    asks = Task.id.in_(select(Extension.task_id).where(pending))
    something = waits | late | is_silent | asks
    concluded = tasks.issuers_of(something)
    found = {person.id for association_id in concluded for person in associations.holders(Role.COMMITTEE, association_id)}
    return found | set(associations.contacts_of(tasks.handed_down_by(something)).values())


def handing_down() -> frozenset[int]:
    """Return the associations that handed down parts which are not finished."""
    return frozenset(tasks.handed_down_by(Task.state.in_(UNFINISHED)))


def waiting(actor: Actor) -> list[Task]:
    """Return what waits for the actor's confirmation, longest first."""
    return tasks.waiting_for_confirmation(actor)


def overdue(actor: Actor, today: date) -> list[Task]:
    """Return what is overdue under the actor, longest first."""
    return tasks.overdue(actor, today)


def asked_for_time(actor: Actor) -> list[tuple[Task, Extension]]:
    """Return the requests for time that the actor's committee has not decided, longest waiting first."""
    return tasks.requests_for_time(actor)


def silent(actor: Actor, today: date) -> list[Task]:
    """Return what was given some days ago and nobody has said to have received."""
    return [task for task in tasks.silent(actor) if task.issued_on <= today - timedelta(days=SILENT_DAYS)]


@dataclass(frozen=True)
class Entry:
    """A mail of the ledger and its reader's name."""

    mail: Mail
    name: str


def ledger(actor: Actor, *, number: int, size: int = 50, words: str = "", state: str = "") -> tuple[list[Entry], int]:
    """Return one page of the ledger, newest first, and how many mails it has in all.

    Args:
        actor: who looks.
        number: of the page.
        size: of a page.
        words: part of a name, an address or a subject; empty for all.
        state: of the mails (``MailState``); empty, or none of them, for all.

    """
    ensure(policies.read_ledger, actor)
    chosen = [one for one in MailState if one.value == state] or list(MailState)
    said = User.name.icontains(words) | Mail.address.icontains(words) | Mail.subject.icontains(words)
    sought = Mail.state.in_(chosen) & said if words else Mail.state.in_(chosen)
    rows = database.session.execute(
        select(Mail, User.name)
        .join(User, User.id == Mail.person_id)
        .where(sought)
        .order_by(Mail.planned_at.desc(), Mail.id.desc())
        .limit(size)
        .offset((number - 1) * size)
    )
    total = select(func.count(Mail.id)).join(User, User.id == Mail.person_id).where(sought)
    return [Entry(mail, name) for mail, name in rows], database.session.scalar(total) or 0


def get(actor: Actor, mail_id: int) -> Entry:
    """Return one mail with what is owed in it.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    mail = database.session.scalar(select(Mail).where(Mail.id == mail_id).options(selectinload(Mail.owed)))
    if mail is None or not policies.read_mail(actor, mail):
        raise NotFound
    return Entry(mail, database.session.scalar(select(User.name).where(User.id == mail.person_id)) or "")


def can_be_sent_again(mail: Mail) -> bool:
    """Return whether the mail is a letter that failed for good and still has something to tell.

    A mail with a link into an account is not: its link was blanked; a new invitation makes a new one.
    """
    return (
        mail.kind == LETTER
        and mail.state in (MailState.FAILED, MailState.BOUNCED)
        and any(one.settled_at is None for one in mail.owed)
    )


def preview(actor: Actor, entry: Entry) -> Rendered | None:
    """Return the mail as sent; before that, as it would be sent now; None when there is nothing to show."""
    ensure(policies.read_mail, actor, entry.mail)
    mail = entry.mail
    if mail.text is not None:
        return _shown(Rendered(mail.subject or "", mail.text, mail.html or ""))
    to = wishes.recipients([mail.person_id]).get(mail.person_id)
    if to is None or mail.state in (MailState.SENT, MailState.FAILED, MailState.BOUNCED, MailState.DROPPED):
        return None
    with in_locale(to.locale):
        rendered = compose(mail, to).rendered
    return _shown(rendered) if rendered else None


def _shown(mail: Rendered) -> Rendered:
    """Return the mail as others than its reader may see it: without the links that answer in his name."""
    return Rendered(mail.subject, links.without_secrets(mail.text), links.without_secrets(mail.html))


@dataclass(frozen=True)
class Open:
    """How much is owed to a person and stands in no letter yet."""

    name: str
    number: int
    has_address: bool
    is_blocked: bool = False  # mail to the address came back


def owed_without_letter(actor: Actor) -> list[Open]:
    """Return to whom how much is owed that stands in no letter yet, those first whom no letter reaches."""
    ensure(policies.read_ledger, actor)
    asked = (
        select(Owed.person_id, User.name, func.count(Owed.id))
        .join(User, User.id == Owed.person_id)
        .where(Owed.settled_at.is_(None), Owed.mail_id.is_(None))
        .group_by(Owed.person_id, User.name, User.name_key)
        .order_by(User.name_key)
    )
    rows = list(database.session.execute(asked))
    found = []
    known = bounces.heeding(wishes.recipients)([person_id for person_id, *_rest in rows])
    for person_id, name, number in rows:
        to = known.get(person_id)
        found.append(Open(name, number, bool(to and to.address), bool(to and to.is_blocked)))
    return sorted(found, key=lambda one: one.has_address and not one.is_blocked)
