"""Who has a part in a task beside the committee: chair, delegate, and who coordinates under whose lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from khworkflow.accounts.models import User
from khworkflow.associations import queries as associations
from khworkflow.associations.models import Association
from khworkflow.conclusions.models import Part
from khworkflow.core.authz import SYSTEM, Actor, Role
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.tasks import policies, queries, shares
from khworkflow.tasks.models import Task
from khworkflow.tasks.queries import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khworkflow.files.models import File


def officers(task: Task) -> list[User]:
    """Return the officers of the task's association: to them the chair may delegate."""
    return associations.holders(Role.OFFICER, task.association_id)


def chairs(task: Task) -> list[User]:
    """Return who chairs the task's association."""
    return associations.holders(Role.CHAIR, task.association_id)


def delegate_of(task: Task) -> User | None:
    """Return the officer whom the chair lets answer."""
    return database.session.get(User, task.delegate_id) if task.delegate_id else None


def beside(actor: Actor, task: Task) -> tuple[list[Task], list[Task], list[Task]]:
    """Return the tasks of those who coordinate in what the actor's association leads, the task's shares, and whose place it took.

    The lead sees the replies of those who coordinate, though the tasks are not his to see otherwise; whoever
    sees a task sees what was handed down of it.
    """
    if task.parent_id is not None:
        return [], [], []
    wanted = (Task.parent_id == task.id) | (Task.superseded_by_id == task.id)
    if task.part is Part.LEAD and policies.work_on_task(actor, task):
        same = (Task.directive_id == task.directive_id) & (Task.period == task.period)
        wanted |= same & (Task.part == Part.COORDINATE) & Task.parent_id.is_(None)
    rows = queries.visible(SYSTEM).where(wanted).order_by(Association.place, Association.id, Task.id)
    found = list(database.session.scalars(rows))
    replaced = [one for one in found if one.superseded_by_id == task.id]
    others = [one for one in found if one not in replaced]
    return [one for one in others if one.parent_id is None], [one for one in others if one.parent_id is not None], replaced


def joining(actor: Actor, task: Task) -> list[Task]:
    """Return the tasks whose replies can be taken into the task's own: of those who coordinate, and of its shares."""
    if not policies.work_on_task(actor, task):
        return []
    coordinators, parts, _replaced = beside(actor, task)
    return coordinators + [one for one in parts if one.state not in shares.GONE]


def brought(actor: Actor, task: Task, file_ids: Iterable[int]) -> list[File]:
    """Return, of the chosen files, the evidence of those whose replies can be taken into the task's own."""
    results = queries.latest_results(joining(actor, task)).values()
    known = {one.file_id: one.file for result in results for one in result.evidence}
    return [known[number] for number in dict.fromkeys(file_ids) if number in known]


def get_with_coordinators(actor: Actor, task_id: int) -> Task:
    """Return the task, also to whoever leads the directive in which its association coordinates.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    try:
        return queries.get(actor, task_id)
    except NotFound:
        coordinates = (Task.part == Part.COORDINATE) & Task.parent_id.is_(None)
        task = database.session.scalar(queries.visible(SYSTEM).where(Task.id == task_id, coordinates))
        if task is None or not _leads(actor, task.directive_id):
            raise
        return task


def _leads(actor: Actor, directive_id: int) -> bool:
    here = [seat.association_id for seat in actor.seats if seat.role in OWN]
    lead = select(Task.id).where(Task.directive_id == directive_id, Task.part == Part.LEAD, Task.association_id.in_(here))
    return database.session.scalar(lead.where(Task.parent_id.is_(None)).limit(1)) is not None


def people(task: Task) -> list[User]:
    """Return who may answer for the association, the chair first."""
    return chairs(task) + officers(task)
