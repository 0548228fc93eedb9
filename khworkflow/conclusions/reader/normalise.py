"""The text as it is kept (NFC) and the text as it is compared (case and tone spelling folded), of equal length."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

#: Old and new places of the tone mark; both sides have as many code points, so offsets stay.
_TONES: Final = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
#: The tone moves only where the vowels end the syllable: "hoà" is "hòa", while "hoàn" stays.
_OPEN_SYLLABLE: Final = re.compile(r"(?<!q)(" + "|".join(_TONES) + r")(?!\w)")


def composed(text: str) -> str:
    """Return the text in NFC, the form in which all offsets are counted."""
    return unicodedata.normalize("NFC", text)


def matching_key(text: str) -> str:
    """Return the NFC text in lower case with the newer tone spelling, code point for code point.

    Only for comparing: what is shown and kept is always the original.
    """
    return _short(text) if len(text) < _SHORT else _folded(text)


def _folded(text: str) -> str:
    """Return the matching key of a text of any length."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters of other scripts grow when lowered: they stay as they are
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return _OPEN_SYLLABLE.sub(lambda found: _TONES[found[1]], lowered)


_SHORT: Final = 60  # names and phrases, which one text asks for again and again
_short = lru_cache(maxsize=4096)(_folded)
