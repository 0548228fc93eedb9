"""The marked texts of tests/data/reader: the text itself, what is asked in it, and how well a reading agrees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from khworkflow.conclusions.reader import YEN_BAI_2019, Draft, Role, read

DATA: Final = Path(__file__).parents[2] / "data" / "reader"
_MARK: Final = re.compile(r"\[\[(.*?)\]\]\{(.*?)\}", re.DOTALL)
_ENOUGH: Final = 0.5  # of intersection over union, for a draft to be the directive


@dataclass(frozen=True)
class Asked:
    """A directive as a person marked it."""

    start: int
    end: int
    kind: str
    names: frozenset[tuple[str, str]]
    day: str | None


@dataclass
class Agreement:
    """Counts of what agreed, was drafted and was asked."""

    found: int = 0
    drafted: int = 0
    asked: int = 0
    parts: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0, 0] for name in ("names", "days", "kinds")})

    def f1(self, part: str = "directives") -> float:
        """Return the F1 of the directives, or of a part within those found."""
        hit, ours, theirs = (self.found, self.drafted, self.asked) if part == "directives" else self.parts[part]
        return 2 * hit / (ours + theirs) if ours + theirs else 1.0


def marked(path: Path) -> tuple[str, list[Asked]]:
    """Return the text without its marks, and the directives marked in it."""
    raw, text, asked, at = path.read_text(encoding="utf-8"), "", [], 0
    for mark in _MARK.finditer(raw):
        text += raw[at : mark.start()]
        kind, *rest = mark[2].split("|")
        names = frozenset((folded(one[1:]), "lead" if one[0] == "+" else "coordinate") for one in rest if one[0] in "+~")
        day = next((one[1:] for one in rest if one[0] == "@"), None)
        asked.append(Asked(len(text), len(text) + len(mark[1]), kind, names, day))
        text += mark[1]
        at = mark.end()
    return text + raw[at:], asked


def folded(name: str) -> str:
    """Return the name in small letters without a leading "các"."""
    return re.sub(r"^(?:các|những|mỗi) ", "", " ".join(name.lower().split()))


def compared(path: Path, agreement: Agreement) -> None:
    """Add what the reader makes of the text to the counts."""
    text, asked = marked(path)
    drafts = list(read(text, on=None, gazetteer=YEN_BAI_2019).directives)
    pairs = sorted(
        ((_shared(draft, one), i, j) for i, draft in enumerate(drafts) for j, one in enumerate(asked)), reverse=True
    )  # fmt: skip
    taken: dict[int, int] = {}
    for share, i, j in pairs:
        if share >= _ENOUGH and i not in taken and j not in taken.values():
            taken[i] = j
    agreement.found += len(taken)
    agreement.drafted += len(drafts)
    agreement.asked += len(asked)
    for i, j in taken.items():
        _compare(drafts[i], asked[j], agreement.parts)


def _compare(draft: Draft, one: Asked, parts: dict[str, list[int]]) -> None:
    """Add names, day and kind of a draft and the directive it is."""
    names = {(folded(who.text), "lead" if who.role is Role.LEAD else "coordinate") for who in draft.assignees}
    day = draft.deadline.date.isoformat() if draft.deadline and draft.deadline.date else None
    for part, hit, ours, theirs in (
        ("names", len(names & one.names), len(names), len(one.names)),
        ("days", int(day is not None and day == one.day), int(day is not None), int(one.day is not None)),
        ("kinds", int(draft.kind == one.kind != "other"), int(draft.kind != "other"), int(one.kind != "other")),
    ):
        parts[part] = [count + more for count, more in zip(parts[part], (hit, ours, theirs), strict=True)]


def _shared(draft: Draft, one: Asked) -> float:
    """Return intersection over union of two spans."""
    inter = max(0, min(draft.end, one.end) - max(draft.start, one.start))
    return inter / ((draft.end - draft.start) + (one.end - one.start) - inter or 1)
