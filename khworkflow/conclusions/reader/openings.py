"""What stands before the act: connectives, manner, duty, terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from khworkflow.conclusions.reader.tables import acts, work
from khworkflow.conclusions.reader.words import Word

_ALSO: Final = frozenset(("cũng", "đều", "cùng", "còn"))


def after_openers(words: Sequence[Word], at: int) -> int:
    """Return the place after connectives such as "Theo đó," and "Đồng thời,"."""
    place = at
    while place < len(words):
        size, tag = acts.OPENERS.match(words, place)
        if not size or tag != "plain" or (size == 1 and not (place + 1 < len(words) and words[place + 1].key == ",")):
            break
        place += size
        place += place < len(words) and words[place].key == ","
    return place


def over_also(words: Sequence[Word], at: int) -> int:
    """Return the place after an adverb that says nothing of force or time: "cũng", "đều", "cùng", "còn"."""
    return at + (at < len(words) and words[at].key in _ALSO)


def over_manner(words: Sequence[Word], at: int) -> int:
    """Return the place after adverbs of manner and urgency."""
    place = at
    while size := acts.MANNER.length(words, place) or _refusal(words, place):
        place += size
        place += place < len(words) and words[place].key == ","
    return place


def _refusal(words: Sequence[Word], at: int) -> int:
    """Return 1 for "không" before the work that is not to be done."""
    return int(at < len(words) and words[at].key == "không" and work.WORK.length(words, at + 1) > 0)


def over_duty(words: Sequence[Word], at: int) -> int:
    """Return the place after a word of duty."""
    return at + acts.DUTY.length(words, at)


def over_time(words: Sequence[Word], at: int) -> int:
    """Return the place after a term between subject and act: ", trong quý IV/2018 chủ động"."""
    if at >= len(words) or words[at].key not in ("trong", "trước", "từ", "đến"):
        return at
    for place in range(at + 1, min(len(words), at + 8)):
        if (
            words[place - 1].is_number
            and not words[place].is_mark
            and (work.WORK.length(words, place) or acts.MANNER.length(words, place) or acts.DUTY.length(words, place))
        ):
            return place
    return at
