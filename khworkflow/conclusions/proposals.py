"""What the reader proposes for a draft, how people settle it, and how much of it stood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from khworkflow.conclusions import queries, settling
from khworkflow.conclusions.commands import NUMBER_MOST, Head, set_head
from khworkflow.conclusions.drafts import TITLE_MOST, held_draft, unchanged
from khworkflow.conclusions.events import ConclusionRead, DirectiveProposed
from khworkflow.conclusions.letterhead import letterhead
from khworkflow.conclusions.marking import assign, describe, description_of
from khworkflow.conclusions.models import Assignment, Conclusion, Directive, Part, Proposal
from khworkflow.conclusions.reader import Gazetteer, read
from khworkflow.conclusions.said import Body, Said, gazetteer, said_of
from khworkflow.conclusions.spans import Span
from khworkflow.core.db import database
from khworkflow.eventlog.log import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from khworkflow.associations.models import Association
    from khworkflow.conclusions.reader import Draft
    from khworkflow.core.authz import Actor

#: The sign of a notice of conclusion where the association has issued none yet (Nghị định 30/2020, Annex III).
_FIRST_SIGN: Final = "/TB-HKH"
_DATED_WITHIN: Final = 4_000  # code points: a document says its day at its head


@dataclass(frozen=True)
class Corrections:
    """What became of what the reader proposed: left as it was, changed, dropped; and what people added themselves."""

    kept: int = 0
    changed: int = 0
    added: int = 0
    dropped: int = 0

    @property
    def proposed(self) -> int:
        """How many the reader proposed."""
        return self.kept + self.changed + self.dropped


def read_draft(actor: Actor, conclusion: Conclusion, *, seen_version: int | None = None) -> int:
    """Let the reader go through the draft's words; return how many directives it adds.

    What people did stays: words that are a directive already, and words whose proposal was
    dropped, are not proposed again. Number, date and signer are taken from the paper where the
    draft has none.

    Raises:
        Conflict: somebody else changed the draft since that version was seen.

    """
    held_draft(actor, conclusion, seen_version)
    _fill_head(actor, conclusion)  # its day says which associations there are
    known = {one.id: one for one in queries.nameable(conclusion)}
    reading = read(
        conclusion.text, on=conclusion.dated_on, gazetteer=gazetteer(known.values(), queries.district_level(conclusion))
    )
    dropped = _dropped(conclusion)
    new = [draft for draft in reading.directives if _is_new(conclusion, draft, dropped)]
    made = [_directive(conclusion, draft, known) for draft in new]
    database.session.flush()  # the log speaks of their numbers
    subject = f"conclusion:{conclusion.id}"
    sha256 = queries.text_sha256(conclusion)
    record(actor, subject, ConclusionRead(conclusion.id, sha256, len(reading.directives), len(made)))
    for directive, said in made:
        kept = said.to_json()
        start, end, quote = directive.start, directive.end, directive.quote
        row = Proposal(conclusion_id=conclusion.id, directive_id=directive.id, start=start, end=end, quote=quote, said=kept)
        database.session.add(row)
        record(actor, subject, DirectiveProposed(directive.id, conclusion.id, start, end, quote, kept))
    conclusion.directives.sort(key=lambda one: (one.start, one.end))
    return len(made)


def settle(actor: Actor, directive: Directive, associations: Sequence[int], *, seen_version: int | None = None) -> int:
    """Let a person say who the unclear body in the quote is; return how many directives that settles.

    Other directives that carry the very same words ("Các đơn vị" of the sentence before) and are
    not settled yet mean the same associations.

    Raises:
        NotFound: a number is no association below the one that concludes.
        Conflict: somebody else changed the directive.

    """
    conclusion = directive.conclusion
    said = of_directives(conclusion)
    unchanged(directive.version, seen_version)
    unclear = list(_unclear(said, directive))
    _settle_one(actor, directive, said.get(directive.id), unclear[0].part if unclear else Part.LEAD, associations)
    settled = 1
    for other in conclusion.directives:
        same = [body for body in _unclear(said, other) if _is_one(body, unclear)]
        if other is not directive and other.needs_person and same:
            _settle_one(actor, other, said[other.id], same[0].part, associations)
            settled += 1
    return settled


def set_missing_days(actor: Actor, conclusion: Conclusion, due_on: date | None, *, seen_version: int | None = None) -> int:
    """Give every directive without a due date this one, or the half-year review when None; return how many.

    Raises:
        Refused: a day before the conclusion's or too far after it.
        Conflict: somebody else changed the draft since that version was seen.

    """
    held_draft(actor, conclusion, seen_version)
    without = [one for one in conclusion.directives if settling.lacks_day(one)]
    for directive in without:
        kept = description_of(directive)
        describe(actor, directive, replace(kept, due_on=due_on, is_reviewed_half_yearly=due_on is None))
    return len(without)


def of_directives(conclusion: Conclusion) -> dict[int, Said]:
    """Return what the reader said of each directive that is still there, by the directive's number."""
    rows = select(Proposal).where(Proposal.conclusion_id == conclusion.id, Proposal.directive_id.is_not(None))
    return {row.directive_id: Said.from_json(row.said) for row in database.session.scalars(rows) if row.directive_id}


def corrections(actor: Actor, conclusion: Conclusion | None = None) -> Corrections | None:
    """Count what people corrected, in one conclusion or in all that were read and issued; None when nothing was read.

    *Kept* is a proposal whose quote, kind, day and named associations stand as the reader gave
    them; that a person chose whom only a person can tell is no correction.
    """
    chosen = queries.visible(actor).order_by(None).with_only_columns(Conclusion.id)
    chosen = chosen.where(Conclusion.id == conclusion.id if conclusion else Conclusion.issued_at.is_not(None))
    proposals = list(database.session.scalars(select(Proposal).where(Proposal.conclusion_id.in_(chosen))))
    if not proposals:
        return None
    ids = {one.conclusion_id for one in proposals}
    with_assignments = selectinload(Directive.assignments).joinedload(Assignment.association)
    rows = select(Directive).options(with_assignments, joinedload(Directive.conclusion)).where(Directive.conclusion_id.in_(ids))
    there = {one.id: one for one in database.session.scalars(rows)}
    kept = changed = dropped = 0
    for one in proposals:
        directive = there.pop(one.directive_id or 0, None)
        stands = directive is not None and _stands(one, directive)
        kept, changed, dropped = kept + stands, changed + (directive is not None and not stands), dropped + (directive is None)
    return Corrections(kept, changed, len(there), dropped)


def _stands(proposal: Proposal, directive: Directive) -> bool:
    said = Said.from_json(proposal.said)
    parts = {part: {one.association_id for one in directive.assignments if one.part is part} for part in Part}
    if directive.quote != proposal.quote or directive.kind is not said.kind or (said.due_on and directive.due_on != said.due_on):
        return False
    wanted = {part: set(said.named(part)) for part in Part}
    return all(wanted[part] <= parts[part] if said.needs_person else wanted[part] == parts[part] for part in Part)


def _dropped(conclusion: Conclusion) -> set[str]:
    rows = select(Proposal.quote).where(Proposal.conclusion_id == conclusion.id, Proposal.directive_id.is_(None))
    return {"".join(quote.split()) for quote in database.session.scalars(rows)}


def _is_new(conclusion: Conclusion, draft: Draft, dropped: set[str]) -> bool:
    taken = any(one.start < draft.end and draft.start < one.end for one in conclusion.directives)
    return not taken and "".join(draft.text.split()) not in dropped


def _directive(conclusion: Conclusion, draft: Draft, known: Mapping[int, Association]) -> tuple[Directive, Said]:
    said = said_of(draft, conclusion.text)
    again = said.recurs(conclusion.dated_on)
    due_on = again[1] if again else said.due_on
    day = due_on if due_on and not settling.bad_due_day(conclusion.dated_on, due_on) else None
    parts = [(number, part) for part in Part for number in said.named(part)]
    directive = Directive(
        start=draft.start, end=draft.end, quote=draft.text, title=said.title[:TITLE_MOST], kind=said.kind,
        due_on=day, due_phrase=said.due_phrase, is_reviewed_half_yearly=False, needs_person=said.needs_person,
        recurrence=again[0] if again and day else None,
        assignments=[Assignment(association_id=number, association=known[number], part=part) for number, part in parts],
    )  # fmt: skip
    conclusion.directives.append(directive)
    return directive, said


def _fill_head(actor: Actor, conclusion: Conclusion) -> None:
    """Fill what the head lacks from the paper, and the number from the last one of that year."""
    found, text = letterhead(conclusion.text), conclusion.text
    day = conclusion.dated_on or read(text[:_DATED_WITHIN], on=None, gazetteer=Gazetteer()).document.dated_on
    head = Head(
        title=conclusion.title,
        number=conclusion.number or found.number[:NUMBER_MOST] or _next_number(conclusion, day),
        dated_on=day,
        signer=conclusion.signer or found.signer,
        signer_position=conclusion.signer_position or ("" if conclusion.signer else found.signer_position),
    )
    if settling.is_number_used(conclusion, head.number, head.dated_on):
        head = replace(head, number=_next_number(conclusion, day))
    if any(
        getattr(conclusion, name) != (getattr(head, name) or None) for name in ("number", "dated_on", "signer", "signer_position")
    ):
        set_head(actor, conclusion, head)


def _next_number(conclusion: Conclusion, day: date | None) -> str:
    """Return the number after the highest of the association's conclusions of that year, with the sign of the latest."""
    year = (day or settling.day_of(conclusion)).year
    rows = select(Conclusion.number, Conclusion.dated_on).where(
        Conclusion.association_id == conclusion.association_id, Conclusion.id != conclusion.id, Conclusion.number.is_not(None)
    )
    highest, sign = 0, _FIRST_SIGN
    for kept, dated_on in database.session.execute(rows.order_by(Conclusion.id)):
        number = kept or ""
        digits = number[: len(number) - len(number.lstrip("0123456789"))]
        if digits:
            sign = number[len(digits) :] or sign
            if dated_on is None or dated_on.year == year:
                highest = max(highest, int(digits))
    return f"{highest + 1:02d}{sign}"


def _unclear(said: Mapping[int, Said], directive: Directive) -> Iterable[Body]:
    return (body for body in said[directive.id].bodies if body.needs_person) if directive.id in said else ()


def _is_one(body: Body, others: Iterable[Body]) -> bool:
    return any(Span(body.start, body.end) == Span(other.start, other.end) for other in others)


def _settle_one(actor: Actor, directive: Directive, said: Said | None, part: Part, associations: Sequence[int]) -> None:
    """Give the part to the associations, besides those that the text itself names."""
    named = {one: said.named(one) if said else () for one in Part}
    others = tuple(number for number in named[Part.COORDINATE if part is Part.LEAD else Part.LEAD] if number not in associations)
    mine = tuple(dict.fromkeys((*named[part], *associations)))
    days = {one.association_id: one.due_on for one in directive.assignments if one.due_on}
    leads, coordinates = (mine, others) if part is Part.LEAD else (others, mine)
    assign(actor, directive, leads, coordinates, days, is_settled=True)
