"""History as sentences: who (for whom), what, when, from where; to each reader only what he may know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from khworkflow.accounts import queries as accounts
from khworkflow.conclusions import policies
from khworkflow.conclusions.events import ConclusionIssued
from khworkflow.core.i18n import gettext as _, lazy_gettext as _l
from khworkflow.eventlog import log
from khworkflow.web.history import (
    checklists,
    conclusions,
    figures,
    filters,
    inspections,
    keeping,
    links,
    mails,
    papers,
    people,
    reminding,
    work,
)
from khworkflow.web.history.telling import Telling
from khworkflow.web.status import WAYS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from khworkflow.conclusions.models import Conclusion
    from khworkflow.core.authz import Actor
    from khworkflow.eventlog.events import Event
    from khworkflow.eventlog.models import LogEntry
    from khworkflow.web.history.telling import Sentence

#: Every event that stands in a history, and its sentence.
SENTENCES: Final[dict[type[Event], Sentence]] = {
    **people.SENTENCES,
    **inspections.SENTENCES,
    **conclusions.SENTENCES,
    **checklists.SENTENCES,
    **figures.SENTENCES,
    **filters.SENTENCES,
    **work.SENTENCES,
    **links.SENTENCES,
    **keeping.SENTENCES,
    **papers.SENTENCES,
    **reminding.SENTENCES,
    **mails.SENTENCES,
}


#: Through which door what happened came in.
_DOORS: Final = {
    "web": _l("on the web page"),
    "timetable": _l("by the timetable"),
    "terminal": _l("at the terminal"),
}


@dataclass(frozen=True)
class Step:
    """One line of a history."""

    at: datetime
    who: str
    what: str
    words: str
    kind: str  # of the event
    where: str  # through which door it came: "qua liên kết riêng của nhiệm vụ"


def of(reader: Actor, subject: str, may_know: Callable[[Event], bool] = lambda _event: True) -> list[Step]:
    """Return what happened to the thing, the latest first, as the reader may know it.

    Args:
        reader: who reads; of an association that he may not see nothing is told.
        subject: the thing, as the log names it: "task:12". That he may see it is asked before.
        may_know: says of an event whether the reader may know that it happened.

    """
    entries = log.history(subject)
    names = accounts.names({entry.actor_id for entry in entries if entry.actor_id is not None})
    telling, steps = Telling(reader), []
    for entry in entries:
        event = log.event_of(entry)
        told = SENTENCES[type(event)](telling, event) if may_know(event) else None
        if told is not None:
            who = names.get(entry.actor_id or 0) or _("The system")
            if entry.said_by:
                who = _("%(who)s for %(said_by)s", who=who, said_by=entry.said_by)
            steps.append(Step(entry.at, who, told.what, told.words, event.kind, _where(entry, event)))
    return steps[::-1]


def of_conclusion(reader: Actor, conclusion: Conclusion) -> list[Step]:
    """Return the history of a conclusion: whole to those who draft, from its issue on to those who only read it."""
    is_drafter = policies.draft_conclusion(reader, conclusion.association)
    return of(reader, f"conclusion:{conclusion.id}", lambda event: is_drafter or isinstance(event, ConclusionIssued))


def _where(entry: LogEntry, event: Event) -> str:
    """Return on what way it came: as it was said where somebody typed it for another, else through which door."""
    way = WAYS.get(getattr(event, "how", "") or entry.origin)
    return str(way or _DOORS.get(entry.origin, entry.origin))
