"""What lies with the associations whose mail goes to a person: a few columns of each task, for one person or a whole batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import select

from khworkflow.associations import queries as associations
from khworkflow.associations.models import Association, Membership
from khworkflow.core.authz import Role
from khworkflow.core.db import database
from khworkflow.mailing import desk
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION, State
from khworkflow.tasks.models import Task
from khworkflow.tasks.schedule import days_overdue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

_OWN: Final = frozenset({Role.CHAIR, Role.OFFICER})


class Lying(NamedTuple):
    """One unfinished task and whose it is."""

    id: int
    state: State
    due_on: date | None
    late_after: date | None
    association_id: int
    short_name: str  # of the association


def of(person_id: int) -> list[Lying]:
    """Return what lies with the person's associations, by due day, those without one last."""
    return desk.of("in hand", person_id, lambda: of_people([person_id])[person_id])


def of_people(person_ids: Collection[int]) -> dict[int, list[Lying]]:
    """Return the same of several people, by person."""
    seats = select(Membership.association_id).where(Membership.user_id.in_(person_ids), Membership.role.in_(_OWN))
    here = list(database.session.scalars(seats.distinct()))
    found: dict[int, list[Lying]] = {person_id: [] for person_id in person_ids}
    contacts = associations.contacts_of(here) if here else {}
    whose = {where: person_id for where, person_id in contacts.items() if person_id in found}
    if whose:
        rows = (
            select(Task.id, Task.state, Task.due_on, Task.late_after, Task.association_id, Association.short_name)
            .join(Association, Association.id == Task.association_id)
            .where(Task.association_id.in_(whose), Task.state.in_(WITH_ASSOCIATION))
            .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        )
        for row in database.session.execute(rows):
            found[whose[row.association_id]].append(Lying(*row))
    return found


def late_first(mine: Iterable[Lying], today: date) -> list[Lying]:
    """Return them, longest overdue first."""
    return sorted(mine, key=lambda one: -days_overdue(one.state, one.late_after, today))
