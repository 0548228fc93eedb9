"""A conclusion is a text kept verbatim; a directive is a quoted span of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from khworkflow.accounts.models import User
from khworkflow.associations.models import Association
from khworkflow.core.db import Model, fk, intpk, version
from khworkflow.files.models import File


class Kind(StrEnum):
    """What a directive asks for; each has its checklist (``shared/domain/checklists.json``)."""

    CONGRESS_STAFFING = "congress_staffing"
    MERGER_PREPARATION = "merger_preparation"
    LEARNING_MODEL_PILOT = "learning_model_pilot"
    RESOLUTION_TARGETS = "resolution_targets"
    CONFERENCE = "conference"
    COORDINATION = "coordination"
    PROPOSAL = "proposal"
    REPORTING = "reporting"
    MEMBERSHIP = "membership"
    OTHER = "other"


class Part(StrEnum):
    """What an association is asked to be in a directive."""

    LEAD = "lead"
    COORDINATE = "coordinate"


class Recurrence(StrEnum):
    """How often a directive wants its work again; each period is a task of its own."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


class Conclusion(Model):
    """The chair's conclusion: a draft leaves the house nowhere, an issued one is locked."""

    __tablename__ = "conclusion"
    __table_args__ = (
        CheckConstraint("(issued_at IS NULL) = (issued_by_id IS NULL)", "issued_by_somebody"),
        CheckConstraint("issued_at IS NULL OR (number IS NOT NULL AND dated_on IS NOT NULL)", "issued_has_number"),
        UniqueConstraint("association_id", "number", "dated_on"),  # numbers begin anew each year
    )

    id: Mapped[intpk]
    association_id: Mapped[int] = fk("association.id", index=False)  # whose conclusion it is
    inspection_id: Mapped[int | None] = fk("inspection.id")
    title: Mapped[str]
    text: Mapped[str]  # verbatim, NFC; offsets below count its code points
    number: Mapped[str | None]  # "05/TB-HKH"
    dated_on: Mapped[date | None]
    signer: Mapped[str]  # name of who concluded
    signer_position: Mapped[str]
    created_by_id: Mapped[int] = fk("user_account.id")
    issued_at: Mapped[datetime | None]
    issued_by_id: Mapped[int | None] = fk("user_account.id")
    version: Mapped[int] = version()

    association: Mapped[Association] = relationship(lazy="raise")
    directives: Mapped[list[Directive]] = relationship(
        lazy="raise", order_by="Directive.start", cascade="all, delete-orphan", back_populates="conclusion"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_issued(self) -> bool:
        """Whether the text is locked and its tasks are out."""
        return self.issued_at is not None


class Directive(Model):
    """One thing the conclusion asks for: the quote, who is asked, by when."""

    __tablename__ = "directive"
    __table_args__ = (
        CheckConstraint('"end" > start AND start >= 0', "span_not_empty"),
        CheckConstraint("due_on IS NULL OR NOT is_reviewed_half_yearly", "date_or_review"),
        CheckConstraint("recurrence IS NULL OR due_on IS NOT NULL", "recurs_from_a_day"),
        CheckConstraint("recurs_until IS NULL OR (recurrence IS NOT NULL AND recurs_until >= due_on)", "recurs_until_later"),
        UniqueConstraint("conclusion_id", "start", "end"),
    )

    id: Mapped[intpk]
    conclusion_id: Mapped[int] = fk("conclusion.id")
    start: Mapped[int]  # first code point of the quote in the conclusion's text
    end: Mapped[int]  # one past the last
    quote: Mapped[str]  # text[start:end], kept so that nobody need cut it again
    title: Mapped[str]  # a few words for lists: "Nhân sự Đại hội"
    kind: Mapped[Kind]
    due_on: Mapped[date | None]
    due_phrase: Mapped[str]  # the words of the text that speak of time; may be empty
    is_reviewed_half_yearly: Mapped[bool] = mapped_column(default=False)  # "no date, reviewed at the half-year report"
    recurrence: Mapped[Recurrence | None]  # ``due_on`` is the day of the first period then
    recurs_until: Mapped[date | None]  # no period is due after it; None: until it is taken back
    needs_person: Mapped[bool] = mapped_column(default=False)  # the quote names somebody whom only a person can tell
    version: Mapped[int] = version()

    conclusion: Mapped[Conclusion] = relationship(lazy="raise", back_populates="directives")
    assignments: Mapped[list[Assignment]] = relationship(
        lazy="raise", cascade="all, delete-orphan", back_populates="directive", order_by="(Assignment.part.desc(), Assignment.id)"
    )
    additions: Mapped[list[Addition]] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"version_id_col": version}


class Assignment(Model):
    """An association named by a directive, as lead or to coordinate."""

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("directive_id", "association_id"),)

    id: Mapped[intpk]
    directive_id: Mapped[int] = fk("directive.id", index=False)
    association_id: Mapped[int] = fk("association.id")
    part: Mapped[Part]
    due_on: Mapped[date | None]  # its own date, where it differs from the directive's

    directive: Mapped[Directive] = relationship(lazy="raise", back_populates="assignments")
    association: Mapped[Association] = relationship(lazy="raise")


class Amendment(Model):
    """What was changed of a directive after its issue: written beside the locked words, never over them, never changed itself."""

    __tablename__ = "amendment"
    __table_args__ = (
        UniqueConstraint("directive_id", "client_key"),
        CheckConstraint("reason <> ''", "has_reason"),
        CheckConstraint("(paper_number IS NULL) = (paper_on IS NULL)", "paper_is_whole"),
        CheckConstraint("replaced_by_id <> directive_id", "not_replaced_by_itself"),
    )

    id: Mapped[intpk]
    directive_id: Mapped[int] = fk("directive.id", index=False)
    reason: Mapped[str]
    paper_number: Mapped[str | None]  # of the paper that orders it, if there is one
    paper_on: Mapped[date | None]
    changes: Mapped[list[Any]]  # `tasks.amendments.Change` as JSON: what it said before and what holds now
    told: Mapped[list[Any]]  # names of the people who are owed a word
    replaced_by_id: Mapped[int | None] = fk("directive.id")  # the new words, in a paper of their own
    made_by_id: Mapped[int] = fk("user_account.id")
    made_at: Mapped[datetime]
    client_key: Mapped[str]

    made_by: Mapped[User] = relationship(lazy="raise")
    directive: Mapped[Directive] = relationship(lazy="raise", foreign_keys="Amendment.directive_id")
    replaced_by: Mapped[Directive | None] = relationship(lazy="raise", foreign_keys="Amendment.replaced_by_id")


class Addition(Model):
    """An association that was given the directive by an amendment; it reads the conclusion from then on."""

    __tablename__ = "addition"
    __table_args__ = (UniqueConstraint("directive_id", "association_id"),)

    id: Mapped[intpk]
    amendment_id: Mapped[int] = fk("amendment.id")
    directive_id: Mapped[int] = fk("directive.id", index=False)
    association_id: Mapped[int] = fk("association.id")
    part: Mapped[Part]

    directive: Mapped[Directive] = relationship(lazy="raise")
    association: Mapped[Association] = relationship(lazy="raise")


class Proposal(Model):
    """What the reader drafted, kept as it said it: the measure of what people correct."""

    __tablename__ = "proposal"
    __table_args__ = (CheckConstraint('"end" > start AND start >= 0', "span_not_empty"),)

    id: Mapped[intpk]
    conclusion_id: Mapped[int] = fk("conclusion.id")
    directive_id: Mapped[int | None] = fk("directive.id")  # None once a person has dropped it
    start: Mapped[int]  # in the text as it was read
    end: Mapped[int]
    quote: Mapped[str]
    said: Mapped[dict[str, Any]]  # `proposals.Said` as JSON


class Original(Model):
    """The paper as it came in: a file that the conclusion's text was taken from."""

    __tablename__ = "original"
    __table_args__ = (UniqueConstraint("conclusion_id", "file_id"),)

    id: Mapped[intpk]
    conclusion_id: Mapped[int] = fk("conclusion.id", index=False)
    file_id: Mapped[int] = fk("file.id")

    file: Mapped[File] = relationship(lazy="raise")
