"""What came back, and which addresses are therefore left alone until they change or a person releases them.

Nobody at the address: at once. Full or not reached: each time counts one, half of it is forgotten
in fifteen days, and at four the address is left alone (the scheme of Discourse, in the reliability
notes). Refused for another reason: shown, and never held against the address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database, insert_once
from khworkflow.eventlog.log import record
from khworkflow.mailing.events import AddressRefused, AddressReleased
from khworkflow.mailing.models import Mail, MailAddress, MailBounce, MailState, Owed
from khworkflow.mailing.post import room
from khworkflow.mailing.verdicts import Blame, blame, status_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from khworkflow.core.authz import Actor
    from khworkflow.mailing.parts import Recipient

SOFT_MOST: Final = 4.0
HALF_LIFE_DAYS: Final = 15.0
_DAY_SECONDS: Final = 86_400.0
WORDS_MOST: Final = 500


@dataclass(frozen=True)
class Blocked:
    """An address that nothing is sent to, and what was said about it."""

    address: str
    words: str
    since: datetime


def by_message_id(message_ids: Collection[str]) -> Mail | None:
    """Return the mail of ours with one of these Message-IDs."""
    if not message_ids:
        return None
    return database.session.scalar(select(Mail).where(Mail.message_id.in_(message_ids)).order_by(Mail.id).limit(1))


def by_reply_hash(hashes: Collection[str]) -> Mail | None:
    """Return the letter whose reply address was written to."""
    if not hashes:
        return None
    return database.session.scalar(select(Mail).where(Mail.reply_hash.in_(hashes)).order_by(Mail.id).limit(1))


def refused(mail: Mail, words: str, now: datetime) -> None:
    """Note that the server refused the mail for good while it was handed over."""
    said = re.sub(r"^\s*\w+Error:\s*", "", words)
    note(mail, blame(status_in(said), said), status_in(said), said, now)


def note(mail: Mail, judged: Blame, status: str, words: str, now: datetime) -> bool:
    """Note what came back about a mail; return whether its address is left alone from now on.

    A mail that had been accepted and whose address knows nobody reached nobody: it is bounced, and
    what it told is owed again to whoever has it sent anew.
    """
    words = " ".join(words.split())[:WORDS_MOST]
    new = insert_once(MailBounce, mail_id=mail.id, blame=judged, status=status, words=words, at=now) is not None
    if judged is Blame.DELAY or not new:
        return False
    if judged is not Blame.SOFT and mail.state is MailState.SENT:
        mail.state, mail.answer = MailState.BOUNCED, words
        untold = update(Owed).where(Owed.mail_id == mail.id, Owed.dropped_because.is_(None))
        database.session.execute(untold.values(settled_at=None).execution_options(synchronize_session=False))
    return _held_against(mail, judged, status, words, now)


def _held_against(mail: Mail, judged: Blame, status: str, words: str, now: datetime) -> bool:
    if judged is Blame.REFUSED or not mail.address:
        return False
    row = _row(mail.address, now)
    days = max((now - row.scored_at).total_seconds(), 0.0) / _DAY_SECONDS
    row.score = row.score * 0.5 ** (days / HALF_LIFE_DAYS) + 1.0
    row.scored_at, row.words, row.status = now, words, status
    if row.blocked_at is not None or (judged is Blame.SOFT and row.score < SOFT_MOST):
        return False
    row.blocked_at = now
    record(SYSTEM, f"person:{mail.person_id}", AddressRefused(mail.person_id, status, words))
    room().when_blocked(mail.person_id, words)
    return True


def _row(address: str, now: datetime) -> MailAddress:
    address = address.lower()
    insert_once(MailAddress, address=address, score=0.0, scored_at=now, words="", status="")
    held = select(MailAddress).where(MailAddress.address == address).with_for_update()
    return database.session.scalars(held.execution_options(populate_existing=True)).one()


def blocked(addresses: Iterable[str | None]) -> dict[str, Blocked]:
    """Return which of the addresses are left alone, by address in lower case."""
    asked = {one.lower() for one in addresses if one}
    if not asked:
        return {}
    rows = database.session.scalars(
        select(MailAddress).where(MailAddress.address.in_(asked), MailAddress.blocked_at.is_not(None))
    )
    return {row.address: Blocked(row.address, row.words, row.blocked_at) for row in rows if row.blocked_at}


def release(actor: Actor, person_id: int, address: str) -> bool:
    """Let mail go to the address again; return whether it had been left alone. Who may, the room above asks."""
    row = database.session.scalar(select(MailAddress).where(MailAddress.address == address.lower()).with_for_update())
    if row is None or row.blocked_at is None:
        return False
    row.blocked_at, row.score = None, 0.0
    record(actor, f"person:{person_id}", AddressReleased(person_id))
    return True


def heeding(recipients: Callable[[Collection[int]], dict[int, Recipient]]) -> Callable[[Collection[int]], dict[int, Recipient]]:
    """Return the same that also says whose address is left alone."""

    def known(person_ids: Collection[int]) -> dict[int, Recipient]:
        found: dict[int, Recipient] = recipients(person_ids)
        left: dict[str, Any] = blocked(one.address for one in found.values())
        return {
            number: replace(one, is_blocked=True) if (one.address or "").lower() in left else one for number, one in found.items()
        }

    return known
