"""Reading saved filters: one's own, and those that one's association shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, or_, select

from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.saved_filters.models import Filtered, SavedFilter

if TYPE_CHECKING:
    from khworkflow.core.authz import Actor

__all__ = ["Filtered"]


def visible(actor: Actor) -> Select[SavedFilter]:
    """Select the filters that the actor may see; the SQL twin of ``policies.see_filter``."""
    here = {seat.association_id for seat in actor.seats}
    return select(SavedFilter).where(or_(SavedFilter.owner_id == actor.user_id, SavedFilter.association_id.in_(here)))


def of_page(actor: Actor, page: Filtered) -> list[SavedFilter]:
    """Return the page's filters by name."""
    return list(database.session.scalars(visible(actor).where(SavedFilter.page == page).order_by(SavedFilter.name)))


def get(actor: Actor, filter_id: int) -> SavedFilter:
    """Return the filter.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    found = database.session.scalar(visible(actor).where(SavedFilter.id == filter_id))
    if found is None:
        raise NotFound
    return found
