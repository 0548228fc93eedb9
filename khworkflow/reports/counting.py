"""Taking what associations had counted by a moment: out of the log alone, as figures and targets were known then."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from khworkflow.associations.models import Association
from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.eventlog.log import event_of
from khworkflow.eventlog.models import LogEntry
from khworkflow.figures.events import FigureReported, IndicatorAdded, IndicatorEnded, TargetSet
from khworkflow.figures.models import Indicator
from khworkflow.reports.counted import IndicatorFacts, Standing
from khworkflow.reports.names import named
from khworkflow.tasks.events import DirectiveMeasured

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from khworkflow.conclusions.models import Conclusion
    from khworkflow.reports.snapshot import AssociationFacts


@dataclass
class _Told:
    """What the log tells of one indicator by the moment."""

    name: str = ""
    unit: str = ""
    is_asked: bool = False
    targets: dict[tuple[int, int], int] = field(default_factory=dict)  # by association and year
    figures: dict[int, FigureReported] = field(default_factory=dict)  # the latest of each association


def counted(  # noqa: PLR0913 - of whom, as of when, and what report it is
    told: Sequence[Conclusion], house: Association, as_of: datetime, until: date | None, *, is_period: bool, is_own: bool
) -> tuple[IndicatorFacts, ...]:
    """Return how the associations below the house stood with each indicator, by name; of its own report, the house alone.

    Those by which the conclusions' directives were counted at the moment; in a report of a period also all that the
    house and those above it asked for.
    """
    day = clock.day_of(as_of)
    wanted = _measured(told, as_of) | (_asked_for(house) if is_period else set())
    found = {number: one for number, one in _replayed(wanted, as_of).items() if one.is_asked}
    if not found:
        return ()
    rows = [house] if is_own else _below([house.id], day)
    under: dict[int, list[int]] = defaultdict(list)
    for one in _below([one.id for one in rows], day):
        under[one.parent_id or 0].append(one.id)
    names = named({one.id for one in rows}, as_of)
    year = (until or day).year
    return tuple(
        IndicatorFacts(number, one.name, one.unit, year, tuple(_standing(name, one, year, under) for name in names))
        for number, one in sorted(found.items(), key=lambda pair: (pair[1].name, pair[0]))
    )


def _measured(told: Sequence[Conclusion], as_of: datetime) -> set[int]:
    found: set[tuple[int, int]] = set()
    for event in _events([f"conclusion:{one.id}" for one in told], (DirectiveMeasured.kind,), as_of):
        (found.add if event.is_counted else found.discard)((event.directive_id, event.indicator_id))
    return {number for _directive, number in found}


def _asked_for(house: Association) -> set[int]:
    """Return the indicators in the catalogues of the house and of those above it, whenever they were put there."""
    keepers = [int(one) for one in house.path.strip(".").split(".")]
    return set(database.session.scalars(select(Indicator.id).where(Indicator.association_id.in_(keepers))))


def _replayed(wanted: Iterable[int], as_of: datetime) -> dict[int, _Told]:
    found: dict[int, _Told] = defaultdict(_Told)
    day = clock.day_of(as_of)
    kinds = tuple(one.kind for one in (IndicatorAdded, IndicatorEnded, TargetSet, FigureReported))
    for event in _events([f"indicator:{number}" for number in wanted], kinds, as_of):
        one = found[event.indicator_id]
        match event:
            case IndicatorAdded():
                one.name, one.unit, one.is_asked = event.name, event.unit, True
            case IndicatorEnded():
                one.is_asked = False
            case TargetSet():
                one.targets[event.association_id, event.year] = event.value
            case FigureReported():
                before = one.figures.get(event.association_id)
                if date.fromisoformat(event.counted_on) <= day and (before is None or before.counted_on <= event.counted_on):
                    one.figures[event.association_id] = event
    return found


def _events(subjects: Sequence[str], kinds: Sequence[str], as_of: datetime) -> Iterable[Any]:
    rows = select(LogEntry.at, LogEntry.kind, LogEntry.body).where(LogEntry.subject.in_(subjects), LogEntry.kind.in_(kinds))
    entries: Iterable[Any] = database.session.execute(rows.where(LogEntry.at <= as_of).order_by(LogEntry.id))
    return map(event_of, entries)


def _below(ids: Sequence[int], day: date) -> list[Association]:
    rows = select(Association).where(Association.parent_id.in_(ids)).order_by(Association.place, Association.id)
    return [one for one in database.session.scalars(rows) if one.exists_on(day)]


def _standing(name: AssociationFacts, told: _Told, year: int, under: Mapping[int, Sequence[int]]) -> Standing:
    number = name.association_id
    target, below = told.targets.get((number, year)), under.get(number, ())
    own = told.figures.get(number)
    parts = [own] if own else [told.figures[one] for one in below if one in told.figures]
    if not parts:
        return Standing(number, name.short_name, name.level, target)
    return Standing(
        number,
        name.short_name,
        name.level,
        target,
        sum(one.value for one in parts),
        date.fromisoformat(min(one.counted_on for one in parts)),
        all(one.is_final for one in parts),
        len(parts),
        0 if own else len(below),
    )
