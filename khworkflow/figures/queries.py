"""Reading figures: the catalogue, the latest of each association, sums that never count anybody twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from khworkflow.associations import queries as tree
from khworkflow.associations.models import Association
from khworkflow.core.authz import READERS, Actor
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.figures.models import Figure, Indicator, Target

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True)
class Cell:
    """How one association stands with one indicator."""

    figure: Figure | None
    target: int | None  # thousandths, of the year of the day asked for

    @property
    def percent(self) -> int | None:
        """The figure in percent of the target, rounded down: what is not reached never reads 100."""
        return self.figure.value * 100 // self.target if self.figure and self.target else None


@dataclass(frozen=True)
class Column:
    """One indicator over all associations: each one's standing, and the sum of those that reported."""

    indicator: Indicator
    cells: dict[int, Cell]

    @property
    def total(self) -> int:
        """What those that reported counted together, in thousandths."""
        return sum(cell.figure.value for cell in self.cells.values() if cell.figure)

    @property
    def reported(self) -> int:
        """How many reported."""
        return sum(cell.figure is not None for cell in self.cells.values())

    @property
    def has_estimates(self) -> bool:
        """Whether one of the figures in the sum is an estimate."""
        return any(cell.figure is not None and not cell.figure.is_final for cell in self.cells.values())


def catalogue(actor: Actor) -> list[Indicator]:
    """Return the indicators asked for by an association that the actor sits at, above or below, by name."""
    if actor.is_system:
        rows = select(Indicator)
    else:
        paths = actor.paths(READERS)
        above = [number for path in paths for number in path.strip(".").split(".")]
        keepers = select(Association.id).where(or_(tree.within(paths), Association.id.in_([int(one) for one in above])))
        rows = select(Indicator).where(Indicator.association_id.in_(keepers))
    return list(database.session.scalars(rows.where(Indicator.ended_at.is_(None)).order_by(Indicator.name)))


def indicator(actor: Actor, indicator_id: int) -> Indicator:
    """Return the indicator.

    Raises:
        NotFound: there is none in any catalogue that concerns the actor.

    """
    for one in catalogue(actor):
        if one.id == indicator_id:
            return one
    raise NotFound


def latest(indicator_id: int, association_id: int, day: date) -> Figure | None:
    """Return what the association last counted by the day; of one day's figures the one written last."""
    rows = select(Figure).where(Figure.indicator_id == indicator_id, Figure.association_id == association_id, Figure.as_of <= day)
    return database.session.scalars(rows.order_by(Figure.as_of.desc(), Figure.id.desc()).limit(1)).first()


def table(indicators: Sequence[Indicator], associations: Sequence[Association], day: date) -> list[Column]:
    """Return how the associations, which the reader may see, stand on the day; two questions, however many they are."""
    ids = [association.id for association in associations]
    newest = func.row_number().over(
        partition_by=(Figure.indicator_id, Figure.association_id), order_by=(Figure.as_of.desc(), Figure.id.desc())
    )
    ranked = select(Figure.id, newest.label("rank")).where(Figure.association_id.in_(ids), Figure.as_of <= day).subquery()
    rows = select(Figure).join(ranked, (ranked.c.id == Figure.id) & (ranked.c.rank == 1)).options(joinedload(Figure.author))
    figures = {(one.indicator_id, one.association_id): one for one in database.session.scalars(rows)}
    aims = select(Target).where(Target.association_id.in_(ids), Target.year == day.year)
    targets = {(one.indicator_id, one.association_id): one.value for one in database.session.scalars(aims)}
    return [
        Column(one, {number: Cell(figures.get((one.id, number)), targets.get((one.id, number))) for number in ids})
        for one in indicators
    ]
