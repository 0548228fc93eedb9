"""What a sentence of a history may draw on: to whom it is told, and what was told before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from khworkflow.associations import queries as associations
from khworkflow.core.i18n import day

if TYPE_CHECKING:
    from collections.abc import Callable

    from khworkflow.core.authz import Actor

_GIST_MOST: Final = 60


@dataclass(frozen=True)
class Told:
    """What happened as a sentence, and the words that were said or chosen with it."""

    what: str
    words: str = ""


@dataclass
class Telling:
    """One history told to one reader, from the first event on."""

    reader: Actor
    directives: dict[int, str] = field(default_factory=dict)  # what each was called when it was last spoken of
    _known: set[tuple[str, int]] = field(default_factory=set)

    @cached_property
    def associations(self) -> dict[int, str]:
        """The names of the associations that the reader may see; of no other is anything told."""
        return associations.names(self.reader)

    def is_news(self, what: str, number: int) -> bool:
        """Return whether the thing is spoken of for the first time in this history."""
        is_new = (what, number) not in self._known
        self._known.add((what, number))
        return is_new


#: Takes the telling and the event; gives None where the reader may not know of it.
Sentence: TypeAlias = "Callable[..., Told | None]"


def written_day(iso: str) -> str:
    """Return the day of an event, "2019-07-08", as offices write it."""
    return day(date.fromisoformat(iso))


def gist(words: str) -> str:
    """Return the beginning of the words, cut between two of them, for a sentence that only points at them."""
    line = " ".join(words.split())
    return line if len(line) <= _GIST_MOST else line[:_GIST_MOST].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
