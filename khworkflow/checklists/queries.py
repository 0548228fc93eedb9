"""Reading the checklists: in force, and by whom and when they were worded so."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from khworkflow.checklists.facts import Checklist, Step, fitting, kinds, shipped
from khworkflow.checklists.models import ChecklistVersion
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound


def in_force() -> tuple[Checklist, ...]:
    """Return every list as it holds now, by kind: as the office worded it last, else as it was shipped; its own after them."""
    newest = select(func.max(ChecklistVersion.id)).group_by(ChecklistVersion.code)
    latest = select(ChecklistVersion).where(ChecklistVersion.id.in_(newest)).order_by(ChecklistVersion.code)
    rows = database.session.scalars(latest)
    worded = {row.code: row for row in rows}
    ours = [_own(row) for row in worded.values() if row.kind is not None]
    now = [_as_worded(one, worded[one.code]) if one.code in worded else one for one in shipped()] + ours
    return tuple(sorted(now, key=lambda one: kinds().index(one.kind)))


def get(code: str) -> Checklist:
    """Return the list with the code, as it holds now.

    Raises:
        NotFound: there is none.

    """
    found = next((one for one in in_force() if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def as_seen(code: str, number: int) -> Checklist:
    """Return the list as it was in that version; in a version that never was, as it was shipped.

    Raises:
        NotFound: there is no list with the code.

    """
    row = database.session.scalar(
        select(ChecklistVersion).where(ChecklistVersion.code == code, ChecklistVersion.number == number)
    )
    if row is not None and row.kind is not None:
        return _own(row)
    original = next((one for one in shipped() if one.code == code), None)
    if original is None:
        raise NotFound
    return _as_worded(original, row) if row else original


def for_directive(kind: str, words: str) -> Checklist | None:
    """Return the list in force for a directive of the kind with these words; None for a kind without."""
    return fitting(in_force(), kind, words)


def own_codes() -> list[str]:
    """Return the codes of the lists that the office made, those no longer used too."""
    made = select(ChecklistVersion.code).where(ChecklistVersion.kind.is_not(None)).distinct()
    return list(database.session.scalars(made))


def _own(row: ChecklistVersion) -> Checklist:
    steps = tuple(Step(**step) for step in row.steps)
    return Checklist(
        row.code, row.kind or "", row.name, tuple(row.words), "", steps, row.number,
        is_shipped=False, is_own=True, is_retired=row.is_retired,
    )  # fmt: skip


def _as_worded(one: Checklist, row: ChecklistVersion) -> Checklist:
    if row.is_shipped:
        return replace(one, number=row.number)
    steps = tuple(Step(**step) for step in row.steps)
    return replace(
        one, name=row.name, words=tuple(row.words), steps=steps, number=row.number, is_shipped=False, is_retired=row.is_retired
    )
