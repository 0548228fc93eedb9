"""Asking an association in writing why tasks are late after all reminders, and its chair's answer (giải trình).

The letter is an urging letter like any other: compiled, looked at, given its number in the register. With the number
it is announced to the association in its letter of the day, which carries a link for the chair to answer by.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from khworkflow.accounts.models import User
from khworkflow.associations.models import Association
from khworkflow.associations.queries import actor_for, within
from khworkflow.conclusions.models import Directive
from khworkflow.core import calendar, clock, links
from khworkflow.core.authz import STAFF, SYSTEM, Actor, Role, ensure
from khworkflow.core.db import database, insert_once
from khworkflow.core.errors import Conflict, NotFound
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.mailing import tokens
from khworkflow.reminders import escalating
from khworkflow.reports import notices, policies
from khworkflow.reports.events import ExplanationAsked, ExplanationGiven
from khworkflow.reports.letters import ANSWER_DAYS, Asked
from khworkflow.reports.models import Explanation, ExplanationFile, ExplanationTask, Report, ReportState
from khworkflow.reports.snapshot import ExplanationFacts
from khworkflow.tasks import queries as tasks
from khworkflow.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Select

    from khworkflow.conclusions.models import Conclusion
    from khworkflow.files.models import File

PURPOSE: Final = "explanation"
WORDS_MOST: Final = 10_000
_OWN: Final = frozenset({Role.CHAIR, Role.OFFICER})


@dataclass(frozen=True)
class Brought:
    """What of one conclusion was brought before the committee about one association, and is still late."""

    association: Association
    conclusion: Conclusion
    tasks: list[Task]
    asked: Explanation | None  # the latest letter about any of it


def brought(actor: Actor) -> list[Brought]:
    """Return what was reminded of in vain and is still late, by association and conclusion, the longest late first."""
    groups: dict[tuple[int, int], list[Task]] = defaultdict(list)
    for task in escalating.brought(actor):
        groups[task.association_id, task.directive.conclusion_id].append(task)
    asked: dict[int, Explanation] = {}
    for one in asked_of(actor):
        for about in one.about:
            asked.setdefault(about.task_id, one)
    return [
        Brought(
            tasks[0].association,
            tasks[0].directive.conclusion,
            tasks,
            next((asked[task.id] for task in tasks if task.id in asked), None),
        )
        for tasks in groups.values()
    ]


def begin(actor: Actor, report: Report, answer_by: date, late: Sequence[Task]) -> None:
    """Write down what the letter asks to be explained, and by when; doing it twice is doing it once."""
    number = insert_once(Explanation, report_id=report.id, association_id=report.addressee_id, answer_by=answer_by, version=1)
    if number is not None:
        for task in late:
            insert_once(ExplanationTask, explanation_id=number, task_id=task.id, due_on=task.due_on)
        told = ExplanationAsked(report.id, report.addressee_id or 0, tuple(task.id for task in late), answer_by.isoformat())
        record(actor, f"report:{report.id}", told)


def announce(actor: Actor, report: Report) -> None:
    """Let the association hear of the letter that was just given its number.

    A letter asked for on the page of reports asks for everything overdue, within the days that it says.
    """
    if of_report(report.id) is None and report.signed_on is not None:
        mine = tasks.visible(SYSTEM).where(Task.association_id == report.addressee_id)
        late = mine.where(Directive.conclusion_id == report.conclusion_id, Task.late_after < report.signed_on)
        open_ = database.session.scalars(late.where(Task.state.in_(escalating.ITS_TURN)).order_by(Task.late_after, Task.id))
        begin(actor, report, calendar.add_working_days(report.signed_on, ANSWER_DAYS), list(open_))
    found = of_report(report.id)
    if found is not None:
        notices.tell_association(found)


def give(actor: Actor, explanation: Explanation, words: str, papers: Sequence[File]) -> None:
    """Answer the letter, once.

    Raises:
        Conflict: it was answered already.

    """
    ensure(policies.give_explanation, actor, explanation)
    if explanation.answered_at is not None:
        raise Conflict
    explanation.words, explanation.answered_at, explanation.answered_by_id = words, moment_of_record(), actor.user_id
    for paper in papers:
        insert_once(ExplanationFile, explanation_id=explanation.id, file_id=paper.id)
    happened = ExplanationGiven(explanation.report_id, explanation.association_id, words, tuple(paper.sha256 for paper in papers))
    record(actor, f"report:{explanation.report_id}", happened)
    notices.tell_of_answer(explanation)


def days_late(explanation: Explanation, today: date) -> int:
    """Return by how many days the answer is overdue; 0 when it is not, or was given."""
    return 0 if explanation.answered_at else max(0, (today - explanation.answer_by).days)


def get(actor: Actor, explanation_id: int) -> Explanation:
    """Return the letter's request and answer.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    found = database.session.scalar(_every().where(Explanation.id == explanation_id))
    if found is None or not policies.see_explanation(actor, found):
        raise NotFound
    return found


def of_report(report_id: int) -> Explanation | None:
    """Return what the letter asks to be explained, if it asks at all."""
    return database.session.scalar(_every().where(Explanation.report_id == report_id))


def asked_of(actor: Actor) -> list[Explanation]:
    """Return the letters of the associations that the actor follows up for, the latest first; cancelled ones left out."""
    rows = _every().where(within(actor.paths(STAFF | {Role.OBSERVER})), Report.state != ReportState.CANCELLED)
    return list(database.session.scalars(rows.order_by(Explanation.id.desc()).limit(200)))


def to_answer(actor: Actor) -> list[Explanation]:
    """Return the letters that the actor's associations have not answered, the first to be answered first."""
    here = [seat.association_id for seat in actor.seats if seat.role in _OWN]
    rows = _every().where(Explanation.association_id.in_(here), Explanation.answered_at.is_(None), Report.number.is_not(None))
    return list(database.session.scalars(rows.order_by(Explanation.answer_by, Explanation.id))) if here else []


def of_association(actor: Actor, association_id: int) -> list[Explanation]:
    """Return the letters to the association that the actor may see, the latest first."""
    return _seen(actor, _every().where(Explanation.association_id == association_id))


def of_task(actor: Actor, task_id: int) -> list[Explanation]:
    """Return the letters about the task that the actor may see, the latest first."""
    about = select(ExplanationTask.explanation_id).where(ExplanationTask.task_id == task_id)
    return _seen(actor, _every().where(Explanation.id.in_(about)))


def address(explanation: Explanation, person_id: int) -> str:
    """Return the link by which the person answers the letter without signing in."""
    return links.explanation(tokens.make(PURPOSE, f"{explanation.id}-{person_id}"))


def opened(token: str) -> tuple[Explanation, Actor]:
    """Return what the link opens, and for whom.

    Raises:
        NotFound: it is forged, or the person is no chair of the association any more; nothing tells which.

    """
    number, _dash, person_id = (tokens.read(PURPOSE, token) or "").partition("-")
    user = database.session.get(User, int(person_id)) if person_id.isdigit() else None
    if user is None or user.disabled_at is not None or not number.isdigit():
        raise NotFound
    actor, found = actor_for(user), get(SYSTEM, int(number))
    if not policies.give_explanation(actor, found):
        raise NotFound
    return found, actor


def file_of(explanation: Explanation, file_id: int) -> File:
    """Return the paper given with the answer.

    Raises:
        NotFound: there is none with this number.

    """
    for one in explanation.papers:
        if one.file_id == file_id:
            return one.file
    raise NotFound


def asked_in(report_id: int) -> Asked | None:
    """Return what the letter asks to be explained and by when; None where that was never said apart."""
    found = of_report(report_id)
    return Asked(frozenset(one.task_id for one in found.about), found.answer_by) if found else None


def told_until(
    conclusion_ids: Sequence[int], house: Association, as_of: datetime, since: date | None
) -> tuple[ExplanationFacts, ...]:
    """Return the letters that had asked those of the house for an explanation by the moment, with the answers given by then."""
    below = select(Association.id).where(within((house.path,)))
    rows = (
        select(Explanation)
        .join(Explanation.report)
        .where(Report.conclusion_id.in_(conclusion_ids), Explanation.association_id.in_(below), Report.frozen_at <= as_of)
        .options(contains_eager(Explanation.report), joinedload(Explanation.association))
        .order_by(Report.frozen_at, Explanation.id)
    )
    found = []
    for one in database.session.scalars(rows):
        asked_on = one.report.signed_on or clock.day_of(as_of)
        answered_at = one.answered_at if one.answered_at and one.answered_at <= as_of else None
        answered_on, words = (clock.day_of(answered_at), one.words or "") if answered_at else (None, "")
        if since is None or answered_on is None or answered_on >= since:
            number = one.report.official_number or ""
            found.append(ExplanationFacts(one.association.short_name, number, asked_on, one.answer_by, answered_on, words))
    return tuple(found)


def _seen(actor: Actor, rows: Select[Explanation]) -> list[Explanation]:
    found = database.session.scalars(rows.where(Report.state != ReportState.CANCELLED).order_by(Explanation.id.desc()))
    return [one for one in found if policies.see_explanation(actor, one)]


def _every() -> Select[Explanation]:
    return (
        select(Explanation)
        .join(Explanation.report)
        .join(Association, Report.association_id == Association.id)
        .options(
            contains_eager(Explanation.report).contains_eager(Report.association),
            contains_eager(Explanation.report).joinedload(Report.conclusion),
            joinedload(Explanation.association),
            joinedload(Explanation.answered_by),
            selectinload(Explanation.about)
            .joinedload(ExplanationTask.task)
            .joinedload(Task.directive)
            .load_only(Directive.title),
            selectinload(Explanation.papers).joinedload(ExplanationFile.file),
        )
    )
