"""Who may change the tree and its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.authz import READERS, Actor, Role

if TYPE_CHECKING:
    from khworkflow.associations.models import Association


def see_association(actor: Actor, association: Association) -> bool:
    return actor.is_system or actor.has(READERS | {Role.ADMINISTRATOR}, association.path)


def keep_associations(actor: Actor) -> bool:
    return actor.is_system or Role.ADMINISTRATOR in actor.roles


def keep_people(actor: Actor) -> bool:
    return actor.is_system or Role.ADMINISTRATOR in actor.roles


def see_people(actor: Actor) -> bool:
    return actor.is_system or bool(actor.roles & {Role.ADMINISTRATOR, Role.COMMITTEE})
