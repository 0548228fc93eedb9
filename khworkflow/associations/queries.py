"""Reading the tree, and turning a person into an actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from khworkflow.accounts.models import OneTimeLink, User
from khworkflow.associations import policies
from khworkflow.associations.models import Association, Level, Membership
from khworkflow.core.authz import READERS, Actor, Role, Seat, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.core.text import sort_key
from khworkflow.mailing import desk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from sqlalchemy import ColumnElement

__all__ = ["Level", "Role"]


def actor_for(user: User) -> Actor:
    """Return who the person is to every policy, as the structure stands now."""
    return desk.of("actor", user.id, lambda: actors_for([user])[user.id])


def actors_for(users: Collection[User]) -> dict[int, Actor]:
    """Return the same of several people, in one question."""
    child = aliased(Association)
    has_below = exists().where(child.parent_id == Association.id).correlate(Association)
    rows = database.session.execute(
        select(Membership.user_id, Membership.role, Association.id, Association.path, has_below)
        .join(Membership.association)
        .where(Membership.user_id.in_([user.id for user in users]))
        .order_by(Association.path, Membership.role)
    )
    seats: dict[int, list[Seat]] = {user.id: [] for user in users}
    for user_id, role, association_id, path, is_above in rows:
        seats[user_id].append(Seat(role, association_id, path, bool(is_above)))
    return {user.id: Actor(user.id, user.name, tuple(seats[user.id]), user.locale) for user in users}


def within(paths: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that an association lies in one of the subtrees."""
    return or_(*(Association.path.startswith(path, autoescape=True) for path in paths), Association.id.is_(None))


def visible(actor: Actor) -> Select[Association]:
    """Select the associations that the actor may see: the subtrees of his seats."""
    everything = select(Association).order_by(Association.level, Association.place, Association.id)
    return everything if actor.is_system else everything.where(within(actor.paths(READERS | {Role.ADMINISTRATOR})))


def get(actor: Actor, association_id: int) -> Association:
    """Return the association.

    Raises:
        NotFound: there is none, or the actor may not see it.

    """
    found = database.session.scalar(visible(actor).where(Association.id == association_id))
    if found is None:
        raise NotFound
    return found


def names(actor: Actor) -> dict[int, str]:
    """Return the short names of the associations that the actor may see, by number."""
    return {one.id: one.short_name for one in database.session.scalars(visible(actor))}


def clusters(actor: Actor) -> list[str]:
    """Return the clusters to which the associations belong that the actor may see, in the order of the alphabet."""
    rows = visible(actor).with_only_columns(Association.cluster).where(Association.cluster != "").order_by(None).distinct()
    return sorted(database.session.scalars(rows), key=sort_key)


def root() -> Association | None:
    """Return the association at the top of this installation, if there is one yet."""
    return database.session.scalar(select(Association).where(Association.parent_id.is_(None)).order_by(Association.id))


def office_name() -> str:
    """Return the name of the association at the top, for the sender and the foot of mails."""
    top = root()
    return top.name if top else "khworkflow"


def in_force(below: Association, level: Level, day: date) -> list[Association]:
    """Return the associations of the level below the given one that exist on the day, in their order."""
    rows = database.session.scalars(
        select(Association)
        .where(Association.path.startswith(below.path, autoescape=True), Association.level == level)
        .order_by(Association.place, Association.id)
    )
    return [row for row in rows if row.exists_on(day)]


def tops(actor: Actor) -> list[Association]:
    """Return the associations at which the subtrees begin that the actor reads, in their order."""
    rows = select(Association).where(Association.path.in_(actor.paths(READERS)))
    return list(database.session.scalars(rows.order_by(Association.level, Association.place, Association.id)))


def level_below(above: Association, day: date) -> list[Association]:
    """Return all associations of the first level below that has any on the day: districts once, communes now."""
    for level in levels_below(above):
        if found := in_force(above, level, day):
            return found
    return []


def levels_below(above: Association) -> tuple[Level, ...]:
    """Return the levels below the association's own, downwards."""
    downwards = tuple(Level)
    return downwards[downwards.index(above.level) + 1 :]


def contacts(association_id: int) -> list[User]:
    """Return the people to whom the association's mail goes: its chair; failing that, its officers."""
    rows = list(
        database.session.execute(
            select(User, Membership.role)
            .join(Membership, Membership.user_id == User.id)
            .where(
                Membership.association_id == association_id,
                Membership.role.in_((Role.CHAIR, Role.OFFICER)),
                User.disabled_at.is_(None),
            )
            .order_by(User.id)
        )
    )
    chairs = [user for user, role in rows if role is Role.CHAIR]
    return (chairs or [user for user, _ in rows])[:1]


def holders(role: Role, association_id: int) -> list[User]:
    """Return the people who hold the role at exactly this association and may sign in."""
    return list(
        database.session.scalars(
            select(User)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.association_id == association_id, Membership.role == role, User.disabled_at.is_(None))
            .order_by(User.id)
        )
    )


def members(association_id: int) -> list[Membership]:
    """Return who holds which role at the association."""
    return list(
        database.session.scalars(
            select(Membership)
            .options(joinedload(Membership.association))
            .where(Membership.association_id == association_id)
            .order_by(Membership.role, Membership.id)
        )
    )


def seats_of(user_id: int) -> list[Membership]:
    """Return the roles that the person holds."""
    return list(database.session.scalars(select(Membership).where(Membership.user_id == user_id).order_by(Membership.id)))


def contacts_of(association_ids: Iterable[int]) -> dict[int, int]:
    """Return, in one question, the person to whom each association's mail goes; the same as ``contacts``."""
    return {number: person_id for number, (person_id, _) in _contacts(association_ids).items()}


def addressed(association_ids: Iterable[int]) -> set[int]:
    """Return, in one question, those whose mail has somewhere to go."""
    return {number for number, (_, email) in _contacts(association_ids).items() if email}


def _contacts(association_ids: Iterable[int]) -> dict[int, tuple[int, str | None]]:
    rows = database.session.execute(
        select(Membership.association_id, User.id, User.email)
        .join(User, Membership.user_id == User.id)
        .where(
            Membership.association_id.in_(list(association_ids)),
            Membership.role.in_((Role.CHAIR, Role.OFFICER)),
            User.disabled_at.is_(None),
        )
        .order_by(Membership.role == Role.OFFICER, User.id)
    )
    found: dict[int, tuple[int, str | None]] = {}
    for association_id, person_id, email in rows:
        found.setdefault(association_id, (person_id, email))
    return found


@dataclass(frozen=True)
class Seated:
    """Somebody in a seat, and how far his account is."""

    membership_id: int
    user: User
    role: Role
    position: str
    is_invited: bool  # a link is open

    @property
    def standing(self) -> str:
        """How far the account is: disabled, active, invited, new."""
        if self.user.disabled_at is not None:
            return "disabled"
        if self.user.password_hash is not None:
            return "active"
        return "invited" if self.is_invited else "new"


def people(actor: Actor, now: datetime) -> dict[int, list[Seated]]:
    """Return who sits where, by association, in the part of the tree that the actor sees.

    Raises:
        Forbidden: the actor may not see people.

    """
    ensure(policies.see_people, actor)
    open_link = (
        select(OneTimeLink.id)
        .where(OneTimeLink.user_id == User.id, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now)
        .exists()
    )
    rows = select(Membership, User, open_link).join(User, Membership.user_id == User.id).join(Membership.association)
    if not actor.is_system:
        rows = rows.where(within(actor.paths(READERS | {Role.ADMINISTRATOR})))
    found: dict[int, list[Seated]] = {}
    for seat, user, is_invited in database.session.execute(rows.order_by(User.name_key, Membership.id)):
        found.setdefault(seat.association_id, []).append(Seated(seat.id, user, seat.role, seat.position, is_invited))
    return found


def membership(actor: Actor, membership_id: int) -> Membership:
    """Return the seat, to whoever keeps people.

    Raises:
        NotFound: there is none, or the actor keeps no people.

    """
    found = database.session.get(Membership, membership_id) if policies.keep_people(actor) else None
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Branch:
    """An association with those below it."""

    association: Association
    below: list[Branch]


def tree(actor: Actor) -> list[Branch]:
    """Return the part of the tree that the actor sees, each association under the one above it."""
    branches = {one.id: Branch(one, []) for one in database.session.scalars(visible(actor))}
    tops: list[Branch] = []
    for branch in branches.values():
        parent = branches.get(branch.association.parent_id or 0)
        (parent.below if parent else tops).append(branch)
    return tops


def above(actor: Actor, association: Association) -> Association | None:
    """Return the association above, when the actor may see it."""
    return database.session.scalar(visible(actor).where(Association.id == association.parent_id))


def below(actor: Actor, association: Association) -> list[Association]:
    """Return the associations directly below, in their order."""
    return list(database.session.scalars(visible(actor).where(Association.parent_id == association.id)))
