"""Finding tasks by words: quotes, titles, associations, replies, the names of evidence.

Accents count only where they are typed: "nhan su" finds "nhân sự", "nhân sự" does not find "nhận sự".
A word typed with accents also finds the one that somebody wrote without any, as many do on a phone,
but after what has them. Where the accent stands in "hòa" or "hoà" is nobody's concern.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.conclusions.models import Conclusion
from khworkflow.core.db import database
from khworkflow.core.text import fold, nfc, one_line
from khworkflow.tasks.answering import replied, requested
from khworkflow.tasks.models import Extension, Item, Reply, Task
from khworkflow.tasks.queries import visible
from khworkflow.tasks.side_models import TaskWords

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khworkflow.core.authz import Actor

_WORD: Final = re.compile(r"\w+")
#: Begins the line of a step; no text that people type holds it (``core.text.clean``).
_STEP: Final = "\x1e"
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
#: An open syllable as it is spelled since the eighties → as before; both are written today.
_OLDER: Final = {nfc(a + b + tone): nfc(a + tone + b) for a, b in ("oa", "oe", "uy") for tone in _TONES}
_NEWER: Final = re.compile(rf"(?:{'|'.join(_OLDER)})(?!\w)")
TYPED_MOST: Final = 200
FOUND_MOST: Final = 100
#: Beyond these many the words were too few to look through by hand.
_LOOKED_AT: Final = 2_000


def index(tasks: Iterable[Task]) -> None:
    """Let new tasks, already numbered, be found by what their directives ask and whom, and by their steps."""
    several, steps = list(tasks), defaultdict(list)
    asked = select(Item.task_id, Item.text).where(Item.task_id.in_([task.id for task in several])).order_by(Item.place)
    for task_id, step in database.session.execute(asked):
        steps[task_id].append(step)
    for task in several:
        directive, association = task.directive, task.association
        conclusion = database.session.get_one(Conclusion, directive.conclusion_id)
        known = (directive.title, directive.quote, conclusion.title, conclusion.number or "")
        text = "\n".join((*known, association.name, association.short_name, *map(of_step, steps[task.id])))
        database.session.add(TaskWords(task=task, words=text, folded=_words(fold(text))))


def of_step(text: str) -> str:
    """Return the words of a step as they are added: all that is typed has to stand in one step, or outside of them."""
    return _STEP + text


def add(task: Task, *words: str) -> None:
    """Let the task be found by these words too."""
    row = database.session.scalar(select(TaskWords).where(TaskWords.task_id == task.id))
    if row is not None:
        row.words = "\n".join((row.words, *words))
        row.folded = _words(fold(row.words))


@dataclass(frozen=True)
class Found:
    """A task that was found, and the line that holds what was typed, where neither its title nor its quote does."""

    task: Task
    line: str = ""


def found(actor: Actor, typed: str) -> list[Task]:
    """Return the visible tasks that hold every word typed, those that hold the very words first, at most a hundred.

    A receipt number finds its task.
    """
    return [one.task for one in with_lines(actor, typed)]


def with_lines(actor: Actor, typed: str) -> list[Found]:
    """Return the same, each with the line in which it was found."""
    wanted = one_line(typed)[:TYPED_MOST]
    if not wanted:
        return []
    if by_number := _of_receipt(actor, wanted):
        return [Found(by_number)]
    tasks = visible(actor).join(TaskWords, TaskWords.task_id == Task.id)
    begun = _words(fold(wanted)).split()
    for word in begun:
        tasks = tasks.where(TaskWords.folded.contains(f" {word}", autoescape=True))
    rows = database.session.execute(tasks.add_columns(TaskWords.words).order_by(Task.id.desc()).limit(_LOOKED_AT))
    asked = _Asked.read(wanted)
    ranked = [(rank, task, words) for task, words in rows if begun and (rank := asked.rank(task, words)) is not None]
    ranked.sort(key=lambda one: one[0])
    return [Found(task, asked.line(task, words)) for _rank, task, words in ranked[:FOUND_MOST]]


@dataclass(frozen=True)
class _Asked:
    """What was typed, made fit to be compared: whole and bare, and the words whose accents were typed."""

    whole: str
    bare: str
    accented: tuple[tuple[str, str], ...]  # as typed, and without accents

    @classmethod
    def read(cls, typed: str) -> _Asked:
        whole = _words(_plain(typed)).rstrip()
        accented = ((word, fold(word)) for word in whole.split())
        return cls(whole, _words(fold(typed)).rstrip(), tuple((word, bare) for word, bare in accented if bare != word))

    def rank(self, task: Task, words: str) -> tuple[bool, ...] | None:
        """Return how far the words are from what was typed, the nearest first; None: an accent is another one.

        What is asked, the title and the quote, goes before what was said about it, and that before
        the steps that every task of the kind has.
        """
        lines = words.split("\n")
        said = "\n".join(line for line in lines if not line.startswith(_STEP))
        if (rank := self._of(said)) is not None:
            asked = _asked_of(task)
            # Whoever types no accents means none: what was said without them is no nearer than a title that has them.
            said_only = not self.accented and self._of(asked) is None
            return (False, said_only, *rank, self.whole not in _words(_plain(asked)))
        ranks = (self._of(line) for line in lines if line.startswith(_STEP))
        return min(((True, *rank, True) for rank in ranks if rank is not None), default=None)

    def line(self, task: Task, words: str) -> str:
        """Return the line nearest to what was typed, or nothing where what the task asks for holds it."""
        asked = _asked_of(task)
        if self._of(asked) is not None:
            return ""
        known = {*asked.split("\n"), task.directive.conclusion.title, task.association.name}
        ranks = [(rank, line.lstrip(_STEP)) for line in words.split("\n") if line not in known and (rank := self._of(line))]
        return min(ranks, default=((), ""))[1]

    def _of(self, words: str) -> tuple[bool, ...] | None:
        said, folded = _words(_plain(words)), _words(fold(words))
        if not all(f" {word}" in folded for word in self.bare.split()):
            return None
        exact = [f" {word}" in said for word, _bare in self.accented]
        if not all(is_exact or f" {bare}" in said for is_exact, (_word, bare) in zip(exact, self.accented, strict=True)):
            return None
        return (self.whole not in said, not all(exact), self.bare not in folded)


def _asked_of(task: Task) -> str:
    return f"{task.directive.title}\n{task.directive.quote}"


def _of_receipt(actor: Actor, number: str) -> Task | None:
    if (reply_id := replied(number)) is not None:
        return database.session.scalar(visible(actor).join(Reply, Reply.task_id == Task.id).where(Reply.id == reply_id))
    if (asked_id := requested(number)) is not None:
        return database.session.scalar(
            visible(actor).join(Extension, Extension.task_id == Task.id).where(Extension.id == asked_id)
        )
    return None


def _words(text: str) -> str:
    """Return the words alone, each with a space before it: what is typed is looked for at their beginnings."""
    return " " + " ".join(_WORD.findall(text)) + " "


def _plain(text: str) -> str:
    """Return the text without case, its tones where the older spelling has them: "hoà" as "hòa"."""
    return _NEWER.sub(lambda pair: _OLDER[pair[0]], nfc(text.casefold()))
