"""A task is a directive at one association; its replies are the words given about it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from khworkflow.accounts.models import User
from khworkflow.associations.models import Association
from khworkflow.conclusions.models import Directive, Part
from khworkflow.core.db import Model, fk, intpk, version
from khworkflow.files.models import File
from khworkflow.tasks.lifecycle import State

_UNFINISHED = text("state IN ('assigned', 'acknowledged', 'in_progress', 'waiting_outside', 'submitted', 'returned')")
_CLOSED = "state IN ('accepted', 'accepted_in_part', 'closed_not_done', 'withdrawn', 'superseded')"


class Task(Model):
    """One thing to do for a directive, by one association, by one day."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("directive_id", "association_id"),
        CheckConstraint("(state = 'submitted') <= (submitted_at IS NOT NULL)", "submitted_has_time"),
        CheckConstraint(f"({_CLOSED}) = (closed_at IS NOT NULL)", "closed_has_time"),
        CheckConstraint("round >= 0", "round_counts"),
        Index("ix_task_unfinished_due", "due_on", "id", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
        Index(
            "ix_task_association_unfinished_due",
            "association_id",
            "due_on",
            "id",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index("ix_task_state_submitted_at", "state", "submitted_at"),
    )

    id: Mapped[intpk]
    directive_id: Mapped[int] = fk("directive.id", index=False)
    association_id: Mapped[int] = fk("association.id")
    part: Mapped[Part]
    state: Mapped[State] = mapped_column(default=State.ASSIGNED)
    due_on: Mapped[date | None]  # None: reviewed at the half-year report
    issued_on: Mapped[date]  # the office's day on which it was given
    round: Mapped[int] = mapped_column(default=0)  # how often it was submitted
    submitted_at: Mapped[datetime | None]  # the latest time
    submitted_by_id: Mapped[int | None] = fk("user_account.id")  # who entered the result: cannot confirm it
    waiting_since: Mapped[datetime | None]  # while it waits for an outside body
    closed_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]  # when it last changed: a version moves with it even if the state does not
    version: Mapped[int] = version()

    directive: Mapped[Directive] = relationship(lazy="raise")
    association: Mapped[Association] = relationship(lazy="raise")
    replies: Mapped[list[Reply]] = relationship(lazy="raise", order_by="Reply.id", back_populates="task")

    __mapper_args__ = {"version_id_col": version}


class ReplyKind(StrEnum):
    """What a reply does."""

    PROGRESS = "progress"
    WAITING = "waiting"
    RESULT = "result"  # hands the work in
    DECISION = "decision"  # of the committee: accepted, handed back, closed


class Reply(Model):
    """Words about a task, with their evidence; never changed, only followed by others."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("task_id", "client_key"),)

    id: Mapped[intpk]
    task_id: Mapped[int] = fk("task.id", index=False)
    kind: Mapped[ReplyKind]
    round: Mapped[int]
    words: Mapped[str]
    author_id: Mapped[int] = fk("user_account.id")
    at: Mapped[datetime]
    client_key: Mapped[str]  # made by the form: a double click or a resent form is one reply

    task: Mapped[Task] = relationship(lazy="raise", back_populates="replies")
    author: Mapped[User] = relationship(lazy="raise")
    evidence: Mapped[list[Evidence]] = relationship(lazy="raise", order_by="Evidence.id")


class Evidence(Model):
    """A file that shows what a reply says."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("reply_id", "file_id"),)

    id: Mapped[intpk]
    reply_id: Mapped[int] = fk("reply.id", index=False)
    file_id: Mapped[int] = fk("file.id")

    file: Mapped[File] = relationship(lazy="raise")
