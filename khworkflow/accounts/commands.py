"""What becomes of a person's account: made, its password changed, closed and opened again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from khworkflow.accounts import passwords, policies, queries, tokens
from khworkflow.accounts.attempts import Attempt, Caller, attempt, look_up, note_failure, prove
from khworkflow.accounts.events import PasswordSet, PersonDisabled, PersonEnabled
from khworkflow.accounts.models import SignIn, User
from khworkflow.accounts.one_time_links import ask_reset, invite, reset_link, send_link, set_password, spend_links
from khworkflow.accounts.sessions import end, end_all, end_others, end_session, sign_in, sign_out
from khworkflow.core import i18n
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import given_name_first, one_line
from khworkflow.eventlog.log import moment_of_record, record

if TYPE_CHECKING:
    from datetime import datetime

#: What other rooms call stands here; ``sessions``, ``attempts`` and ``one_time_links`` do it.
__all__ = [
    "Attempt",
    "Caller",
    "ask_reset",
    "attempt",
    "change_password",
    "choose_language",
    "create",
    "disable",
    "enable",
    "end_all",
    "end_others",
    "end_session",
    "invite",
    "look_up",
    "note_failure",
    "prove",
    "reset_link",
    "send_link",
    "set_password",
    "sign_in",
    "sign_out",
]

_ADDRESS: Final = re.compile(r"[^@\s,;<>\"()]{1,64}@[^@\s,;<>\"()]{1,250}")


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


def change_password(user: User, old: str, new: str, *, keep: str) -> None:
    """Change one's own password; every session but the one with the token ``keep`` ends.

    Raises:
        Refused: the old one is wrong, or the new one will not do.

    """
    if not passwords.fits(old, user.password_hash):
        raise Refused(_("The present password is not right."), "old")
    user.password_hash = passwords.hashed(new, user.username, user.name)
    end(user, SignIn.token_hash != tokens.hashed(keep))
    record(Actor(user.id, user.name), f"person:{user.id}", PasswordSet(user.id))


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
    end(user, SignIn.user_id == user.id)
    spend_links(user, now)
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
