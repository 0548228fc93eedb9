"""Tables of tasks: a row of headings says what the columns hold, every row below it is a directive.

The usual annex ("Phụ lục phân công nhiệm vụ") has TT, Nội dung, Đơn vị chủ trì, Đơn vị phối hợp, Thời hạn. Cells come
divided by a bar (Word tables, see ``sources``) or by tabs (pasted from Word or a sheet).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from khworkflow.conclusions.reader.clock import Clock
from khworkflow.conclusions.reader.deadlines import deadline_in
from khworkflow.conclusions.reader.forms import Form, Name
from khworkflow.conclusions.reader.lists import names_at
from khworkflow.conclusions.reader.normalise import matching_key
from khworkflow.conclusions.reader.reading import Deadline
from khworkflow.conclusions.reader.words import Word, words_of

Span = tuple[int, int]

_DIVIDER: Final = re.compile(r"[ \u00a0]*(?:\||\t)[ \u00a0]*")
#: What a column's heading says it holds; the first that fits wins.
_COLUMNS: Final = (
    ("partners", re.compile(r"phối hợp")),
    ("due", re.compile(r"thời (?:gian|hạn)|hạn (?:hoàn thành|cuối)|hoàn thành|tiến độ|^hạn")),
    ("leads", re.compile(r"chủ trì|thực hiện|đơn vị|phụ trách|cơ quan|trách nhiệm|đầu mối|người")),
    ("content", re.compile(r"nội dung|nhiệm vụ|công việc|việc cần làm|hoạt động|yêu cầu|kết luận")),
)
_NUMBERS: Final = re.compile(r"\W*\d{0,2}\W*$")
_FEWEST: Final = 2  # dividers of the narrowest table of tasks


def is_row(line: str) -> bool:
    """Return whether the line is a row of a table."""
    return line.count("|") >= _FEWEST or line.count("\t") >= _FEWEST


def cells(text: str, start: int, end: int) -> list[Span]:
    """Return the spans of the cells of the row ``text[start:end]``, each without blanks around it."""
    spans = []
    at = start
    for divider in _DIVIDER.finditer(text, start, end):
        spans.append((at, divider.start()))
        at = divider.end()
    return [*spans, (at, end)]


def columns(text: str, row: Sequence[Span]) -> dict[str, int]:
    """Return which cell holds what when the row is one of headings with a content and a doer or a term; else nothing."""
    found: dict[str, int] = {}
    for place, (start, end) in enumerate(row):
        title = matching_key(text[start:end])
        name = next((name for name, pattern in _COLUMNS if end - start < _LONGEST_TITLE and pattern.search(title)), None)
        if name and name not in found:
            found[name] = place
    return found if "content" in found and len(found) > 1 else {}


def tasks(text: str, row: Sequence[Span], places: Mapping[str, int]) -> dict[str, Span]:
    """Return the spans of what the row holds; nothing for a row of numbers, a section's title or an empty row."""
    held = {name: row[place] for name, place in places.items() if place < len(row)}
    start, end = held.get("content", (0, 0))
    if start == end or _NUMBERS.match(text[start:end]):
        return {}
    filled = {name: span for name, span in held.items() if span[0] < span[1]}
    return filled if len(filled) > 1 else {}


def names_in(text: str, span: Span) -> tuple[list[Word], list[Name]]:
    """Return the words of a cell of bodies and the names in it; a cell that names none in the usual ways is one name."""
    words = words_of(text, *span)
    found: list[Name] = []
    at = 0
    while at < len(words):
        names, end = names_at(words, at)
        found.extend(names)
        at = max(end, at + 1)
    whole = [Name(0, len(words), Form.BODY)] if words and any(not word.is_mark for word in words) else []
    return words, found or whole


def due_in(text: str, span: Span, clock: Clock) -> Deadline | None:
    """Return the term in a cell of terms, where "30/9/2019", "Tháng 8" and "Quý III" need no word of limit."""
    start, end = span
    key = matching_key(text[start:end])
    for prefix in ("", "hạn ", "trong "):
        due = deadline_in(prefix + text[start:end], prefix + key, 0, clock)
        if due is not None and due.date is not None:
            first, last = start + max(0, due.start - len(prefix)), start + due.end - len(prefix)
            return Deadline(text[first:last], first, last, due.date, due.bound, due.confidence, due.reasons)
    return deadline_in(text, key, start, clock)


_LONGEST_TITLE: Final = 60  # code points of the longest heading of a column
