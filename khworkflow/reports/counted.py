"""Figures (chỉ tiêu) as they stood at a moment: what each association aimed at and had counted, and their sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.associations.models import Level


@dataclass(frozen=True)
class Standing:
    """How one association stood; values are thousandths of the unit.

    What it had not counted itself is the sum of what those directly below it had: ``reported`` of ``of`` of them.
    """

    association_id: int
    name: str
    level: Level
    target: int | None = None
    value: int | None = None
    counted_on: date | None = None  # of a sum: the day of its oldest figure
    is_final: bool = True
    reported: int = 0
    of: int = 0  # 0: its own figure


@dataclass(frozen=True)
class Total:
    """What several associations had counted together: of so many, so many reported."""

    value: int
    target: int | None
    reported: int
    of: int
    is_final: bool
    percent: int | None


@dataclass(frozen=True)
class IndicatorFacts:
    """One indicator over the associations of a report."""

    indicator_id: int
    name: str
    unit: str
    year: int  # whose targets they are
    standings: tuple[Standing, ...]

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels of its associations, in their order."""
        return tuple(dict.fromkeys(one.level for one in self.standings))

    def total(self, level: Level | None = None) -> Total:
        """Return the sum over the associations, or over those of one level.

        Its percent is that of all targets, once everybody who reported has one.
        """
        found = [one for one in self.standings if level in (None, one.level)]
        told = [one for one in found if one.value is not None]
        value, aims = sum(one.value or 0 for one in told), [one.target for one in found if one.target is not None]
        target = sum(aims) if aims else None
        is_whole = bool(told) and all(one.target is not None for one in told)
        return Total(
            value,
            target,
            len(told),
            len(found),
            all(one.is_final for one in told),
            percent(value, target) if is_whole else None,
        )


def percent(value: int | None, target: int | None) -> int | None:
    """Return the value in percent of the target, rounded down: what is not reached never reads 100."""
    return value * 100 // target if value is not None and target else None
