"""Text as people type it, made fit to keep, to find and to sort."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BREAKS: Final = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_SPACES: Final = re.compile(r"\s+")

#: The order of the Vietnamese alphabet: letters first, then tones (ngang, huyền, hỏi, ngã, sắc, nặng).
_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def nfc(text: str) -> str:
    """Return the text in Unicode's composed form."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """Return the text as it is kept: composed, with plain line ends, without control characters.

    Zero-width and direction-changing characters go too: they can hide what a name or a file
    really is (Unicode TR 36).
    """
    return _CONTROLS.sub("", _BREAKS.sub("\n", nfc(text))).strip()


def one_line(text: str) -> str:
    """Return the cleaned text on a single line."""
    return _SPACES.sub(" ", clean(text))


def fold(text: str) -> str:
    """Return the text for searching: no case, no accents, đ as d, single spaces."""
    marked = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(letter for letter in marked if not unicodedata.combining(letter))
    return _SPACES.sub(" ", bare).strip()


def sort_key(text: str) -> str:
    """Return a key by which plain comparison gives Vietnamese order (a ă â … d đ … o ô ơ …)."""
    letters, tones = [], []
    for letter in nfc(text.casefold()):
        base, tone = _parted(letter)
        place = _ALPHABET.find(base)
        letters.append(f"{place + 40:02d}" if place >= 0 else f"{min(ord(base), 39):02d}")
        tones.append(str(tone))
    return "".join(letters) + " " + "".join(tones)


def given_name_first(name: str) -> str:
    """Return the sort key of a person's name, by given name as Vietnamese lists are."""
    words = name.split()
    return sort_key(" ".join(words[-1:] + words[:-1]))


def _parted(letter: str) -> tuple[str, int]:
    """Return the letter without its tone, and the tone's rank."""
    marks = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), 0)
    base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    return base[:1], tone
