"""Reading conclusions and their directives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from khworkflow.associations import queries as associations
from khworkflow.associations.models import Association, Level
from khworkflow.conclusions.models import Assignment, Conclusion, Directive, Kind, Part
from khworkflow.conclusions.policies import DRAFTERS
from khworkflow.core.authz import STAFF, Actor, Role
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.core.i18n import day, gettext as _

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.accounts.models import User

__all__ = ["Kind", "Part"]

YEARS_AHEAD = 10


def visible(actor: Actor) -> Select[tuple[Conclusion]]:
    """Select the conclusions that the actor may see; the SQL twin of ``policies.see_conclusion``."""
    every = (
        select(Conclusion)
        .join(Conclusion.association)
        .options(
            joinedload(Conclusion.association),
            selectinload(Conclusion.directives).selectinload(Directive.assignments).joinedload(Assignment.association),
        )
    )
    if actor.is_system:
        return every
    own = [seat.association_id for seat in actor.seats if seat.role is not Role.ADMINISTRATOR]
    named = select(Directive.conclusion_id).join(Directive.assignments).where(Assignment.association_id.in_(own))
    return every.where(
        or_(
            associations.within(actor.paths(DRAFTERS)),
            Conclusion.issued_at.is_not(None)
            & or_(associations.within(actor.paths(STAFF | {Role.OBSERVER})), Conclusion.id.in_(named)),
        )
    )


def get(actor: Actor, conclusion_id: int) -> Conclusion:
    """Return the conclusion with its directives and their associations.

    Raises:
        NotFound: there is none, or the actor may not know that there is.

    """
    found = database.session.scalar(visible(actor).where(Conclusion.id == conclusion_id))
    if found is None:
        raise NotFound
    return found


def all_of(actor: Actor) -> list[Conclusion]:
    """Return every conclusion that the actor may see: drafts first, then the latest."""
    return list(database.session.scalars(visible(actor).order_by(Conclusion.issued_at.is_not(None), Conclusion.id.desc())))


def issued(actor: Actor) -> list[Conclusion]:
    """Return the issued conclusions that the actor may see, the latest first."""
    return list(database.session.scalars(visible(actor).where(Conclusion.issued_at.is_not(None)).order_by(Conclusion.id.desc())))


def of_inspection(actor: Actor, inspection_id: int) -> list[Conclusion]:
    """Return the conclusions of a round."""
    return list(database.session.scalars(visible(actor).where(Conclusion.inspection_id == inspection_id).order_by(Conclusion.id)))


def directive(conclusion: Conclusion, directive_id: int) -> Directive:
    """Return one of the conclusion's directives.

    Raises:
        NotFound: it has none of that number.

    """
    found = next((one for one in conclusion.directives if one.id == directive_id), None)
    if found is None:
        raise NotFound
    return found


def assignable(conclusion: Conclusion, on: date) -> list[Association]:
    """Return "các huyện, thị, thành Hội": all associations of the level below that exist on the day.

    Under a province of 2025 that level is the commune's; the first level that has any is taken.
    """
    levels = {Level.CENTRAL: (Level.PROVINCE,), Level.PROVINCE: (Level.DISTRICT, Level.COMMUNE), Level.DISTRICT: (Level.COMMUNE,)}
    for level in levels.get(conclusion.association.level, ()):
        if found := associations.in_force(conclusion.association, level, on):
            return found
    return []


def unsettled(conclusion: Conclusion) -> list[str]:
    """Return, as sentences for the reader, what must be settled before the conclusion can be issued."""
    missing = []
    if not conclusion.number or conclusion.dated_on is None or not conclusion.signer:
        missing.append(_("The number, the date and the signer are not complete."))
    if not conclusion.directives:
        missing.append(_("No directive is marked in the text yet."))
    for number, one in enumerate(conclusion.directives, 1):
        missing += [_("Directive %(number)s: %(what)s", number=number, what=what) for what in _unsettled(one, conclusion.dated_on)]
    return missing


def _unsettled(one: Directive, dated_on: date | None) -> list[str]:
    missing = []
    if not one.title:
        missing.append(_("it has no short title."))
    if not one.assignments:
        missing.append(_("nobody is assigned."))
    if one.due_on is None and not one.is_reviewed_half_yearly:
        missing.append(_("it has neither a date nor “reviewed at the half-year report”."))
    for assignment in one.assignments:
        due_on = assignment.due_on or one.due_on
        name = assignment.association.short_name
        if due_on and dated_on and due_on < dated_on:
            missing.append(
                _("the date for %(name)s, %(due)s, comes before the conclusion's, %(dated)s.", name=name, due=day(due_on), dated=day(dated_on))
            )
        if due_on and dated_on and due_on.year > dated_on.year + YEARS_AHEAD:
            missing.append(_("the date for %(name)s, %(due)s, is too far away.", name=name, due=day(due_on)))
        if dated_on and not assignment.association.exists_on(dated_on):
            missing.append(_("%(name)s does not exist on %(dated)s.", name=name, dated=day(dated_on)))
    return missing


def mailable(conclusion: Conclusion) -> tuple[list[User], list[Association]]:
    """Return who will get a letter when the conclusion is issued, and which associations have no address."""
    people: list[User] = []
    without: list[Association] = []
    seen: dict[int, Association] = {}
    for one in conclusion.directives:
        seen.update({assignment.association_id: assignment.association for assignment in one.assignments})
    for association in sorted(seen.values(), key=lambda one: (one.place, one.id)):
        reachable = [person for person in associations.contacts(association.id) if person.email]
        people += reachable
        if not reachable:
            without.append(association)
    return people, without


def contact_of(conclusion: Conclusion) -> list[User]:
    """Return whom an association may ask about the conclusion: the inspectors of the house that concluded."""
    return associations.holders(Role.INSPECTOR, conclusion.association_id)
