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
    from collections.abc import Collection, Sequence
    from datetime import date


@dataclass(frozen=True)
class Sum:
    """What those directly below an association counted together: who reported of how many."""

    total: int  # thousandths
    reported: int
    of: int
    has_estimates: bool


@dataclass(frozen=True)
class Cell:
    """How one association stands with one indicator."""

    figure: Figure | None
    target: int | None  # thousandths, of the year of the day asked for
    below: Sum | None = None  # None: nobody below it reported

    @property
    def value(self) -> int | None:
        """What it counted itself; failing that, what those below it counted together: nobody is counted twice."""
        if self.figure is not None:
            return self.figure.value
        return self.below.total if self.below is not None else None

    @property
    def is_estimate(self) -> bool:
        """Whether the value is an estimate, or a sum with one in it."""
        if self.figure is not None:
            return not self.figure.is_final
        return self.below is not None and self.below.has_estimates

    @property
    def differs(self) -> bool:
        """Whether the association counted something else than those below it, all of whom reported."""
        if self.figure is None or self.below is None or self.below.reported < self.below.of:
            return False
        return self.below.total != self.figure.value

    @property
    def percent(self) -> int | None:
        """The value in percent of the target, rounded down: what is not reached never reads 100."""
        return self.value * 100 // self.target if self.value is not None and self.target else None


@dataclass(frozen=True)
class Column:
    """One indicator over all associations: each one's standing, and the sum of those that reported."""

    indicator: Indicator
    cells: dict[int, Cell]

    def of(self, associations: Sequence[Association]) -> Column:
        """Return the same of these associations alone."""
        return Column(self.indicator, {one.id: self.cells[one.id] for one in associations})

    @property
    def total(self) -> int:
        """What those that reported counted together, in thousandths."""
        return sum(cell.value or 0 for cell in self.cells.values())

    @property
    def target(self) -> int | None:
        """What those with a target aim at together; None when nobody has one."""
        aims = [cell.target for cell in self.cells.values() if cell.target is not None]
        return sum(aims) if aims else None

    @property
    def percent(self) -> int | None:
        """The total in percent of the target, rounded down, once everybody who reported has a target."""
        whole = all(cell.target is not None for cell in self.cells.values() if cell.value is not None)
        return self.total * 100 // self.target if self.target and whole else None

    @property
    def reported(self) -> int:
        """How many reported."""
        return sum(cell.value is not None for cell in self.cells.values())

    @property
    def has_estimates(self) -> bool:
        """Whether one of the figures in the sum is an estimate."""
        return any(cell.is_estimate for cell in self.cells.values())


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


def next_after(indicator_id: int, association_id: int, day: date) -> Figure | None:
    """Return what the association counted next after the day; of one day's figures the one written first."""
    rows = select(Figure).where(Figure.indicator_id == indicator_id, Figure.association_id == association_id, Figure.as_of > day)
    return database.session.scalars(rows.order_by(Figure.as_of, Figure.id).limit(1)).first()


def is_kept(indicator_id: int, association_id: int, client_key: str) -> bool:
    """Return whether the association's figure with this key is written down already."""
    place = {"indicator_id": indicator_id, "association_id": association_id, "client_key": client_key}
    return database.session.scalar(select(Figure.id).filter_by(**place)) is not None


def table(
    indicators: Sequence[Indicator], associations: Sequence[Association], day: date, year: int | None = None
) -> list[Column]:
    """Return how the associations, which the reader may see, stand on the day; three questions, however many they are."""
    ids = [association.id for association in associations]
    below: dict[int, list[int]] = {number: [] for number in ids}
    for one in database.session.scalars(select(Association).where(Association.parent_id.in_(ids))):
        if one.exists_on(day):
            below[one.parent_id or 0].append(one.id)
    figures = _figures({*ids, *(number for several in below.values() for number in several)}, day)
    aims = select(Target).where(Target.association_id.in_(ids), Target.year == (year or day.year))
    targets = {(one.indicator_id, one.association_id): one.value for one in database.session.scalars(aims)}

    def cell(indicator_id: int, number: int) -> Cell:
        found = [figures[place] for one in below[number] if (place := (indicator_id, one)) in figures]
        total, estimates = sum(one.value for one in found), any(not one.is_final for one in found)
        together = Sum(total, len(found), len(below[number]), estimates) if found else None
        return Cell(figures.get((indicator_id, number)), targets.get((indicator_id, number)), together)

    return [Column(one, {number: cell(one.id, number) for number in ids}) for one in indicators]


def _figures(ids: Collection[int], day: date) -> dict[tuple[int, int], Figure]:
    """Return the latest figure by the day of each indicator and association."""
    newest = func.row_number().over(
        partition_by=(Figure.indicator_id, Figure.association_id), order_by=(Figure.as_of.desc(), Figure.id.desc())
    )
    ranked = select(Figure.id, newest.label("rank")).where(Figure.association_id.in_(ids), Figure.as_of <= day).subquery()
    rows = select(Figure).join(ranked, (ranked.c.id == Figure.id) & (ranked.c.rank == 1)).options(joinedload(Figure.author))
    return {(one.indicator_id, one.association_id): one for one in database.session.scalars(rows)}
