"""A task is a directive at one association; its replies are the words given about it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, TextClause, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from khworkflow.accounts.models import User
from khworkflow.associations.models import Association
from khworkflow.conclusions.models import Directive, Part
from khworkflow.core.db import Model, fk, intpk, version
from khworkflow.files.models import File
from khworkflow.tasks.lifecycle import Claim, State

_UNFINISHED = text("state IN ('assigned', 'acknowledged', 'in_progress', 'waiting_outside', 'submitted', 'returned')")
_IN_FORCE = text("parent_id IS NOT NULL AND state NOT IN ('withdrawn', 'superseded')")
_NAMED = text("parent_id IS NULL")
_PENDING = text("state = 'pending'")
_BEFORE_COMMITTEE = "('submitted', 'accepted', 'accepted_in_part', 'closed_not_done')"
_DECIDED = "('accepted', 'accepted_in_part', 'closed_not_done')"
_CLOSED = "state IN ('accepted', 'accepted_in_part', 'closed_not_done', 'withdrawn', 'superseded')"


def _where(words: TextClause) -> dict[str, Any]:
    """Return what lets an index hold the rows that the words choose, on either engine."""
    return {"sqlite_where": words, "postgresql_where": words}


class Task(Model):
    """One thing to do for a directive, by one association, by one day.

    With a parent it is a share: a part of the parent's work that its association handed down to one below it.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("period >= 0", "period_counts"),
        CheckConstraint("parent_id <> id", "not_handed_down_to_itself"),
        CheckConstraint("(parent_id IS NULL) = (asked = '')", "handed_down_with_words"),
        CheckConstraint("(state = 'submitted') <= (submitted_at IS NOT NULL)", "submitted_has_time"),
        CheckConstraint(f"({_CLOSED}) = (closed_at IS NOT NULL)", "closed_has_time"),
        CheckConstraint("round >= 0", "round_counts"),
        CheckConstraint(f"state NOT IN {_BEFORE_COMMITTEE} OR (claim IS NOT NULL AND round > 0)", "submitted_has_claim"),
        CheckConstraint(f"state NOT IN {_BEFORE_COMMITTEE} OR submitted_by_id IS NOT NULL", "submitted_by_somebody"),
        CheckConstraint("state <> 'accepted' OR claim IN ('done', 'done_before')", "accepted_was_claimed"),
        CheckConstraint("state <> 'accepted_in_part' OR claim = 'done'", "part_was_claimed"),
        CheckConstraint(f"(state IN {_DECIDED}) = (decided_by_id IS NOT NULL)", "decided_by_somebody"),
        CheckConstraint("decided_by_id <> submitted_by_id", "not_decided_by_the_doer"),
        CheckConstraint("(state = 'waiting_outside') = (waiting_since IS NOT NULL)", "waiting_has_time"),
        CheckConstraint("(state = 'superseded') = (superseded_by_id IS NOT NULL)", "superseded_by_another"),
        CheckConstraint("superseded_by_id <> id", "not_superseded_by_itself"),
        CheckConstraint("(due_on IS NULL) = (late_after IS NULL) AND (late_after >= due_on OR due_on IS NULL)", "late_after_due"),
        CheckConstraint("waited_days >= 0", "waited_days_count"),
        CheckConstraint("links_revoked >= 0", "links_revoked_count"),
        CheckConstraint("percent BETWEEN 0 AND 100", "percent_of_a_hundred"),
        Index("ix_task_given_once", "directive_id", "association_id", "period", unique=True, **_where(_NAMED)),
        Index("ix_task_handed_down_once", "parent_id", "association_id", unique=True, **_where(_IN_FORCE)),
        Index("ix_task_unfinished_due", "due_on", "id", **_where(_UNFINISHED)),
        Index("ix_task_association_unfinished_due", "association_id", "due_on", "id", **_where(_UNFINISHED)),
        Index("ix_task_state_submitted_at", "state", "submitted_at"),
    )

    id: Mapped[intpk]
    directive_id: Mapped[int] = fk("directive.id", index=False)
    association_id: Mapped[int] = fk("association.id")
    parent_id: Mapped[int | None] = fk("task.id", index=False)
    asked: Mapped[str] = mapped_column(default="")  # of a share: what it is to do, in the words of who handed it down
    part: Mapped[Part]
    period: Mapped[int] = mapped_column(default=0)  # of a directive that recurs: which one, from 0
    state: Mapped[State] = mapped_column(default=State.ASSIGNED)
    due_on: Mapped[date | None]  # None: reviewed at the half-year report
    late_after: Mapped[date | None]  # the due day, and beyond it the days it waited for an outside body
    issued_on: Mapped[date]  # the office's day on which it was given
    dated_on: Mapped[date]  # the office's day on which its present due day was given
    round: Mapped[int] = mapped_column(default=0)  # how often it was submitted
    claim: Mapped[Claim | None]  # what the association says of it, latest submission
    percent: Mapped[int | None]  # how far it is, as last reported
    submitted_at: Mapped[datetime | None]  # the latest time
    submitted_by_id: Mapped[int | None] = fk("user_account.id")  # who entered the result: cannot confirm it
    decided_by_id: Mapped[int | None] = fk("user_account.id")  # who confirmed or closed it: never who entered it
    delegate_id: Mapped[int | None] = fk("user_account.id")  # whom the chair lets answer in the association's name
    superseded_by_id: Mapped[int | None] = fk("task.id")
    waiting_since: Mapped[datetime | None]  # while it waits for an outside body
    waited_days: Mapped[int] = mapped_column(default=0)  # of waits that have ended: shown, never counted as delay
    closed_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]  # when it last changed: a version moves with it even if the state does not
    links_revoked: Mapped[int] = mapped_column(default=0)  # how often the links sent by mail were made worthless
    version: Mapped[int] = version()

    directive: Mapped[Directive] = relationship(lazy="raise")
    association: Mapped[Association] = relationship(lazy="raise")
    parent: Mapped[Task | None] = relationship(lazy="raise_on_sql", remote_side="Task.id", foreign_keys="Task.parent_id")
    replies: Mapped[list[Reply]] = relationship(lazy="raise", order_by="Reply.id", back_populates="task")

    __mapper_args__ = {"version_id_col": version}


class ReplyKind(StrEnum):
    """What a reply does."""

    PROGRESS = "progress"
    WAITING = "waiting"
    RESULT = "result"  # hands the work in
    DECISION = "decision"  # of the committee: accepted, handed back, closed


class SaidHow(StrEnum):
    """On what way the words of an association came, when another person typed them."""

    TELEPHONE = "telephone"
    MESSAGE = "message"  # Zalo, SMS
    IN_PERSON = "in_person"
    PAPER = "paper"
    MAIL = "mail"  # an answer to a letter, which somebody read and entered
    LINK = "link"  # by the link in a letter to somebody else of the association


class Reply(Model):
    """Words about a task, with their evidence; never changed, only followed by others."""

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("task_id", "client_key"),
        CheckConstraint("(said_by IS NULL) = (said_how IS NULL) AND (said_by IS NULL) = (said_at IS NULL)", "said_whole"),
        CheckConstraint("(agreed_at IS NULL) = (agreed_by_id IS NULL)", "agreed_by_somebody"),
        CheckConstraint("agreed_at IS NULL OR said_by IS NOT NULL", "agreed_to_what_was_said"),
        CheckConstraint("agreed_by_id <> author_id", "not_agreed_by_the_writer"),
        CheckConstraint("percent BETWEEN 0 AND 100", "percent_of_a_hundred"),
        CheckConstraint("claim IS NULL OR kind = 'result'", "claims_are_results"),
        CheckConstraint("taken_back_at IS NULL OR kind <> 'decision'", "decisions_stand"),
    )

    id: Mapped[intpk]
    task_id: Mapped[int] = fk("task.id", index=False)
    kind: Mapped[ReplyKind]
    round: Mapped[int]
    words: Mapped[str]
    author_id: Mapped[int] = fk("user_account.id")
    at: Mapped[datetime]
    client_key: Mapped[str]  # made by the form: a double click or a resent form is one reply
    claim: Mapped[Claim | None]  # what a result says of the task
    percent: Mapped[int | None]
    said_by: Mapped[str | None]  # whose words they are, when the author typed them for somebody
    said_how: Mapped[SaidHow | None]
    said_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]  # when the association agreed to them
    agreed_by_id: Mapped[int | None] = fk("user_account.id")
    taken_back_at: Mapped[datetime | None]  # when its author let it count no more; it stays to be read

    task: Mapped[Task] = relationship(lazy="raise", back_populates="replies")
    author: Mapped[User] = relationship(lazy="raise", foreign_keys="Reply.author_id")
    evidence: Mapped[list[Evidence]] = relationship(lazy="raise", order_by="Evidence.id")


class Verdict(StrEnum):
    """What the committee says of one file."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Evidence(Model):
    """A file that shows what a reply says; whatever the committee says of it, it stays."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("reply_id", "file_id"),
        CheckConstraint("(verdict IS NULL) = (judged_at IS NULL)", "judged_has_time"),
        CheckConstraint("(verdict IS NULL) = (judged_by_id IS NULL)", "judged_by_somebody"),
        CheckConstraint("(verdict = 'rejected') <= (reason <> '')", "rejected_has_reason"),
        CheckConstraint("verdict IS NOT NULL OR reason = ''", "reason_of_a_verdict"),
    )

    id: Mapped[intpk]
    reply_id: Mapped[int] = fk("reply.id", index=False)
    file_id: Mapped[int] = fk("file.id")
    verdict: Mapped[Verdict | None]  # the latest; the log has those before
    reason: Mapped[str] = mapped_column(default="")
    judged_by_id: Mapped[int | None] = fk("user_account.id")
    judged_at: Mapped[datetime | None]

    file: Mapped[File] = relationship(lazy="raise")
    judged_by: Mapped[User | None] = relationship(lazy="raise")


class ExtensionState(StrEnum):
    """How a request for time stands."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"  # the result came, or the task ended, before it was decided
    TAKEN_BACK = "taken_back"  # by who had asked


class Extension(Model):
    """A request for more time: one pending at a time, the decided ones are the history of the due day."""

    __tablename__ = "extension"
    __table_args__ = (
        UniqueConstraint("task_id", "client_key"),
        CheckConstraint("new_due_on > old_due_on", "asks_for_later"),
        CheckConstraint("(state IN ('granted', 'refused')) = (decided_by_id IS NOT NULL)", "decided_by_somebody"),
        CheckConstraint("(state = 'pending') = (settled_at IS NULL)", "settled_has_time"),
        CheckConstraint("(state = 'granted') = (granted_due_on IS NOT NULL)", "granted_has_day"),
        CheckConstraint("granted_due_on > old_due_on", "grants_later"),
        CheckConstraint("decided_by_id <> asked_by_id", "not_decided_by_the_asker"),
        Index("ix_extension_pending", "task_id", unique=True, **_where(_PENDING)),
    )

    id: Mapped[intpk]
    task_id: Mapped[int] = fk("task.id", index=False)
    old_due_on: Mapped[date]
    new_due_on: Mapped[date]
    reason: Mapped[str]
    client_key: Mapped[str]
    state: Mapped[ExtensionState] = mapped_column(default=ExtensionState.PENDING)
    asked_by_id: Mapped[int] = fk("user_account.id")
    said_by: Mapped[str | None]  # who asked by the link of a letter, where it is not the one to whom the letter went
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = fk("user_account.id")
    settled_at: Mapped[datetime | None]
    granted_due_on: Mapped[date | None]  # may be another day than the one asked for
    decision: Mapped[str] = mapped_column(default="")  # the committee's words
    version: Mapped[int] = version()

    task: Mapped[Task] = relationship(lazy="raise")
    asked_by: Mapped[User] = relationship(lazy="raise", foreign_keys="Extension.asked_by_id")
    decided_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys="Extension.decided_by_id")

    __mapper_args__ = {"version_id_col": version}


class Item(Model):
    """One step of a task's checklist: copied from the kind's when the task was issued, ticked with its paper."""

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("task_id", "place"),
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", "done_by_somebody"),
        CheckConstraint("done_at IS NOT NULL OR words = ''", "words_of_what_is_done"),
        CheckConstraint("done_at IS NULL OR NOT needs_approval OR words <> ''", "approval_is_named"),
        CheckConstraint("approver = '' OR needs_approval", "approver_approves"),
        CheckConstraint("(reason = '') = (dropped_by_id IS NULL)", "dropped_by_somebody"),
        CheckConstraint("reason = '' OR done_at IS NULL", "dropped_is_not_done"),
    )

    id: Mapped[intpk]
    task_id: Mapped[int] = fk("task.id", index=False)
    place: Mapped[int]  # from 1 on
    text: Mapped[str]
    evidence_hint: Mapped[str]  # which paper usually shows it; may be empty
    needs_approval: Mapped[bool]  # an outside body has to agree
    approver: Mapped[str] = mapped_column(default="")  # which one, where it is known
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = fk("user_account.id")
    words: Mapped[str] = mapped_column(default="")  # what was done; the number and day of the approval
    reason: Mapped[str] = mapped_column(default="")  # why it does not apply to this task: it is dropped, and counts no more
    dropped_by_id: Mapped[int | None] = fk("user_account.id")
    client_key: Mapped[str | None]  # of the form that ticked it last: sent once more it says nothing, whatever came between

    task: Mapped[Task] = relationship(lazy="raise")
    done_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys="Item.done_by_id")
    dropped_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys="Item.dropped_by_id")
    evidence: Mapped[list[ItemEvidence]] = relationship(lazy="raise", order_by="ItemEvidence.id", cascade="all, delete-orphan")


class ItemEvidence(Model):
    """A file that shows that a step is done."""

    __tablename__ = "item_evidence"
    __table_args__ = (UniqueConstraint("item_id", "file_id"),)

    id: Mapped[intpk]
    item_id: Mapped[int] = fk("item.id", index=False)
    file_id: Mapped[int] = fk("file.id")

    file: Mapped[File] = relationship(lazy="raise")


class Measure(Model):
    """An indicator by which the tasks of a directive are counted; targets and figures are the associations'."""

    __tablename__ = "measure"
    __table_args__ = (UniqueConstraint("directive_id", "indicator_id"),)

    id: Mapped[intpk]
    directive_id: Mapped[int] = fk("directive.id", index=False)
    indicator_id: Mapped[int] = fk("indicator.id")
