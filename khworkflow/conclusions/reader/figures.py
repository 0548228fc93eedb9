"""Numbers that are asked for: "ít nhất 10 suất", "60 %", "từ 100 suất trở lên"."""

from __future__ import annotations

import re
from typing import Final

from khworkflow.conclusions.reader.normalise import matching_key
from khworkflow.conclusions.reader.reading import Figure

_UNITS: Final = r"%|suất|phần quà|phần|học bổng|hội viên|chi hội|mô hình|gia đình|dòng họ|cộng đồng|đơn vị|triệu đồng|tỷ đồng|nghìn đồng|đồng|xe đạp|lượt|người|em|lớp|cuộc|hội nghị"
_FIGURE: Final = re.compile(
    rf"(?:(?P<how>ít nhất|tối thiểu|trên|từ|hơn|không quá|tối đa|dưới|đạt|khoảng)\s+)?(?P<value>\d+(?:[.,]\d+)*)(?:\s+(?:đến|-|–)\s+\d+(?:[.,]\d+)*)?\s*(?P<unit>{_UNITS})(?!\w)(?:\s+(?P<up>trở lên))?"
)
_AT_LEAST: Final = ("ít nhất", "tối thiểu", "trên", "từ", "hơn")
_AT_MOST: Final = ("không quá", "tối đa", "dưới")


def figures_in(text: str, start: int, end: int) -> tuple[Figure, ...]:
    """Return the figures with a unit in ``text[start:end]``; the value is as written, with a point for decimals."""
    found = []
    for hit in _FIGURE.finditer(matching_key(text[start:end])):
        how = hit["how"] or ""
        comparison = "at_least" if how in _AT_LEAST or hit["up"] else "at_most" if how in _AT_MOST else "equal"
        value = re.sub(r"\.(?=\d{3}\b)", "", hit["value"]).replace(",", ".")
        first, last = start + hit.start(), start + hit.end()
        found.append(Figure(text[first:last], first, last, value, hit["unit"], comparison))
    return tuple(found)
