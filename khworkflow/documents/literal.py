"""Words that people gave, made fit to print: literal, and without what XML forbids or what hides itself."""

from __future__ import annotations

import re
from dataclasses import fields
from enum import StrEnum
from typing import Any, Final

from khworkflow.core.text import clean

_UNPRINTABLE: Final = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_LINKED: Final = re.compile(r"(?:/|#|https?://)", re.IGNORECASE)


def literal(text: str) -> str:
    """Return the text as it is printed: composed, without controls, its outer spaces kept."""
    fenced = clean(f"|{_UNPRINTABLE.sub('', text)}|")  # the fence keeps the spaces that part two runs
    return fenced[1:-1]


class Shape:
    """Cleans the words of a dataclass when it is made, so that no writer has to.

    Raises:
        ValueError: an ``href`` is neither a path, a place on the page nor http(s).

    """

    __slots__ = ()

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]  # every subclass is a dataclass
            object.__setattr__(self, field.name, _cleaned(getattr(self, field.name)))
        href = getattr(self, "href", None)
        if href is not None and not _LINKED.match(href):
            msg = f"not an address of a page: {href!r}"
            raise ValueError(msg)


def _cleaned(value: Any) -> Any:
    """Return the words cleaned; what is not words stays as it is."""
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return literal(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(part) for part in value)
    return value
