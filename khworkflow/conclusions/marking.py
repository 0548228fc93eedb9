"""What people do with the directives of a draft: mark words of the text, describe, assign, unmark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from khworkflow.associations.models import Association
from khworkflow.conclusions import settling
from khworkflow.conclusions.cutting import forget
from khworkflow.conclusions.drafts import held_draft, line, unchanged
from khworkflow.conclusions.events import DirectiveAssigned, DirectiveDescribed, DirectiveMarked, DirectiveUnmarked
from khworkflow.conclusions.models import Assignment, Directive, Kind, Part, Recurrence
from khworkflow.conclusions.spans import occurrences, trimmed
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import clean, one_line
from khworkflow.eventlog.log import record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from khworkflow.conclusions.models import Conclusion
    from khworkflow.core.authz import Actor


@dataclass(frozen=True)
class Description:
    """What a person says about a directive: a few words, the kind, the day or that there is none."""

    title: str
    kind: Kind
    due_on: date | None = None
    is_reviewed_half_yearly: bool = False
    due_phrase: str = ""
    recurrence: Recurrence | None = None
    recurs_until: date | None = None


def description_of(directive: Directive) -> Description:
    """Return what is said about the directive now."""
    return Description(
        directive.title, directive.kind, directive.due_on, directive.is_reviewed_half_yearly, directive.due_phrase,
        directive.recurrence, directive.recurs_until,
    )  # fmt: skip


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
    held_draft(actor, conclusion, seen_version)
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
        is_reviewed_half_yearly=False, needs_person=False, assignments=[],
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
    wanted = 1 if occurrence is None else occurrence
    if not 1 <= wanted <= len(found):
        raise Refused(_("These words stand in the text only %(count)s times.", count=len(found)), "occurrence")
    span = found[wanted - 1]
    return mark(actor, conclusion, span.start, span.end, seen_version=seen_version)


def describe(actor: Actor, directive: Directive, description: Description, *, seen_version: int | None = None) -> None:
    """Say in a few words what the directive asks, of which kind it is, and by when.

    Raises:
        Refused: no title, a day before the conclusion's or too far after it, both a day and none,
            a phrase that does not stand in the text, or a recurrence without the day of its first period.

    """
    conclusion = directive.conclusion
    held_draft(actor, conclusion)
    unchanged(directive.version, seen_version)
    phrase = one_line(description.due_phrase)
    if phrase and phrase not in conclusion.text:
        raise Refused(_("The words about time must stand in the text exactly so."), "due_phrase")
    if description.due_on and description.is_reviewed_half_yearly:
        raise Refused(_("Please choose either a due date or the review at the half-year report."), "due_on")
    _check_day(conclusion, description.due_on)
    _check_recurrence(description)
    directive.title = line(description.title, "title", _("Please give the directive a short title."))
    directive.kind, directive.due_on, directive.due_phrase = description.kind, description.due_on, phrase
    directive.is_reviewed_half_yearly = description.is_reviewed_half_yearly
    directive.recurrence, directive.recurs_until = description.recurrence, description.recurs_until
    due_on = description.due_on.isoformat() if description.due_on else None
    event = DirectiveDescribed(
        directive.id, conclusion.id, directive.title, directive.kind.value, due_on, phrase, directive.is_reviewed_half_yearly,
        recurrence=description.recurrence.value if description.recurrence else None,
        recurs_until=description.recurs_until.isoformat() if description.recurs_until else None,
    )  # fmt: skip
    record(actor, f"conclusion:{conclusion.id}", event)


def assign(  # noqa: PLR0913 - who leads, who coordinates, by when
    actor: Actor,
    directive: Directive,
    leads: Sequence[int],
    coordinates: Sequence[int] = (),
    due: Mapping[int, date] | None = None,
    *,
    seen_version: int | None = None,
    is_settled: bool = False,
) -> None:
    """Name the associations that lead and coordinate, by their numbers, some with a day of their own.

    Whoever changes them has settled whom the quote means; so has whoever says so (``is_settled``).

    Raises:
        NotFound: a number is no association below the one that concludes.
        Refused: one association has both parts, or a day that cannot be.

    """
    conclusion = directive.conclusion
    held_draft(actor, conclusion)
    unchanged(directive.version, seen_version)
    if both := set(leads) & set(coordinates):
        name = _below(conclusion, both)[min(both)].territory
        raise Refused(_("%(association)s cannot both lead and coordinate.", association=name), "coordinates")
    parts = dict.fromkeys(leads, Part.LEAD) | dict.fromkeys(coordinates, Part.COORDINATE)
    days = {number: day for number, day in (due or {}).items() if number in parts}
    for day in days.values():
        _check_day(conclusion, day)
    is_changed = {one.association_id: one.part for one in directive.assignments} != parts
    directive.needs_person = directive.needs_person and not (parts and (is_changed or is_settled))
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
    held_draft(actor, conclusion)
    unchanged(directive.version, seen_version)
    record(actor, f"conclusion:{conclusion.id}", DirectiveUnmarked(directive.id, conclusion.id, directive.quote))
    forget(directive)
    conclusion.directives.remove(directive)


def _check_day(conclusion: Conclusion, due_on: date | None) -> None:
    if due_on and (bad := settling.bad_due_day(conclusion.dated_on, due_on)):
        raise Refused(bad[:1].upper() + bad[1:], "due_on")


def _check_recurrence(description: Description) -> None:
    if description.recurrence and not description.due_on:
        raise Refused(_("A directive that recurs needs the due date of its first period."), "due_on")
    if description.recurs_until and not description.recurrence:
        raise Refused(_("Please say how often it recurs, or leave its last day empty."), "recurrence")
    if description.recurs_until and description.due_on and description.recurs_until < description.due_on:
        raise Refused(_("The last day must not be before the due date of the first period."), "recurs_until")


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
