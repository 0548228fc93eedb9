"""Reading reports, and whom one may be about."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from khworkflow.associations.models import Association
from khworkflow.associations.queries import within
from khworkflow.conclusions.models import Assignment, Conclusion, Directive
from khworkflow.core import clock
from khworkflow.core.authz import STAFF, SYSTEM, Actor, Role
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.documents.formats import Format
from khworkflow.documents.model import Layout
from khworkflow.reports.compile import Earlier, Given
from khworkflow.reports.models import (
    COUNTING,
    ON_ONE,
    SERIES,
    Explanation,
    PaperRules,
    PaperTemplate,
    Report,
    ReportFile,
    ReportKind,
    ReportState,
)
from khworkflow.reports.narrative import Passage
from khworkflow.reports.snapshot import Bucket, OnTime
from khworkflow.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from khworkflow.files.models import File
    from khworkflow.reports.periods import Period

__all__ = [
    "COUNTING",
    "ON_ONE",
    "SERIES",
    "Association",
    "Bucket",
    "Format",
    "Layout",
    "OnTime",
    "Passage",
    "ReportKind",
    "ReportState",
]


def visible(actor: Actor) -> Select[Report]:
    """Select the reports that the actor may see; the SQL twin of ``policies.see_report``."""
    every = (
        select(Report)
        .join(Association, Report.association_id == Association.id)
        .options(
            contains_eager(Report.association),
            joinedload(Report.conclusion),
            joinedload(Report.addressee),
            joinedload(Report.receiver),
            joinedload(Report.data),
            joinedload(Report.template).joinedload(PaperTemplate.file),
            selectinload(Report.files).joinedload(ReportFile.file),
        )
    )
    if actor.is_system:
        return every
    own = Report.since_on.is_not(None) & Report.association_id.in_(chaired(actor))
    finished = or_(Report.number.is_not(None), Report.requested_by_id == actor.user_id)
    return every.where(or_(within(actor.paths(STAFF | {Role.OBSERVER})), own & finished))


def get(actor: Actor, report_id: int) -> Report:
    """Return the report.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    report = database.session.scalar(visible(actor).where(Report.id == report_id))
    if report is None:
        raise NotFound
    return report


def of(explanation: Explanation) -> Report:
    """Return the letter with its files; that the reader may have it was asked before."""
    return database.session.scalars(visible(SYSTEM).where(Report.id == explanation.report_id)).unique().one()


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


def ready_before(moment: datetime) -> list[int]:
    """Return the numbers of the reports that became ready before the moment."""
    return list(database.session.scalars(select(Report.id).where(Report.ready_at < moment).order_by(Report.id)))


def houses(actor: Actor, given: Sequence[Association] | None = None) -> list[Association]:
    """Return the associations for which the actor may ask for reports: those that issued conclusions, then his own and those given work."""
    issued = select(Conclusion.association_id).where(Conclusion.issued_at.is_not(None))
    rows = select(Association).where(Association.id.in_(issued), within(actor.paths(STAFF)))
    first = list(database.session.scalars(rows.order_by(Association.place, Association.id)))
    first += own(actor)
    below = readers(actor) if given is None else given
    return list(dict.fromkeys((*first, *below)))


def own(actor: Actor) -> list[Association]:
    """Return the associations that the actor chairs."""
    rows = select(Association).where(Association.id.in_(chaired(actor)))
    return list(database.session.scalars(rows.order_by(Association.id))) if chaired(actor) else []


def chaired(actor: Actor) -> list[int]:
    """Return the numbers of the associations that the actor chairs."""
    return [seat.association_id for seat in actor.seats if seat.role is Role.CHAIR]


def houses_of_conclusions() -> list[Association]:
    """Return the associations that have issued conclusions."""
    issued = select(Conclusion.association_id).where(Conclusion.issued_at.is_not(None))
    return list(database.session.scalars(select(Association).where(Association.id.in_(issued)).order_by(Association.id)))


def house(association_id: int) -> Association:
    """Return the association."""
    return database.session.get_one(Association, association_id)


def has_work(association_id: int, span: Period) -> bool:
    """Return whether a task of the association's conclusions was given by the period's end and had not ended before it."""
    rows = (
        select(Task.id)
        .join(Task.directive)
        .join(Directive.conclusion)
        .where(
            Conclusion.association_id == association_id,
            Task.issued_on <= span.until,
            or_(Task.closed_at.is_(None), Task.closed_at >= clock.at_office(span.since, time())),
        )
    )
    return database.session.scalar(rows.limit(1)) is not None


def receivers(actor: Actor) -> list[Association]:
    """Return the associations that may take over tasks: those within the actor's reach that are there."""
    rows = select(Association).where(within(actor.paths(STAFF)), Association.ends_on.is_(None))
    return list(database.session.scalars(rows.order_by(Association.level, Association.place, Association.id)))


def house_over(actor: Actor, about: Association) -> Association:
    """Return the association within the actor's reach, at or above this one, that is highest: whose paper it is."""
    paths = [path for path in actor.paths(STAFF) if about.path.startswith(path)]
    found = database.session.scalar(select(Association).where(Association.path.in_(paths)).order_by(Association.path))
    return found or about


def rules_of(association_id: int) -> PaperRules:
    """Return how the association wants its papers; where it has not said, a row that is not kept."""
    found = database.session.scalar(select(PaperRules).where(PaperRules.association_id == association_id))
    return found or PaperRules(association_id=association_id, on_time=OnTime.LAST, layout=Layout.DECREE)


def comparable(report: Report) -> list[Report]:
    """Return the other frozen reports of the same house that count tasks, the latest figures first."""
    rows = (
        select(Report)
        .options(joinedload(Report.conclusion), joinedload(Report.addressee))
        .where(
            Report.association_id == report.association_id,
            Report.kind.in_(COUNTING),
            Report.number.is_not(None),
            Report.id != report.id,
        )
    )
    return list(database.session.scalars(rows.order_by(Report.as_of.desc(), Report.id.desc()).limit(100)))


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
