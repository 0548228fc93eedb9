"""Reading reports, and taking the snapshot that one is compiled from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, String, cast, literal, select
from sqlalchemy.orm import contains_eager, selectinload

from khworkflow.associations.models import Association
from khworkflow.associations.queries import within
from khworkflow.conclusions.models import Conclusion, Directive
from khworkflow.core import clock
from khworkflow.core.authz import STAFF, Actor, Role
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.documents.formats import Format
from khworkflow.eventlog.models import LogEntry
from khworkflow.reports.models import Report, ReportFile, ReportState
from khworkflow.reports.snapshot import AssociationFacts, Bucket, DirectiveFacts, Snapshot, replay
from khworkflow.tasks.models import Task

if TYPE_CHECKING:
    from datetime import datetime

    from khworkflow.files.models import File

__all__ = ["Bucket", "Format", "ReportState"]


def visible(actor: Actor) -> Select[Report]:
    """Select the reports that the actor may see; the SQL twin of ``policies.see_report``."""
    every = (
        select(Report)
        .join(Report.conclusion)
        .join(Conclusion.association)
        .options(
            contains_eager(Report.conclusion).contains_eager(Conclusion.association),
            selectinload(Report.files).joinedload(ReportFile.file),
        )
    )
    return every if actor.is_system else every.where(within(actor.paths(STAFF | {Role.OBSERVER})))


def get(actor: Actor, report_id: int) -> Report:
    """Return the report.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    report = database.session.scalar(visible(actor).where(Report.id == report_id))
    if report is None:
        raise NotFound
    return report


def file_of(report: Report, form: str) -> File:
    """Return the report's file in the format.

    Raises:
        NotFound: it is not ready, or there is no such format.

    """
    for one in report.files:
        if one.format == form:
            return one.file
    raise NotFound


def latest(actor: Actor) -> list[Report]:
    """Return the reports that the actor may see, the latest first, at most a hundred."""
    return list(database.session.scalars(visible(actor).order_by(Report.id.desc()).limit(100)))


def snapshot(conclusion: Conclusion, as_of: datetime) -> Snapshot:
    """Return what was true of the conclusion's tasks at the moment, out of the log alone."""
    rows = database.session.execute(
        select(Task.id, Association)
        .join(Task.association)
        .join(Task.directive)
        .where(Directive.conclusion_id == conclusion.id)
        .order_by(Association.place, Association.id)
    ).all()
    associations = {association.id: association for _task_id, association in rows}
    subjects = (
        select(literal("task:").concat(cast(Task.id, String)))
        .join(Task.directive)
        .where(Directive.conclusion_id == conclusion.id)
    )
    entries = database.session.scalars(
        select(LogEntry).where(LogEntry.subject.in_(subjects), LogEntry.at <= as_of).order_by(LogEntry.id)
    )
    tasks = replay(entries)
    return Snapshot(
        conclusion_id=conclusion.id,
        as_of=as_of,
        house=conclusion.association.name,
        territory=conclusion.association.territory,
        title=conclusion.title,
        number=conclusion.number or "",
        dated_on=conclusion.dated_on or clock.day_of(as_of),
        issued_on=clock.day_of(conclusion.issued_at) if conclusion.issued_at else clock.day_of(as_of),
        directives=tuple(
            DirectiveFacts(one.id, number, one.quote, one.title, one.due_on)
            for number, one in enumerate(conclusion.directives, 1)
        ),
        associations=tuple(AssociationFacts(one.id, one.name, one.short_name, one.territory) for one in associations.values()),
        tasks=tuple(tasks.values()),
    )
