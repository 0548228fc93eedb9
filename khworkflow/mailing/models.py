"""The mail ledger: what is owed to whom, and the mails that carry it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from khworkflow.core.db import Model, fk, intpk
from khworkflow.mailing.verdicts import Blame

_UNSETTLED = text("settled_at IS NULL")


class MailState(StrEnum):
    """Where a mail stands; ``sending`` with an expired lease is the one doubtful instant."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENDING = "sending"
    DOUBTFUL = "doubtful"  # nobody knows whether the server took it: the relay's log or a person tells (``mailing.doubt``)
    SENT = "sent"
    FAILED = "failed"  # for good: the address is refused
    BOUNCED = "bounced"  # accepted by the server, and then given back: it reached nobody
    DROPPED = "dropped"  # nothing in it was true any more when it was to be sent


class Mail(Model):
    """One mail to one person.

    ``letter`` mails bundle what is owed to a person, at most one per person and day (``day`` is
    set, unique); ``account`` mails (invitation, reset) answer something the person just asked for.
    """

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("person_id", "day"),
        CheckConstraint("(kind = 'letter') = (day IS NOT NULL)", "letter_has_day"),
        CheckConstraint("(state IN ('sent', 'bounced')) = (sent_at IS NOT NULL)", "sent_has_time"),
        CheckConstraint(
            "state NOT IN ('claimed', 'sending') OR (lease_owner IS NOT NULL AND lease_until IS NOT NULL)", "held_has_lease"
        ),
        Index("ix_mail_state_next_attempt_at", "state", "next_attempt_at"),
        Index("ix_mail_day", "day"),
    )

    id: Mapped[intpk]
    key: Mapped[str] = mapped_column(unique=True)  # deterministic: the Message-ID is made of it
    message_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # letter, invitation, password_reset
    person_id: Mapped[int] = fk("user_account.id")
    day: Mapped[date | None]  # the office's day of a letter
    payload: Mapped[dict[str, Any]]  # what an account mail needs; empty for letters
    state: Mapped[MailState] = mapped_column(default=MailState.PLANNED)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    planned_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    address: Mapped[str | None]  # as used; the person's may change later
    subject: Mapped[str | None]
    text: Mapped[str | None]  # the plain part as sent, kept for the ledger's page
    html: Mapped[str | None]
    answer: Mapped[str | None]  # what the mail server said last
    reply_hash: Mapped[str | None] = mapped_column(unique=True)  # SHA-256 of the token in its reply address

    owed: Mapped[list[Owed]] = relationship(lazy="raise", order_by="Owed.id", back_populates="mail")


class Owed(Model):
    """One thing a person is to be told; settled by a mail, or dropped with a reason."""

    __tablename__ = "owed"
    __table_args__ = (
        CheckConstraint("dropped_because IS NULL OR settled_at IS NOT NULL", "dropped_is_settled"),
        Index("ix_owed_subject", "subject"),
        Index("ix_owed_unsettled", "person_id", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
    )

    id: Mapped[intpk]
    key: Mapped[str] = mapped_column(unique=True)  # "<cause>-<number>-<person>"
    person_id: Mapped[int] = fk("user_account.id", index=False)
    kind: Mapped[str]  # which part of a letter tells it: conclusion_issued, task_step, digest, ...
    subject: Mapped[str]  # the thing it is about: "task:12"
    detail: Mapped[dict[str, Any]]  # what the part needs beside the thing itself
    owed_at: Mapped[datetime]
    mail_id: Mapped[int | None] = fk("mail.id")
    settled_at: Mapped[datetime | None]
    dropped_because: Mapped[str | None]

    mail: Mapped[Mail | None] = relationship(lazy="raise", back_populates="owed")


class MailBounce(Model):
    """Something that a mail server said about a mail afterwards, or when it refused it for good."""

    __tablename__ = "mail_bounce"
    __table_args__ = (UniqueConstraint("mail_id", "blame", "status"),)

    id: Mapped[intpk]
    mail_id: Mapped[int] = fk("mail.id", index=False)
    blame: Mapped[Blame]
    status: Mapped[str]  # RFC 3463, "5.1.1"; may be empty
    words: Mapped[str]
    at: Mapped[datetime]


class MailAddress(Model):
    """How mail to an address fared, where any came back."""

    __tablename__ = "mail_address"
    __table_args__ = (CheckConstraint("score >= 0", "score_counts"),)

    id: Mapped[intpk]
    address: Mapped[str] = mapped_column(unique=True)  # in lower case
    score: Mapped[float]  # of what came back for now; half of it is forgotten in fifteen days
    scored_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None]  # since when nothing is sent there
    status: Mapped[str]
    words: Mapped[str]  # what the mail server said last


class MailRoom(Model):
    """How the mail room stands: one row for the installation (``mailing.traffic``)."""

    __tablename__ = "mail_room"
    __table_args__ = (
        CheckConstraint("id = 1", "only_one"),
        CheckConstraint("(held_at IS NULL) = (held_because IS NULL)", "held_why"),
    )

    id: Mapped[intpk]
    ticked_at: Mapped[datetime | None]  # when the timetable last looked
    began_on: Mapped[date | None]  # the day of the first planning: what lies before it is told by digests alone
    held_at: Mapped[datetime | None]  # since when no letter leaves until a person lets them go
    held_because: Mapped[str | None]
    at_hand: Mapped[float]  # mails that may leave now
    filled_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]  # nobody tries the mail server before
    troubles: Mapped[int] = mapped_column(default=0)  # runs in a row in which it could not be spoken to
    trouble: Mapped[str | None]  # what was wrong the last time
    troubled_since: Mapped[datetime | None]  # when it began to be
    stopped_at: Mapped[datetime | None]  # since when the server refuses us: nobody tries until a person resumes
    stopped_for: Mapped[str | None]  # the fingerprint of the server's address then; another address is tried at once
    let_go_on: Mapped[date | None]  # the day whose many letters a person let go
    restored_at: Mapped[datetime | None]  # when this database was restored from a backup
    restored_from: Mapped[datetime | None]  # when that backup was made
    clock_at: Mapped[datetime | None]  # the machine's time of the last tick that nobody had to doubt
    clock_boot: Mapped[str | None]  # of which start of which machine
    clock_uptime: Mapped[float | None]  # and how long that had been running: seconds that no clock-setting changes
