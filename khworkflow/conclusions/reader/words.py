"""The words of a text with their places, and where its sentences end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from khworkflow.conclusions.reader.forms import Name
from khworkflow.conclusions.reader.normalise import matching_key

_WORD: Final = re.compile(r"\d+(?:[./-]\d+)*%?|[^\W\d_]+|\./\.|\.{2,}|[^\w\s]")
_ENDS: Final = frozenset((".", "?", "!", "./.", "…", "...", ".."))
_CLOSERS: Final = frozenset("\"”’')»")
_OPENERS: Final = frozenset("\"“‘'(«")
#: Words whose full stop abbreviates.
_ABBREVIATIONS: Final = frozenset(
    [
        "tp",
        "tx",
        "tt",
        "q",
        "p",
        "h",
        "x",
        "t",
        "đ",
        "s",
        "tr",
        "ths",
        "ts",
        "pgs",
        "gs",
        "tskh",
        "bs",
        "ks",
        "ls",
        "cn",
        "nxb",
        "v",
        "vv",
        "vd",
        "st",
        "no",
        "mr",
        "mrs",
        "ms",
        "cp",
        "co",
        "tw",
        "u",
        "ub",
    ]
)


LONGEST_SENTENCE: Final = 400  # words; the longest of the sentences seen in conclusions has about 150


class Word(NamedTuple):
    """A word, number or punctuation mark; ``start`` and ``end`` are code points of the NFC text."""

    key: str
    start: int
    end: int
    is_capital: bool

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return not self.key[0].isalnum()

    @property
    def is_number(self) -> bool:
        """Whether it begins with a digit."""
        return self.key[0].isdigit()


class Sentence(list[Word]):
    """The words of a sentence or part of one, with the names that were found in it, so that none is looked for twice."""

    def __init__(self, words: Iterable[Word]) -> None:
        super().__init__(words)
        self.names: dict[int, Name | None] = {}


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Return the words of ``text[start:end]``, in order; ``text`` is NFC."""
    stop = len(text) if end is None else end
    keys = matching_key(text[start:stop])
    found = []
    for hit in _WORD.finditer(keys):
        first = start + hit.start()
        found.append(Word(hit[0], first, start + hit.end(), text[first] != keys[hit.start()] or text[first].isupper()))
    return found


def sentences(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words sentence by sentence; the full stop stays with its sentence."""
    result: list[list[Word]] = []
    begin = 0
    for at in range(len(words)):
        if words[at].key in _ENDS and at + 1 < len(words) and _ends_here(words, at):
            stop = at + 1
            while stop < len(words) and words[stop].key in _CLOSERS and words[stop].start == words[stop - 1].end:
                stop += 1
            if stop > begin:
                result.append(list(words[begin:stop]))
            begin = stop
    if begin < len(words):
        result.append(list(words[begin:]))
    return [piece for sentence in result for piece in pieces(sentence)]


def pieces(words: list[Word]) -> list[list[Word]]:
    """Return the words in pieces no longer than any sentence a person writes, so that time stays linear in the text."""
    return [words[at : at + LONGEST_SENTENCE] for at in range(0, len(words), LONGEST_SENTENCE)]


def _ends_here(words: Sequence[Word], at: int) -> bool:
    """Return whether the mark at the place ends its sentence."""
    mark, after = words[at], words[at + 1]
    if after.start == mark.end and after.key not in _CLOSERS:
        return False  # "3.500", "v.v", "T.Ư"
    follower = after
    if after.key in _CLOSERS and at + 2 < len(words):
        follower = words[at + 2]
    if not (follower.is_capital or follower.key in _OPENERS or follower.is_number or follower.key in "-+•–"):
        return False
    if mark.key != ".":
        return mark.key in ("?", "!", "./.") or follower.is_capital
    if at == 0:
        return True
    before = words[at - 1]
    return not (before.end == mark.start and before.key in _ABBREVIATIONS and before.is_capital)
