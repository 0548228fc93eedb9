"""Finding people and what their tokens are worth."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from khworkflow.accounts import policies, tokens
from khworkflow.accounts.models import FailedSignIn, LinkPurpose, OneTimeLink, SignIn, User
from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from khworkflow.core.authz import Actor

__all__ = ["LinkPurpose"]

WINDOW: Final = timedelta(minutes=15)
FREE_TRIES: Final = 3
DELAY_MOST: Final = 60  # seconds
NETWORK_TRIES: Final = 30  # a minute


def signed_in(token: str | None) -> User | None:
    """Return whose session the token is, while the session lasts and the person may sign in."""
    if not token:
        return None
    found = (
        select(User)
        .join(SignIn, SignIn.user_id == User.id)
        .where(SignIn.token_hash == tokens.hashed(token), SignIn.expires_at > clock.now(), User.disabled_at.is_(None))
    )
    return database.session.scalar(found)


def by_username(username: str) -> User | None:
    """Return the person who signs in with this name."""
    return database.session.scalar(select(User).where(User.username == username.strip().lower()))


def link(token: str, now: datetime) -> OneTimeLink | None:
    """Return the one-time link, while it is good."""
    found = select(OneTimeLink).where(OneTimeLink.token_hash == tokens.hashed(token), OneTimeLink.used_at.is_(None))
    one = database.session.scalar(found)
    return one if one is not None and one.expires_at > now else None


def number_of_link(token: str) -> int | None:
    """Return the number of the link that has the token."""
    return database.session.scalar(select(OneTimeLink.id).where(OneTimeLink.token_hash == tokens.hashed(token)))


def asked_since(user_id: int, moment: datetime) -> bool:
    """Return whether a new password was asked for since the moment by a link not yet used."""
    asked = select(OneTimeLink.id).where(
        OneTimeLink.user_id == user_id,
        OneTimeLink.purpose == LinkPurpose.PASSWORD_RESET,
        OneTimeLink.created_at > moment,
        OneTimeLink.used_at.is_(None),
    )
    return database.session.scalar(asked.limit(1)) is not None


def sessions(actor: Actor, now: datetime) -> list[SignIn]:
    """Return the actor's own open sessions, the latest first."""
    open_ones = select(SignIn).where(SignIn.user_id == actor.user_id, SignIn.expires_at > now)
    return list(database.session.scalars(open_ones.order_by(SignIn.created_at.desc(), SignIn.id.desc())))


def is_of(session: SignIn, token: str) -> bool:
    """Return whether the session is the one with the token."""
    return session.token_hash == tokens.hashed(token)


def oneself(user_id: int | None) -> User:
    """Return the row of whoever is signed in.

    Raises:
        NotFound: nobody is.

    """
    user = database.session.get(User, user_id) if user_id is not None else None
    if user is None:
        raise NotFound
    return user


def get(actor: Actor, user_id: int) -> User:
    """Return the person, to whoever keeps the accounts.

    Raises:
        NotFound: there is none, or the actor keeps no accounts.

    """
    user = database.session.get(User, user_id) if policies.keep_accounts(actor) else None
    if user is None:
        raise NotFound
    return user


def seconds_to_wait(username: str, network: str, now: datetime) -> int:
    """Return how long this name must wait on this network; other networks are not concerned.

    The first three failures cost nothing, then 1, 2, 4 … 60 seconds: guessing is slow, and nobody
    can lock the owner out (reliability notes, part 10, note 1).
    """
    here = select(func.count(), func.max(FailedSignIn.at)).where(FailedSignIn.network == network)
    tries, last = database.session.execute(here.where(FailedSignIn.username == username, FailedSignIn.at > now - WINDOW)).one()
    of_network, _last = database.session.execute(here.where(FailedSignIn.at > now - timedelta(minutes=1))).one()
    if of_network >= NETWORK_TRIES:
        return DELAY_MOST
    if tries < FREE_TRIES or last is None:
        return 0
    delay = min(DELAY_MOST, 2 ** min(tries - FREE_TRIES, 6))
    return max(0, int(delay - (now - last).total_seconds() + 0.999))


def names(user_ids: set[int]) -> dict[int, str]:
    """Return the people's names by number."""
    rows = database.session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {number: name for number, name in rows}  # noqa: C416 - a result is not a dict's pair iterator to mypy
