"""Who has a part in a task beside the committee: chair, delegate, and who coordinates under whose lead."""

from __future__ import annotations

from sqlalchemy import select

from khworkflow.accounts.models import User
from khworkflow.associations import queries as associations
from khworkflow.associations.models import Association
from khworkflow.conclusions.models import Part
from khworkflow.core.authz import SYSTEM, Actor, Role
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.tasks import policies, queries
from khworkflow.tasks.models import Task
from khworkflow.tasks.queries import OWN


def officers(task: Task) -> list[User]:
    """Return the officers of the task's association: to them the chair may delegate."""
    return associations.holders(Role.OFFICER, task.association_id)


def chairs(task: Task) -> list[User]:
    """Return who chairs the task's association."""
    return associations.holders(Role.CHAIR, task.association_id)


def delegate_of(task: Task) -> User | None:
    """Return the officer whom the chair lets answer."""
    return database.session.get(User, task.delegate_id) if task.delegate_id else None


def coordinators(actor: Actor, task: Task) -> list[Task]:
    """Return the tasks of those who coordinate in the directive that the actor's association leads.

    The lead sees their replies, though the tasks are not his to see otherwise.
    """
    if task.part is not Part.LEAD or not policies.work_on_task(actor, task):
        return []
    beside = queries.visible(SYSTEM).where(Task.directive_id == task.directive_id, Task.part == Part.COORDINATE)
    return list(database.session.scalars(beside.order_by(Association.place, Association.id)))


def get_with_coordinators(actor: Actor, task_id: int) -> Task:
    """Return the task, also to whoever leads the directive in which its association coordinates.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    try:
        return queries.get(actor, task_id)
    except NotFound:
        task = database.session.scalar(queries.visible(SYSTEM).where(Task.id == task_id, Task.part == Part.COORDINATE))
        if task is None or not _leads(actor, task.directive_id):
            raise
        return task


def _leads(actor: Actor, directive_id: int) -> bool:
    here = [seat.association_id for seat in actor.seats if seat.role in OWN]
    lead = select(Task.id).where(Task.directive_id == directive_id, Task.part == Part.LEAD, Task.association_id.in_(here))
    return database.session.scalar(lead.limit(1)) is not None


def people(task: Task) -> list[User]:
    """Return who may answer for the association, the chair first."""
    return chairs(task) + officers(task)
