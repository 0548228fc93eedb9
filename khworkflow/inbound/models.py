"""Mails that came in, the files that hung on them, and how far each mailbox has been read."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from khworkflow.accounts.models import User
from khworkflow.associations.models import Association
from khworkflow.core.db import Model, fk, intpk
from khworkflow.files.models import File
from khworkflow.inbound.fates import Fate

_UNDECIDED = text("fate IS NULL")


class Door(StrEnum):
    """By which door a mail came."""

    IMAP = "imap"
    LMTP = "lmtp"
    PIPE = "pipe"


class InboundMail(Model):
    """One mail: first only its bytes, then what a run made of it, then what a person did about it.

    The bytes lie in the store for thirty days; what is kept for good is who wrote to whom, and the
    words where they are a draft.
    """

    __tablename__ = "inbound_mail"
    __table_args__ = (
        CheckConstraint("attempts >= 0", "attempts_count"),
        CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", "held_has_lease"),
        CheckConstraint("(fate IS NULL) = (decided_at IS NULL)", "fate_has_time"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", "settled_by_somebody"),
        CheckConstraint("settled_at IS NULL OR reply_id IS NOT NULL OR dropped_because <> ''", "settled_somehow"),
        Index("ix_inbound_mail_undecided", "id", sqlite_where=_UNDECIDED, postgresql_where=_UNDECIDED),
        Index("ix_inbound_mail_message_id", "message_id"),
        Index("ix_inbound_mail_fate_settled_at", "fate", "settled_at"),
    )

    id: Mapped[intpk]
    sha256: Mapped[str] = mapped_column(unique=True)  # of the bytes: given twice they are one
    size: Mapped[int]  # bytes, as it was sent
    door: Mapped[Door]
    envelope_to: Mapped[str]  # recipients of the envelope, one a line; empty where the door does not know them
    arrived_at: Mapped[datetime]
    raw_gone_at: Mapped[datetime | None]  # when the bytes were let go
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)  # counted before each try
    fate: Mapped[Fate | None]
    decided_at: Mapped[datetime | None]
    message_id: Mapped[str] = mapped_column(default="")
    from_address: Mapped[str] = mapped_column(default="")
    from_name: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]  # as the mail says
    words: Mapped[str] = mapped_column(default="")
    is_proven: Mapped[bool | None]  # what our own exchanger says of the sender; None: nobody was asked
    notes: Mapped[list[Any]] = mapped_column(default=list)  # files that were not taken: name and reason
    mail_id: Mapped[int | None] = fk("mail.id")  # the letter that it answers, or that came back
    person_id: Mapped[int | None] = fk("user_account.id")  # to whom that letter had gone
    association_id: Mapped[int | None] = fk("association.id")
    task_id: Mapped[int | None] = fk("task.id")  # the letter's one task; the one into which it was confirmed
    settled_at: Mapped[datetime | None]  # when a person confirmed or dropped it
    settled_by_id: Mapped[int | None] = fk("user_account.id")
    dropped_because: Mapped[str] = mapped_column(default="")
    reply_id: Mapped[int | None] = fk("reply.id")

    person: Mapped[User | None] = relationship(lazy="raise", foreign_keys="InboundMail.person_id")
    settled_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys="InboundMail.settled_by_id")
    association: Mapped[Association | None] = relationship(lazy="raise")
    files: Mapped[list[InboundFile]] = relationship(lazy="raise", order_by="InboundFile.id")


class InboundFile(Model):
    """A file that hung on a mail and was taken."""

    __tablename__ = "inbound_file"
    __table_args__ = (UniqueConstraint("inbound_mail_id", "file_id"),)

    id: Mapped[intpk]
    inbound_mail_id: Mapped[int] = fk("inbound_mail.id", index=False)
    file_id: Mapped[int] = fk("file.id")

    file: Mapped[File] = relationship(lazy="raise")


class Mailbox(Model):
    """How far a folder of a real mailbox has been read."""

    __tablename__ = "mailbox"
    __table_args__ = (CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", "held_has_lease"),)

    id: Mapped[intpk]
    name: Mapped[str] = mapped_column(unique=True)  # user@host/folder, without the password
    uid_validity: Mapped[int] = mapped_column(BigInteger, default=0)  # RFC 3501, 2.3.1.1: when it changes, all is read anew
    last_uid: Mapped[int] = mapped_column(BigInteger, default=0)
    looked_at: Mapped[datetime | None]  # when it was last read to its end
    trouble: Mapped[str | None]  # why it could not be read the last time
    next_look_at: Mapped[datetime | None]  # after trouble: not before
    troubles: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
