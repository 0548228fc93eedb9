"""Who may record rounds of inspection, and who may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.authz import READERS, Actor, Role

if TYPE_CHECKING:
    from khworkflow.associations.models import Association
    from khworkflow.inspections.models import Inspection

RECORDERS: Final = frozenset({Role.INSPECTOR, Role.COMMITTEE})


def record_inspections(actor: Actor) -> bool:
    """Whether the actor records rounds of any association at all."""
    return bool(actor.roles & RECORDERS)


def record_inspection(actor: Actor, association: Association) -> bool:
    return actor.has(RECORDERS, association.path)


def see_inspection(actor: Actor, inspection: Inspection) -> bool:
    """Those who read the inspecting association, and the team's own members their round and no more."""
    if actor.is_system or actor.has(READERS, inspection.association.path):
        return True
    return actor.user_id is not None and any(member.user_id == actor.user_id for member in inspection.team)
