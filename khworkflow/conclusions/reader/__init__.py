"""The conclusion reader: a Vietnamese conclusion goes in as text, drafts of its directives come out, by rules alone."""

from __future__ import annotations

from khworkflow.conclusions.reader.gazetteer import YEN_BAI_2019, Entry, Gazetteer
from khworkflow.conclusions.reader.kinds import Kind
from khworkflow.conclusions.reader.reader import read
from khworkflow.conclusions.reader.reading import (
    REASONS,
    Assignee,
    Bound,
    Confidence,
    Deadline,
    Document,
    Draft,
    Figure,
    Reading,
    Reason,
    Role,
)

__all__ = [
    "REASONS", "YEN_BAI_2019", "Assignee", "Bound", "Confidence", "Deadline", "Document", "Draft", "Entry",
    "Figure", "Gazetteer", "Kind", "Reading", "Reason", "Role", "read",
]  # fmt: skip
