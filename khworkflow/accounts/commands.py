"""How people are invited, sign in and are signed out."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select, update

from khworkflow.accounts import passwords, policies, queries, tokens
from khworkflow.accounts.events import (
    PasswordResetAsked,
    PasswordSet,
    PersonDisabled,
    PersonEnabled,
    PersonInvited,
    PersonSignedIn,
    PersonSignedOut,
    SessionsEnded,
    SignInFailed,
)
from khworkflow.accounts.models import FailedSignIn, LinkPurpose, OneTimeLink, SignIn, User
from khworkflow.core import i18n, links
from khworkflow.core.authz import NOBODY, Actor, ensure
from khworkflow.core.db import database, lock_on
from khworkflow.core.errors import Conflict, NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import given_name_first, one_line
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.mailing.commands import plan_account_mail

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

INVITATION_LASTS: Final = timedelta(hours=72)
RESET_LASTS: Final = timedelta(minutes=30)
SESSION_LASTS: Final = timedelta(days=14)
RESET_PAUSE: Final = timedelta(minutes=5)  # nobody's mailbox is flooded by asking again and again
FAILURES_KEPT: Final = timedelta(days=30)
_CUT: Final = 200
_ADDRESS: Final = re.compile(r"[^@\s,;<>\"()]{1,64}@[^@\s,;<>\"()]{1,250}")


@dataclass(frozen=True)
class Caller:
    """Where a request comes from, as the server sees it."""

    address: str
    agent: str = ""

    @property
    def network(self) -> str:
        """The network of the address: /24, or /64 for IPv6."""
        try:
            found = ipaddress.ip_address(self.address)
        except ValueError:
            return "unknown"
        if isinstance(found, ipaddress.IPv6Address):
            found = found.ipv4_mapped or found
        return str(ipaddress.ip_network((found, 24 if found.version == 4 else 64), strict=False))  # noqa: PLR2004


@dataclass(frozen=True)
class Attempt:
    """What came of a try to sign in: a token, or the seconds to wait, or neither when name or password is wrong."""

    token: str | None = None
    wait: int = 0


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
    if email and not _ADDRESS.fullmatch(email.strip()):
        raise Refused(_("This is not an e-mail address. Please write it as name@example.vn."), "email")
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
    asked = f"reset:{one_line(username).lower()}"[:_CUT]
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
    _spend_links(user, now)
    _end(user, SignIn.user_id == user.id)
    record(Actor(user.id, user.name), f"person:{user.id}", PasswordSet(user.id))
    return user


def change_password(user: User, old: str, new: str, *, keep: str) -> None:
    """Change one's own password; every session but the one with the token ``keep`` ends.

    Raises:
        Refused: the old one is wrong, or the new one will not do.

    """
    if not passwords.fits(old, user.password_hash):
        raise Refused(_("The present password is not right."), "old")
    user.password_hash = passwords.hashed(new, user.username, user.name)
    _end(user, SignIn.token_hash != tokens.hashed(keep))
    record(Actor(user.id, user.name), f"person:{user.id}", PasswordSet(user.id))


def check(username: str, password: str) -> User | None:
    """Return the person, if name and password fit; the same time is taken whichever is wrong."""
    user = queries.by_username(username)
    fits = passwords.fits(password, user.password_hash if user and user.disabled_at is None else None)
    if user is None or not fits:
        return None
    if user.password_hash and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.rehashed(password)
    return user


def attempt(username: str, password: str, caller: Caller, *, now: datetime) -> Attempt:
    """Try to sign in; a failure is remembered, slows the next one on this network, and locks nobody out elsewhere.

    Nothing is raised, so that the caller's transaction keeps the failure.
    """
    network = caller.network
    lock_on(f"network:{network}")  # tries at the same instant would all be the first
    username = one_line(username).lower()[:_CUT]
    if wait := queries.seconds_to_wait(username, network, now):
        return Attempt(wait=wait)
    user = check(username, password)
    if user is None:
        known = queries.by_username(username)
        note_failure(username, network, now=now)
        number = known.id if known else None
        record(NOBODY, f"person:{number or 0}", SignInFailed(number, network))
        return Attempt()
    mine = FailedSignIn.username == username, FailedSignIn.network == network
    database.session.execute(delete(FailedSignIn).where(*mine))
    return Attempt(sign_in(user, address=caller.address, agent=caller.agent, now=now))


def note_failure(username: str, network: str, *, now: datetime) -> None:
    """Remember a failed try, to slow the next one down."""
    database.session.execute(delete(FailedSignIn).where(FailedSignIn.at < now - FAILURES_KEPT))
    database.session.add(FailedSignIn(username=username[:_CUT], network=network, at=now))
    database.session.flush()  # the next try counts this one


def sign_in(user: User, *, address: str, agent: str, now: datetime) -> str:
    """Open a session and return its token, which only the browser keeps."""
    token = tokens.new()
    row = SignIn(
        user_id=user.id,
        token_hash=tokens.hashed(token),
        created_at=now,
        expires_at=now + SESSION_LASTS,
        address=address,
        agent=agent[:_CUT],
    )
    database.session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.expires_at <= now))
    database.session.add(row)
    record(Actor(user.id, user.name), f"person:{user.id}", PersonSignedIn(user.id))
    return token


def sign_out(actor: Actor, token: str) -> None:
    """End the session at once: a copy of its cookie is worth nothing from here on."""
    database.session.execute(delete(SignIn).where(SignIn.token_hash == tokens.hashed(token)))
    if actor.user_id is not None:
        record(actor, f"person:{actor.user_id}", PersonSignedOut(actor.user_id))


def end_session(user: User, number: int) -> None:
    """End one session of one's own.

    Raises:
        NotFound: it is somebody else's, or over.

    """
    if not _end(user, SignIn.id == number):
        raise NotFound
    record(Actor(user.id, user.name), f"person:{user.id}", SessionsEnded(user.id, 1))


def end_others(user: User, *, keep: str) -> int:
    """End every session of one's own but the one with the token; return how many."""
    count = _end(user, SignIn.token_hash != tokens.hashed(keep))
    record(Actor(user.id, user.name), f"person:{user.id}", SessionsEnded(user.id, count))
    return count


def end_all(actor: Actor, user: User) -> int:
    """End every session of the person at once; return how many."""
    ensure(policies.keep_accounts, actor)
    count = _end(user, SignIn.user_id == user.id)
    record(actor, f"person:{user.id}", SessionsEnded(user.id, count))
    return count


def disable(actor: Actor, user: User, *, now: datetime) -> None:
    """Let the person not sign in any more: every session ends at once and no link is good any more.

    Raises:
        Refused: one's own account, or one already disabled.

    """
    ensure(policies.keep_accounts, actor)
    if actor.user_id == user.id:
        raise Refused(_("Your own account cannot be disabled by yourself."))
    if user.disabled_at is not None:
        raise Conflict
    user.disabled_at = now
    _end(user, SignIn.user_id == user.id)
    _spend_links(user, now)
    record(actor, f"person:{user.id}", PersonDisabled(user.id))


def enable(actor: Actor, user: User) -> None:
    """Let the person sign in again, with the password from before."""
    ensure(policies.keep_accounts, actor)
    if user.disabled_at is None:
        raise Conflict
    user.disabled_at = None
    record(actor, f"person:{user.id}", PersonEnabled(user.id))


def choose_language(user: User, language: str) -> None:
    """Speak to the person in the language from now on, on pages and in mails.

    Raises:
        Refused: it is not spoken here.

    """
    if language not in i18n.LOCALES:
        raise Refused(_("This language is not spoken here."), "language")
    user.locale = language


def _end(user: User, which: ColumnElement[bool]) -> int:
    ended = select(SignIn.id).where(SignIn.user_id == user.id, which)
    count: int = database.session.scalar(select(func.count()).select_from(ended.subquery())) or 0
    database.session.execute(delete(SignIn).where(SignIn.user_id == user.id, which))
    return count


def _spend_links(user: User, now: datetime, *which: ColumnElement[bool]) -> None:
    good = update(OneTimeLink).where(OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None), *which)
    database.session.execute(good.values(used_at=now))


def _link(user: User, purpose: LinkPurpose, now: datetime, lasts: timedelta) -> str:
    token = tokens.new()
    _spend_links(user, now, OneTimeLink.purpose == purpose)  # only the latest one is good
    database.session.add(
        OneTimeLink(user_id=user.id, purpose=purpose, token_hash=tokens.hashed(token), created_at=now, expires_at=now + lasts)
    )
    return token
