"""What a letter is made of: parts with lines; what its reader is: a recipient."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import time
from typing import TYPE_CHECKING, Final

from khworkflow.core import links
from khworkflow.core.calendar import MORNING
from khworkflow.core.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable


#: A matter of a letter shows so many lines.
LINES_MOST: Final = 40


@dataclass(frozen=True)
class Recipient:
    """To whom a mail goes; without an address nothing can leave.

    Args:
        person_id: who is told.
        name: as he is greeted.
        address: where it goes.
        locale: the language he reads.
        holder_id: in whose name the letters of that mailbox are kept, where several people share it; else himself.
        hour: from when on the day's letter may leave, by the office's clock.
        is_blocked: mail to the address came back; nothing is sent there until it changes or a person releases it.

    """

    person_id: int
    name: str
    address: str | None
    locale: str = "vi"
    holder_id: int | None = None
    hour: time = MORNING
    is_blocked: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a part.

    Args:
        text: what it is about.
        note: by when, how late, what was said; may be empty.
        url: where it can be opened.
        key: two lines of one letter with the same key tell the same; the later one is left out.
        urgency: ``late``, ``due`` or empty; the words of the note say the same.

    """

    text: str
    note: str = ""
    url: str | None = None
    key: str | None = None
    urgency: str = ""


@dataclass(frozen=True)
class Counts:
    """Which things a letter is about, by their numbers; the subject tells how many."""

    late: frozenset[int] = frozenset()
    due: frozenset[int] = frozenset()
    new: frozenset[int] = frozenset()
    waiting: frozenset[int] = frozenset()
    asking: frozenset[int] = frozenset()  # for more time
    decided: frozenset[int] = frozenset()
    raised: frozenset[int] = frozenset()  # reminded of in vain, brought before the next level
    silent: frozenset[int] = frozenset()  # given, and nobody has said to have received it
    explain: frozenset[int] = frozenset()  # letters that ask the reader for an explanation
    explained: frozenset[int] = frozenset()  # answers to such letters
    outages: frozenset[str] = frozenset()  # of the mail server
    harmful: frozenset[str] = frozenset()  # files that were set aside
    open: frozenset[int] = frozenset()

    def __sub__(self, other: Counts) -> Counts:
        """Return what is overdue or near its day here and not there."""
        return Counts(late=self.late - other.late, due=self.due - other.due - other.late)

    def __or__(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(
            self.late | other.late,
            self.due | other.due,
            self.new | other.new,
            self.waiting | other.waiting,
            self.asking | other.asking,
            self.decided | other.decided,
            self.raised | other.raised,
            self.silent | other.silent,
            self.explain | other.explain,
            self.explained | other.explained,
            self.outages | other.outages,
            self.harmful | other.harmful,
            self.open | other.open,
        )


@dataclass(frozen=True)
class Part:
    """One matter of a letter; parts with the same heading and introduction become one.

    ``rank`` orders the parts of a letter: what is asked of the reader comes before what he is told.
    """

    heading: str
    lines: tuple[Line, ...]
    rank: int = 50
    intro: str = ""
    link: tuple[str, str] | None = None  # label, url
    counts: Counts = field(default_factory=Counts)


@dataclass(frozen=True)
class Untold:
    """Why something owed is told no more: a fixed phrase, which the ledger's page says in the reader's language."""

    because: str


def bundled(parts: Iterable[Part]) -> list[Part]:
    """Return the parts by rank, those of the same heading and words as one, no line told twice."""
    whole: dict[tuple[str, str], Part] = {}
    for part in sorted(parts, key=lambda one: one.rank):
        if earlier := whole.get((part.heading, part.intro)):
            whole[part.heading, part.intro] = replace(
                earlier, lines=earlier.lines + part.lines, counts=earlier.counts | part.counts
            )
        else:
            whole[part.heading, part.intro] = part
    told: set[str] = set()
    result = []
    for part in whole.values():
        lines = []
        for line in part.lines:
            if line.key is None or line.key not in told:
                lines.append(line)
            if line.key is not None:
                told.add(line.key)
        if lines:
            result.append(replace(part, lines=_cut(lines, part.link[1] if part.link else links.to("/"))))
    return result


def _cut(lines: list[Line], url: str) -> tuple[Line, ...]:
    """Return the lines as far as a letter shows them; what is left is a number and a link: all of it stands on the page."""
    more = len(lines) - LINES_MOST
    if more <= 1:  # a line about one more would take the place of that one
        return tuple(lines)
    return (*lines[:LINES_MOST], Line(ngettext("and %(num)s more", "and %(num)s more", more), url=url))
