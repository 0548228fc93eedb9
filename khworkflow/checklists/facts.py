"""The twelve checklists as they are shipped, as facts, and the choice among them and the office's own; pure.

The procedures behind them stand in the domain notes; the association confirms and amends them. The
first list of the kind whose words stand in the directive fits, the office's own before those that were
shipped; a list without words fits always.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from khworkflow.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHIPPED: Final = Path(__file__).with_name("shipped.json")


@dataclass(frozen=True)
class Step:
    """One step: what to do, the paper that shows it, which outside body has to agree (none: "")."""

    text: str
    evidence: str = ""
    approver: str = ""
    is_retired: bool = False  # the office uses it no more: new tasks do not get it


@dataclass(frozen=True)
class Checklist:
    """The steps for one kind of directive, in one of its versions."""

    code: str
    kind: str
    name: str
    words: tuple[str, ...]
    basis: str  # of the steps: law, decision, criteria; may be empty
    steps: tuple[Step, ...]
    number: int = 0  # of the version; 0: as shipped and never touched
    is_shipped: bool = True  # nothing in it differs from what was shipped
    is_own: bool = False  # the office made it: there is none shipped behind it
    is_retired: bool = False  # new tasks do not get it

    @property
    def in_use(self) -> tuple[Step, ...]:
        """The steps that a new task gets."""
        return tuple(step for step in self.steps if not step.is_retired)


def kinds() -> tuple[str, ...]:
    """Return the kinds of directives in the lists' order; the last is of those that no list is shipped for."""
    return (*dict.fromkeys(one.kind for one in shipped()), "other")


@cache
def shipped() -> tuple[Checklist, ...]:
    """Return all lists as they are shipped, in the order in which they are tried."""
    rows = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    return tuple(
        Checklist(
            row["code"], row["kind"], row["name"], tuple(row["words"]), row["basis"], tuple(Step(*step) for step in row["steps"])
        )
        for row in rows
    )


def fitting(lists: Iterable[Checklist], kind: str, words: str) -> Checklist | None:
    """Return the list for a directive of the kind with these words, its title and quote; None for a kind without.

    A list that is chosen by words goes before one that fits always, whatever the office did to their words.
    """
    said = _spaced(words)
    ours = sorted((one for one in lists if one.kind == kind and not one.is_retired), key=lambda one: not one.is_own)
    chosen = (one for one in ours if any(_spaced(word) in said for word in one.words))
    return next(chosen, None) or next((one for one in ours if not one.words), None)


def _spaced(text: str) -> str:
    """Return the folded words with a space around each: "Cụm, xã" holds the word "cụm", "cụmm" does not."""
    return " ".join(["", *"".join(letter if letter.isalnum() else " " for letter in fold(text)).split(), ""])
