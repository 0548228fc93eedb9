"""What people do with the quote of a directive: move its ends, split it, join it with the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from khworkflow.conclusions.drafts import held_draft, unchanged
from khworkflow.conclusions.events import DirectiveJoined, DirectiveMoved, DirectiveSplit
from khworkflow.conclusions.models import Assignment, Directive, Part, Proposal
from khworkflow.conclusions.spans import trimmed
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import clean
from khworkflow.eventlog.log import record

if TYPE_CHECKING:
    from khworkflow.conclusions.spans import Span
    from khworkflow.core.authz import Actor


def move(  # noqa: PLR0913 - a span and how it was seen
    actor: Actor, directive: Directive, start: int, end: int, *, seen_version: int | None = None, quote: str = ""
) -> None:
    """Let the directive quote the words from start to end instead; all that was said about it stays.

    Raises:
        Refused: the span is empty, outside the text, or another directive's.
        Conflict: somebody else changed the directive, or the text is no longer the one that was seen.

    """
    conclusion = directive.conclusion
    held_draft(actor, conclusion)
    unchanged(directive.version, seen_version)
    span = _free(directive, start, end)
    words = conclusion.text[span.start : span.end]
    if quote and "".join(clean(quote).split()) != "".join(words.split()):
        raise Conflict
    _place(directive, span)
    record(actor, f"conclusion:{conclusion.id}", DirectiveMoved(directive.id, conclusion.id, span.start, span.end, words))


def split(actor: Actor, directive: Directive, at: int, *, seen_version: int | None = None) -> Directive:
    """Part the quote before the code point ``at``; return the new directive, which is asked of the same associations.

    Raises:
        Refused: one of the halves would have no words.
        Conflict: somebody else changed the directive.

    """
    conclusion = directive.conclusion
    held_draft(actor, conclusion)
    unchanged(directive.version, seen_version)
    first, second = trimmed(conclusion.text, directive.start, at), trimmed(conclusion.text, at, directive.end)
    if first is None or second is None or not directive.start < at < directive.end:
        raise Refused(_("Please choose a place inside the quoted words."), "at")
    other = Directive(
        conclusion=conclusion, start=second.start, end=second.end, quote=conclusion.text[second.start : second.end],
        title=directive.title, kind=directive.kind, due_on=directive.due_on, due_phrase=directive.due_phrase,
        is_reviewed_half_yearly=directive.is_reviewed_half_yearly, recurrence=directive.recurrence,
        recurs_until=directive.recurs_until, needs_person=directive.needs_person,
        assignments=[
            Assignment(association_id=one.association_id, association=one.association, part=one.part, due_on=one.due_on)
            for one in directive.assignments
        ],
    )  # fmt: skip
    _place(directive, first)
    database.session.add(other)
    database.session.flush()  # the log speaks of its number
    conclusion.directives.sort(key=lambda one: (one.start, one.end))
    event = DirectiveSplit(directive.id, conclusion.id, other.id, directive.quote, other.quote)
    record(actor, f"conclusion:{conclusion.id}", event)
    return other


def join(actor: Actor, directive: Directive, *, seen_version: int | None = None) -> None:
    """Let the directive quote its own words, those of the next one and what stands between; the next one goes.

    Whoever was asked by one of them is asked by both; who leads in one leads.

    Raises:
        Refused: there is no next one.
        Conflict: somebody else changed the directive.

    """
    conclusion = directive.conclusion
    held_draft(actor, conclusion)
    unchanged(directive.version, seen_version)
    later = [one for one in conclusion.directives if (one.start, one.end) > (directive.start, directive.end)]
    if not later:
        raise Refused(_("There is no directive after this one."), "quote")
    other = later[0]
    span = _free(directive, directive.start, max(directive.end, other.end), besides=other)
    named = {one.association_id: one for one in directive.assignments}
    for theirs in other.assignments:
        ours = named.get(theirs.association_id)
        if ours is None:
            kept = Assignment(
                association_id=theirs.association_id, association=theirs.association, part=theirs.part, due_on=theirs.due_on
            )
            directive.assignments.append(kept)
        elif theirs.part is Part.LEAD:
            ours.part = Part.LEAD
    directive.needs_person = directive.needs_person or other.needs_person
    number = other.id
    forget(other)
    conclusion.directives.remove(other)
    database.session.flush()  # the words of the other are free before they are taken
    _place(directive, span)
    record(actor, f"conclusion:{conclusion.id}", DirectiveJoined(directive.id, conclusion.id, number, directive.quote))


def forget(directive: Directive) -> None:
    """Let what the reader said of the directive stand alone: the directive itself is going."""
    database.session.execute(update(Proposal).where(Proposal.directive_id == directive.id).values(directive_id=None))


def _free(directive: Directive, start: int, end: int, besides: Directive | None = None) -> Span:
    conclusion = directive.conclusion
    span = trimmed(conclusion.text, start, end)
    if span is None:
        raise Refused(_("Please select at least one word of the text."), "quote")
    others = [one for one in conclusion.directives if one not in (directive, besides)]
    if any((one.start, one.end) == (span.start, span.end) for one in others):
        raise Refused(_("These words are a directive already."), "quote")
    return span


def _place(directive: Directive, span: Span) -> None:
    directive.start, directive.end = span.start, span.end
    directive.quote = directive.conclusion.text[span.start : span.end]
    directive.conclusion.directives.sort(key=lambda one: (one.start, one.end))
