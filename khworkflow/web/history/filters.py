"""Sentences about saved filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import gettext as _
from khworkflow.saved_filters.events import FilterDropped, FilterSaved
from khworkflow.web.history.telling import Told

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling


def _saved(_telling: Telling, event: FilterSaved) -> Told:
    if event.is_shared:
        return Told(_("Kept a filter for the office: %(name)s", name=event.name))
    return Told(_("Kept a filter: %(name)s", name=event.name))


def _dropped(_telling: Telling, event: FilterDropped) -> Told:
    return Told(_("Dropped a filter: %(name)s", name=event.name))


SENTENCES: Final[dict[type[Event], Sentence]] = {FilterSaved: _saved, FilterDropped: _dropped}
