"""Reading rounds of inspection."""

from __future__ import annotations

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from khworkflow.associations import queries as associations
from khworkflow.core.authz import Actor
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.inspections.models import Inspection, TeamMember, TeamRole, Visit
from khworkflow.inspections.policies import READERS

__all__ = ["TeamRole"]


def visible(actor: Actor) -> Select[tuple[Inspection]]:
    """Select the rounds that the actor may see; the SQL twin of ``policies.see_inspection``."""
    every = (
        select(Inspection)
        .join(Inspection.association)
        .options(
            joinedload(Inspection.association),
            selectinload(Inspection.team),
            selectinload(Inspection.visits).joinedload(Visit.association),
        )
    )
    if actor.is_system:
        return every
    own = select(TeamMember.inspection_id).where(TeamMember.user_id == actor.user_id)
    return every.where(or_(associations.within(actor.paths(READERS)), Inspection.id.in_(own)))


def all_of(actor: Actor) -> list[Inspection]:
    """Return the rounds that the actor may see, the latest first."""
    return list(database.session.scalars(visible(actor).order_by(Inspection.begins_on.desc(), Inspection.id.desc())))


def get(actor: Actor, inspection_id: int) -> Inspection:
    """Return the round with its team and visits.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    found = database.session.scalar(visible(actor).where(Inspection.id == inspection_id))
    if found is None:
        raise NotFound
    return found
