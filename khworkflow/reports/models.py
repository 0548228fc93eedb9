"""A report that was asked for: requested, compiling, ready or failed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from khworkflow.conclusions.models import Conclusion
from khworkflow.core.db import Model, fk, intpk, version
from khworkflow.documents.formats import Format
from khworkflow.files.models import File

_PENDING = text("state IN ('requested', 'compiling')")


class ReportState(StrEnum):
    """Where a request stands."""

    REQUESTED = "requested"
    COMPILING = "compiling"
    READY = "ready"
    FAILED = "failed"


class Report(Model):
    """A status report on a conclusion as of a moment; asking twice while one is pending gives the first."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (ready_at IS NOT NULL)", "ready_at_a_moment"),
        CheckConstraint("(state = 'failed') = (failed_because IS NOT NULL)", "failed_has_reason"),
        CheckConstraint("steps_done >= 0 AND steps_done <= steps", "progress_within"),
        Index(
            "uq_report_pending",
            "conclusion_id",
            "as_of",
            "requested_by_id",
            unique=True,
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
        Index("ix_report_state_lease_until", "state", "lease_until"),
    )

    id: Mapped[intpk]
    conclusion_id: Mapped[int] = fk("conclusion.id")
    as_of: Mapped[datetime]
    requested_by_id: Mapped[int] = fk("user_account.id")
    requested_at: Mapped[datetime]
    state: Mapped[ReportState] = mapped_column(default=ReportState.REQUESTED)
    steps: Mapped[int] = mapped_column(default=0)  # how much work there is; 0 until known
    steps_done: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    failed_because: Mapped[str | None]
    version: Mapped[int] = version()

    conclusion: Mapped[Conclusion] = relationship(lazy="raise")
    files: Mapped[list[ReportFile]] = relationship(lazy="raise", order_by="ReportFile.id")

    __mapper_args__ = {"version_id_col": version}


class ReportFile(Model):
    """A report on paper: one file in each format, all of them or none."""

    __tablename__ = "report_file"
    __table_args__ = (UniqueConstraint("report_id", "format"),)

    id: Mapped[intpk]
    report_id: Mapped[int] = fk("report.id", index=False)
    format: Mapped[Format]
    file_id: Mapped[int] = fk("file.id")

    file: Mapped[File] = relationship(lazy="raise")
