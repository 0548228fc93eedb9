"""Building the tree, and seating people in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from khworkflow.associations import policies
from khworkflow.associations.events import AssociationCreated, SeatGiven
from khworkflow.associations.models import Association, Level, Membership
from khworkflow.core.authz import Actor, Role, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line
from khworkflow.eventlog.log import record

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.accounts.models import User


@dataclass(frozen=True)
class Particulars:
    """What an association is called and how it is reached."""

    name: str
    short_name: str
    territory: str
    level: Level
    code: str | None = None
    place: int = 0
    email: str | None = None
    phone: str | None = None
    begins_on: date | None = None
    ends_on: date | None = None


def create(actor: Actor, parent: Association | None, particulars: Particulars) -> Association:
    """Add an association to the tree.

    Raises:
        Refused: it has no name.

    """
    ensure(policies.keep_associations, actor)
    if not one_line(particulars.name):
        raise Refused(_("The association needs a name."), "name")
    association = Association(
        parent_id=parent.id if parent else None,
        path=f"new-{particulars.name}",
        level=particulars.level,
        name=one_line(particulars.name),
        short_name=one_line(particulars.short_name),
        territory=one_line(particulars.territory),
        code=particulars.code,
        place=particulars.place,
        email=particulars.email,
        phone=particulars.phone,
        begins_on=particulars.begins_on,
        ends_on=particulars.ends_on,
    )
    database.session.add(association)
    database.session.flush()  # the path is made of the number
    association.path = f"{parent.path if parent else ''}{association.id}."
    record(actor, f"association:{association.id}", AssociationCreated(association.id, association.name))
    return association


def seat(actor: Actor, user: User, association: Association, role: Role, position: str) -> Membership:
    """Give the person a role at the association."""
    ensure(policies.keep_people, actor)
    membership = Membership(user_id=user.id, association=association, role=role, position=one_line(position))
    database.session.add(membership)
    database.session.flush()  # the log follows the row
    record(actor, f"association:{association.id}", SeatGiven(association.id, user.id, role.value))
    return membership
