"""Which letter a mail answers, who may answer it, and which of its tasks the answer can be about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from khworkflow.accounts.models import User
from khworkflow.associations.queries import actor_for, contacts_of
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.eventlog.models import LogEntry
from khworkflow.mailing import addresses, bounces
from khworkflow.mailing.addresses import Way
from khworkflow.mailing.models import Mail
from khworkflow.mailing.post import room
from khworkflow.tasks import policies, queries
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION
from khworkflow.tasks.link_events import LinksRevoked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khworkflow.core.authz import Actor
    from khworkflow.inbound.models import InboundMail
    from khworkflow.inbound.reading.message import Arrival
    from khworkflow.mailing.addresses import ReturnAddresses
    from khworkflow.mailing.models import Owed
    from khworkflow.tasks.models import Task


def recipients_of(row: InboundMail, arrival: Arrival) -> tuple[str, ...]:
    """Return to whom the mail went: by its envelope, where the door knew it, and by its headers."""
    return (*row.envelope_to.split("\n"), *arrival.recipients) if row.envelope_to else arrival.recipients


def answered(row: InboundMail, arrival: Arrival, returns: ReturnAddresses) -> Mail | None:
    """Return the letter that the mail answers: by the token of its address; without one, by what it says it answers.

    Some programs answer the sender and leave Reply-To alone; a Message-ID of ours cannot be guessed either.
    """
    tokens = returns.found(recipients_of(row, arrival), Way.REPLY)
    if tokens:
        return bounces.by_reply_hash([addresses.hashed(one) for one in tokens])
    return bounces.by_message_id(arrival.answers[-20:])


def people_of(mail: Mail) -> list[User]:
    """Return whom the letter told something: whoever holds its mailbox, and who shares it."""
    told = database.session.scalars(
        select(Mail).where(Mail.id == mail.id).options(selectinload(Mail.owed)).execution_options(populate_existing=True)
    ).one()
    numbers = {mail.person_id} | {one.person_id for one in told.owed if one.dropped_because is None}
    return list(database.session.scalars(select(User).where(User.id.in_(numbers), User.disabled_at.is_(None)).order_by(User.id)))


def may_write(mail: Mail, people: Iterable[User]) -> set[str]:
    """Return from which addresses, in lower case, the letter may be answered: where it went, and where letters go now."""
    known = {one.address for one in room().recipients([person.id for person in people]).values()}
    return {address.lower() for address in (*known, mail.address) if address}


def tasks_of(mail: Mail, people: Iterable[User]) -> list[Task]:
    """Return the tasks that the letter told of and that its readers answer for, whatever their state."""
    actors = [actor_for(person) for person in people]
    found: dict[int, Task] = {}
    for one in mail.owed:
        if one.dropped_because is None:
            found |= {task.id: task for task in _told(one, actors)}
    return [task for task in found.values() if any(policies.work_on_task(actor, task) for actor in actors)]


def open_among(tasks: Iterable[Task]) -> list[Task]:
    """Return those that lie with the association: only they can be reported on."""
    return [task for task in tasks if task.state in WITH_ASSOCIATION]


def unrevoked(mail: Mail, tasks: Iterable[Task]) -> list[Task]:
    """Return those whose links were not made worthless after the letter left: its reply address went with them."""
    subjects = {f"task:{task.id}": task for task in tasks}
    since = mail.sent_at or mail.planned_at
    entries = select(LogEntry.subject, func.max(LogEntry.at)).where(
        LogEntry.kind == LinksRevoked.kind, LogEntry.subject.in_(subjects)
    )
    revoked = {subject for subject, at in database.session.execute(entries.group_by(LogEntry.subject)) if at >= since}
    return [task for subject, task in subjects.items() if subject not in revoked]


def choices(actor: Actor, row: InboundMail) -> list[Task]:
    """Return into which tasks the mail can be confirmed: those of the letter first, then the association's others."""
    if row.association_id is None:
        return []
    mail = database.session.get(Mail, row.mail_id) if row.mail_id else None
    told = {task.id for task in tasks_of(mail, people_of(mail))} if mail else set()
    tasks = open_among(queries.unfinished_of([row.association_id], actor))
    return sorted(tasks, key=lambda task: (task.id != row.task_id, task.id not in told))


def _told(one: Owed, actors: list[Actor]) -> list[Task]:
    kind, _colon, number = one.subject.partition(":")
    if kind == "task":
        try:
            return [queries.get(SYSTEM, int(number))]
        except NotFound:
            return []
    if kind == "conclusion":
        return [
            task for task in queries.of_conclusion(SYSTEM, int(number)) if task.association_id == one.detail.get("association_id")
        ]
    if kind == "person" and one.kind == "digest":
        return [task for actor in actors if actor.user_id == one.person_id for task in _in_hand(actor)]
    return []


def _in_hand(actor: Actor) -> list[Task]:
    """Return what a digest told: the unfinished tasks of the associations whose mail goes to the person."""
    here = [seat.association_id for seat in actor.seats if seat.role in queries.OWN]
    mine = [number for number, person_id in contacts_of(here).items() if person_id == actor.user_id]
    return queries.unfinished_of(mine) if mine else []
