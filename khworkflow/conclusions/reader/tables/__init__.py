"""The grammar of conclusions as tables: words and phrases, one per line or separated by bars, to be extended freely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from khworkflow.conclusions.reader.normalise import matching_key


class Keyed(Protocol):
    """Whatever has a matching key: a word of the text."""

    @property
    def key(self) -> str:
        """The word, folded for matching."""


NONE: Final = "none"


def _rest(words: Sequence[Keyed], at: int, phrase: tuple[str, ...]) -> bool:
    """Return whether the words from the place on are those of the phrase."""
    return tuple(word.key for word in words[at : at + len(phrase)]) == phrase


class Phrases:
    """Phrases of one or more words, each with a tag, found at a place in a sentence by the longest match.

    Phrases with the tag ``NONE`` are compounds that only look like one of the others: they match as nothing.
    """

    def __init__(self, tagged: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for tag, phrases in tagged.items():
            for phrase in phrases:
                words = tuple(matching_key(phrase).split())
                self._by_first.setdefault(words[0], []).append((words, tag))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda pair: -len(pair[0]))

    def match(self, words: Sequence[Keyed], at: int) -> tuple[int, str]:
        """Return how many words match at the place, and the tag of the phrase; ``(0, "")`` when none does."""
        if at >= len(words):
            return 0, ""
        for phrase, tag in self._by_first.get(words[at].key, ()):
            size = len(phrase)
            if size == 1 or (words[min(at + 1, len(words) - 1)].key == phrase[1] and _rest(words, at, phrase)):
                return (0, "") if tag == NONE else (size, tag)
        return 0, ""

    def length(self, words: Sequence[Keyed], at: int) -> int:
        """Return how many words match at the place."""
        return self.match(words, at)[0]


def table(text: str) -> tuple[str, ...]:
    """Return the phrases written in the text, separated by bars or line ends."""
    return tuple(part.strip() for line in text.splitlines() for part in line.split("|") if part.strip())


def phrases(text: str) -> Phrases:
    """Return the phrases written in the text, all under one tag."""
    return Phrases({"": table(text)})
