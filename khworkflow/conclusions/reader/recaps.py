"""News tells an order twice, in its lead or under "Về việc này": it is counted once."""

from __future__ import annotations

import re
from typing import Final

from khworkflow.conclusions.reader.normalise import matching_key
from khworkflow.conclusions.reader.reading import Draft, Role
from khworkflow.conclusions.reader.words import words_of

_ABOUT_THIS: Final = re.compile(
    r"(?:về|liên quan(?: đến)?|trước) (?:việc|vấn đề|nội dung|sự việc|thông tin) (?:này|nêu trên|trên)", re.IGNORECASE
)
_SAID: Final = re.compile(r"\S")
_RECAPS: Final = 0.55  # share of a lead's words that the body repeats
#: Those who hope and ask, and have nobody to tell: what they wish is news, not a directive.
_WISHES: Final = re.compile(
    r"\W*(?:(?:nhiều|một số|các|đông đảo|đa số) )?(?:phụ huynh|người dân|cử tri|bạn đọc|dư luận|bà con|nhân dân|học sinh|sinh viên|chuyên gia)\b"
    r"[^.;:]{0,40}\b(?:mong|đề nghị|kiến nghị|đề xuất|yêu cầu|phản ánh|cho rằng|bày tỏ)"
)
#: Behind the closing quotation mark stands who said it: '", văn bản nêu rõ'.
_SAID_BY: Final = re.compile(
    r"[”\"],?\s[^”\".;]{0,60}(?:nêu rõ|nêu|nhấn mạnh|cho biết|khẳng định|phát biểu|nói)\W*$", re.IGNORECASE
)


def is_wish(line: str) -> bool:
    """Return whether the sentence tells what people hope for who have nobody to direct."""
    return _WISHES.match(matching_key(line)) is not None


def spoken_end(text: str, start: int, end: int) -> int:
    """Return where the words from start to end stop being said: before the closing mark and the one who says them."""
    said = _SAID_BY.search(text, start, end)
    return said.start() if said else end


def without_lead(text: str, start: int, drafts: list[Draft]) -> list[Draft]:
    """Return the drafts without those of a news lead whose words the body says again."""
    opening = _SAID.search(text, start)
    body = text.find("\n\n", opening.start()) if opening else -1
    if (
        body < 0
        or re.match(r"\s*(?:sáng|chiều|tối|ngày)\b", text[start : start + 40], re.IGNORECASE)
        or len(text) - body < 2 * (body - start)
    ):
        return drafts
    later = {word.key for word in words_of(text, body)}

    def recaps(draft: Draft) -> bool:
        if draft.end > body:
            return False
        mine = [word.key for word in words_of(draft.text) if not word.is_mark]
        if " vừa " in text[start : draft.end] and drafts[-1].start > body:
            return True  # "Chủ tịch vừa có công văn yêu cầu ...": news of the paper that the body tells in full
        return sum(key in later for key in mine) >= _RECAPS * len(mine)

    return [draft for draft in drafts if not recaps(draft)]


def without_retelling(text: str, drafts: list[Draft]) -> list[Draft]:
    """Return the drafts without those that "Về việc này, ..." tells again of the same bodies; the one with a date stays."""
    dropped: set[int] = set()
    for at, draft in enumerate(drafts):
        if not _ABOUT_THIS.search(text[max(0, draft.start - _BEFORE) : draft.start + _BEFORE]):
            continue
        for earlier in range(at - 1, max(-1, at - _BACK), -1):
            if _leads(drafts[earlier]) == _leads(draft):
                dropped.add(earlier if _is_dated(draft) and not _is_dated(drafts[earlier]) else at)
                break
    return [draft for at, draft in enumerate(drafts) if at not in dropped]


def _is_dated(draft: Draft) -> bool:
    """Return whether the draft names a day."""
    return draft.deadline is not None and draft.deadline.date is not None


def _leads(draft: Draft) -> frozenset[str]:
    """Return whom the draft names to lead, folded for matching."""
    return frozenset(matching_key(who.text) for who in draft.assignees if who.role is Role.LEAD)


_BEFORE: Final = 40  # code points round a directive's beginning in which it refers back
_BACK: Final = 4  # directives before it among which the first telling is looked for
