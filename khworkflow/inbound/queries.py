"""Reading what came in: to each what he may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from khworkflow.associations.models import Association
from khworkflow.associations.queries import within
from khworkflow.core.authz import STAFF, Actor, Role, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.files.queries import get as file
from khworkflow.inbound import policies
from khworkflow.inbound.fates import DRAFTS, OPEN, Fate
from khworkflow.inbound.models import InboundFile, InboundMail, Mailbox
from khworkflow.mailing.models import Mail

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from khworkflow.files.models import File
    from khworkflow.tasks.models import Task

__all__ = ["DRAFTS", "OPEN", "Fate"]
_KEEPER: Final = frozenset({Role.ADMINISTRATOR})
_OWN: Final = frozenset({Role.CHAIR, Role.OFFICER})


def visible(actor: Actor) -> Select[InboundMail]:
    """Select the decided mails that the actor may see; the SQL twin of ``policies.see_inbound_mail``."""
    mails = (
        select(InboundMail)
        .outerjoin(InboundMail.association)
        .options(contains_eager(InboundMail.association), joinedload(InboundMail.person), joinedload(InboundMail.settled_by))
        .where(InboundMail.fate.is_not(None))
    )
    if actor.is_system:
        return mails
    here = [seat.association_id for seat in actor.seats if seat.role in _OWN]
    own = InboundMail.fate.in_(DRAFTS) & InboundMail.association_id.in_(here)
    placed = Association.id.is_not(None)
    conditions: list[ColumnElement[bool]] = [own, placed & within(actor.paths(STAFF))]
    conditions.append(placed & within(actor.paths(_KEEPER)) & InboundMail.fate.not_in(OPEN))
    at_the_top = {seat.role for seat in actor.seats if seat.path.count(".") == 1}
    if at_the_top & STAFF:
        conditions.append(~placed)
    elif at_the_top & _KEEPER:
        conditions.append(~placed & InboundMail.fate.not_in(OPEN))
    return mails.where(or_(*conditions))


def get(actor: Actor, number: int) -> InboundMail:
    """Return the mail with the files that hung on it.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    found = database.session.scalar(
        visible(actor).where(InboundMail.id == number).options(selectinload(InboundMail.files).joinedload(InboundFile.file))
    )
    if found is None:
        raise NotFound
    return found


def waiting(actor: Actor) -> list[InboundMail]:
    """Return what waits for the actor, the oldest first."""
    ensure(policies.see_inbound, actor)
    mine = visible(actor).where(InboundMail.fate.in_(OPEN), InboundMail.settled_at.is_(None))
    return list(database.session.scalars(mine.order_by(InboundMail.arrived_at, InboundMail.id)))


def count_waiting(actor: Actor) -> int:
    """Return how much waits for the actor."""
    mine = visible(actor).where(InboundMail.fate.in_(OPEN), InboundMail.settled_at.is_(None)).options()
    ids = mine.with_only_columns(InboundMail.id, maintain_column_froms=True).order_by(None)
    return database.session.scalar(select(func.count()).select_from(ids.subquery())) or 0


def others(actor: Actor, *, number: int, size: int = 50) -> tuple[list[InboundMail], int]:
    """Return one page of what waits no more, or never did, the latest first; and how many there are."""
    rest = visible(actor).where(InboundMail.fate.not_in(OPEN) | InboundMail.settled_at.is_not(None))
    ids = rest.with_only_columns(InboundMail.id, maintain_column_froms=True).order_by(None)
    total = database.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    rows = rest.order_by(InboundMail.id.desc()).limit(size).offset((number - 1) * size)
    return list(database.session.scalars(rows)), total


def of_task(task: Task) -> list[InboundMail]:
    """Return the drafts about the task that wait; that the actor may see the task is asked before."""
    drafts = select(InboundMail).options(joinedload(InboundMail.person)).order_by(InboundMail.id)
    waits = (InboundMail.task_id == task.id, InboundMail.fate.in_(DRAFTS), InboundMail.settled_at.is_(None))
    return list(database.session.scalars(drafts.where(*waits)))


def letter_of(mail: InboundMail) -> Mail | None:
    """Return the letter that it answers, or that came back."""
    return database.session.get(Mail, mail.mail_id) if mail.mail_id else None


def attached(mail: InboundMail, file_id: int) -> File:
    """Return a file that hung on the mail.

    Raises:
        NotFound: it did not.

    """
    if file_id not in {one.file_id for one in mail.files}:
        raise NotFound
    return file(file_id)


def boxes() -> list[Mailbox]:
    """Return how the mailboxes stand."""
    return list(database.session.scalars(select(Mailbox).order_by(Mailbox.id)))


def oldest_undecided() -> datetime | None:
    """Return since when the oldest mail waits of which nobody has decided what becomes of it."""
    return database.session.scalar(select(func.min(InboundMail.arrived_at)).where(InboundMail.fate.is_(None)))
