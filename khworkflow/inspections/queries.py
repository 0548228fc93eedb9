"""Reading rounds of inspection: what the actor may see, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from khworkflow.accounts.models import User
from khworkflow.associations import queries as associations
from khworkflow.associations.models import Association, Membership
from khworkflow.associations.queries import within
from khworkflow.core.authz import READERS, Actor
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.inspections.models import Inspection, TeamMember, TeamRole, Visit
from khworkflow.inspections.policies import RECORDERS

if TYPE_CHECKING:
    from datetime import date

__all__ = ["TeamRole"]


def visible(actor: Actor) -> Select[Inspection]:
    """Select the rounds that the actor may see, latest first; the SQL twin of ``policies.see_inspection``."""
    rounds = (
        select(Inspection)
        .options(
            joinedload(Inspection.association),
            selectinload(Inspection.team),
            selectinload(Inspection.visits).joinedload(Visit.association),
        )
        .order_by(Inspection.begins_on.desc(), Inspection.id.desc())
    )
    if actor.is_system:
        return rounds
    own = Inspection.association_id.in_(select(Association.id).where(within(actor.paths(READERS))))
    as_member = Inspection.id.in_(
        select(TeamMember.inspection_id).where(TeamMember.user_id.is_not(None), TeamMember.user_id == actor.user_id)
    )
    return rounds.where(or_(own, as_member))


def get(actor: Actor, inspection_id: int) -> Inspection:
    """Return the round with its team and visits.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    found = database.session.scalar(visible(actor).where(Inspection.id == inspection_id))
    if found is None:
        raise NotFound
    return found


def visit(actor: Actor, inspection_id: int, visit_id: int) -> Visit:
    """Return the visit of that round.

    Raises:
        NotFound: there is none, or the actor may not see its round.

    """
    for one in get(actor, inspection_id).visits:
        if one.id == visit_id:
            return one
    raise NotFound


def listed(actor: Actor) -> list[Inspection]:
    """Return the visible rounds, latest first."""
    return list(database.session.scalars(visible(actor)))


def recording(actor: Actor) -> list[Association]:
    """Return the associations that the actor inspects for: where he is inspector or of the committee."""
    numbers = [seat.association_id for seat in actor.seats if seat.role in RECORDERS]
    return list(database.session.scalars(select(Association).where(Association.id.in_(numbers)).order_by(Association.path)))


def inspectable(actor: Actor, inspection: Inspection, day: date) -> list[Association]:
    """Return the associations below the inspecting one that are there on the day, in their order."""
    above = inspection.association
    beneath = Association.path.startswith(above.path, autoescape=True)
    rows = database.session.scalars(associations.visible(actor).where(beneath))
    return [row for row in rows if row.id != above.id and row.exists_on(day)]


def candidates(inspection: Inspection) -> list[tuple[User, Membership]]:
    """Return the people with an account below the inspecting association, each with one of his seats, by name."""
    rows = database.session.execute(
        select(User, Membership)
        .join(Membership, Membership.user_id == User.id)
        .join(Membership.association)
        .options(joinedload(Membership.association))
        .where(Association.path.startswith(inspection.association.path, autoescape=True), User.disabled_at.is_(None))
        .order_by(User.name_key, User.id, Membership.id)
    )
    return list({user.id: (user, seat) for user, seat in rows}.values())
