"""Building the tree, and seating people in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from khworkflow.accounts import commands as accounts
from khworkflow.associations import policies
from khworkflow.associations.events import AssociationAmended, AssociationCreated, AssociationEnded, SeatGiven, SeatRemoved
from khworkflow.associations.models import Association, Level, Membership
from khworkflow.core.authz import Actor, Role, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import day, gettext as _
from khworkflow.core.text import one_line
from khworkflow.eventlog.log import record

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.accounts.models import User


#: What a paper of an earlier day calls an association by; the log keeps it when it changes.
_CALLED: Final = ("name", "short_name", "territory", "level")


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is to be given an account."""

    name: str
    username: str
    email: str | None = None
    phone: str | None = None


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
    cluster: str = ""


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
        cluster=one_line(particulars.cluster),
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


def amend(actor: Actor, association: Association, particulars: Particulars, *, seen_version: int) -> None:
    """Correct what an association is called and how it is reached; its place in the tree stays.

    Raises:
        Conflict: somebody else changed it since it was read.
        Refused: it has no name.

    """
    ensure(policies.keep_associations, actor)
    if association.version != seen_version:
        raise Conflict
    if not one_line(particulars.name):
        raise Refused(_("The association needs a name."), "name")
    wanted = {name: one_line(value) if isinstance(value, str) else value for name, value in asdict(particulars).items()}
    changed = tuple(name for name, value in wanted.items() if getattr(association, name) != value)
    before = {name: str(getattr(association, name)) for name in changed if name in _CALLED}
    for name in changed:
        setattr(association, name, wanted[name])
    if changed:
        record(actor, f"association:{association.id}", AssociationAmended(association.id, association.name, changed, before))


def end(actor: Actor, association: Association, on: date) -> None:
    """Let the association be there until the day, that day included; its history stays.

    Raises:
        Refused: the day is before its beginning, or it has ended already.

    """
    ensure(policies.keep_associations, actor)
    if association.ends_on is not None:
        raise Refused(_("This association has ended already."), "ends_on")
    if association.begins_on is not None and on < association.begins_on:
        message = _("It cannot end on %(day)s, before it began on %(begin)s.", day=day(on), begin=day(association.begins_on))
        raise Refused(message, "ends_on")
    association.ends_on = on
    record(actor, f"association:{association.id}", AssociationEnded(association.id, on.isoformat()))


def add_person(actor: Actor, association: Association, role: Role, position: str, person: NewPerson) -> User:
    """Add a person and give him the role at the association; he signs in once an invitation is taken up.

    Raises:
        Refused: the name is empty, the username is taken, or the address is none.

    """
    ensure(policies.keep_people, actor)
    user = accounts.create(person.name, person.username, email=person.email, phone=person.phone)
    seat(actor, user, association, role, position)
    return user


def remove_seat(actor: Actor, membership: Membership) -> None:
    """Take the role from the person; his rights end with it at once, what he did stays.

    Raises:
        Refused: it is the actor's own seat as administrator.

    """
    ensure(policies.keep_people, actor)
    if membership.user_id == actor.user_id and membership.role is Role.ADMINISTRATOR:
        raise Refused(_("You cannot take the administrator's role from yourself."))
    database.session.delete(membership)
    association_id = membership.association_id
    record(actor, f"association:{association_id}", SeatRemoved(association_id, membership.user_id, membership.role.value))
