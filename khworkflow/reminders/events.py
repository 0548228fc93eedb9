"""What can happen to a letter that a person has a hand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class LetterSentAgain(Event):
    """Somebody let a letter that had failed for good go out again."""

    kind: ClassVar[str] = "letter.sent_again"

    mail_id: int
    person_id: int
