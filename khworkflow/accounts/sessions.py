"""Sessions: opened by signing in, ended at once by whatever ends them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select

from khworkflow.accounts import policies, tokens
from khworkflow.accounts.events import PersonSignedIn, PersonSignedOut, SessionsEnded
from khworkflow.accounts.models import SignIn
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.eventlog.log import record

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from khworkflow.accounts.models import User

SESSION_LASTS: Final = timedelta(days=14)
_AGENT_MOST: Final = 200


def sign_in(user: User, *, address: str, agent: str, now: datetime) -> str:
    """Open a session and return its token, which only the browser keeps."""
    token = tokens.new()
    row = SignIn(
        user_id=user.id,
        token_hash=tokens.hashed(token),
        created_at=now,
        expires_at=now + SESSION_LASTS,
        address=address,
        agent=agent[:_AGENT_MOST],
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
    if not end(user, SignIn.id == number):
        raise NotFound
    record(Actor(user.id, user.name), f"person:{user.id}", SessionsEnded(user.id, 1))


def end_others(user: User, *, keep: str) -> int:
    """End every session of one's own but the one with the token; return how many."""
    count = end(user, SignIn.token_hash != tokens.hashed(keep))
    record(Actor(user.id, user.name), f"person:{user.id}", SessionsEnded(user.id, count))
    return count


def end_all(actor: Actor, user: User) -> int:
    """End every session of the person at once; return how many."""
    ensure(policies.keep_accounts, actor)
    count = end(user, SignIn.user_id == user.id)
    record(actor, f"person:{user.id}", SessionsEnded(user.id, count))
    return count


def end(user: User, which: ColumnElement[bool]) -> int:
    """End those of the person's sessions; return how many there were."""
    ended = select(SignIn.id).where(SignIn.user_id == user.id, which)
    count: int = database.session.scalar(select(func.count()).select_from(ended.subquery())) or 0
    database.session.execute(delete(SignIn).where(SignIn.user_id == user.id, which))
    return count
