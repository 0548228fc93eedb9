"""Who keeps the catalogue, and whose figures who may report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.authz import STAFF, Actor, Role

if TYPE_CHECKING:
    from khworkflow.associations.models import Association

#: Of the association itself: its chair and officers. Of those above: whoever writes down what was told on the telephone.
REPORTERS: Final = frozenset({Role.CHAIR, Role.OFFICER}) | STAFF


def keep_catalogue(actor: Actor, association: Association) -> bool:
    return actor.has(Role.COMMITTEE, association.path)


def keep_catalogues(actor: Actor) -> bool:
    """Whether the actor keeps any catalogue at all."""
    return Role.COMMITTEE in actor.roles


def report_figures(actor: Actor) -> bool:
    """Whether the actor reports the figures of any association at all."""
    return bool(actor.roles & REPORTERS)


def report_figure(actor: Actor, association: Association) -> bool:
    return actor.has(REPORTERS, association.path)
