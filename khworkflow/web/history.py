"""History as sentences: who, what, when, from where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from khworkflow.accounts import events as people, queries as accounts
from khworkflow.associations import events as tree
from khworkflow.core.i18n import day, gettext as _, lazy_gettext as _later
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


_PLAIN: Final[dict[type[Event], str]] = {
    people.PersonInvited: _later("A one-time link to sign in was made"),
    people.PasswordSet: _later("The password was set"),
    people.PersonSignedIn: _later("Signed in"),
    people.PersonSignedOut: _later("Signed out"),
    people.PersonDisabled: _later("The account was disabled"),
    people.PersonEnabled: _later("The account was opened again"),
    people.PasswordResetAsked: _later("A link for a new password was asked for"),
    tree.AssociationAmended: _later("The particulars of the association were changed"),
    tree.SeatGiven: _later("A role was given"),
    tree.SeatRemoved: _later("A role was taken away"),
}


def _people_and_tree() -> dict[type[Event], Callable[..., str]]:
    """Return the sentences about accounts and associations."""
    plain: dict[type[Event], Callable[..., str]] = {kind: (lambda _event, said=said: str(said)) for kind, said in _PLAIN.items()}
    return plain | {
        people.SessionsEnded: lambda event: _("Sessions were ended: %(count)s", count=event.count),
        people.SignInFailed: lambda event: _("A try to sign in failed (network %(network)s)", network=event.network),
        tree.AssociationCreated: lambda event: _("The association was added: %(name)s", name=event.name),
        tree.AssociationEnded: lambda event: _("The association ends on %(day)s", day=day(date.fromisoformat(event.ends_on))),
    }


#: Every event that stands in a history, and its sentence.
SENTENCES: Final[dict[type[Event], Callable[..., str]]] = _people_and_tree() | {TaskIssued: _issued, TaskMoved: _moved}
