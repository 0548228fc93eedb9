"""What the reader hands over: drafts of directives as exact quotes, each decision with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final


class Role(StrEnum):
    """What a body is asked to be."""

    LEAD = "lead"
    COORDINATE = "coordinate"


class Bound(StrEnum):
    """How a day bounds the work."""

    BEFORE = "before"
    ON_OR_BEFORE = "on_or_before"
    WITHIN = "within"
    EVENT = "event"
    RECURRING = "recurring"


class Confidence(StrEnum):
    """How far a phrase settles its day."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


def _message(text: str) -> str:
    """Mark the text for the catalogue; it is translated where it is shown."""
    return text


class Reason(StrEnum):
    """Why the reader decided as it did; ``text`` is the sentence for the screen (a msgid)."""

    FORCE_VERB = "force_verb"
    DUTY = "duty"
    FORBIDDEN = "forbidden"
    LEAD_OR_COORDINATE = "lead_or_coordinate"
    BARE_VERB = "bare_verb"
    UNDER_HEADING = "under_heading"
    TABLE_ROW = "table_row"
    TARGET = "target"
    EVENT_PLANNED = "event_planned"
    RESULT_REPORTED = "result_reported"
    SUBJECT_CARRIED = "subject_carried"
    SUBJECT_FROM_HEADING = "subject_from_heading"
    SUBJECT_FROM_FRAME = "subject_from_frame"
    NAME_KNOWN = "name_known"
    NAME_BY_HEAD = "name_by_head"
    NAME_DISTRIBUTED = "name_distributed"
    GROUP_OF_LEVEL = "group_of_level"
    GROUP_OF_CONTEXT = "group_of_context"
    GROUP_BY_PREDICATE = "group_by_predicate"
    OUTSIDE_PARTNER = "outside_partner"
    YEAR_FROM_DOCUMENT = "year_from_document"
    YEAR_MOVED_ON = "year_moved_on"
    YEAR_UNKNOWN = "year_unknown"
    DAYS_FROM_ISSUE = "days_from_issue"
    VAGUE_DAY = "vague_day"
    EVENT_RELATIVE = "event_relative"
    URGENCY_ONLY = "urgency_only"

    @property
    def text(self) -> str:
        """The reason in words."""
        return REASONS[self]


REASONS: Final[dict[Reason, str]] = {
    Reason.FORCE_VERB: _message("A verb of directing (assign, require, request) with somebody it is said to."),
    Reason.DUTY: _message("A duty is laid on the subject (must, has to, is responsible)."),
    Reason.FORBIDDEN: _message("Something is forbidden."),
    Reason.LEAD_OR_COORDINATE: _message("Somebody is told to lead or to coordinate."),
    Reason.BARE_VERB: _message("The clause begins with the work to do and goes on from the directive before it."),
    Reason.UNDER_HEADING: _message("The clause stands under a heading of tasks."),
    Reason.TABLE_ROW: _message("A row of a table of tasks; its columns say who and by when."),
    Reason.TARGET: _message("A target with a figure."),
    Reason.EVENT_PLANNED: _message("An event is to be held by a day."),
    Reason.RESULT_REPORTED: _message("A result is to be reported."),
    Reason.SUBJECT_CARRIED: _message("The subject is carried over from the sentence before."),
    Reason.SUBJECT_FROM_HEADING: _message("The subject stands in the heading."),
    Reason.SUBJECT_FROM_FRAME: _message("The subject stands in the sentence that opens the list."),
    Reason.NAME_KNOWN: _message("The name of an association in force on that day."),
    Reason.NAME_BY_HEAD: _message("The name of a body, recognised by its first word."),
    Reason.NAME_DISTRIBUTED: _message("One type word is said for several names."),
    Reason.GROUP_OF_LEVEL: _message("All associations of a level."),
    Reason.GROUP_OF_CONTEXT: _message("A group that the text itself makes clear; please confirm its members."),
    Reason.GROUP_BY_PREDICATE: _message("A group described by a condition; please choose its members."),
    Reason.OUTSIDE_PARTNER: _message("A body outside the association."),
    Reason.YEAR_FROM_DOCUMENT: _message("The year is taken from the date of the document."),
    Reason.YEAR_MOVED_ON: _message("The day would lie before the document, so the next year is taken."),
    Reason.YEAR_UNKNOWN: _message("Neither the phrase nor the document says the year."),
    Reason.DAYS_FROM_ISSUE: _message("Counted from the date of the document."),
    Reason.VAGUE_DAY: _message("“Early”, “mid” and “late” are taken as the 10th, the 20th and the last day."),
    Reason.EVENT_RELATIVE: _message("It depends on an event; the day of the event is not in the text."),
    Reason.URGENCY_ONLY: _message("It says that it is urgent, not by when."),
}


@dataclass(frozen=True)
class Assignee:
    """A body as the text names it; ``codes`` are those of the associations it stands for."""

    text: str
    start: int
    end: int
    role: Role
    codes: tuple[str, ...] = ()
    needs_person: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Deadline:
    """The words that speak of time and the day they name, if they name one."""

    text: str
    start: int
    end: int
    date: date | None
    bound: Bound
    confidence: Confidence
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A number that is asked for: "ít nhất 10 suất" is ``(10, "suất", at_least)``."""

    text: str
    start: int
    end: int
    value: str
    unit: str
    comparison: str


@dataclass(frozen=True)
class Draft:
    """A directive as drafted: an exact quote, to be corrected and confirmed by a person."""

    text: str
    start: int
    end: int
    clause: str
    kind: str
    assignees: tuple[Assignee, ...]
    deadline: Deadline | None = None
    recurrence: str | None = None
    figures: tuple[Figure, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Document:
    """What is known of the text itself; ``dated_on`` is None when no full date is known."""

    length: int
    dated_on: date | None = None
    year: int | None = None
    encoding: str = "unicode"


@dataclass(frozen=True)
class Reading:
    """A document and the directives drafted from it, in the order of the text."""

    document: Document
    directives: tuple[Draft, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``khworkflow read --json`` prints."""
        dated = self.document.dated_on
        return {
            "document": {
                "length": self.document.length,
                "date": dated.isoformat() if dated else None,
                "year": self.document.year,
            },
            "directives": [_draft_json(draft) for draft in self.directives],
        }


def _draft_json(draft: Draft) -> dict[str, Any]:
    """Return one directive in the promised shape."""
    due = draft.deadline
    return {
        "text": draft.text, "start": draft.start, "end": draft.end, "clause": draft.clause, "kind": draft.kind,
        "assignees": [
            {
                "text": who.text, "start": who.start, "end": who.end, "role": who.role.value,
                "codes": list(who.codes), "needs_person": who.needs_person,
            }
            for who in draft.assignees
        ],
        "deadline": None if due is None else {
            "text": due.text, "date": due.date.isoformat() if due.date else None,
            "bound": due.bound.value, "confidence": due.confidence.value,
        },
        "recurrence": draft.recurrence,
    }  # fmt: skip
