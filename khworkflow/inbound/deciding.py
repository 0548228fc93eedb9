"""What becomes of one mail that came in: looked at in a fixed order, written down once, with all that follows from it.

Nothing here changes a task: prose becomes a draft for a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database, lock_on
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import record
from khworkflow.files import commands as files
from khworkflow.inbound import letters, notices
from khworkflow.inbound.events import MailAnswered, MailHeld
from khworkflow.inbound.fates import DRAFTS, HELD, TOLD, Fate
from khworkflow.inbound.models import InboundFile, InboundMail
from khworkflow.inbound.reading.message import BYTES_MOST
from khworkflow.inbound.reading.proof import is_proven
from khworkflow.inbound.reception import reception
from khworkflow.mailing import bounces
from khworkflow.mailing.addresses import Way
from khworkflow.mailing.post import room
from khworkflow.mailing.verdicts import Blame

if TYPE_CHECKING:
    from datetime import datetime

    from khworkflow.accounts.models import User
    from khworkflow.inbound.reading.message import Arrival
    from khworkflow.inbound.reading.parts import Attached
    from khworkflow.mailing.addresses import ReturnAddresses
    from khworkflow.mailing.models import Mail
    from khworkflow.tasks.models import Task

FILES_MOST: Final = 10
FILES_BYTES_MOST: Final = 10 * 1024 * 1024
_OF_BLAME: Final = {
    Blame.HARD: Fate.BOUNCE_HARD,
    Blame.SOFT: Fate.BOUNCE_SOFT,
    Blame.REFUSED: Fate.BOUNCE_REFUSED,
    Blame.DELAY: Fate.BOUNCE_DELAY,
}


@dataclass
class _Answer:
    """What is known of an answer: the letter, who may give it, and the tasks it can be about."""

    mail: Mail
    people: list[User]
    is_reader: bool  # it comes from where the letter went
    tasks: list[Task]


def decide(row: InboundMail, arrival: Arrival, now: datetime) -> Fate:
    """Write down what becomes of the mail, and do what follows from it."""
    returns = reception().returns
    row.message_id, row.from_address, row.from_name = arrival.message_id, arrival.from_address, arrival.from_name
    row.subject, row.sent_at = arrival.subject, arrival.sent_at
    row.is_proven = is_proven(arrival.results, reception().authserv_id, arrival.from_address)
    early = _without_letter(row, arrival, returns, now)
    answer = None if early is not None or returns is None else _answer(row, arrival, returns)
    fate = early or _of_answer(row, arrival, answer, returns)
    row.fate, row.decided_at = fate, now
    row.lease_owner = row.lease_until = None
    if answer is not None:
        _place(row, answer)
        if fate in DRAFTS | HELD:
            _draft(row, arrival, answer)
        if fate in TOLD or row.notes:
            notices.tell_sender(row, answer.mail, is_reader=answer.is_reader)
    return fate


def _without_letter(row: InboundMail, arrival: Arrival, returns: ReturnAddresses | None, now: datetime) -> Fate | None:
    """Return what can be told without asking which letter it answers."""
    if arrival.flaw is Fate.UNREADABLE:
        return Fate.UNREADABLE
    if _is_double(row):
        return Fate.DUPLICATE
    if arrival.returned is not None:
        return _bounce(row, arrival, returns, now)
    return _of_nobody(row, arrival, returns)


def _of_nobody(row: InboundMail, arrival: Arrival, returns: ReturnAddresses | None) -> Fate | None:
    """Return why no person wrote the mail to us; None when one may have."""
    if returns is None:
        return Fate.UNKNOWN_RECIPIENT
    if arrival.from_address in {room().sender.lower(), returns.mailbox} - {""} or returns.is_ours(arrival.from_address):
        return Fate.OWN_ADDRESS
    if arrival.is_automatic is not None:
        return arrival.is_automatic
    if returns.found(letters.recipients_of(row, arrival), Way.BOUNCE):
        return Fate.AUTOMATIC  # who answers an envelope's sender is a machine (RFC 3834, section 4)
    return None


def _of_answer(row: InboundMail, arrival: Arrival, answer: _Answer | None, returns: ReturnAddresses | None) -> Fate:
    """Return what becomes of a mail that a person may have written."""
    if answer is None:
        is_to_token = returns is not None and bool(returns.found(letters.recipients_of(row, arrival), Way.REPLY))
        return Fate.WRONG_TOKEN if is_to_token else Fate.UNKNOWN_RECIPIENT
    return _unfit(row, arrival, answer) or _fit(answer)


def _unfit(row: InboundMail, arrival: Arrival, answer: _Answer) -> Fate | None:
    """Return what is wrong with the mail itself."""
    if not answer.is_reader:
        return Fate.OTHER_SENDER
    if arrival.flaw is not None or row.size > BYTES_MOST:
        return arrival.flaw or Fate.TOO_LARGE
    if row.is_proven is False:
        return Fate.UNPROVEN_SENDER
    if not arrival.words and not arrival.attached:
        return Fate.ONLY_QUOTE if arrival.was_quoted else Fate.EMPTY
    return None


def _fit(answer: _Answer) -> Fate:
    """Return whether there is a task that the answer can be about."""
    if not answer.tasks:
        return Fate.NO_TASK
    with_them = letters.open_among(answer.tasks)
    if not with_them:
        return Fate.CLOSED_TASK
    good = letters.unrevoked(answer.mail, with_them)
    if not good:
        return Fate.REVOKED
    answer.tasks = good
    return Fate.DRAFT if len(good) == 1 else Fate.DRAFT_TO_PLACE


def _answer(row: InboundMail, arrival: Arrival, returns: ReturnAddresses) -> _Answer | None:
    mail = letters.answered(row, arrival, returns)
    if mail is None:
        return None
    people = letters.people_of(mail)
    is_reader = arrival.from_address in letters.may_write(mail, people)
    return _Answer(mail, people, is_reader, letters.tasks_of(mail, people))


def _is_double(row: InboundMail) -> bool:
    """Return whether the same mail came before: an exchanger tried again, or a folder was read anew."""
    if not row.message_id:
        return False
    lock_on(f"inbound:{row.message_id}")
    same = select(InboundMail.id).where(InboundMail.message_id == row.message_id, InboundMail.from_address == row.from_address)
    before = same.where(InboundMail.id != row.id, InboundMail.fate.is_not(None), InboundMail.fate != Fate.DUPLICATE)
    return database.session.scalar(before.limit(1)) is not None


def _bounce(row: InboundMail, arrival: Arrival, returns: ReturnAddresses | None, now: datetime) -> Fate:
    """Enter what came back with the mail that it is about, known by its envelope's address or by its Message-ID."""
    report = arrival.returned
    if report is None or report.blame is None:
        return Fate.AUTOMATIC
    keys = returns.found(letters.recipients_of(row, arrival), Way.BOUNCE) if returns else []
    ids = [f"<{key}@{room().domain}>" for key in keys] + list(report.message_ids)
    mail = bounces.by_message_id(ids)
    row.words = report.words
    if mail is None:
        return Fate.BOUNCE_UNKNOWN
    row.mail_id, row.person_id = mail.id, mail.person_id
    bounces.note(mail, report.blame, report.status, report.words, now)
    return _OF_BLAME[report.blame]


def _place(row: InboundMail, answer: _Answer) -> None:
    """Write down which letter it answers, and where it belongs."""
    row.mail_id = answer.mail.id
    first = next(iter(answer.tasks), None)
    row.person_id = answer.people[0].id if answer.people else None
    row.association_id = first.association_id if first else None
    row.task_id = answer.tasks[0].id if len(answer.tasks) == 1 else None


def _draft(row: InboundMail, arrival: Arrival, answer: _Answer) -> None:
    """Keep the words, then the files; tell the office."""
    row.words = arrival.words
    database.session.flush()
    row.notes = _kept(row, arrival.attached)
    name = ", ".join(person.name for person in answer.people)
    if row.fate in HELD:
        record(SYSTEM, f"inbound:{row.id}", MailHeld(row.id, str(row.fate), name))
    else:
        subject = f"task:{row.task_id}" if row.task_id else f"inbound:{row.id}"
        record(SYSTEM, subject, MailAnswered(row.id, row.task_id, name))
    for task in answer.tasks[:1]:
        notices.tell_office(row, task)


def _kept(row: InboundMail, attached: tuple[Attached, ...]) -> list[dict[str, str]]:
    """Keep the files through the same checks as those given on a page; return what was not taken, and why."""
    notes, seen, total = [], set[int](), 0
    for one in attached:
        total += len(one.content)
        if len(seen) >= FILES_MOST or total > FILES_BYTES_MOST:
            why = _("At most %(most)s files and %(size)s MB in all can come by mail.", most=FILES_MOST, size=10)
            notes.append({"name": one.name, "why": why})
            continue
        try:
            file = files.keep(SYSTEM, one.name, one.content)
        except Refused as refusal:
            notes.append({"name": one.name, "why": refusal.message})
            continue
        if file.id not in seen:
            seen.add(file.id)
            database.session.add(InboundFile(inbound_mail_id=row.id, file_id=file.id))
    return notes
