"""Who records and who reads a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.authz import STAFF, Actor, Role

if TYPE_CHECKING:
    from khworkflow.associations.models import Association
    from khworkflow.inspections.models import Inspection

RECORDERS = frozenset({Role.COMMITTEE, Role.INSPECTOR})
READERS = STAFF | {Role.OBSERVER}


def record_for(actor: Actor, association: Association) -> bool:
    return actor.is_system or actor.has(RECORDERS, association.path)


def record_inspection(actor: Actor, inspection: Inspection) -> bool:
    return record_for(actor, inspection.association)


def see_inspection(actor: Actor, inspection: Inspection) -> bool:
    """The house that inspects, and the people of the team: peers read their round, no more."""
    in_team = actor.user_id is not None and any(member.user_id == actor.user_id for member in inspection.team)
    return actor.is_system or actor.has(READERS, inspection.association.path) or in_team
