"""Whose filters are whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.authz import Actor, Role

if TYPE_CHECKING:
    from khworkflow.saved_filters.models import SavedFilter


def save_filter(actor: Actor) -> bool:
    return actor.user_id is not None


def see_filter(actor: Actor, saved: SavedFilter) -> bool:
    """The owner's; shared, also of whoever is seated at the same association."""
    is_own = actor.user_id is not None and saved.owner_id == actor.user_id
    return is_own or (saved.association_id is not None and actor.holds(frozenset(Role), saved.association_id))


def drop_filter(actor: Actor, saved: SavedFilter) -> bool:
    """The owner; a shared one also the committee."""
    is_own = actor.user_id is not None and saved.owner_id == actor.user_id
    return is_own or (saved.association_id is not None and actor.holds(Role.COMMITTEE, saved.association_id))
