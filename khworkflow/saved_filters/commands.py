"""Naming a filter, and dropping one."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import func, select

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line
from khworkflow.eventlog.log import record
from khworkflow.saved_filters import policies
from khworkflow.saved_filters.events import FilterDropped, FilterSaved
from khworkflow.saved_filters.models import Filtered, SavedFilter

NAME_MOST: Final = 80
QUERY_MOST: Final = 1_000
FILTERS_MOST: Final = 50
#: What an address may hold that filters nothing.
_NOT_KEPT: Final = frozenset({"page", "csrf_token"})


def save(actor: Actor, page: Filtered, name: str, query: str, *, is_shared: bool) -> SavedFilter:
    """Keep the filter under the name; one of the same name on the same page is replaced.

    Args:
        actor: whose it is.
        page: which page is filtered.
        name: what it is called.
        query: of the page's address; what is empty, and the number of a page of the list, is left out.
        is_shared: whether everybody seated at the owner's association sees it.

    Raises:
        Refused: it has no name, the name or the address is too long, or there are too many.

    """
    ensure(policies.save_filter, actor)
    name = one_line(name)
    if not name or len(name) > NAME_MOST:
        raise Refused(_("Please give the filter a name of at most %(most)s characters.", most=NAME_MOST), "name")
    kept = cleaned(query)
    if len(kept) > QUERY_MOST:
        raise Refused(_("This filter is too long to be kept."), "name")
    own = select(SavedFilter).where(SavedFilter.owner_id == actor.user_id)
    found = database.session.scalar(own.where(SavedFilter.page == page, SavedFilter.name == name))
    if found is None:
        if (database.session.scalar(select(func.count()).select_from(own.subquery())) or 0) >= FILTERS_MOST:
            raise Refused(_("You have %(most)s filters already. Please drop one first.", most=FILTERS_MOST), "name")
        found = SavedFilter(owner_id=actor.user_id, page=page, name=name)
        database.session.add(found)
    found.query = kept
    found.association_id = next((seat.association_id for seat in actor.seats), None) if is_shared else None
    database.session.flush()  # the log speaks of its number
    is_shared = found.association_id is not None
    record(actor, f"filter:{found.id}", FilterSaved(found.id, page.value, name, kept, is_shared))
    return found


def cleaned(query: str) -> str:
    """Return what filters in an address, as it is kept and compared."""
    return urlencode([(key, value) for key, value in parse_qsl(query) if key not in _NOT_KEPT])


def drop(actor: Actor, saved: SavedFilter) -> None:
    """Keep the filter no longer."""
    ensure(policies.drop_filter, actor, saved)
    database.session.delete(saved)
    record(actor, f"filter:{saved.id}", FilterDropped(saved.id, saved.name))
