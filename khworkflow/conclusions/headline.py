"""A few words for lists, cut from a directive's own quote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from khworkflow.core.text import one_line

if TYPE_CHECKING:
    from khworkflow.conclusions.reader import Draft

_MOST: Final = 70  # characters: one line of a phone, two of a table
#: What stands before the work itself: numbering, address, the verb that lays the duty on.
_BEFORE: Final = re.compile(
    r"^(?:[\s,;:.–+*•-]+|(?:\d+|[a-zđ])[.)]\s+|"
    r"(?:và|đặc biệt(?: là)?|trong đó|đồng thời|trước mắt|từ đó|cụ thể|riêng|đối với|giao(?: cho)?|yêu cầu|đề nghị|kiến nghị|"
    r"chỉ đạo|chú ý|lưu ý|cần phải|cần|phải|nên|tiếp tục|thường xuyên|kịp thời|khẩn trương|chủ động|tập trung)\b\s*)",
    re.IGNORECASE,
)
_BREAK: Final = re.compile(
    r"\s*[;:.(–]\s|\s+(?=(?:nhằm|để|từ đó|cũng như|góp phần|theo|trước ngày|trong quý|đây là)\b)", re.IGNORECASE
)
_COMMA: Final = re.compile(r",\s")
_EMPTY: Final = re.compile(r"^(?:đây là|việc này|nội dung này|vấn đề này)\b", re.IGNORECASE)


def headline(draft: Draft) -> str:
    """Return what the directive asks in at most seventy characters: its quote without address, time and verb of directing.

    Empty when nothing of the quote says what is to be done; the kind's own name serves better then.
    """
    words = draft.text
    spoken = [(who.start, who.end) for who in draft.assignees]
    spoken += [(draft.deadline.start, draft.deadline.end)] if draft.deadline else []
    for start, end in sorted(spoken):
        if draft.start <= start and end <= draft.end and not _stripped(words[: start - draft.start]):
            words = " " * (end - draft.start) + words[end - draft.start :]
    rest = _stripped(words)
    return "" if _EMPTY.match(rest) else _shortened(rest)


def _stripped(words: str) -> str:
    words, before = one_line(words), ""
    while words != before:
        before, words = words, one_line(_BEFORE.sub("", words))
    return words


def _shortened(words: str) -> str:
    if len(words) > _MOST:
        ends = [one.start() for one in _BREAK.finditer(words) if _MOST // 3 <= one.start() <= _MOST]
        ends = ends or [one.start() for one in _COMMA.finditer(words) if _MOST * 2 // 3 <= one.start() <= _MOST]
        words = words[: ends[-1]] if ends else words[: _MOST - 1].rsplit(" ", 1)[0] + "…"
    return words[:1].upper() + words[1:].rstrip(" .,;:")
