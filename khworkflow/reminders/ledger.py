"""What became of what was owed, and how the mail room stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from khworkflow.accounts.models import User
from khworkflow.core import clock, links
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.mailing import traffic, watch
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.reminders import policies
from khworkflow.tasks import parties

if TYPE_CHECKING:
    from datetime import datetime

    from khworkflow.tasks.models import Task

#: A timetable or a mail server that is away for so long is told of on the first page.
SILENT: Final = timedelta(minutes=15)
_SHOWN: Final = 30  # about one task


@dataclass(frozen=True)
class NotTold:
    """Something that was owed and is not told, and why."""

    name: str
    kind: str
    task_id: int | None
    at: datetime
    because: str


def not_told(actor: Actor, most: int = 30) -> list[NotTold]:
    """Return what was owed and was not told after all, the latest first."""
    ensure(policies.read_ledger, actor)
    rows = database.session.execute(
        select(Owed, User.name)
        .join(User, User.id == Owed.person_id)
        .where(Owed.dropped_because.is_not(None))
        .order_by(Owed.settled_at.desc(), Owed.id.desc())
        .limit(most)
    )
    return [
        NotTold(
            name,
            one.kind,
            int(one.subject[5:]) if one.subject.startswith("task:") else None,
            one.settled_at or one.owed_at,
            one.dropped_because or "",
        )
        for one, name in rows
    ]


@dataclass(frozen=True)
class Told:
    """One thing about a task that a person was, or is, to be told."""

    name: str
    kind: str
    owed_at: datetime
    state: str  # of its mail; "waiting" while it stands in none, "not_told" when it will not be told
    at: datetime | None  # when that became so
    words: str  # why it is not told; else, to those who may read the ledger, what the mail server said


def of_task(actor: Actor, task: Task) -> list[Told]:
    """Return what people were told about the task, the latest first; that the actor may see the task is asked before.

    That is what was owed about it, and the letters to those who work on it that led to it beside other things: digests.
    """
    rows = select(Owed, User.name, Mail).join(User, User.id == Owed.person_id).order_by(Owed.id.desc()).limit(_SHOWN)
    own = rows.outerjoin(Mail, Mail.id == Owed.mail_id).where(Owed.subject == f"task:{task.id}")
    owed = list(database.session.execute(own))
    known = [one.mail_id for one, _name, _mail in owed if one.mail_id is not None]
    page, answer = (Mail.html.contains(trace, autoescape=True) for trace in links.traces(task.id))
    beside = rows.join(Mail, Mail.id == Owed.mail_id).where(
        Owed.person_id.in_([one.id for one in parties.people(task)]), Owed.kind == "digest", page | answer, Mail.id.not_in(known)
    )
    owed += database.session.execute(beside)
    is_reader, found = policies.read_ledger(actor), []
    for one, name, mail in sorted(owed, key=lambda row: -row[0].id)[:_SHOWN]:
        if one.dropped_because is not None:
            found.append(Told(name, one.kind, one.owed_at, "not_told", one.settled_at, one.dropped_because))
        elif mail is None:
            found.append(Told(name, one.kind, one.owed_at, "waiting", None, ""))
        else:
            words = (mail.answer or "") if is_reader else ""
            found.append(Told(name, one.kind, one.owed_at, mail.state.value, mail.sent_at, words))
    return found


@dataclass(frozen=True)
class Standing:
    """How the mail room stands: when the timetable last looked, what waits longest, what is wrong."""

    ticked_at: datetime | None = None
    oldest_at: datetime | None = None  # since when the oldest mail that should have left waits
    held_at: datetime | None = None
    held_because: str | None = None
    paused_until: datetime | None = None
    stopped_at: datetime | None = None  # since when the mail server refuses us, and nobody tries
    trouble: str | None = None
    troubled_since: datetime | None = None
    doubtful: int = 0  # mails of which nobody knows whether they arrived

    @property
    def is_clock_doubted(self) -> bool:
        """Whether letters are held because the machine's clock jumped."""
        return (self.held_because or "").split(" ")[0] == watch.CLOCK

    def needs_a_person(self, now: datetime) -> bool:
        """Return whether letters do not leave as they should, and somebody should look."""
        silent = self.ticked_at is not None and now - self.ticked_at > SILENT
        away = self.troubled_since is not None and now - self.troubled_since > SILENT
        return bool(self.held_at or self.stopped_at or self.doubtful or silent or away)


def standing(now: datetime) -> Standing:
    """Return how the mail room stands at the moment."""
    row = traffic.seen()
    due = (Mail.state == MailState.PLANNED) & (Mail.next_attempt_at <= now)
    oldest = select(func.min(Mail.next_attempt_at).filter(due), func.count().filter(Mail.state == MailState.DOUBTFUL))
    waiting, doubtful = database.session.execute(oldest.where(Mail.state.in_((MailState.PLANNED, MailState.DOUBTFUL)))).one()
    if row is None:
        return Standing(oldest_at=waiting, doubtful=doubtful)
    stopped_at = row.stopped_at if traffic.is_shut(row, now) else None
    return Standing(
        row.ticked_at,
        waiting,
        row.held_at,
        row.held_because,
        row.paused_until,
        stopped_at,
        row.trouble,
        row.troubled_since,
        doubtful,
    )


def mail_room(actor: Actor) -> Standing:
    """Return the same to those who may look into the ledger."""
    ensure(policies.read_ledger, actor)
    return standing(clock.now())


def doubtful(actor: Actor, most: int = 50) -> list[tuple[Mail, str]]:
    """Return the mails in doubt and their readers' names, the oldest first."""
    ensure(policies.read_ledger, actor)
    rows = select(Mail, User.name).join(User, User.id == Mail.person_id).where(Mail.state == MailState.DOUBTFUL)
    return [(mail, name) for mail, name in database.session.execute(rows.order_by(Mail.id).limit(most))]
