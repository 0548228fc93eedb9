"""Finding tasks by words: quotes, titles, associations, replies, the names of evidence.

Accents count only where they are typed: "nhan su" finds "nhân sự", "nhân sự" does not find "nhận sự".
What holds the words as they were typed comes first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.conclusions.models import Conclusion
from khworkflow.core.db import database
from khworkflow.core.text import fold, nfc, one_line
from khworkflow.tasks.answering import replied
from khworkflow.tasks.models import Reply, Task, TaskWords
from khworkflow.tasks.queries import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khworkflow.core.authz import Actor

_WORD: Final = re.compile(r"\w+")
TYPED_MOST: Final = 200
FOUND_MOST: Final = 100
#: Beyond these many the words were too few to look through by hand.
_LOOKED_AT: Final = 2_000


def index(tasks: Iterable[Task]) -> None:
    """Let new tasks be found by what their directives ask and whom."""
    for task in tasks:
        directive, association = task.directive, task.association
        conclusion = database.session.get_one(Conclusion, directive.conclusion_id)
        known = (directive.title, directive.quote, conclusion.title, conclusion.number or "")
        text = "\n".join((*known, association.name, association.short_name))
        database.session.add(TaskWords(task=task, words=text, folded=_words(fold(text))))


def add(task: Task, *words: str) -> None:
    """Let the task be found by these words too."""
    row = database.session.scalar(select(TaskWords).where(TaskWords.task_id == task.id))
    if row is not None:
        row.words = "\n".join((row.words, *words))
        row.folded = _words(fold(row.words))


def found(actor: Actor, typed: str) -> list[Task]:
    """Return the visible tasks that hold every word typed, those that hold the very words first, at most a hundred.

    A receipt number finds its task.
    """
    wanted = one_line(typed)[:TYPED_MOST]
    if not wanted:
        return []
    if (reply_id := replied(wanted)) and (by_number := _of_reply(actor, reply_id)):
        return [by_number]
    tasks = visible(actor).join(TaskWords, TaskWords.task_id == Task.id)
    begun = _words(fold(wanted)).split()
    for word in begun:
        tasks = tasks.where(TaskWords.folded.contains(f" {word}", autoescape=True))
    rows = database.session.execute(tasks.add_columns(TaskWords.words).order_by(Task.id.desc()).limit(_LOOKED_AT))
    whole, bare = _words(_plain(wanted)).rstrip(), _words(fold(wanted)).rstrip()
    accented = [word for word in whole.split() if fold(word) != word]
    ranked = []
    for task, words in rows if begun else ():
        said = _words(_plain(words))
        if all(f" {word}" in said for word in accented):
            ranked.append((whole not in said, bare not in _words(fold(words)), task))
    ranked.sort(key=lambda one: one[:2])
    return [task for *_rank, task in ranked[:FOUND_MOST]]


def _of_reply(actor: Actor, reply_id: int) -> Task | None:
    of_it = visible(actor).join(Reply, Reply.task_id == Task.id).where(Reply.id == reply_id)
    return database.session.scalar(of_it)


def _words(text: str) -> str:
    """Return the words alone, each with a space before it: what is typed is looked for at their beginnings."""
    return " " + " ".join(_WORD.findall(text)) + " "


def _plain(text: str) -> str:
    return nfc(text.casefold())
