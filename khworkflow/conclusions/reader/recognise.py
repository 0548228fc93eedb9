"""Which clauses ask for something, of whom: the decisions sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from khworkflow.conclusions.reader.doerless import without_doer
from khworkflow.conclusions.reader.elided import elided
from khworkflow.conclusions.reader.names import name_at
from khworkflow.conclusions.reader.openings import after_openers, over_manner
from khworkflow.conclusions.reader.orders import forced
from khworkflow.conclusions.reader.roles import Find, Frame
from khworkflow.conclusions.reader.subjects import dutiful
from khworkflow.conclusions.reader.tables import acts, work
from khworkflow.conclusions.reader.words import Word

_HELP: Final = re.compile(
    r"có (?:khó khăn|vướng mắc|vấn đề phát sinh)[^.]*(?:phản ánh|liên hệ|báo cáo|đề nghị|thông tin|gửi)|đề nghị liên hệ|(?:chi tiết|đầu mối|thông tin) liên hệ|không có ý kiến|thông báo (?:để|đến|tới) .*(?:biết|thực hiện)\W*$"
)
_CLOSING: Final = re.compile(
    r"^(?:đề nghị|yêu cầu) .*nghiêm túc (?:tổ chức |triển khai )*thực hiện(?: các nội dung trên| thông báo này)?[ ./]*$"
)
_CLOSING_WORDS: Final = 20


def find(words: Sequence[Word], frame: Frame) -> Find | None:
    """Return the directive that the words make, or None when they tell, praise, cite or close."""
    if len(words) < 4 or acts.CLOSINGS.length(words, 0) or acts.LONG_AGO.length(words, 0):  # noqa: PLR2004 - a title
        return None
    key = " ".join(word.key for word in words)
    if _HELP.search(key) or (len(words) < 16 and _CLOSING.search(key)):  # noqa: PLR2004 - a generic closing is short
        return None
    if "thông báo để" in key or (key.rstrip(" ./").endswith("triển khai thực hiện") and len(words) < 16):  # noqa: PLR2004 - generic closing
        return None
    if _is_praise(words):
        return None
    if frame.targets and frame.is_item and (target := without_doer(words, frame, key)):
        return target
    found = forced(words, frame)
    if found is None and _begins_with_work(words):
        found = elided(words, frame)
    found = found or dutiful(words, frame, key) or elided(words, frame) or without_doer(words, frame, key)
    return None if found and _is_closing(words, found) else found


def _is_closing(words: Sequence[Word], found: Find) -> bool:
    """Return whether all that is asked is to carry out what was said: "yêu cầu các đơn vị nghiêm túc triển khai thực hiện"."""
    act = [word.key for word in words[max(found.told, found.first) : found.last] if not word.is_mark]
    return 0 < len(act) < _CLOSING_WORDS and all(key in acts.GENERIC for key in act)


def _is_praise(words: Sequence[Word]) -> bool:
    """Return whether the clause praises what bodies have done, or decides something for the issuer himself."""
    start = after_openers(words, 0)
    if acts.DECIDES.length(words, start):
        return not any(acts.FORCE.length(words, at) for at in range(start + 1, len(words)))
    size = acts.PRAISE.length(words, start)
    return bool(size) and any(word.key in ("đã", "trong", "vừa") for word in words[start + size : start + 30])


def _begins_with_work(words: Sequence[Word]) -> bool:
    """Return whether the first words, after openers and manner, are the work itself."""
    place = over_manner(words, after_openers(words, 0))
    return bool(work.WORK.length(words, place)) and name_at(words, place) is None
