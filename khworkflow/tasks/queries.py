"""Reading tasks: what the actor may see, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from khworkflow.associations.models import Association
from khworkflow.associations.queries import within
from khworkflow.conclusions.models import Conclusion, Directive
from khworkflow.core.authz import READERS, SYSTEM, Actor, Role
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.files.models import File
from khworkflow.tasks.lifecycle import ENDED, UNFINISHED, WITH_ASSOCIATION, State
from khworkflow.tasks.models import Evidence, Extension, ExtensionState, Item, ItemEvidence, Reply, ReplyKind, SaidHow, Task

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import ColumnElement

__all__ = ["ExtensionState", "ReplyKind", "SaidHow", "State"]

_EVIDENCE = (
    selectinload(Reply.evidence).joinedload(Evidence.file).joinedload(File.first_page),
    selectinload(Reply.evidence).joinedload(Evidence.judged_by),
)
OWN = frozenset({Role.CHAIR, Role.OFFICER})


def visible(actor: Actor) -> Select[Task]:
    """Select the tasks that the actor may see; the SQL twin of ``policies.see_task``."""
    tasks = (
        select(Task)
        .join(Task.association)
        .join(Task.directive)
        .join(Directive.conclusion)
        .options(
            contains_eager(Task.association),
            contains_eager(Task.directive).contains_eager(Directive.conclusion).joinedload(Conclusion.association),
            joinedload(Task.parent).joinedload(Task.association),
        )
    )
    return tasks if actor.is_system else tasks.where(within(actor.paths(READERS)))


def named(actor: Actor) -> Select[Task]:
    """Select the visible tasks that directives gave to whom they name; shares are counted in these, never beside them."""
    return visible(actor).where(Task.parent_id.is_(None))


def followed(actor: Actor) -> Select[Task]:
    """Select the tasks that the actor follows up: as the office, what directives gave; as a chair, what he handed down."""
    if actor.is_system:
        return visible(actor)
    chaired = [seat.association_id for seat in actor.seats if seat.role is Role.CHAIR]
    handed_down = Task.parent_id.in_(select(Task.id).where(Task.association_id.in_(chaired)))
    return visible(actor).where(or_(Task.parent_id.is_(None) & within(actor.paths(READERS - OWN)), handed_down))


def get(actor: Actor, task_id: int) -> Task:
    """Return the task with its directive, conclusion and association.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    task = database.session.scalar(visible(actor).where(Task.id == task_id))
    if task is None:
        raise NotFound
    return task


def replies(task: Task) -> list[Reply]:
    """Return the words given about the task, oldest first, with authors and evidence."""
    return list(
        database.session.scalars(
            select(Reply).where(Reply.task_id == task.id).options(joinedload(Reply.author), *_EVIDENCE).order_by(Reply.id)
        )
    )


def reply_with_key(task: Task, client_key: str) -> Reply | None:
    """Return the reply that this very form already made, if it did."""
    return database.session.scalar(select(Reply).where(Reply.task_id == task.id, Reply.client_key == client_key))


def mine(actor: Actor) -> list[Task]:
    """Return the unfinished tasks of the associations where the actor is chair or officer, late first.

    Those that wait for the committee come last; tasks without a date follow those with one.
    """
    here = [seat.association_id for seat in actor.seats if seat.role in OWN]
    tasks = visible(actor).where(Task.association_id.in_(here), Task.state.in_(UNFINISHED))
    return list(
        database.session.scalars(tasks.order_by(Task.state == State.SUBMITTED, Task.due_on.is_(None), Task.due_on, Task.id))
    )


def overdue(actor: Actor, today: date) -> list[Task]:
    """Return what the actor follows up and lies with an association past its day, longest overdue first."""
    late = (Task.late_after < today) & Task.state.in_(WITH_ASSOCIATION - {State.WAITING_OUTSIDE})
    return list(database.session.scalars(followed(actor).where(late).order_by(Task.due_on, Task.id)))


def waiting_for_confirmation(actor: Actor) -> list[Task]:
    """Return what was submitted to those whom the actor belongs to, longest waiting first."""
    waiting = followed(actor).where(Task.state == State.SUBMITTED).order_by(Task.submitted_at, Task.id)
    return list(database.session.scalars(waiting))


def of_conclusion(actor: Actor, conclusion_id: int) -> list[Task]:
    """Return the conclusion's tasks that the actor may see, by directive and association; without shares."""
    tasks = named(actor).where(Directive.conclusion_id == conclusion_id)
    return list(database.session.scalars(tasks.order_by(Directive.start, Association.place, Association.id)))


def unfinished_of(association_ids: Iterable[int], actor: Actor = SYSTEM) -> list[Task]:
    """Return the unfinished tasks of the associations, late first; all of them for the mail to their people."""
    tasks = visible(actor).where(Task.association_id.in_(list(association_ids)), Task.state.in_(UNFINISHED))
    return list(database.session.scalars(tasks.order_by(Task.due_on.is_(None), Task.due_on, Task.id)))


@dataclass(frozen=True)
class Filter:
    """Which tasks a list shows; the same names stand in the address of the page."""

    conclusion_id: int | None = None
    directive_id: int | None = None
    association_id: int | None = None
    states: frozenset[State] = frozenset()
    is_overdue: bool = False
    ids: tuple[int, ...] = ()


def listed(actor: Actor, chosen: Filter, today: date) -> Select[Task]:
    """Select the visible tasks that the filter lets through, by due day.

    Shares stand only in lists of the association that has them: a report's number and its list agree.
    """
    own = [seat.association_id for seat in actor.seats if seat.role in OWN] + [chosen.association_id or 0]
    tasks = visible(actor).where(or_(Task.parent_id.is_(None), Task.association_id.in_(own)))
    if chosen.conclusion_id is not None:
        tasks = tasks.where(Directive.conclusion_id == chosen.conclusion_id)
    if chosen.directive_id is not None:
        tasks = tasks.where(Task.directive_id == chosen.directive_id)
    if chosen.association_id is not None:
        tasks = tasks.where(Task.association_id == chosen.association_id)
    if chosen.states:
        tasks = tasks.where(Task.state.in_(chosen.states))
    if chosen.is_overdue:
        tasks = tasks.where(Task.late_after < today, Task.state.in_(WITH_ASSOCIATION - {State.WAITING_OUTSIDE}))
    if chosen.ids:
        tasks = tasks.where(Task.id.in_(chosen.ids))
    return tasks.order_by(Task.due_on.is_(None), Task.due_on, Task.id)


def page(actor: Actor, chosen: Filter, today: date, *, number: int, size: int = 50) -> tuple[list[Task], int]:
    """Return one page of the list and how many tasks it has in all."""
    tasks = listed(actor, chosen, today)
    ids: Select[Any] = tasks.with_only_columns(Task.id).order_by(None)
    total = database.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    rows = database.session.scalars(tasks.limit(size).offset((number - 1) * size))
    return list(rows), total


def is_evidence_of(task: Task, file_id: int) -> bool:
    """Return whether the file was given as evidence of the task."""
    found = (
        select(Evidence.id)
        .join(Reply, Evidence.reply_id == Reply.id)
        .where(Reply.task_id == task.id, Evidence.file_id == file_id)
    )
    beside = select(Item.id).join(Item.evidence).where(Item.task_id == task.id, ItemEvidence.file_id == file_id)
    return any(database.session.scalar(one.limit(1)) is not None for one in (found, beside))


def same_directive(actor: Actor, task: Task) -> list[Task]:
    """Return the visible tasks of the task's directive, of a share those of its parent; in the associations' order."""
    same = (Task.directive_id == task.directive_id) & Task.parent_id.is_not_distinct_from(task.parent_id)
    tasks = visible(actor).where(same)
    return list(database.session.scalars(tasks.order_by(Association.place, Association.id)))


def latest_results(tasks: Iterable[Task]) -> dict[int, Reply]:
    """Return the latest result handed in for each task that has one, by the task's number."""
    rows = database.session.scalars(
        select(Reply)
        .where(Reply.task_id.in_([task.id for task in tasks]), Reply.kind == ReplyKind.RESULT, Reply.taken_back_at.is_(None))
        .options(joinedload(Reply.author), *_EVIDENCE)
        .order_by(Reply.id)
    )
    return {reply.task_id: reply for reply in rows}


def latest_replies(tasks: Iterable[Task]) -> dict[int, Reply]:
    """Return what was said last about each task that anything was said about, by the task's number."""
    of_them = Reply.task_id.in_([task.id for task in tasks]) & Reply.taken_back_at.is_(None)
    newest = select(func.max(Reply.id)).where(of_them).group_by(Reply.task_id)
    rows = database.session.scalars(select(Reply).where(Reply.id.in_(newest)).options(joinedload(Reply.author)))
    return {reply.task_id: reply for reply in rows}


def silent(actor: Actor) -> list[Task]:
    """Return the tasks followed up that nobody has acknowledged yet, by association."""
    tasks = followed(actor).where(Task.state == State.ASSIGNED)
    return list(database.session.scalars(tasks.order_by(Association.place, Association.id, Task.due_on)))


def issuers_of(condition: ColumnElement[bool]) -> list[int]:
    """Return the associations that concluded what the tasks fulfilling the condition come from; shares aside."""
    found = select(Conclusion.association_id).join(Conclusion.directives).join(Task, Task.directive_id == Directive.id)
    given = found.where(condition, Task.parent_id.is_(None)).distinct().order_by(Conclusion.association_id)
    return list(database.session.scalars(given))


def handed_down_by(condition: ColumnElement[bool]) -> list[int]:
    """Return the associations that handed down the shares fulfilling the condition."""
    above = aliased(Task)
    found = select(above.association_id).join(Task, Task.parent_id == above.id).where(condition)
    return list(database.session.scalars(found.distinct().order_by(above.association_id)))


def extensions(task: Task) -> list[Extension]:
    """Return the requests for time, the latest first: the history of the due day."""
    rows = select(Extension).where(Extension.task_id == task.id).order_by(Extension.id.desc())
    return list(database.session.scalars(rows.options(joinedload(Extension.asked_by), joinedload(Extension.decided_by))))


def extension_of(task: Task, extension_id: int) -> Extension:
    """Return the task's request for time.

    Raises:
        NotFound: it has none with this number.

    """
    rows = select(Extension).where(Extension.id == extension_id, Extension.task_id == task.id)
    found = database.session.scalar(rows.options(joinedload(Extension.asked_by), joinedload(Extension.decided_by)))
    if found is None:
        raise NotFound
    return found


def pending_of(task_ids: Iterable[int]) -> dict[int, Extension]:
    """Return the requests of these tasks for time that wait for their decision, by the task's number."""
    rows = select(Extension).where(Extension.task_id.in_(list(task_ids)), Extension.state == ExtensionState.PENDING)
    return {one.task_id: one for one in database.session.scalars(rows.options(joinedload(Extension.asked_by)))}


def reply_of(task: Task, reply_id: int) -> Reply:
    """Return the task's reply.

    Raises:
        NotFound: it has none with this number.

    """
    found = database.session.get(Reply, reply_id)
    if found is None or found.task_id != task.id:
        raise NotFound
    return found


def requests_for_time(actor: Actor) -> list[tuple[Task, Extension]]:
    """Return what those ask for whom the actor follows up and nobody has decided, longest waiting first."""
    tasks = followed(actor).join(Extension, Extension.task_id == Task.id).where(Extension.state == ExtensionState.PENDING)
    rows = database.session.execute(tasks.add_columns(Extension).order_by(Extension.asked_at, Extension.id))
    return [(task, extension) for task, extension in rows]


def of_directive(actor: Actor, directive_id: int) -> list[Task]:
    """Return the directive's tasks that the actor follows up: what waits longest first, what is decided last.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    tasks = followed(actor).where(Task.directive_id == directive_id)
    order = (Task.state != State.SUBMITTED, Task.state.in_(ENDED), Task.submitted_at, Association.place, Task.id)
    found = list(database.session.scalars(tasks.order_by(*order)))
    if not found:
        raise NotFound
    return found


def ending_words(task: Task) -> str:
    """Return the words with which the committee ended the task."""
    said = select(Reply.words).where(Reply.task_id == task.id, Reply.kind == ReplyKind.DECISION).order_by(Reply.id.desc())
    return database.session.scalar(said.limit(1)) or ""
