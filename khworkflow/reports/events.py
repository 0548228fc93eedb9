"""What can happen to a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class ReportRequested(Event):
    kind: ClassVar[str] = "report.requested"

    report_id: int
    conclusion_id: int | None  # None: on a period, all conclusions
    as_of: str
    report_kind: str = "status"


@dataclass(frozen=True)
class ReportCompiled(Event):
    """Its files are there; of each, and of the document as data, the SHA-256."""

    kind: ClassVar[str] = "report.compiled"

    report_id: int
    sha256: str  # of the Word file
    pdf: str = ""
    xlsx: str = ""
    data: str = ""
    template: int = 0  # the number of the office's template for the Word file; 0: the system's own


@dataclass(frozen=True)
class ReportReworded(Event):
    """Somebody put passages in other words."""

    kind: ClassVar[str] = "report.reworded"

    report_id: int
    words: dict[str, str]


@dataclass(frozen=True)
class ReportFrozen(Event):
    """It was given a number of the register; words and figures stay as they are from then on."""

    kind: ClassVar[str] = "report.frozen"

    report_id: int
    number: str
    signed_on: str
    data: str  # SHA-256 of the document as it was before the number stood in it


@dataclass(frozen=True)
class ReportCancelled(Event):
    kind: ClassVar[str] = "report.cancelled"

    report_id: int


@dataclass(frozen=True)
class PaperRulesSet(Event):
    """The office chose what is on time in its reports, and how its papers are set."""

    kind: ClassVar[str] = "paper_rules.set"

    association_id: int
    on_time: str
    layout: str


@dataclass(frozen=True)
class TemplateGiven(Event):
    """The office gave a template for the Word files of a kind of paper; it is not in use yet."""

    kind: ClassVar[str] = "paper_template.given"

    association_id: int
    paper: str
    layout: str
    number: int
    why: str
    sha256: str


@dataclass(frozen=True)
class TemplateUsed(Event):
    """From now on papers of the kind are made from this template; 0 is the system's own."""

    kind: ClassVar[str] = "paper_template.used"

    association_id: int
    paper: str
    layout: str
    number: int
    why: str


@dataclass(frozen=True)
class TemplateApplied(Event):
    """A report that had no number yet was made again from the template in use; 0 is the system's own."""

    kind: ClassVar[str] = "paper_template.applied"

    report_id: int
    number: int


@dataclass(frozen=True)
class LessonMarked(Event):
    """Words of a reply were marked as something that works."""

    kind: ClassVar[str] = "lesson.marked"

    task_id: int
    reply_id: int
    words: str


@dataclass(frozen=True)
class LessonShared(Event):
    """Every association of the house may read it."""

    kind: ClassVar[str] = "lesson.shared"

    task_id: int
    reply_id: int


@dataclass(frozen=True)
class LessonDropped(Event):
    """It is not counted as a lesson any more."""

    kind: ClassVar[str] = "lesson.dropped"

    task_id: int
    reply_id: int


@dataclass(frozen=True)
class ExplanationAsked(Event):
    """A letter was begun that asks an association why tasks are late."""

    kind: ClassVar[str] = "explanation.asked"

    report_id: int
    association_id: int
    task_ids: tuple[int, ...]
    answer_by: str


@dataclass(frozen=True)
class ExplanationGiven(Event):
    """The association's chair answered the letter."""

    kind: ClassVar[str] = "explanation.given"

    report_id: int
    association_id: int
    words: str
    evidence: tuple[str, ...]  # SHA-256 of each paper
