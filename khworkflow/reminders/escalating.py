"""Bringing what was reminded of in vain before the next level: once for each due day, as one list in the day's letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from khworkflow.associations import queries as associations
from khworkflow.associations.queries import within
from khworkflow.conclusions.models import Conclusion, Directive
from khworkflow.core.authz import STAFF, Role
from khworkflow.core.db import database
from khworkflow.reminders.models import Escalation
from khworkflow.reminders.schedule import STEPS, day_of_escalation
from khworkflow.tasks import queries as tasks
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION, State
from khworkflow.tasks.models import Extension, ExtensionState, Task

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.core.authz import Actor

#: In these states it is the association's turn, and its delay.
ITS_TURN = WITH_ASSOCIATION - {State.WAITING_OUTSIDE}


@dataclass(frozen=True)
class Raised:
    """A task to be brought before the people of the next level, and the day on which that was to happen."""

    task_id: int
    due_on: date
    on: date
    was_given_late: bool  # it was past that day already when its due day was given
    people: tuple[int, ...]


def due(today: date) -> list[Raised]:
    """Return what is to be brought before the next level by today and was not yet for its present due day.

    Not what lies with the committee, waits for an outside body, or has a request for time open. Where nobody
    holds a seat at the next level it stays due until somebody does. The next level of what was handed down is
    who handed it down.
    """
    above = aliased(Task)
    brought = select(Escalation.id).where(Escalation.task_id == Task.id, Escalation.due_on == Task.due_on).exists()
    asks = select(Extension.id).where(Extension.task_id == Task.id, Extension.state == ExtensionState.PENDING).exists()
    last = today - timedelta(days=STEPS[-1])
    rows = list(
        database.session.execute(
            select(Task.id, Task.due_on, Task.late_after, Task.dated_on, above.association_id, Conclusion.association_id)
            .join(Task.directive)
            .join(Directive.conclusion)
            .outerjoin(above, Task.parent_id == above.id)
            .where(Task.due_on < last, Task.late_after < last, Task.state.in_(ITS_TURN), ~brought, ~asks)
            .order_by(Task.due_on, Task.id)
        )
    )
    people = {issuer: _committee(issuer) for issuer in sorted({row[-1] for row in rows})}
    chairs = associations.contacts_of({row[-2] for row in rows} - {None})
    found = [
        Raised(task_id, due_on, on, on <= dated_on, (chairs[giver],) if giver in chairs else people[issuer])
        for task_id, due_on, late_after, dated_on, giver, issuer in rows
        if due_on and late_after and (on := day_of_escalation(late_after)) <= today
    ]
    return [one for one in found if one.people]


def _committee(association_id: int) -> tuple[int, ...]:
    return tuple(person.id for person in associations.holders(Role.COMMITTEE, association_id))


def brought(actor: Actor) -> list[Task]:
    """Return what the actor follows up, was brought before the next level for its present due day and is still late."""
    raised = select(Escalation.id).where(Escalation.task_id == Task.id, Escalation.due_on == Task.due_on).exists()
    rows = tasks.visible(actor).where(raised, Task.state.in_(ITS_TURN), within(actor.paths(STAFF | {Role.OBSERVER})))
    return list(database.session.scalars(rows.order_by(Task.late_after, Task.id)))
