"""What people do with a conclusion: draft it, change its words and head, lock it; nothing here leaves the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete

from khworkflow.conclusions import policies, queries, settling
from khworkflow.conclusions.cutting import join, move, split
from khworkflow.conclusions.drafts import TITLE_MOST, held_draft, line, still_draft
from khworkflow.conclusions.events import (
    ConclusionDrafted,
    ConclusionHeadSet,
    ConclusionIssued,
    ConclusionOriginalKept,
    ConclusionTextAmended,
)
from khworkflow.conclusions.letterhead import title_of
from khworkflow.conclusions.marking import Description, assign, describe, mark, mark_quote, unmark
from khworkflow.conclusions.models import Conclusion, Original, Proposal
from khworkflow.conclusions.spans import found_again
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import clean
from khworkflow.eventlog.log import moment_of_record, record

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.associations.models import Association
    from khworkflow.files.models import File
    from khworkflow.inspections.models import Inspection

#: What other rooms call stands here; what concerns the directives is done in ``marking``.
__all__ = [
    "NUMBER_MOST",
    "TEXT_MOST",
    "TITLE_MOST",
    "Description",
    "Head",
    "amend_text",
    "assign",
    "create",
    "describe",
    "join",
    "keep_original",
    "lock",
    "mark",
    "mark_quote",
    "move",
    "set_head",
    "split",
    "unmark",
]

TEXT_MOST: Final = 60_000
NUMBER_MOST: Final = 50
_ASIDE: Final = 1_000_000_000  # offsets no text has: where moved spans wait until all places are free


@dataclass(frozen=True)
class Head:
    """Everything about a conclusion but its words."""

    title: str
    number: str
    dated_on: date | None
    signer: str
    signer_position: str


def create(  # noqa: PLR0913 - a conclusion has that many facts
    actor: Actor,
    association: Association,
    inspection: Inspection | None,
    *,
    title: str,
    text: str,
    signer: str,
    signer_position: str,
) -> Conclusion:
    """Begin a draft with its words as they were said; without a title it is called as the paper calls itself.

    Raises:
        Refused: the text is empty, or something is too long.

    """
    ensure(policies.draft_conclusion, actor, association)
    if actor.user_id is None:
        msg = "only a person can draft"
        raise ValueError(msg)
    words = _text(text)
    conclusion = Conclusion(
        association=association,
        inspection_id=inspection.id if inspection else None,
        title=line(title, "title") or line(title_of(words), "title", _("Please give the conclusion a title.")),
        text=words,
        signer=line(signer, "signer"),
        signer_position=line(signer_position, "signer_position"),
        created_by_id=actor.user_id,
        directives=[],
    )
    database.session.add(conclusion)
    database.session.flush()  # the log speaks of its number
    event = ConclusionDrafted(
        conclusion.id, association.id, conclusion.inspection_id, conclusion.title, queries.text_sha256(conclusion)
    )
    record(actor, f"conclusion:{conclusion.id}", event)
    return conclusion


def keep_original(actor: Actor, conclusion: Conclusion, file: File) -> None:
    """Keep the paper from which the text was taken with the conclusion; the same content a second time is one."""
    held_draft(actor, conclusion)
    if any(one.file.sha256 == file.sha256 for one in queries.originals(conclusion)):
        return
    database.session.add(Original(conclusion_id=conclusion.id, file_id=file.id))
    record(actor, f"conclusion:{conclusion.id}", ConclusionOriginalKept(conclusion.id, file.id, file.name, file.sha256))


def amend_text(actor: Actor, conclusion: Conclusion, text: str, *, seen_version: int | None = None) -> list[str]:
    """Change the draft's words; return the quotes that were lost and must be marked again.

    A directive whose quote still stands at its place, or can be found again at exactly one, is
    kept with all that was said about it.

    Raises:
        Conflict: somebody else changed the draft since that version was seen.

    """
    held_draft(actor, conclusion, seen_version)
    text = _text(text)
    if text == conclusion.text:
        return []
    kept = list(conclusion.directives)
    places = found_again(text, [(one.start, one.quote) for one in kept])
    lost = [one for one, place in zip(kept, places, strict=True) if place is None]
    gone = [directive.id for directive in lost]
    database.session.execute(delete(Proposal).where(Proposal.directive_id.in_(gone)))  # the text changed, nobody dropped them
    for directive in lost:
        conclusion.directives.remove(directive)
    database.session.flush()  # what is lost is gone before others take its place
    moved = [(one, place) for one, place in zip(kept, places, strict=True) if place and place.start != one.start]
    for directive, place in moved:
        directive.start, directive.end = place.start + _ASIDE, place.end + _ASIDE
    database.session.flush()  # no two spans share a place, not even on the way
    for directive, place in moved:
        directive.start, directive.end = place.start, place.end
    conclusion.text = text
    quotes = [directive.quote for directive in lost]
    event = ConclusionTextAmended(conclusion.id, queries.text_sha256(conclusion), tuple(quotes))
    record(actor, f"conclusion:{conclusion.id}", event)
    return quotes


def set_head(actor: Actor, conclusion: Conclusion, head: Head, *, seen_version: int | None = None) -> None:
    """Set title, number, date and signer of the draft; what is not known yet may stay empty.

    Raises:
        Refused: a line is too long, or the number is another conclusion's of that year.
        Conflict: somebody else changed the draft since that version was seen.

    """
    held_draft(actor, conclusion, seen_version)
    conclusion.title = line(head.title, "title", _("Please give the conclusion a title."))
    number = line(head.number, "number", most=NUMBER_MOST)
    if settling.is_number_used(conclusion, number, head.dated_on):
        raise Refused(_("Another conclusion of the same year has the number %(number)s.", number=number), "number")
    conclusion.dated_on = head.dated_on
    conclusion.number = number or None
    conclusion.signer = line(head.signer, "signer")
    conclusion.signer_position = line(head.signer_position, "signer_position")
    dated_on = head.dated_on.isoformat() if head.dated_on else None
    event = ConclusionHeadSet(
        conclusion.id, conclusion.title, conclusion.number, dated_on, conclusion.signer, conclusion.signer_position
    )
    record(actor, f"conclusion:{conclusion.id}", event)


def lock(actor: Actor, conclusion: Conclusion) -> None:
    """Issue the conclusion: from here on its text, head and directives are as they are.

    Only ``tasks.commands.issue`` calls this, for an issued conclusion without tasks would be a
    promise that nobody holds.

    Raises:
        InvalidTransition: it is issued already.
        Refused: something is not settled yet.

    """
    ensure(policies.issue_conclusion, actor, conclusion)
    still_draft(conclusion)
    if lacking := settling.unsettled(conclusion):
        raise Refused("\n".join(lacking))
    conclusion.issued_at = moment_of_record()
    conclusion.issued_by_id = actor.user_id
    event = ConclusionIssued(
        conclusion.id,
        conclusion.number or "",
        settling.day_of(conclusion).isoformat(),
        queries.text_sha256(conclusion),
        len(conclusion.directives),
        sum(len(directive.assignments) for directive in conclusion.directives),
    )
    record(actor, f"conclusion:{conclusion.id}", event)


def _text(text: str) -> str:
    words = clean(text)
    if not words:
        raise Refused(_("Please paste the text of the conclusion."), "text")
    if len(words) > TEXT_MOST:
        raise Refused(_("The text is too long: at most %(most)s characters.", most=TEXT_MOST), "text")
    return words
