"""History as sentences: who, what, when, from where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from khworkflow.accounts import queries as accounts
from khworkflow.core.i18n import day, gettext as _
from khworkflow.eventlog import log
from khworkflow.tasks.events import TaskIssued, TaskMoved
from khworkflow.tasks.lifecycle import Action, State
from khworkflow.web.status import word_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class Step:
    """One line of a history."""

    at: datetime
    who: str
    what: str
    words: str


def of(subject: str) -> list[Step]:
    """Return what happened to the thing, the latest first."""
    entries = log.history(subject)
    names = accounts.names({entry.actor_id for entry in entries if entry.actor_id is not None})
    steps = []
    for entry in reversed(entries):
        event = log.event_of(entry)
        who = names.get(entry.actor_id or 0, "khworkflow")
        steps.append(Step(entry.at, who, sentence(event), getattr(event, "words", "")))
    return steps


def sentence(event: Event) -> str:
    """Return the event as a sentence in the reader's language."""
    return SENTENCES[type(event)](event)


def _moved(event: TaskMoved) -> str:
    said = {
        Action.ACKNOWLEDGE: _("Received the task"),
        Action.REPORT_PROGRESS: _("Reported progress"),
        Action.WAIT_OUTSIDE: _("Reported waiting for another body"),
        Action.SUBMIT: _("Handed in the result"),
        Action.ACCEPT: _("Confirmed the result"),
        Action.ACCEPT_IN_PART: _("Confirmed the result in part"),
        Action.HAND_BACK: _("Returned the result for completion"),
        Action.CLOSE_NOT_DONE: _("Closed the task as not possible"),
    }[Action(event.action)]
    return _("%(what)s. State: %(state)s.", what=said, state=word_of(State(event.after)).lower())


def _issued(event: TaskIssued) -> str:
    if event.due_on is None:
        return _("The task was given, to be reviewed at the half-year report.")

    return _("The task was given, due on %(day)s.", day=day(date.fromisoformat(event.due_on)))


#: Every event that stands in a history, and its sentence.
SENTENCES: Final[dict[type[Event], Callable[..., str]]] = {TaskIssued: _issued, TaskMoved: _moved}
