"""Who keeps the catalogue, and whose figures who may report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.authz import STAFF, Actor, Role, Seat

if TYPE_CHECKING:
    from khworkflow.associations.models import Association

#: Of the association itself: its chair and officers. Of those above: whoever writes down what was told on the telephone.
REPORTERS: Final = frozenset({Role.CHAIR, Role.OFFICER}) | STAFF


def keep_catalogue(actor: Actor, association: Association) -> bool:
    return actor.has(Role.COMMITTEE, association.path)


def keep_catalogues(actor: Actor) -> bool:
    """Whether the actor keeps any catalogue at all."""
    return Role.COMMITTEE in actor.roles


def set_target(actor: Actor, keeper: Association, association: Association) -> bool:
    """Who keeps the catalogue; and, for those below his own association, a chair."""
    is_above = any(seat.role is Role.CHAIR and seat.association_id != association.id for seat in _over(actor, association))
    return keep_catalogue(actor, keeper) or is_above


def report_figures(actor: Actor) -> bool:
    """Whether the actor reports the figures of any association at all."""
    return bool(actor.roles & REPORTERS)


def report_figure(actor: Actor, association: Association) -> bool:
    return actor.has(REPORTERS, association.path)


def _over(actor: Actor, association: Association) -> list[Seat]:
    """Return the actor's seats at the association and above it."""
    return [seat for seat in actor.seats if association.path.startswith(seat.path)]
