"""Taking the snapshot that a report is compiled from: out of the log, as of its moment, names of then included."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Select, String, cast, literal, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from khworkflow.associations.models import Association, Level
from khworkflow.associations.queries import within
from khworkflow.conclusions import queries as conclusions
from khworkflow.conclusions.models import Conclusion, Directive, Part
from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.eventlog.models import LogEntry
from khworkflow.reports import counting, explanations
from khworkflow.reports.letters import Assigned, NoticeFacts
from khworkflow.reports.names import named
from khworkflow.reports.replay import retraced
from khworkflow.reports.snapshot import ConclusionFacts, DirectiveFacts, Gone, House, OnTime, Snapshot
from khworkflow.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from khworkflow.reports.models import Report
    from khworkflow.reports.snapshot import TaskFacts

#: Columns of the chart over time.
DRAWN_DAYS: Final = 10
SUPERIOR: Final = "Trung ương Hội Khuyến học Việt Nam"


def snapshot_of(report: Report) -> Snapshot:
    """Return what was true at the report's moment of all that it is about."""
    rows = select(Conclusion).options(joinedload(Conclusion.association), selectinload(Conclusion.directives))
    if report.conclusion_id is None:
        told = or_(Conclusion.association_id == report.association_id, Conclusion.id.in_(_given_below(report.association)))
        rows = rows.where(told, Conclusion.issued_at <= report.as_of)
    else:
        rows = rows.where(Conclusion.id == report.conclusion_id)
    found = list(database.session.scalars(rows.order_by(Conclusion.dated_on, Conclusion.id)))
    return snapshot(found, report.association, report.as_of, since=report.since_on, until=report.until_on, rule=report.on_time)


def snapshot(  # noqa: PLR0913 - what a report is about, and how it is counted
    told: Sequence[Conclusion],
    house: Association,
    as_of: datetime,
    *,
    since: date | None = None,
    until: date | None = None,
    rule: OnTime = OnTime.LAST,
) -> Snapshot:
    """Return what was true of the conclusions' tasks at the moment, out of the log alone.

    Of conclusions that another association issued, the tasks of the house and of those below it are told.

    Args:
        told: the conclusions, with their directives.
        house: the association whose report it is.
        as_of: the moment.
        since: leave out what had ended before this day.
        until: the last day of the period, where it is not that of the moment.
        rule: what is on time.

    """
    wanted = _wanted(told, house)
    begun = since or min((clock.day_of(one.issued_at) for one in told if one.issued_at), default=clock.day_of(as_of))
    every, course = retraced(_entries(wanted, as_of), _days(begun, clock.day_of(as_of)), since, rule)
    tasks, ended = [one for one in every if not one.is_gone], [one for one in every if one.is_gone]
    counted = {one.directive_id for one in tasks}
    facts = _directives(told)
    is_part = since is not None or any(one.association_id != house.id for one in told)
    return Snapshot(
        as_of=as_of,
        since=since,
        until=until,
        rule=rule,
        house=house_facts(house, as_of),
        conclusions=tuple(
            ConclusionFacts(one.id, one.title, one.number or "", one.dated_on or clock.day_of(as_of))
            for one in told
            if not is_part or any(directive.id in counted for directive in one.directives)
        ),
        directives=tuple(one for one in facts.values() if not is_part or one.directive_id in counted),
        associations=tuple(named({one.association_id for one in tasks}, as_of)),
        tasks=tuple(tasks),
        course=course,
        explanations=explanations.told_until([one.id for one in told], house, as_of, since),
        gone=_gone(ended, facts, as_of),
        indicators=counting.counted(
            told, house, as_of, until, is_period=since is not None, is_own={one.association_id for one in tasks} == {house.id}
        ),
    )


def _directives(told: Sequence[Conclusion]) -> dict[int, DirectiveFacts]:
    return {
        one.id: DirectiveFacts(one.id, conclusion.id, number, one.quote, one.title, one.kind, one.due_on)
        for conclusion in told
        for number, one in enumerate(conclusion.directives, 1)
    }


def _gone(ended: Sequence[TaskFacts], directives: Mapping[int, DirectiveFacts], as_of: datetime) -> tuple[Gone, ...]:
    """Return what was withdrawn or replaced, in the order of the conclusions, and of the associations within.

    What came in its place is told by its paper, which may be another than that of the report.
    """
    names = {one.association_id: (place, one) for place, one in enumerate(named({one.association_id for one in ended}, as_of))}
    places = {number: place for place, number in enumerate(directives)}
    rows = select(Task.id, Directive.title, Conclusion.number).join(Task.directive).join(Directive.conclusion)
    wanted = {one.replaced_by for one in ended if one.replaced_by}
    found = database.session.execute(rows.where(Task.id.in_(wanted)))
    instead: dict[int | None, tuple[str, str]] = {number: (title, paper or "") for number, title, paper in found}
    return tuple(
        Gone(one, names[one.association_id][1], directives[one.directive_id], *instead.get(one.replaced_by, ("", "")))
        for one in sorted(ended, key=lambda one: (places[one.directive_id], names[one.association_id][0], one.task_id))
    )


def house_facts(house: Association, as_of: datetime) -> House:
    """Return who reports, as it was called at the moment, and the body above it."""
    wanted = {house.id, *({house.parent_id} if house.parent_id else set())}
    found = {one.association_id: one for one in named(wanted, as_of)}
    above = found.get(house.parent_id or 0)
    own = found[house.id]
    return House(own.association_id, own.name, own.short_name, own.territory, above.name if above else SUPERIOR, own.level)


def _wanted(told: Sequence[Conclusion], house: Association) -> ColumnElement[bool]:
    """Return which tasks of the conclusions the house reports on."""
    own = [one.id for one in told if one.association_id == house.id]
    other = [one.id for one in told if one.association_id != house.id]
    below = select(Association.id).where(within((house.path,)))
    above = aliased(Task)
    handed = select(above.association_id).where(above.id == Task.parent_id).scalar_subquery()
    return or_(
        # a share is part of its parent's, never counted beside it; those above the house are not told
        Directive.conclusion_id.in_(own) & Task.parent_id.is_(None),
        Directive.conclusion_id.in_(other) & Task.association_id.in_(below) & or_(Task.parent_id.is_(None), handed.not_in(below)),
    )


def _entries(wanted: ColumnElement[bool], as_of: datetime) -> Iterable[Any]:
    subjects = select(literal("task:").concat(cast(Task.id, String))).join(Task.directive).where(wanted)
    return database.session.execute(
        select(LogEntry.at, LogEntry.kind, LogEntry.body)
        .where(LogEntry.subject.in_(subjects), LogEntry.at <= as_of)
        .order_by(LogEntry.id)
        .execution_options(yield_per=2_000)
    )


def _days(first: date, last: date) -> list[date]:
    """Return up to ``DRAWN_DAYS`` days, evenly from the first to the last."""
    long = max((last - first).days, 0)
    parts = min(DRAWN_DAYS - 1, long) or 1
    return sorted({last - timedelta(days=round(long * part / parts)) for part in range(parts + 1)})


def _given_below(house: Association) -> Select[int]:
    """Select the conclusions that gave work to the house or to those below it."""
    rows = select(Directive.conclusion_id).join(Task, Task.directive_id == Directive.id)
    return rows.join(Association, Task.association_id == Association.id).where(within((house.path,)))


def notice_facts(report: Report) -> NoticeFacts:
    """Return the report's conclusion as it is printed."""
    rows = select(Conclusion).options(
        selectinload(Conclusion.directives).selectinload(Directive.assignments),
        joinedload(Conclusion.association),
    )
    one = database.session.scalars(rows.where(Conclusion.id == report.conclusion_id)).unique().one()
    inspector = next(iter(conclusions.contact_of(one)), None)
    all_of_it = conclusions.district_level(one)
    given = {part.association_id for directive in one.directives for part in directive.assignments}
    names = {found.association_id: found.short_name for found in named(given, one.issued_at or report.as_of)}
    return NoticeFacts(
        house=house_facts(one.association, one.issued_at or report.as_of),
        title=one.title,
        number=one.number or "",
        dated_on=one.dated_on or clock.day_of(report.as_of),
        text=one.text,
        signer=one.signer,
        signer_position=one.signer_position,
        assigned=[_assigned(directive, names) for directive in one.directives],
        units=len(all_of_it),
        level=all_of_it[0].level if all_of_it else Level.DISTRICT,
        follower=inspector.name if inspector else "",
        made_at=report.as_of,
    )


def _assigned(directive: Directive, names: Mapping[int, str]) -> Assigned:
    def those(part: Part) -> tuple[str, ...]:
        given = {one.association_id for one in directive.assignments if one.part is part}
        return tuple(name for number, name in names.items() if number in given)

    return Assigned(directive.quote, those(Part.LEAD), those(Part.COORDINATE), directive.due_on, directive.due_phrase)
