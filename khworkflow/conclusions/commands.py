"""What people do with a conclusion: draft, mark, describe, assign, lock; nothing here leaves the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from khworkflow.associations.models import Association
from khworkflow.conclusions import policies, queries, settling
from khworkflow.conclusions.events import (
    ConclusionDrafted,
    ConclusionHeadSet,
    ConclusionIssued,
    ConclusionTextAmended,
    DirectiveAssigned,
    DirectiveDescribed,
    DirectiveMarked,
    DirectiveUnmarked,
)
from khworkflow.conclusions.models import Assignment, Conclusion, Directive, Kind, Part
from khworkflow.conclusions.spans import found_again, occurrences, trimmed
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, InvalidTransition, NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import clean, one_line
from khworkflow.eventlog.log import moment_of_record, record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from khworkflow.inspections.models import Inspection

TITLE_MOST: Final = 500
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


@dataclass(frozen=True)
class Description:
    """What a person says about a directive: a few words, the kind, the day or that there is none."""

    title: str
    kind: Kind
    due_on: date | None = None
    is_reviewed_half_yearly: bool = False
    due_phrase: str = ""


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
    """Begin a draft with its words as they were said.

    Raises:
        Refused: the title or the text is empty or too long.

    """
    ensure(policies.draft_conclusion, actor, association)
    if actor.user_id is None:
        msg = "only a person can draft"
        raise ValueError(msg)
    conclusion = Conclusion(
        association=association,
        inspection_id=inspection.id if inspection else None,
        title=_line(title, "title", _("Please give the conclusion a title.")),
        text=_text(text),
        signer=_line(signer, "signer"),
        signer_position=_line(signer_position, "signer_position"),
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


def amend_text(actor: Actor, conclusion: Conclusion, text: str, *, seen_version: int | None = None) -> list[str]:
    """Change the draft's words; return the quotes that were lost and must be marked again.

    A directive whose quote still stands at its place, or can be found again at exactly one, is
    kept with all that was said about it.

    Raises:
        Conflict: somebody else changed the draft since that version was seen.

    """
    _open(actor, conclusion, seen_version)
    text = _text(text)
    if text == conclusion.text:
        return []
    kept = list(conclusion.directives)
    places = found_again(text, [(one.start, one.quote) for one in kept])
    lost = [one for one, place in zip(kept, places, strict=True) if place is None]
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
    _open(actor, conclusion, seen_version)
    conclusion.title = _line(head.title, "title", _("Please give the conclusion a title."))
    number = _line(head.number, "number", most=NUMBER_MOST)
    with database.session.no_autoflush:
        conclusion.dated_on = head.dated_on
        if settling.is_number_used(conclusion, number):
            raise Refused(_("Another conclusion of the same year has the number %(number)s.", number=number), "number")
    conclusion.number = number or None
    conclusion.signer = _line(head.signer, "signer")
    conclusion.signer_position = _line(head.signer_position, "signer_position")
    dated_on = head.dated_on.isoformat() if head.dated_on else None
    event = ConclusionHeadSet(
        conclusion.id, conclusion.title, conclusion.number, dated_on, conclusion.signer, conclusion.signer_position
    )
    record(actor, f"conclusion:{conclusion.id}", event)


def mark(  # noqa: PLR0913 - a span and how it was seen
    actor: Actor, conclusion: Conclusion, start: int, end: int, *, seen_version: int | None = None, quote: str = ""
) -> Directive:
    """Make the words from start to end a directive, without their outer white space.

    Args:
        actor: who marks.
        conclusion: the draft.
        start: first code point of the quote.
        end: one past the last.
        seen_version: the draft's version on the page where the words were chosen.
        quote: the words as they were seen, where they are known; the text must say the same there.

    Raises:
        Refused: the span is empty, outside the text, or marked already.
        Conflict: the text is no longer the one that was seen.

    """
    _open(actor, conclusion, seen_version)
    span = trimmed(conclusion.text, start, end)
    if span is None:
        raise Refused(_("Please select at least one word of the text."), "quote")
    words = conclusion.text[span.start : span.end]
    if quote and "".join(clean(quote).split()) != "".join(words.split()):
        raise Conflict
    if any((one.start, one.end) == (span.start, span.end) for one in conclusion.directives):
        raise Refused(_("These words are a directive already."), "quote")
    directive = Directive(
        conclusion=conclusion, start=span.start, end=span.end, quote=words, title="", kind=Kind.OTHER, due_phrase="",
        is_reviewed_half_yearly=False, assignments=[],
    )  # fmt: skip
    database.session.add(directive)
    database.session.flush()  # the log speaks of its number
    conclusion.directives.sort(key=lambda one: (one.start, one.end))
    record(actor, f"conclusion:{conclusion.id}", DirectiveMarked(directive.id, conclusion.id, span.start, span.end, words))
    return directive


def mark_quote(
    actor: Actor, conclusion: Conclusion, quote: str, occurrence: int | None = None, *, seen_version: int | None = None
) -> Directive:
    """Make the quoted words a directive; ``occurrence``, from 1, says which when they stand there more than once.

    Raises:
        Refused: the words do not stand in the text, or more than once and it was not said which.

    """
    words = clean(quote)
    found = occurrences(conclusion.text, words)
    if not found:
        raise Refused(_("These words do not stand in the text. Please copy them exactly as they are there."), "quote")
    if occurrence is None and len(found) > 1:
        several = _("These words stand in the text %(count)s times. Please say which one is meant.", count=len(found))
        raise Refused(several, "occurrence")
    if not 1 <= (occurrence or 1) <= len(found):
        raise Refused(_("These words stand in the text only %(count)s times.", count=len(found)), "occurrence")
    span = found[(occurrence or 1) - 1]
    return mark(actor, conclusion, span.start, span.end, seen_version=seen_version)


def describe(actor: Actor, directive: Directive, description: Description, *, seen_version: int | None = None) -> None:
    """Say in a few words what the directive asks, of which kind it is, and by when.

    Raises:
        Refused: no title, a day before the conclusion's or too far after it, both a day and none,
            or a phrase that does not stand in the text.

    """
    conclusion = directive.conclusion
    _open(actor, conclusion)
    _seen(directive.version, seen_version)
    phrase = one_line(description.due_phrase)
    if phrase and phrase not in conclusion.text:
        raise Refused(_("The words about time must stand in the text exactly so."), "due_phrase")
    if description.due_on and description.is_reviewed_half_yearly:
        raise Refused(_("Please choose either a due date or the review at the half-year report."), "due_on")
    _check_day(conclusion, description.due_on)
    directive.title = _line(description.title, "title", _("Please give the directive a short title."))
    directive.kind, directive.due_on, directive.due_phrase = description.kind, description.due_on, phrase
    directive.is_reviewed_half_yearly = description.is_reviewed_half_yearly
    due_on = description.due_on.isoformat() if description.due_on else None
    event = DirectiveDescribed(
        directive.id, conclusion.id, directive.title, directive.kind.value, due_on, phrase, directive.is_reviewed_half_yearly
    )
    record(actor, f"conclusion:{conclusion.id}", event)


def assign(  # noqa: PLR0913 - who leads, who coordinates, by when
    actor: Actor,
    directive: Directive,
    leads: Sequence[int],
    coordinates: Sequence[int] = (),
    due: Mapping[int, date] | None = None,
    *,
    seen_version: int | None = None,
) -> None:
    """Name the associations that lead and coordinate, by their numbers, some with a day of their own.

    Raises:
        NotFound: a number is no association below the one that concludes.
        Refused: one association has both parts, or a day that cannot be.

    """
    conclusion = directive.conclusion
    _open(actor, conclusion)
    _seen(directive.version, seen_version)
    if both := set(leads) & set(coordinates):
        name = _below(conclusion, both)[min(both)].territory
        raise Refused(_("%(association)s cannot both lead and coordinate.", association=name), "coordinates")
    parts = dict.fromkeys(leads, Part.LEAD) | dict.fromkeys(coordinates, Part.COORDINATE)
    days = {number: day for number, day in (due or {}).items() if number in parts}
    for day in days.values():
        _check_day(conclusion, day)
    _name(directive, parts, days, _below(conclusion, set(parts)))
    flag_modified(directive, "title")  # the version moves although only its assignments change
    event = DirectiveAssigned(
        directive.id, conclusion.id, tuple(dict.fromkeys(leads)), tuple(dict.fromkeys(coordinates)),
        {str(number): day.isoformat() for number, day in days.items()},
    )  # fmt: skip
    record(actor, f"conclusion:{conclusion.id}", event)


def unmark(actor: Actor, directive: Directive, *, seen_version: int | None = None) -> None:
    """Make the words plain text again; what was said about them goes."""
    conclusion = directive.conclusion
    _open(actor, conclusion)
    _seen(directive.version, seen_version)
    record(actor, f"conclusion:{conclusion.id}", DirectiveUnmarked(directive.id, conclusion.id, directive.quote))
    conclusion.directives.remove(directive)


def lock(actor: Actor, conclusion: Conclusion) -> None:
    """Issue the conclusion: from here on its text, head and directives are as they are.

    Only ``tasks.commands.issue`` calls this, for an issued conclusion without tasks would be a
    promise that nobody holds.

    Raises:
        InvalidTransition: it is issued already.
        Refused: something is not settled yet.

    """
    ensure(policies.issue_conclusion, actor, conclusion)
    _still_draft(conclusion)
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


def _open(actor: Actor, conclusion: Conclusion, seen_version: int | None = None) -> None:
    """Let the actor change the draft, or stop him; holds the row, so that nobody issues it meanwhile."""
    ensure(policies.draft_conclusion, actor, conclusion.association)
    _still_draft(conclusion)
    _seen(conclusion.version, seen_version)


def _still_draft(conclusion: Conclusion) -> None:
    database.session.flush()
    held = select(Conclusion.issued_at, Conclusion.version).where(Conclusion.id == conclusion.id).with_for_update()
    issued_at, version = database.session.execute(held).one()
    if issued_at is not None:
        raise InvalidTransition(_("The conclusion is issued; its text is locked."))
    _seen(version, conclusion.version)


def _seen(version: int, seen: int | None) -> None:
    if seen is not None and seen != version:
        raise Conflict


def _check_day(conclusion: Conclusion, due_on: date | None) -> None:
    if due_on and (bad := settling.bad_due_day(conclusion.dated_on, due_on)):
        raise Refused(bad[:1].upper() + bad[1:], "due_on")


def _below(conclusion: Conclusion, numbers: set[int]) -> dict[int, Association]:
    beneath = Association.path.startswith(conclusion.association.path, autoescape=True)
    rows = database.session.scalars(select(Association).where(Association.id.in_(numbers), beneath))
    found = {row.id: row for row in rows}
    if len(found) != len(numbers):
        raise NotFound
    return found


def _name(directive: Directive, parts: Mapping[int, Part], days: Mapping[int, date], known: Mapping[int, Association]) -> None:
    for assignment in list(directive.assignments):
        if assignment.association_id not in parts:
            directive.assignments.remove(assignment)
    named = {assignment.association_id: assignment for assignment in directive.assignments}
    for number, part in parts.items():
        if number not in named:
            named[number] = Assignment(association_id=number, association=known[number], part=part)
            directive.assignments.append(named[number])
        named[number].part, named[number].due_on = part, days.get(number)


def _text(text: str) -> str:
    words = clean(text)
    if not words:
        raise Refused(_("Please paste the text of the conclusion."), "text")
    if len(words) > TEXT_MOST:
        raise Refused(_("The text is too long: at most %(most)s characters.", most=TEXT_MOST), "text")
    return words


def _line(text: str, field: str, missing: str | None = None, *, most: int = TITLE_MOST) -> str:
    line = one_line(text)
    if missing and not line:
        raise Refused(missing, field)
    if len(line) > most:
        raise Refused(_("This is too long: at most %(most)s characters.", most=most), field)
    return line
