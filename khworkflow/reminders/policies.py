"""Who may look into the ledger of reminders, and keep the office's calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.authz import READERS, Actor, Role

if TYPE_CHECKING:
    from khworkflow.associations.models import Association
    from khworkflow.mailing.models import Mail

_LETTERS = ("letter", "trial")
_OFFICE = frozenset({Role.COMMITTEE, Role.CLERK, Role.ADMINISTRATOR})


def read_ledger(actor: Actor) -> bool:
    return actor.is_system or bool(actor.roles & {Role.COMMITTEE, Role.ADMINISTRATOR})


def read_mail(actor: Actor, mail: Mail) -> bool:
    """Letters; a mail with a link into an account is the administrator's business alone."""
    return read_ledger(actor) and (mail.kind in _LETTERS or actor.is_system or Role.ADMINISTRATOR in actor.roles)


def keep_calendar(actor: Actor) -> bool:
    return actor.is_system or bool(actor.roles & {Role.COMMITTEE, Role.ADMINISTRATOR})


def change_wishes(actor: Actor, person_id: int) -> bool:
    """One's own alone."""
    return actor.user_id is not None and actor.user_id == person_id


def change_unit_wishes(actor: Actor, association: Association) -> bool:
    """Its chair and officers, and the office above it for those who cannot."""
    is_theirs = actor.holds(frozenset({Role.CHAIR, Role.OFFICER}), association.id)
    return actor.is_system or is_theirs or actor.has(_OFFICE, association.path)


def hold_letters(actor: Actor) -> bool:
    return actor.is_system or bool(actor.roles & {Role.COMMITTEE, Role.ADMINISTRATOR})


def keep_feed(actor: Actor, person_id: int) -> bool:
    """One's own alone, for as long as one holds a seat by which tasks are read."""
    return change_wishes(actor, person_id) and bool(actor.roles & READERS)
