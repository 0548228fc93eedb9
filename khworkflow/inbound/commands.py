"""Taking mails in, and what people do about drafts: confirm them into a task, or drop them with a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from khworkflow.core import wake
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database, insert_once
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import clean
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.files import store
from khworkflow.inbound import letters, policies
from khworkflow.inbound.events import MailConfirmed, MailDropped
from khworkflow.inbound.fates import DRAFTS, OPEN
from khworkflow.inbound.models import Door, InboundFile, InboundMail
from khworkflow.inbound.reading.message import BYTES_MOST
from khworkflow.tasks import commands as tasks
from khworkflow.tasks.commands import Answer, Said, SaidHow
from khworkflow.tasks.lifecycle import CLAIMS, Action
from khworkflow.tasks.models import Reply, Task

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

SHELF: Final = "mail"
REASON_MOST: Final = 500
_HEAD_MOST: Final = 100_000
#: A mail may be written days before it comes; a clock that is further off than that is wrong.
_WRITTEN_BEFORE: Final = timedelta(days=7)


def keep(raw: bytes, door: Door, envelope_to: Collection[str] = (), *, size: int | None = None) -> int | None:
    """Keep the bytes of a mail and a row that names them; return its number, None when the very same bytes came before.

    Of a mail that is too large only its head is kept.

    Args:
        raw: the mail.
        door: by which door it came.
        envelope_to: the recipients of the envelope, where the door knows them.
        size: how large it was, where only the head was handed in.

    """
    whole = len(raw) if size is None else size
    if len(raw) > BYTES_MOST:
        raw = re.split(rb"\r?\n\r?\n", raw[:_HEAD_MOST], maxsplit=1)[0] + b"\r\n\r\n"
    number = insert_once(
        InboundMail,
        sha256=store.put(raw, SHELF),
        size=whole,
        door=door,
        envelope_to="\n".join(one.lower() for one in list(envelope_to)[:100]),
        arrived_at=moment_of_record(),
    )
    wake.soon("inbound")
    return number


@dataclass(frozen=True)
class Confirmation:
    """What the person who confirms makes of a draft: which task, which kind of answer, whose words, which files."""

    task: Task
    action: Action
    words: str
    said_by: str
    percent: int | None = None
    file_ids: Collection[int] = field(default=())


def confirm(actor: Actor, row: InboundMail, wanted: Confirmation) -> Reply:
    """Enter the draft as a reply about the task, attributed to who wrote the mail; a second press enters nothing.

    Raises:
        Conflict: somebody else has dropped it meanwhile.
        Refused: the task is none that the letter's association has in hand.

    """
    ensure(policies.settle_inbound_mail, actor, row)
    held = _held(row)
    if held.reply_id is not None:
        return database.session.get_one(Reply, held.reply_id)
    if held.settled_at is not None or held.fate not in OPEN:
        raise Conflict
    if wanted.task.id not in {task.id for task in letters.choices(actor, held)}:
        raise Refused(_("Please choose a task that this association has in hand."), "task_id")
    files = [one.file for one in held.files if one.file_id in set(wanted.file_ids)]
    said = None if _is_own(actor, held) else Said(wanted.said_by, SaidHow.MAIL, _written_at(held))
    answer = Answer(wanted.words, f"inbound-{held.id}", wanted.task.version, files, wanted.percent, said)
    if wanted.action in CLAIMS:
        reply = tasks.submit(actor, wanted.task, answer, wanted.action)
    elif wanted.action is Action.WAIT_OUTSIDE:
        reply = tasks.wait_outside(actor, wanted.task, answer)
    else:
        reply = tasks.report_progress(actor, wanted.task, answer)
    held.settled_at, held.settled_by_id = moment_of_record(), actor.user_id
    held.task_id, held.reply_id = wanted.task.id, reply.id
    record(actor, f"inbound:{held.id}", MailConfirmed(held.id, wanted.task.id, reply.id))
    return reply


def drop(actor: Actor, row: InboundMail, reason: str) -> None:
    """Do not enter the mail, for this reason.

    Raises:
        Conflict: it was entered meanwhile.
        Refused: no reason.

    """
    ensure(policies.settle_inbound_mail, actor, row)
    reason = clean(reason)[:REASON_MOST]
    if not reason:
        raise Refused(_("Please say it in a few words."), "reason")
    held = _held(row)
    if held.reply_id is not None or held.fate not in OPEN:
        raise Conflict
    if held.settled_at is not None:
        return  # a double click
    held.settled_at, held.settled_by_id, held.dropped_because = moment_of_record(), actor.user_id, reason
    subject = f"task:{held.task_id}" if held.task_id and held.fate in DRAFTS else f"inbound:{held.id}"
    record(actor, subject, MailDropped(held.id, reason))


def _held(row: InboundMail) -> InboundMail:
    """Return the row, locked: two may settle it at once."""
    files = selectinload(InboundMail.files).selectinload(InboundFile.file)
    locked = select(InboundMail).where(InboundMail.id == row.id).options(files).with_for_update()
    return database.session.scalars(locked.execution_options(populate_existing=True)).one()


def _is_own(actor: Actor, row: InboundMail) -> bool:
    """Return whether the actor confirms his own words."""
    return row.fate in DRAFTS and actor.user_id == row.person_id


def _written_at(row: InboundMail) -> datetime:
    at = row.sent_at
    return at if at is not None and row.arrived_at - _WRITTEN_BEFORE <= at <= row.arrived_at else row.arrived_at
