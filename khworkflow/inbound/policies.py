"""Who may read what came in, and enter it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.authz import STAFF, Actor, Role
from khworkflow.inbound.fates import DRAFTS, OPEN

if TYPE_CHECKING:
    from khworkflow.inbound.models import InboundMail

_OFFICE = STAFF | {Role.ADMINISTRATOR}
_OWN = frozenset({Role.CHAIR, Role.OFFICER})


def see_inbound(actor: Actor) -> bool:
    """Whether the page of incoming mail is the actor's at all."""
    return actor.is_system or bool(actor.roles & (STAFF | _OWN | {Role.ADMINISTRATOR}))


def see_all_inbound(actor: Actor) -> bool:
    """Also what is no draft: the office that looks after letters."""
    return actor.is_system or bool(actor.roles & _OFFICE)


def see_inbound_mail(actor: Actor, mail: InboundMail) -> bool:
    """The office whatever it is; the association its own drafts; whoever keeps the installation what is nobody's words."""
    if actor.is_system:
        return True
    readers = STAFF if mail.fate in OPEN else _OFFICE
    if mail.association is None:
        return any(seat.role in readers and seat.path.count(".") == 1 for seat in actor.seats)
    is_own = mail.fate in DRAFTS and actor.holds(_OWN, mail.association.id)
    return is_own or actor.has(readers, mail.association.path)


def settle_inbound_mail(actor: Actor, mail: InboundMail) -> bool:
    """Confirm or drop: whoever reads it and works for the office or the association; of what is held, the office alone."""
    if mail.association is None:
        return see_inbound_mail(actor, mail) and bool(actor.roles & STAFF)
    is_own = mail.fate in DRAFTS and actor.holds(_OWN, mail.association.id)
    return is_own or actor.has(STAFF, mail.association.path)
