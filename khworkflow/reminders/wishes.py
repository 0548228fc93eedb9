"""Where and when a person wishes the letters, and whether the weekly digest; the deadline mails cannot be switched off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from email.errors import MessageError
from email.headerregistry import Address
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from khworkflow.accounts.models import User
from khworkflow.associations.models import Association, Membership
from khworkflow.core import calendar
from khworkflow.core.authz import SYSTEM, Actor, Role, ensure
from khworkflow.core.db import database, insert_once
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line
from khworkflow.eventlog.log import record
from khworkflow.mailing import desk, tokens
from khworkflow.mailing.parts import Recipient
from khworkflow.reminders import policies
from khworkflow.reminders.events import MailWishesChanged
from khworkflow.reminders.models import MailWishes, UnitMailWishes
from khworkflow.reminders.unit_wishes import of_their_unit

if TYPE_CHECKING:
    from collections.abc import Collection

#: When the day's letter may be wished for: in the office's hours (provincial custom, domain notes, part f).
HOURS: Final = (calendar.MORNING, time(9, 0), time(11, 0), time(13, 30), time(15, 30))
WEEKDAYS: Final = range(5)


@dataclass(frozen=True)
class Wishes:
    """What a person wishes; unless told otherwise, the digest, when his association wishes it, to the usual address."""

    wants_digest: bool = True
    weekday: int | None = None  # of the digest: 0 is Monday; None: as his association wishes
    hour: time | None = None  # of the day's letter
    redirect_to: str | None = None


def of(person_id: int) -> Wishes:
    """Return what the person wishes."""
    return desk.of("wishes", person_id, lambda: of_people([person_id])[person_id])


def of_people(person_ids: Collection[int]) -> dict[int, Wishes]:
    """Return the wishes of these people, by person."""
    rows = database.session.scalars(select(MailWishes).where(MailWishes.person_id.in_(person_ids)))
    told = {row.person_id: Wishes(row.wants_digest, row.weekday, row.hour, row.redirect_to) for row in rows}
    return {person_id: told.get(person_id, Wishes()) for person_id in person_ids}


@dataclass(frozen=True)
class DigestDay:
    """Whether and on which weekday a person gets the digest: as he chose, else as his association did, else on Monday."""

    is_wanted: bool = True
    weekday: int = 0


def digest_days() -> dict[int, DigestDay]:
    """Return when the digest comes to everybody who, or whose association, ever chose; to all others it comes as usual."""
    theirs = of_their_unit(UnitMailWishes.weekday)
    weekday = func.coalesce(MailWishes.weekday, theirs, 0)
    told = (
        select(User.id, func.coalesce(MailWishes.wants_digest, True), weekday)
        .outerjoin(MailWishes, MailWishes.person_id == User.id)
        .where(MailWishes.id.is_not(None) | theirs.is_not(None))
    )
    return {number: DigestDay(is_wanted, day) for number, is_wanted, day in database.session.execute(told)}


def change(actor: Actor, person_id: int, wished: Wishes) -> None:
    """Let the person's letters go as wished from now on.

    Raises:
        Refused: the address to redirect to is none.

    """
    ensure(policies.change_wishes, actor, person_id)
    if wished.redirect_to and not _is_address(wished.redirect_to):
        raise Refused(_("This is no e-mail address. Please write it as name@example.vn."), "redirect_to")
    _keep(person_id, wished)
    record(actor, f"person:{person_id}", _changed(person_id, wished))


def stop_digest(token: str) -> bool:
    """Let the people whom the link in a digest names get no digest any more; return whether the link was ours.

    The link is its own proof and good for ever (RFC 8058: one click, no session); doing it twice changes nothing.
    """
    for person_id in _people_of(token):
        wished = of(person_id)
        if wished.wants_digest and database.session.get(User, person_id) is not None:
            without = replace(wished, wants_digest=False)
            _keep(person_id, without)
            record(SYSTEM, f"person:{person_id}", _changed(person_id, without))
    return bool(_people_of(token))


def _people_of(token: str) -> list[int]:
    said = tokens.read(tokens.DIGEST, token)
    return [int(number) for number in said.split("-")] if said else []


def _changed(person_id: int, wished: Wishes) -> MailWishesChanged:
    hour = f"{wished.hour:%H:%M}" if wished.hour else None
    return MailWishesChanged(person_id, wished.wants_digest, wished.weekday, hour, bool(wished.redirect_to))


def _keep(person_id: int, wished: Wishes) -> None:
    insert_once(MailWishes, person_id=person_id, wants_digest=True)
    row = database.session.scalars(select(MailWishes).where(MailWishes.person_id == person_id)).one()
    row.wants_digest, row.weekday, row.hour = wished.wants_digest, wished.weekday, wished.hour
    row.redirect_to = wished.redirect_to or None


def _is_address(text: str) -> bool:
    try:
        parsed = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        return False
    return bool(parsed.username) and "." in parsed.domain and text.isascii() and text == one_line(text)


def _address() -> Any:
    """Return where a person's mail goes: as redirected, else his own, else the mailbox of the association he chairs."""
    mailbox = (
        select(Association.email)
        .join(Membership, Membership.association_id == Association.id)
        .where(Membership.user_id == User.id, Membership.role == Role.CHAIR, Association.email.is_not(None))
        .order_by(Association.id)
        .limit(1)
        .correlate(User)
        .scalar_subquery()
    )
    return func.coalesce(func.nullif(MailWishes.redirect_to, ""), func.nullif(User.email, ""), mailbox)


def recipients(person_ids: Collection[int]) -> dict[int, Recipient]:
    """Return where the letters of these people go, by person; who may not be written to any more is not in it.

    Several people may share a mailbox: its letters are addressed to the one with the lowest number,
    and leave at his hour, so that the mailbox gets one letter a day.
    """
    address = _address()
    people = select(User.id, User.name, User.locale, address).outerjoin(MailWishes, MailWishes.person_id == User.id)
    rows = list(database.session.execute(people.where(User.id.in_(person_ids), User.disabled_at.is_(None))))
    boxes = {where.lower() for *_who, where in rows if where}
    shared = (
        select(func.lower(address), func.min(User.id)).select_from(User).outerjoin(MailWishes, MailWishes.person_id == User.id)
    )
    holders: dict[str, int] = {}
    if boxes:
        found = shared.where(User.disabled_at.is_(None), func.lower(address).in_(boxes)).group_by(func.lower(address))
        holders = {where: holder for where, holder in database.session.execute(found)}  # noqa: C416 - rows are no pairs
    hour = func.coalesce(MailWishes.hour, of_their_unit(UnitMailWishes.hour), calendar.MORNING)
    hours_of = select(User.id, hour).outerjoin(MailWishes, MailWishes.person_id == User.id).where(User.id.in_(holders.values()))
    hours = {holder: hour for holder, hour in database.session.execute(hours_of)}  # noqa: C416 - rows are no pairs
    result = {}
    for number, name, locale, where in rows:
        holder = holders.get(where.lower(), number) if where else number
        result[number] = Recipient(number, name, where, locale, holder, hours.get(holder, calendar.MORNING))
    return result
