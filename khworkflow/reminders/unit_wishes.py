"""When an association wishes its people's letters; what a person chose himself goes before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from khworkflow.accounts.models import User
from khworkflow.associations.models import Association, Membership
from khworkflow.core import calendar
from khworkflow.core.authz import Actor, Role, ensure
from khworkflow.core.db import database, insert_once
from khworkflow.eventlog.log import record
from khworkflow.reminders import policies
from khworkflow.reminders.events import UnitMailWishesChanged
from khworkflow.reminders.models import UnitMailWishes

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute

#: Whose letters an association's wish is about: those who work for it, not those who look on or keep the machine.
WORKING: Final = (Role.CHAIR, Role.OFFICER, Role.COMMITTEE, Role.INSPECTOR, Role.CLERK)


@dataclass(frozen=True)
class UnitWishes:
    """What an association wishes; unless told otherwise, the digest on Monday with the morning's letter."""

    weekday: int = 0  # of the digest: 0 is Monday
    hour: time = calendar.MORNING  # of the day's letter


def of_unit(association_id: int) -> UnitWishes:
    """Return what the association wishes."""
    row = database.session.scalar(select(UnitMailWishes).where(UnitMailWishes.association_id == association_id))
    return UnitWishes(row.weekday, row.hour) if row else UnitWishes()


def own_units(actor: Actor) -> list[tuple[Association, UnitWishes]]:
    """Return the associations in which the actor sits and whose wish he may change, each with what it wishes now."""
    seats = {seat.association_id for seat in actor.seats if seat.role in WORKING}
    weekday, hour = func.coalesce(UnitMailWishes.weekday, 0), func.coalesce(UnitMailWishes.hour, calendar.MORNING)
    rows = (
        select(Association, weekday, hour)
        .outerjoin(UnitMailWishes, UnitMailWishes.association_id == Association.id)
        .where(Association.id.in_(seats))
        .order_by(Association.level, Association.place, Association.id)
    )
    return [
        (one, UnitWishes(day, moment))
        for one, day, moment in database.session.execute(rows)
        if policies.change_unit_wishes(actor, one)
    ]


def change(actor: Actor, association: Association, wished: UnitWishes) -> None:
    """Let the letters of the association's people come as wished from now on, where they chose nothing themselves."""
    ensure(policies.change_unit_wishes, actor, association)
    insert_once(UnitMailWishes, association_id=association.id, weekday=wished.weekday, hour=wished.hour)
    row = database.session.scalars(select(UnitMailWishes).where(UnitMailWishes.association_id == association.id)).one()
    row.weekday, row.hour = wished.weekday, wished.hour
    happened = UnitMailWishesChanged(association.id, wished.weekday, f"{wished.hour:%H:%M}")
    record(actor, f"association:{association.id}", happened)


def of_their_unit(wished: InstrumentedAttribute[Any]) -> Any:
    """Return, for each person of a question, what his association wishes; NULL when none of his wishes anything.

    Who sits in several follows the one he chairs, then the one that came first.
    """
    return (
        select(wished)
        .join(Membership, Membership.association_id == UnitMailWishes.association_id)
        .where(Membership.user_id == User.id, Membership.role.in_(WORKING))
        .order_by(Membership.role != Role.CHAIR, UnitMailWishes.association_id)
        .limit(1)
        .correlate(User)
        .scalar_subquery()
    )
