"""How people are invited, sign in and are signed out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, update

from khworkflow.accounts import passwords, queries, tokens
from khworkflow.accounts.events import PasswordSet, PersonDisabled, PersonInvited, PersonSignedIn, PersonSignedOut
from khworkflow.accounts.models import FailedSignIn, LinkPurpose, OneTimeLink, SignIn, User
from khworkflow.core.authz import Actor
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import given_name_first, one_line
from khworkflow.eventlog.log import moment_of_record, record

if TYPE_CHECKING:
    from datetime import datetime

INVITATION_LASTS: Final = timedelta(hours=72)
RESET_LASTS: Final = timedelta(minutes=30)
SESSION_LASTS: Final = timedelta(days=14)
_CUT: Final = 200


def create(name: str, username: str, *, email: str | None = None, phone: str | None = None) -> User:
    """Add a person who cannot sign in until an invitation is taken up.

    Raises:
        Refused: the name is empty, or the username is somebody else's.

    """
    name, username = one_line(name), one_line(username).lower()
    if not name or not username:
        raise Refused(_("A name and a sign-in name are needed."), "name")
    if queries.by_username(username) is not None:
        raise Refused(_("“%(username)s” is already somebody's sign-in name.", username=username), "username")
    user = User(
        username=username,
        name=name,
        name_key=given_name_first(name),
        email=one_line(email or "") or None,
        phone=one_line(phone or "") or None,
        locale="vi",
        created_at=moment_of_record(),
    )
    database.session.add(user)
    database.session.flush()  # a link and a seat name the person by number
    return user


def invite(actor: Actor, user: User, *, now: datetime) -> str:
    """Return the token of a link that lets the person set a password once, within 72 hours."""
    record(actor, f"person:{user.id}", PersonInvited(user.id))
    return _link(user, LinkPurpose.INVITATION, now, INVITATION_LASTS)


def reset_link(user: User, *, now: datetime) -> str:
    """Return the token of a link that lets the person set a new password once, within 30 minutes."""
    return _link(user, LinkPurpose.PASSWORD_RESET, now, RESET_LASTS)


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
    link.used_at = now
    end_all(user)
    record(Actor(user.id, user.name), f"person:{user.id}", PasswordSet(user.id))
    return user


def change_password(user: User, old: str, new: str) -> None:
    """Change one's own password; every session ends.

    Raises:
        Refused: the old one is wrong, or the new one will not do.

    """
    if not passwords.fits(old, user.password_hash):
        raise Refused(_("The present password is not right."), "old")
    user.password_hash = passwords.hashed(new, user.username, user.name)
    end_all(user)
    record(Actor(user.id, user.name), f"person:{user.id}", PasswordSet(user.id))


def check(username: str, password: str) -> User | None:
    """Return the person, if name and password fit; the same time is taken whichever is wrong."""
    user = queries.by_username(username)
    fits = passwords.fits(password, user.password_hash if user and user.disabled_at is None else None)
    return user if fits else None


def note_failure(username: str, network: str, *, now: datetime) -> None:
    """Remember a failed try, to slow the next one down."""
    database.session.add(FailedSignIn(username=username[:_CUT], network=network, at=now))


def sign_in(user: User, *, address: str, agent: str, now: datetime) -> str:
    """Open a session and return its token, which only the browser keeps."""
    token = tokens.new()
    row = SignIn(
        user_id=user.id, token_hash=tokens.hashed(token), created_at=now, expires_at=now + SESSION_LASTS, address=address, agent=agent[:_CUT]
    )
    database.session.add(row)
    database.session.execute(delete(FailedSignIn).where(FailedSignIn.username == user.username))
    record(Actor(user.id, user.name), f"person:{user.id}", PersonSignedIn(user.id))
    return token


def sign_out(actor: Actor, token: str) -> None:
    """End the session at once: a copy of its cookie is worth nothing from here on."""
    database.session.execute(delete(SignIn).where(SignIn.token_hash == tokens.hashed(token)))
    if actor.user_id is not None:
        record(actor, f"person:{actor.user_id}", PersonSignedOut(actor.user_id))


def end_all(user: User) -> None:
    """End every session of the person at once."""
    database.session.execute(delete(SignIn).where(SignIn.user_id == user.id))


def disable(actor: Actor, user: User, *, now: datetime) -> None:
    """Let the person not sign in any more, and end every session at once."""
    user.disabled_at = now
    end_all(user)
    record(actor, f"person:{user.id}", PersonDisabled(user.id))


def _link(user: User, purpose: LinkPurpose, now: datetime, lasts: timedelta) -> str:
    token = tokens.new()
    earlier = update(OneTimeLink).where(OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None))
    database.session.execute(earlier.values(used_at=now))  # only the latest link is good
    database.session.add(
        OneTimeLink(user_id=user.id, purpose=purpose, token_hash=tokens.hashed(token), created_at=now, expires_at=now + lasts)
    )
    return token
