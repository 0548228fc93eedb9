"""People whose mail comes back: to see it, and to let letters go to their address again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from khworkflow.accounts.models import User
from khworkflow.core import wake
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict
from khworkflow.mailing import bounces
from khworkflow.mailing.models import Mail, MailAddress
from khworkflow.reminders import policies, wishes

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


@dataclass(frozen=True)
class Unreached:
    """A person to whose address nothing is sent, what the mail server said, and since when."""

    person_id: int
    name: str
    address: str
    words: str
    since: datetime


def among(person_ids: Collection[int]) -> dict[int, Unreached]:
    """Return which of these people are not reached, by person; that their reader may see them is asked before."""
    where = wishes.recipients(person_ids) if person_ids else {}
    blocked = bounces.blocked(one.address for one in where.values())
    known = ((one, blocked.get((one.address or "").lower())) for one in where.values())
    return {
        one.person_id: Unreached(one.person_id, one.name, said.address, said.words, said.since) for one, said in known if said
    }


def everybody(actor: Actor) -> list[Unreached]:
    """Return everybody who is not reached, those first who have been so for longest."""
    ensure(policies.read_ledger, actor)
    wrote = (
        select(Mail.person_id)
        .join(MailAddress, MailAddress.address == func.lower(Mail.address))
        .where(MailAddress.blocked_at.is_not(None))
    )
    people = database.session.scalars(select(User.id).where(User.id.in_(wrote), User.disabled_at.is_(None)))
    return sorted(among(list(people)).values(), key=lambda one: one.since)


def release(actor: Actor, person_id: int) -> None:
    """Let letters go to the person's address again.

    Raises:
        Conflict: they go there already.

    """
    ensure(policies.hold_letters, actor)
    known = among([person_id]).get(person_id)
    if known is None or not bounces.release(actor, person_id, known.address):
        raise Conflict
    wake.soon()
