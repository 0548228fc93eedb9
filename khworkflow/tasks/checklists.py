"""The steps that usually lead to a kind of result, as facts; each task gets a copy when it is issued.

The procedures behind them stand in the domain notes; the association confirms and amends them. The
first list of the kind whose words stand in the directive fits; a list without words fits always.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from khworkflow.core.text import fold

_FACTS: Final = Path(__file__).with_suffix(".json")


@dataclass(frozen=True)
class Suggested:
    """One step: what to do, the paper that shows it, whether an outside body has to agree."""

    text: str
    evidence: str
    needs_approval: bool


@dataclass(frozen=True)
class Checklist:
    """The steps for one kind of directive."""

    kind: str
    name: str
    words: tuple[str, ...]
    steps: tuple[Suggested, ...]


@cache
def every() -> tuple[Checklist, ...]:
    """Return all lists."""
    rows = json.loads(_FACTS.read_text(encoding="utf-8"))
    return tuple(
        Checklist(row["kind"], row["name"], tuple(row["words"]), tuple(Suggested(*item) for item in row["items"])) for row in rows
    )


def fitting(kind: str, words: str) -> Checklist | None:
    """Return the list for a directive of the kind with these words, its title and quote; None for a kind without."""
    said = fold(words)
    fits = (one for one in every() if one.kind == kind and (not one.words or any(fold(word) in said for word in one.words)))
    return next(fits, None)
