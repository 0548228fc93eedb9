"""Sentences about indicators: asked for, aimed at, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import gettext as _
from khworkflow.figures.events import FigureReported, IndicatorAdded, IndicatorEnded, TargetSet
from khworkflow.figures.numbers import written
from khworkflow.web.history.telling import Told, written_day

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling


def _added(_telling: Telling, event: IndicatorAdded) -> Told:
    return Told(_("Asked for the indicator “%(name)s” in %(unit)s.", name=event.name, unit=event.unit))


def _ended(_telling: Telling, event: IndicatorEnded) -> Told:
    return Told(_("Asked for the indicator “%(name)s” no longer.", name=event.name))


def _aimed(telling: Telling, event: TargetSet) -> Told | None:
    name = telling.associations.get(event.association_id)
    facts = {"value": written(event.value), "unit": event.unit, "year": event.year}
    return (
        Told(_("Set the target of %(association)s for %(year)s: %(value)s %(unit)s.", association=name, **facts))
        if name
        else None
    )


def _reported(telling: Telling, event: FigureReported) -> Told | None:
    name = telling.associations.get(event.association_id)
    if name is None:
        return None
    facts = {"association": name, "value": written(event.value), "unit": event.unit, "day": written_day(event.counted_on)}
    final = _("Reported for %(association)s: %(value)s %(unit)s as of %(day)s.", **facts)
    estimated = _("Reported for %(association)s: about %(value)s %(unit)s as of %(day)s, an estimate.", **facts)
    return Told(final if event.is_final else estimated, event.reason)


SENTENCES: Final[dict[type[Event], Sentence]] = {
    IndicatorAdded: _added,
    IndicatorEnded: _ended,
    TargetSet: _aimed,
    FigureReported: _reported,
}
