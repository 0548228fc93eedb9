"""Drafting a conclusion, and locking it when it is issued."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.conclusions import policies, queries
from khworkflow.conclusions.events import ConclusionAmended, ConclusionDrafted, ConclusionIssued, DirectiveDropped, DirectiveMarked
from khworkflow.conclusions.models import Assignment, Conclusion, Directive, Kind, Part
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import nfc, one_line
from khworkflow.eventlog.log import moment_of_record, record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from khworkflow.associations.models import Association

TITLE_MOST: Final = 500
TEXT_MOST: Final = 500_000


@dataclass(frozen=True)
class Head:
    """What a conclusion is called and who signs it."""

    title: str
    signer: str
    signer_position: str
    number: str | None = None
    dated_on: date | None = None


@dataclass(frozen=True)
class Description:
    """What a directive asks for and by when."""

    title: str
    kind: Kind
    due_on: date | None = None
    is_reviewed_half_yearly: bool = False
    due_phrase: str = ""


def create(actor: Actor, association: Association, head: Head, text: str, *, inspection_id: int | None = None) -> Conclusion:
    """Begin a draft: the text verbatim, nothing marked yet. It leaves the house nowhere.

    Raises:
        Refused: no title, no text, or too much of either.

    """
    ensure(policies.draft_for, actor, association)
    if actor.user_id is None:
        msg = "only a person can draft"
        raise ValueError(msg)
    conclusion = Conclusion(
        association=association, inspection_id=inspection_id, text=_text(text), created_by_id=actor.user_id, directives=[], title=""
    )
    _set_head(conclusion, head)
    database.session.add(conclusion)
    database.session.flush()  # the log names the conclusion by number
    record(actor, f"conclusion:{conclusion.id}", ConclusionDrafted(conclusion.id))
    return conclusion


def amend(actor: Actor, conclusion: Conclusion, head: Head, text: str, *, seen_version: int) -> list[Directive]:
    """Correct the draft's head and text; return the directives whose quotes are no longer in the text.

    A quote that still stands at its place, or once elsewhere, keeps its directive.

    Raises:
        Conflict: somebody else changed the draft in the meantime.
        Refused: no title, no text, or too much of either.

    """
    ensure(policies.draft_conclusion, actor, conclusion)
    if conclusion.version != seen_version:
        raise Conflict
    _set_head(conclusion, head)
    conclusion.text = _text(text)
    lost = []
    for directive in list(conclusion.directives):
        if conclusion.text[directive.start : directive.end] == directive.quote:
            continue
        if conclusion.text.count(directive.quote) == 1:
            directive.start = conclusion.text.index(directive.quote)
            directive.end = directive.start + len(directive.quote)
        else:
            lost.append(directive)
            conclusion.directives.remove(directive)
    record(actor, f"conclusion:{conclusion.id}", ConclusionAmended(conclusion.id))
    return lost


def mark(actor: Actor, conclusion: Conclusion, start: int, end: int, description: Description) -> Directive:
    """Make a directive of the span; white space at its ends is left out.

    Args:
        actor: who drafts.
        conclusion: the draft.
        start: first code point of the span in the conclusion's text.
        end: one past the last.
        description: what it asks for.

    Raises:
        Refused: the span is empty, outside the text, or crosses another directive.

    """
    ensure(policies.draft_conclusion, actor, conclusion)
    text = conclusion.text
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise Refused(_("Please select the words of one directive in the text."), "quote")
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    if any(start < other.end and other.start < end for other in conclusion.directives):
        raise Refused(_("These words already belong to another directive."), "quote")
    directive = Directive(conclusion_id=conclusion.id, start=start, end=end, quote=text[start:end], title="", kind=Kind.OTHER, assignments=[])
    _describe(directive, description)
    conclusion.directives.append(directive)
    conclusion.directives.sort(key=lambda one: one.start)
    database.session.flush()  # the page shows the directive by number
    record(actor, f"conclusion:{conclusion.id}", DirectiveMarked(conclusion.id, start, end))
    return directive


def mark_quote(actor: Actor, conclusion: Conclusion, quote: str, description: Description) -> Directive:
    """Make a directive of the words, found in the text where no other directive has them.

    Raises:
        Refused: the words are not in the text as they are typed.

    """
    wanted = nfc(quote).strip()
    start = conclusion.text.find(wanted) if wanted else -1
    while start >= 0 and any(start < other.end and other.start < start + len(wanted) for other in conclusion.directives):
        start = conclusion.text.find(wanted, start + 1)
    if start < 0:
        raise Refused(_("These words are not in the text, or already belong to another directive."), "quote")
    return mark(actor, conclusion, start, start + len(wanted), description)


def describe(actor: Actor, directive: Directive, description: Description, assignees: Mapping[int, tuple[Part, date | None]]) -> None:
    """Say what the directive asks for, of whom and by when.

    Args:
        actor: who drafts.
        directive: of a draft, with its conclusion.
        description: what it asks for.
        assignees: association → its part and its own date, where that differs.

    """
    ensure(policies.draft_conclusion, actor, directive.conclusion)
    _describe(directive, description)
    kept = {one.association_id: one for one in directive.assignments}
    for association_id, one in kept.items():
        if association_id not in assignees:
            directive.assignments.remove(one)
    for association_id, (part, due_on) in assignees.items():
        one = kept.get(association_id) or Assignment(association_id=association_id)
        one.part, one.due_on = part, due_on
        if association_id not in kept:
            directive.assignments.append(one)
    database.session.flush()  # the letters and checks that follow read the assignments
    record(actor, f"conclusion:{directive.conclusion_id}", ConclusionAmended(directive.conclusion_id))


def unmark(actor: Actor, conclusion: Conclusion, directive: Directive) -> None:
    """Drop a directive of a draft."""
    ensure(policies.draft_conclusion, actor, conclusion)
    conclusion.directives.remove(directive)
    record(actor, f"conclusion:{conclusion.id}", DirectiveDropped(conclusion.id, directive.start, directive.end))


def lock(actor: Actor, conclusion: Conclusion) -> None:
    """Lock the text for good; called by ``tasks.commands.issue``, which makes the tasks.

    Raises:
        Refused: something is not settled yet, or the number belongs to another conclusion.

    """
    ensure(policies.issue_conclusion, actor, conclusion)
    if missing := queries.unsettled(conclusion):
        raise Refused(" ".join(missing))
    same = select(Conclusion.id).where(
        Conclusion.association_id == conclusion.association_id, Conclusion.number == conclusion.number, Conclusion.id != conclusion.id
    )
    if database.session.scalar(same) is not None:
        raise Refused(_("The number %(number)s belongs to another conclusion.", number=conclusion.number), "number")
    conclusion.issued_at = moment_of_record()
    conclusion.issued_by_id = actor.user_id
    sha256 = hashlib.sha256(conclusion.text.encode()).hexdigest()
    event = ConclusionIssued(conclusion.id, conclusion.number or "", sha256, len(conclusion.directives))
    record(actor, f"conclusion:{conclusion.id}", event)


def _set_head(conclusion: Conclusion, head: Head) -> None:
    title = one_line(head.title)
    if not title:
        raise Refused(_("The title cannot be empty."), "title")
    if len(title) > TITLE_MOST:
        raise Refused(_("The title is too long: at most %(most)s characters.", most=TITLE_MOST), "title")
    conclusion.title = title
    conclusion.signer = one_line(head.signer)
    conclusion.signer_position = one_line(head.signer_position)
    conclusion.number = one_line(head.number or "") or None
    conclusion.dated_on = head.dated_on


def _text(text: str) -> str:
    """Return the text as it is kept: verbatim but for Unicode's composed form and plain line ends."""
    kept = nfc(text.replace("\r\n", "\n").replace("\r", "\n")).replace("\x00", "")
    if not kept.strip():
        raise Refused(_("The text of the conclusion cannot be empty."), "text")
    if len(kept) > TEXT_MOST:
        raise Refused(_("The text is too long: at most %(most)s characters.", most=TEXT_MOST), "text")
    return kept


def _describe(directive: Directive, description: Description) -> None:
    title = one_line(description.title)
    if len(title) > TITLE_MOST:
        raise Refused(_("The title is too long: at most %(most)s characters.", most=TITLE_MOST), "title")
    if description.due_on and description.is_reviewed_half_yearly:
        raise Refused(_("Please give either a date or “reviewed at the half-year report”."), "due_on")
    directive.title, directive.kind = title, description.kind
    directive.due_on, directive.is_reviewed_half_yearly = description.due_on, description.is_reviewed_half_yearly
    directive.due_phrase = one_line(description.due_phrase)
