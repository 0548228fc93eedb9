"""Who may read, draft and issue a conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.authz import STAFF, Actor, Role

if TYPE_CHECKING:
    from khworkflow.associations.models import Association
    from khworkflow.conclusions.models import Conclusion

DRAFTERS = frozenset({Role.COMMITTEE, Role.INSPECTOR})


def draft_for(actor: Actor, association: Association) -> bool:
    return actor.is_system or actor.has(DRAFTERS, association.path)


def draft_conclusion(actor: Actor, conclusion: Conclusion) -> bool:
    return not conclusion.is_issued and draft_for(actor, conclusion.association)


def issue_conclusion(actor: Actor, conclusion: Conclusion) -> bool:
    return not conclusion.is_issued and actor.has(Role.COMMITTEE, conclusion.association.path)


def see_conclusion(actor: Actor, conclusion: Conclusion) -> bool:
    """A draft is seen by those who draft; an issued one by the house above and those it names."""
    if actor.is_system or actor.has(DRAFTERS, conclusion.association.path):
        return True
    if not conclusion.is_issued:
        return False
    above = actor.has(STAFF | {Role.OBSERVER}, conclusion.association.path)
    named = {assignment.association_id for directive in conclusion.directives for assignment in directive.assignments}
    return above or any(seat.association_id in named for seat in actor.seats if seat.role is not Role.ADMINISTRATOR)
