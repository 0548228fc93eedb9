"""A report that was asked for, what it became, and the number it was given."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from khworkflow.accounts.models import User
from khworkflow.associations.models import Association
from khworkflow.conclusions.models import Conclusion
from khworkflow.core.db import Model, fk, intpk, version
from khworkflow.documents.formats import Format
from khworkflow.documents.model import Layout, official_number, party_number
from khworkflow.files.models import File
from khworkflow.reports.snapshot import OnTime
from khworkflow.tasks.models import Task

_PENDING = text("state IN ('requested', 'compiling')")


class ReportState(StrEnum):
    """Where a request stands."""

    REQUESTED = "requested"
    COMPILING = "compiling"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ReportKind(StrEnum):
    """What paper it is."""

    STATUS = "status"  # báo cáo tình hình thực hiện một kết luận
    PERIOD = "period"  # báo cáo của một kỳ, mọi kết luận của tổ chức
    NOTICE = "notice"  # thông báo kết luận và phụ lục phân công
    URGING = "urging"  # công văn đôn đốc một đơn vị
    EXPLANATION = "explanation"  # công văn yêu cầu một đơn vị giải trình
    HANDOVER = "handover"  # biên bản bàn giao nhiệm vụ của một đơn vị cho đơn vị khác
    REMAINING = "remaining"  # danh mục nhiệm vụ còn tồn tại của một đơn vị


#: Papers that count tasks.
COUNTING: Final = (ReportKind.STATUS, ReportKind.PERIOD)
#: Papers to, or on, one association.
ON_ONE: Final = (ReportKind.URGING, ReportKind.EXPLANATION, ReportKind.HANDOVER, ReportKind.REMAINING)
#: Papers on all conclusions.
ON_ALL: Final = (ReportKind.PERIOD, ReportKind.HANDOVER, ReportKind.REMAINING)


#: In which series of the register a kind is numbered, and the sign after the number. A notice has the conclusion's own.
SERIES: Final = MappingProxyType(
    {
        ReportKind.STATUS: ("BC", "BC-HKH"),
        ReportKind.PERIOD: ("BC", "BC-HKH"),
        ReportKind.URGING: ("CV", "HKH-VP"),
        ReportKind.EXPLANATION: ("CV", "HKH-VP"),
        ReportKind.HANDOVER: ("BB", "BB-HKH"),
    }
)


class Report(Model):
    """A paper on conclusions as of a moment; asking twice while one is pending gives the first.

    It is frozen when it is given a number: from then on words and figures stay as they are.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (ready_at IS NOT NULL)", "ready_at_a_moment"),
        CheckConstraint("(state = 'failed') = (failed_because IS NOT NULL)", "failed_has_reason"),
        CheckConstraint("steps_done >= 0 AND steps_done <= steps", "progress_within"),
        CheckConstraint("(kind IN ('period', 'handover', 'remaining')) = (conclusion_id IS NULL)", "on_one_conclusion_or_all"),
        CheckConstraint("(kind = 'period') = (since_on IS NOT NULL)", "a_period_begins"),
        CheckConstraint("until_on IS NULL OR until_on >= since_on", "a_period_ends_after_its_beginning"),
        CheckConstraint(
            "(kind IN ('urging', 'explanation', 'handover', 'remaining')) = (addressee_id IS NOT NULL)", "a_letter_has_a_reader"
        ),
        CheckConstraint("(kind = 'handover') = (receiver_id IS NOT NULL)", "a_handover_has_a_receiver"),
        CheckConstraint("receiver_id <> addressee_id", "nobody_hands_over_to_himself"),
        CheckConstraint("(occasion IS NULL) = (requested_by_id IS NOT NULL)", "asked_for_by_somebody_or_due"),
        CheckConstraint(
            "(frozen_at IS NULL) = (number IS NULL) AND (number IS NULL) = (series IS NULL) AND (number IS NULL) = (signed_on IS NULL)",
            "frozen_with_its_number",
        ),
        CheckConstraint("number > 0 AND number < 100000", "number_within"),
        UniqueConstraint("association_id", "series", "number_year", "number"),  # no number twice
        UniqueConstraint("association_id", "occasion"),  # nothing is prepared twice
        Index("uq_report_pending", "asked_key", unique=True, sqlite_where=_PENDING, postgresql_where=_PENDING),
        Index("ix_report_state_lease_until", "state", "lease_until"),
    )

    id: Mapped[intpk]
    kind: Mapped[ReportKind] = mapped_column(default=ReportKind.STATUS)
    association_id: Mapped[int] = fk("association.id", index=False)  # whose paper it is
    conclusion_id: Mapped[int | None] = fk("conclusion.id")
    addressee_id: Mapped[int | None] = fk("association.id")  # to whom, or on whose tasks
    receiver_id: Mapped[int | None] = fk("association.id")  # who takes the tasks over
    since_on: Mapped[date | None]  # the first day of a period
    until_on: Mapped[date | None]  # its last day, where the report is prepared before it is over
    on_time: Mapped[OnTime] = mapped_column(default=OnTime.LAST)  # the office's rule when it was asked for
    layout: Mapped[Layout] = mapped_column(default=Layout.DECREE)  # and how it set its papers
    template_id: Mapped[int | None] = fk("paper_template.id")  # the office's own for the Word file; none: the system's
    occasion: Mapped[str | None]  # what the timetable prepared it for: "half-year 2019-1"
    as_of: Mapped[datetime]
    requested_by_id: Mapped[int | None] = fk("user_account.id")
    requested_at: Mapped[datetime]
    asked_key: Mapped[str]  # equal for what is the same wish of the same person
    state: Mapped[ReportState] = mapped_column(default=ReportState.REQUESTED)
    steps: Mapped[int] = mapped_column(default=0)  # how much work there is; 0 until known
    steps_done: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    failed_because: Mapped[str | None]
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)  # passages worded anew, by `narrative.Passage`
    figures: Mapped[dict[str, Any] | None]  # the counts it was compiled from, by bucket
    data_id: Mapped[int | None] = fk("file.id")  # the document itself as data: screen and reprint come from it
    number: Mapped[int | None]
    series: Mapped[str | None]
    number_year: Mapped[int | None]
    signed_on: Mapped[date | None]
    frozen_at: Mapped[datetime | None]
    frozen_by_id: Mapped[int | None] = fk("user_account.id")
    version: Mapped[int] = version()

    association: Mapped[Association] = relationship(lazy="raise", foreign_keys="Report.association_id")
    addressee: Mapped[Association | None] = relationship(lazy="raise", foreign_keys="Report.addressee_id")
    receiver: Mapped[Association | None] = relationship(lazy="raise", foreign_keys="Report.receiver_id")
    conclusion: Mapped[Conclusion | None] = relationship(lazy="raise")
    template: Mapped[PaperTemplate | None] = relationship(lazy="raise")
    data: Mapped[File | None] = relationship(lazy="raise")
    files: Mapped[list[ReportFile]] = relationship(lazy="raise", order_by="ReportFile.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def official_number(self) -> str | None:
        """The number as printed: "05/BC-HKH", in the party's manner "05-BC/HKH"; None while it has none."""
        if self.number is None:
            return None
        sign = SERIES[self.kind][1]
        return party_number(self.number, sign) if self.layout is Layout.PARTY else official_number(self.number, sign)

    @property
    def is_pending(self) -> bool:
        """Whether it waits to be compiled, or is being."""
        return self.state in {ReportState.REQUESTED, ReportState.COMPILING}


class ReportFile(Model):
    """A report on paper: one file in each format, all of them or none."""

    __tablename__ = "report_file"
    __table_args__ = (UniqueConstraint("report_id", "format"),)

    id: Mapped[intpk]
    report_id: Mapped[int] = fk("report.id", index=False)
    format: Mapped[Format]
    file_id: Mapped[int] = fk("file.id")

    file: Mapped[File] = relationship(lazy="raise")


class PaperRules(Model):
    """How an office wants its papers; without a row, as the decree has them and by the last handing in."""

    __tablename__ = "paper_rules"

    id: Mapped[intpk]
    association_id: Mapped[int] = fk("association.id", index=False, unique=True)
    on_time: Mapped[OnTime] = mapped_column(default=OnTime.LAST)
    layout: Mapped[Layout] = mapped_column(default=Layout.DECREE)
    version: Mapped[int] = version()

    __mapper_args__ = {"version_id_col": version}


class PaperTemplate(Model):
    """A template that an office gave for the Word files of a kind of paper; each version stays, one or none is in use."""

    __tablename__ = "paper_template"
    __table_args__ = (
        CheckConstraint("number > 0", "number_positive"),
        CheckConstraint("why <> ''", "says_why"),
        UniqueConstraint("association_id", "kind", "number"),
        Index(
            "uq_paper_template_in_use",
            "association_id",
            "kind",
            "layout",
            unique=True,
            sqlite_where=text("is_used"),
            postgresql_where=text("is_used"),
        ),
    )

    id: Mapped[intpk]
    association_id: Mapped[int] = fk("association.id", index=False)
    kind: Mapped[ReportKind]
    layout: Mapped[Layout]  # of the papers that it is for
    number: Mapped[int]  # 1 for the first that the office gave for the kind
    file_id: Mapped[int] = fk("file.id")
    why: Mapped[str]
    given_by_id: Mapped[int] = fk("user_account.id")
    given_at: Mapped[datetime]
    is_used: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = version()

    file: Mapped[File] = relationship(lazy="raise")
    given_by: Mapped[User] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class Lesson(Model):
    """What an association reports as working: words of a reply, marked by itself or by the office, and shared or not."""

    __tablename__ = "lesson"
    __table_args__ = (CheckConstraint("length(words) > 0", "lesson_says_something"),)

    id: Mapped[intpk]
    reply_id: Mapped[int] = fk("reply.id", index=False, unique=True)  # its source
    task_id: Mapped[int] = fk("task.id")
    words: Mapped[str]
    marked_by_id: Mapped[int] = fk("user_account.id")
    marked_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]  # since when every association of the house may read it
    dropped_at: Mapped[datetime | None]  # since when it is no lesson any more; marking it again takes it up
    version: Mapped[int] = version()

    task: Mapped[Task] = relationship(lazy="raise")
    marked_by: Mapped[User] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class Explanation(Model):
    """What an urging letter asks an association to explain, by when, and what its chair answered (giải trình)."""

    __tablename__ = "explanation"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", "answered_by_somebody"),
        CheckConstraint("(answered_at IS NULL) = (words IS NULL)", "answered_in_words"),
    )

    id: Mapped[intpk]
    report_id: Mapped[int] = fk("report.id", index=False, unique=True)  # the letter; announced once it has a number
    association_id: Mapped[int] = fk("association.id")
    answer_by: Mapped[date]
    words: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = fk("user_account.id")
    version: Mapped[int] = version()

    report: Mapped[Report] = relationship(lazy="raise")
    association: Mapped[Association] = relationship(lazy="raise")
    answered_by: Mapped[User | None] = relationship(lazy="raise")
    about: Mapped[list[ExplanationTask]] = relationship(lazy="raise", order_by="ExplanationTask.id")
    papers: Mapped[list[ExplanationFile]] = relationship(lazy="raise", order_by="ExplanationFile.id")

    __mapper_args__ = {"version_id_col": version}


class ExplanationTask(Model):
    """One of the tasks to be explained, and the due day it had missed."""

    __tablename__ = "explanation_task"
    __table_args__ = (UniqueConstraint("explanation_id", "task_id"),)

    id: Mapped[intpk]
    explanation_id: Mapped[int] = fk("explanation.id", index=False)
    task_id: Mapped[int] = fk("task.id")
    due_on: Mapped[date]

    task: Mapped[Task] = relationship(lazy="raise")


class ExplanationFile(Model):
    """A paper given with the answer."""

    __tablename__ = "explanation_file"
    __table_args__ = (UniqueConstraint("explanation_id", "file_id"),)

    id: Mapped[intpk]
    explanation_id: Mapped[int] = fk("explanation.id", index=False)
    file_id: Mapped[int] = fk("file.id")

    file: Mapped[File] = relationship(lazy="raise")
