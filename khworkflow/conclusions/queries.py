"""Reading conclusions: what the actor may see, what a draft still lacks, and what issuing it will do."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from khworkflow.associations import queries as associations
from khworkflow.associations.models import Association
from khworkflow.associations.queries import within
from khworkflow.conclusions.models import Addition, Amendment, Assignment, Conclusion, Directive, Kind, Original, Part, Recurrence
from khworkflow.conclusions.policies import DRAFTERS
from khworkflow.conclusions.settling import day_of, lacks, lacks_day, unsettled
from khworkflow.conclusions.spans import found_again
from khworkflow.core.authz import READERS, Actor, Role
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.core.text import clean

if TYPE_CHECKING:
    from khworkflow.accounts.models import User

__all__ = ["Kind", "Part", "Recurrence", "lacks", "lacks_day", "unsettled"]


@dataclass(frozen=True)
class Preview:
    """What issuing the draft would do."""

    associations: int
    tasks: int
    mails: int
    without_address: list[Association]


def visible(actor: Actor) -> Select[Conclusion]:
    """Select the conclusions that the actor may see, newest first; the SQL twin of ``policies.see_conclusion``."""
    conclusions = (
        select(Conclusion)
        .options(
            joinedload(Conclusion.association),
            selectinload(Conclusion.directives).immediateload(Directive.conclusion),
            selectinload(Conclusion.directives).selectinload(Directive.assignments).joinedload(Assignment.association),
            selectinload(Conclusion.directives).selectinload(Directive.additions).joinedload(Addition.association),
        )
        .order_by(Conclusion.id.desc())
    )
    if actor.is_system:
        return conclusions
    drafted_here = Conclusion.association_id.in_(select(Association.id).where(within(actor.paths(DRAFTERS))))
    named = (
        select(Directive.conclusion_id)
        .join(Directive.assignments)
        .join(Assignment.association)
        .where(within(actor.paths(READERS)))
    )
    added = (
        select(Directive.conclusion_id).join(Directive.additions).join(Addition.association).where(within(actor.paths(READERS)))
    )
    may_read = or_(Conclusion.id.in_(named), Conclusion.id.in_(added))
    return conclusions.where(or_(drafted_here, Conclusion.issued_at.is_not(None) & may_read))


def get(actor: Actor, conclusion_id: int) -> Conclusion:
    """Return the conclusion with its directives and their associations.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    found = database.session.scalar(visible(actor).where(Conclusion.id == conclusion_id))
    if found is None:
        raise NotFound
    return found


def directive(actor: Actor, conclusion_id: int, directive_id: int) -> Directive:
    """Return the directive of that conclusion.

    Raises:
        NotFound: there is none, or the actor may not see its conclusion.

    """
    conclusion = get(actor, conclusion_id)
    for one in conclusion.directives:
        if one.id == directive_id:
            return one
    raise NotFound


def drafts(actor: Actor) -> list[Conclusion]:
    """Return the visible conclusions that are still drafts, newest first."""
    return list(database.session.scalars(visible(actor).where(Conclusion.issued_at.is_(None))))


def issued(actor: Actor) -> list[Conclusion]:
    """Return the visible conclusions that are issued, newest first."""
    rows = visible(actor).where(Conclusion.issued_at.is_not(None)).order_by(None)
    return list(database.session.scalars(rows.order_by(Conclusion.dated_on.desc(), Conclusion.id.desc())))


def of_inspection(actor: Actor, inspection_id: int) -> list[Conclusion]:
    """Return the visible conclusions of the round."""
    return list(database.session.scalars(visible(actor).where(Conclusion.inspection_id == inspection_id)))


def contact_of(conclusion: Conclusion) -> list[User]:
    """Return whom an association may ask about the conclusion: the inspectors, failing them the committee."""
    at = conclusion.association_id
    return associations.holders(Role.INSPECTOR, at) or associations.holders(Role.COMMITTEE, at)


def district_level(conclusion: Conclusion) -> list[Association]:
    """Return all associations of the level directly below that are in force on the conclusion's day.

    This is what "các huyện, thị, thành Hội" names: nine in Yên Bái in 2019, and the communes once
    the district level has ended. A conclusion without a date yet is read as of now.
    """
    return associations.level_below(conclusion.association, day_of(conclusion))


def nameable(conclusion: Conclusion) -> list[Association]:
    """Return all associations below the one that concludes that are in force on its day: those a text can name."""
    above = conclusion.association
    levels = associations.levels_below(above)
    return [one for level in levels for one in associations.in_force(above, level, day_of(conclusion))]


def originals(conclusion: Conclusion) -> list[Original]:
    """Return the papers from which the text was taken, in the order they came."""
    rows = select(Original).options(joinedload(Original.file)).where(Original.conclusion_id == conclusion.id)
    return list(database.session.scalars(rows.order_by(Original.id)))


def original(conclusion: Conclusion, file_id: int) -> Original:
    """Return the paper of that conclusion.

    Raises:
        NotFound: it has none of this number.

    """
    for one in originals(conclusion):
        if one.file_id == file_id:
            return one
    raise NotFound


def amendments(conclusion: Conclusion) -> list[Amendment]:
    """Return what was amended of the conclusion's directives, and of which others they took the place, the latest first."""
    numbers = [one.id for one in conclusion.directives]
    rows = select(Amendment).where(or_(Amendment.directive_id.in_(numbers), Amendment.replaced_by_id.in_(numbers)))
    rows = rows.options(
        joinedload(Amendment.made_by),
        joinedload(Amendment.directive).joinedload(Directive.conclusion),
        joinedload(Amendment.replaced_by).joinedload(Directive.conclusion),
    )
    return list(database.session.scalars(rows.order_by(Amendment.id.desc())))


def choices(conclusion: Conclusion) -> list[Association]:
    """Return the associations that a directive of the draft can name: the level below, and those named already."""
    level = district_level(conclusion)
    known = {association.id for association in level}
    named = {a.association_id: a.association for one in conclusion.directives for a in one.assignments}
    return level + [association for number, association in sorted(named.items()) if number not in known]


def lost_by(conclusion: Conclusion, text: str) -> list[Directive]:
    """Return the directives whose quotes could not be found again if the text became this one."""
    quotes = [(one.start, one.quote) for one in conclusion.directives]
    places = found_again(clean(text), quotes)
    return [one for one, place in zip(conclusion.directives, places, strict=True) if place is None]


def preview(conclusion: Conclusion) -> Preview:
    """Return how many associations, tasks and mails issuing would make, and who has no address."""
    assignments = [assignment for one in conclusion.directives for assignment in one.assignments]
    named = {assignment.association_id: assignment.association for assignment in assignments}
    in_order = sorted(named.values(), key=lambda association: (association.place, association.id))
    addressed = associations.addressed(named)
    without = [one for one in in_order if one.id not in addressed]
    return Preview(len(named), len(assignments), len(named) - len(without), without)


def fingerprint(conclusion: Conclusion) -> str:
    """Return a short word for everything that issuing would make true; it changes when anything of that does."""
    facts = [
        conclusion.version,
        text_sha256(conclusion),
        [
            [
                one.id,
                one.start,
                one.end,
                one.title,
                one.kind.value,
                str(one.due_on),
                one.is_reviewed_half_yearly,
                one.needs_person,
                str(one.recurrence),
                str(one.recurs_until),
            ]
            + [[a.association_id, a.part.value, str(a.due_on)] for a in one.assignments]
            for one in conclusion.directives
        ],
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:24]


def text_sha256(conclusion: Conclusion) -> str:
    """Return the hash of the conclusion's words."""
    return hashlib.sha256(conclusion.text.encode()).hexdigest()
