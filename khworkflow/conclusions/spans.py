"""Arithmetic on spans of a text: finding a quote, trimming it, finding it again, cutting the text for a page.

Every offset counts code points of the NFC text, from 0; an end is one past the last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Where a clause of a Vietnamese conclusion may end: stops, semicolons, commas, colons, line ends.
_CLAUSE: Final = re.compile(r"[^\n.;:,…!?]+(?:[.,](?=\S)[^\n.;:,…!?]+)*")

_WORD: Final = re.compile(r"\w+(?:[-/.,]\w+)*")


@dataclass(frozen=True)
class Span:
    """A stretch of a text."""

    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A stretch of a line that carries the same marks from end to end.

    ``marks`` are the places of the spans in the list that was given; ``opens`` and ``closes`` are
    those that begin and end with this piece.
    """

    start: int
    text: str
    marks: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    closes: tuple[int, ...] = ()


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return the span without its outer white space; None when nothing is left or it lies outside the text."""
    if not 0 <= start < end <= len(text):
        return None
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return Span(start, end) if start < end else None


def occurrences(text: str, quote: str) -> list[Span]:
    """Return every place where the quote stands, overlapping ones included, first to last."""
    found, start = [], text.find(quote) if quote else -1
    while start >= 0:
        found.append(Span(start, start + len(quote)))
        start = text.find(quote, start + 1)
    return found


def found_again(text: str, quotes: Sequence[tuple[int, str]]) -> list[Span | None]:
    """Return where each quote (its old start, its words) stands in a changed text; None for a lost one.

    A quote that still stands at its place stays; another is followed to its only occurrence. Two
    quotes never come to share one place: the later is lost then.
    """
    places: list[Span | None] = [
        Span(start, start + len(quote)) if text.startswith(quote, start) else None for start, quote in quotes
    ]
    taken = {place for place in places if place}
    for number, (_, quote) in enumerate(quotes):
        candidates = occurrences(text, quote) if places[number] is None else []
        if len(candidates) == 1 and candidates[0] not in taken:
            places[number] = candidates[0]
            taken.add(candidates[0])
    return places


def clauses(text: str) -> list[Span]:
    """Return the clauses of the text, each a choice for somebody who cannot select with a pointer."""
    spans = (trimmed(text, match.start(), match.end()) for match in _CLAUSE.finditer(text))
    return [span for span in spans if span and any(letter.isalnum() for letter in text[span.start : span.end])]


def stepped(text: str, span: Span, step: str) -> Span:
    """Return the span with one end moved by a word or a clause; where there is no further one it stays.

    Args:
        text: what the span lies in.
        span: whose end is moved.
        step: which end, how far and whither, as the buttons say it: "start-word-back", "end-clause-on".

    """
    edge, unit, way = [*step.split("-"), "", ""][:3]
    stretches = [Span(one.start(), one.end()) for one in _WORD.finditer(text)] if unit == "word" else clauses(text)
    if edge == "start":
        places = [one.start for one in stretches if one.start < span.end]
        before, after = [at for at in places if at < span.start], [at for at in places if at > span.start]
        at = (before[-1:] if way == "back" else after[:1]) or [span.start]
        return Span(at[0], span.end)
    places = [one.end for one in stretches if one.end > span.start]
    before, after = [at for at in places if at < span.end], [at for at in places if at > span.end]
    at = (before[-1:] if way == "back" else after[:1]) or [span.end]
    return Span(span.start, at[0])


def lines(text: str, spans: Iterable[Span]) -> list[list[Piece]]:
    """Cut the text into lines, and each line where a span begins or ends; no code point but the line ends is left out."""
    marked = list(spans)
    cuts = {edge for span in marked for edge in (span.start, span.end)}
    found, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        edges = sorted({start, end} | {cut for cut in cuts if start < cut < end})
        found.append([_piece(text, begin, until, marked) for begin, until in pairwise(edges)])
        start = end + 1
    return found


def _piece(text: str, start: int, end: int, spans: Sequence[Span]) -> Piece:
    over = [number for number, span in enumerate(spans) if span.start <= start and end <= span.end]
    return Piece(
        start,
        text[start:end],
        tuple(over),
        tuple(number for number in over if spans[number].start == start),
        tuple(number for number in over if spans[number].end == end),
    )
