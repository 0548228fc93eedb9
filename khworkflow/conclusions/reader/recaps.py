"""A news lead repeats what the body tells in full: its directives are counted once."""

from __future__ import annotations

import re
from typing import Final

from khworkflow.conclusions.reader.reading import Draft
from khworkflow.conclusions.reader.words import words_of

_SAID: Final = re.compile(r"\S")
_RECAPS: Final = 0.55  # share of a lead's words that the body repeats


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
