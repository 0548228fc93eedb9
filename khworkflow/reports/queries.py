"""Reading reports, and taking the snapshot that one is compiled from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, String, and_, cast, literal, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from khworkflow.associations.models import Association
from khworkflow.associations.queries import within
from khworkflow.conclusions import queries as conclusions
from khworkflow.conclusions.models import Assignment, Conclusion, Directive, Part
from khworkflow.core import clock
from khworkflow.core.authz import STAFF, Actor, Role
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.documents.formats import Format
from khworkflow.eventlog.models import LogEntry
from khworkflow.reports.compile import Earlier, Given
from khworkflow.reports.letters import Assigned, NoticeFacts
from khworkflow.reports.models import SERIES, Report, ReportFile, ReportKind, ReportState
from khworkflow.reports.narrative import Passage
from khworkflow.reports.snapshot import AssociationFacts, Bucket, ConclusionFacts, DirectiveFacts, Snapshot, replay
from khworkflow.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from khworkflow.files.models import File

__all__ = ["SERIES", "Bucket", "Format", "Passage", "ReportKind", "ReportState"]


def visible(actor: Actor) -> Select[Report]:
    """Select the reports that the actor may see; the SQL twin of ``policies.see_report``."""
    every = (
        select(Report)
        .join(Association, Report.association_id == Association.id)
        .options(
            contains_eager(Report.association),
            joinedload(Report.conclusion),
            joinedload(Report.addressee),
            joinedload(Report.data),
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


def houses(actor: Actor) -> list[Association]:
    """Return the associations for which the actor may ask for reports and that have issued conclusions."""
    issued = select(Conclusion.association_id).where(Conclusion.issued_at.is_not(None))
    rows = select(Association).where(Association.id.in_(issued), within(actor.paths(STAFF)))
    return list(database.session.scalars(rows.order_by(Association.place, Association.id)))


def readers(actor: Actor) -> list[Association]:
    """Return the associations to which the actor may address a letter: those below him that were given work."""
    given = select(Assignment.association_id).join(Assignment.directive).join(Directive.conclusion)
    issued = given.where(Conclusion.issued_at.is_not(None))
    rows = select(Association).where(Association.id.in_(issued), within(actor.paths(STAFF)))
    return list(database.session.scalars(rows.order_by(Association.place, Association.id)))


def addressees(conclusion: Conclusion) -> list[Association]:
    """Return the associations that the conclusion gave work, in their order."""
    given = select(Assignment.association_id).join(Assignment.directive).where(Directive.conclusion_id == conclusion.id)
    rows = select(Association).where(Association.id.in_(given))
    return list(database.session.scalars(rows.order_by(Association.place, Association.id)))


def numbers(association_id: int, series: str, year: int) -> set[int]:
    """Return the numbers that the register has given in the series this year."""
    rows = select(Report.number).where(
        Report.association_id == association_id, Report.series == series, Report.number_year == year, Report.number.is_not(None)
    )
    return {number for number in database.session.scalars(rows) if number is not None}


def given(report: Report) -> Given:
    """Return what the report has beside its figures: words, number, day, and what it is compared with."""
    return Given(report.words, report.official_number, report.signed_on, _earlier(report))


def _earlier(report: Report) -> Earlier | None:
    """Return the last frozen report of the same kind on the same thing with figures of an earlier moment."""
    row = select(Report).where(
        Report.association_id == report.association_id,
        Report.kind == report.kind,
        Report.conclusion_id.is_not_distinct_from(report.conclusion_id),
        Report.addressee_id.is_not_distinct_from(report.addressee_id),
        Report.number.is_not(None),
        Report.figures.is_not(None),
        Report.as_of < report.as_of,
    )
    found = database.session.scalar(row.order_by(Report.as_of.desc(), Report.id.desc()).limit(1))
    if found is None or found.figures is None or found.official_number is None:
        return None
    return Earlier(found.official_number, clock.day_of(found.as_of), found.figures)


def snapshot_of(report: Report) -> Snapshot:
    """Return what was true at the report's moment of all that it is about."""
    rows = select(Conclusion).options(joinedload(Conclusion.association), selectinload(Conclusion.directives))
    if report.conclusion_id is None:
        rows = rows.where(Conclusion.association_id == report.association_id, Conclusion.issued_at <= report.as_of)
    else:
        rows = rows.where(Conclusion.id == report.conclusion_id)
    found = list(database.session.scalars(rows.order_by(Conclusion.dated_on, Conclusion.id)))
    return snapshot(found, report.association, report.as_of, report.since_on)


def snapshot(told: Sequence[Conclusion], house: Association, as_of: datetime, since: date | None = None) -> Snapshot:
    """Return what was true of the conclusions' tasks at the moment, out of the log alone.

    Args:
        told: the conclusions, with their directives.
        house: the association whose report it is.
        as_of: the moment.
        since: leave out what had ended before this day.

    """
    wanted: ColumnElement[bool] = Directive.conclusion_id.in_([one.id for one in told])
    wanted = and_(wanted, Task.parent_id.is_(None))  # a share is part of its parent's, never counted beside it
    given = select(Task.association_id).join(Task.directive).where(wanted)
    rows = select(Association).where(Association.id.in_(given)).order_by(Association.place, Association.id)
    associations = list(database.session.scalars(rows))
    subjects = select(literal("task:").concat(cast(Task.id, String))).join(Task.directive).where(wanted)
    entries = database.session.execute(
        select(LogEntry.at, LogEntry.kind, LogEntry.body)
        .where(LogEntry.subject.in_(subjects), LogEntry.at <= as_of)
        .order_by(LogEntry.id)
        .execution_options(yield_per=2_000)
    )
    tasks = [one for one in replay(entries).values() if since is None or one.ended_on is None or one.ended_on >= since]
    counted = {one.directive_id for one in tasks}
    named = {one.association_id for one in tasks}
    return Snapshot(
        as_of=as_of,
        since=since,
        house=house.name,
        territory=house.territory,
        conclusions=tuple(
            ConclusionFacts(one.id, one.title, one.number or "", one.dated_on or clock.day_of(as_of))
            for one in told
            if since is None or any(directive.id in counted for directive in one.directives)
        ),
        directives=tuple(
            DirectiveFacts(one.id, conclusion.id, number, one.quote, one.title, one.kind, one.due_on)
            for conclusion in told
            for number, one in enumerate(conclusion.directives, 1)
            if since is None or one.id in counted
        ),
        associations=tuple(
            AssociationFacts(one.id, one.name, one.short_name, one.territory) for one in associations if one.id in named
        ),
        tasks=tuple(tasks),
    )


def notice_facts(report: Report) -> NoticeFacts:
    """Return the report's conclusion as it is printed."""
    rows = select(Conclusion).options(
        selectinload(Conclusion.directives).selectinload(Directive.assignments).joinedload(Assignment.association),
        joinedload(Conclusion.association),
    )
    one = database.session.scalars(rows.where(Conclusion.id == report.conclusion_id)).unique().one()
    inspector = next(iter(conclusions.contact_of(one)), None)
    return NoticeFacts(
        house=one.association.name,
        territory=one.association.territory,
        title=one.title,
        number=one.number or "",
        dated_on=one.dated_on or clock.day_of(report.as_of),
        text=one.text,
        signer=one.signer,
        signer_position=one.signer_position,
        assigned=[_assigned(directive) for directive in one.directives],
        units=len(conclusions.district_level(one)),
        follower=inspector.name if inspector else "",
        made_at=report.as_of,
    )


def _assigned(directive: Directive) -> Assigned:
    def named(part: Part) -> tuple[str, ...]:
        parts = sorted((one for one in directive.assignments if one.part is part), key=lambda one: one.association.place)
        return tuple(one.association.short_name for one in parts)

    return Assigned(directive.quote, named(Part.LEAD), named(Part.COORDINATE), directive.due_on, directive.due_phrase)
