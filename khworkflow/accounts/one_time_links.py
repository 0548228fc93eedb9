"""Links that are good once: an invitation, a new password."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import update

from khworkflow.accounts import passwords, policies, queries, tokens
from khworkflow.accounts.attempts import NAME_MOST, note_failure
from khworkflow.accounts.events import PasswordResetAsked, PasswordSet, PersonInvited
from khworkflow.accounts.models import LinkPurpose, OneTimeLink, SignIn, User
from khworkflow.accounts.sessions import end
from khworkflow.core import links
from khworkflow.core.authz import NOBODY, Actor, ensure
from khworkflow.core.db import database, lock_on
from khworkflow.core.errors import Conflict, NotFound
from khworkflow.core.text import one_line
from khworkflow.eventlog.log import record
from khworkflow.mailing.commands import plan_account_mail

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

INVITATION_LASTS: Final = timedelta(hours=72)
RESET_LASTS: Final = timedelta(minutes=30)
RESET_PAUSE: Final = timedelta(minutes=5)  # nobody's mailbox is flooded by asking again and again


def invite(actor: Actor, user: User, *, now: datetime) -> str:
    """Return the token of a link that lets the person set a password once, within 72 hours.

    Raises:
        Conflict: the person is disabled.

    """
    ensure(policies.keep_accounts, actor)
    if user.disabled_at is not None:
        raise Conflict
    record(actor, f"person:{user.id}", PersonInvited(user.id))
    return _link(user, LinkPurpose.INVITATION, now, INVITATION_LASTS)


def reset_link(user: User, *, now: datetime) -> str:
    """Return the token of a link that lets the person set a new password once, within 30 minutes."""
    return _link(user, LinkPurpose.PASSWORD_RESET, now, RESET_LASTS)


def send_link(user: User, token: str, kind: str, office: str) -> bool:
    """Plan the mail that carries the link, where the person has an address; return whether there is one."""
    if user.email is None:
        return False
    payload = {"url": links.to(f"/links/{token}"), "secret": token, "username": user.username, "office": office}
    return plan_account_mail(user.id, kind, f"{kind}-{queries.number_of_link(token)}", payload)


def ask_reset(username: str, *, network: str, office: str, now: datetime) -> int:
    """Send a link for a new password to the person's address; return the seconds to wait, or 0.

    Whoever asks learns nothing: the answer is the same whether there is such a person or not.
    """
    lock_on(f"network:{network}")
    asked = f"reset:{one_line(username).lower()}"[:NAME_MOST]
    if wait := queries.seconds_to_wait(asked, network, now):
        return wait
    note_failure(asked, network, now=now)
    user = queries.by_username(username)
    if user is None or user.disabled_at is not None or user.email is None or queries.asked_since(user.id, now - RESET_PAUSE):
        return 0
    record(NOBODY, f"person:{user.id}", PasswordResetAsked(user.id))
    send_link(user, reset_link(user, now=now), "password_reset", office)
    return 0


def set_password(token: str, password: str, *, now: datetime) -> User:
    """Use the one-time link: the password is set, and every session ends.

    Raises:
        NotFound: the link is unknown, used or too old.
        Refused: the password will not do.

    """
    link = queries.link(token, now)
    user = database.session.get(User, link.user_id) if link else None
    if link is None or user is None or user.disabled_at is not None:
        raise NotFound
    user.password_hash = passwords.hashed(password, user.username, user.name)
    spend_links(user, now)
    end(user, SignIn.user_id == user.id)
    record(Actor(user.id, user.name), f"person:{user.id}", PasswordSet(user.id))
    return user


def spend_links(user: User, now: datetime, *which: ColumnElement[bool]) -> None:
    """Let the person's links, or those of them that are meant, be good no more."""
    good = update(OneTimeLink).where(OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None), *which)
    database.session.execute(good.values(used_at=now))


def _link(user: User, purpose: LinkPurpose, now: datetime, lasts: timedelta) -> str:
    token = tokens.new()
    spend_links(user, now, OneTimeLink.purpose == purpose)  # only the latest one is good
    database.session.add(
        OneTimeLink(user_id=user.id, purpose=purpose, token_hash=tokens.hashed(token), created_at=now, expires_at=now + lasts)
    )
    return token
