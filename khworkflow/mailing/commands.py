"""Owing: writing down that a person is to be told something; planning the mails of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import update

from khworkflow.core import wake
from khworkflow.core.db import database, insert_many_once, insert_once
from khworkflow.eventlog.log import moment_of_record
from khworkflow.mailing.models import Mail, Owed
from khworkflow.mailing.post import room

if TYPE_CHECKING:
    from datetime import datetime

PAST: Final = "before this installation began to write"


def owe(person_id: int, kind: str, subject: str, *, key: str, at: datetime | None = None, **detail: Any) -> bool:
    """Owe the person a word; return whether it was not owed already.

    Nothing is sent here. The next letter to this person carries it, rendered from the state of
    that moment, or drops it when it is no longer true.

    Args:
        person_id: who is to be told.
        kind: the part of a letter that tells it, as ``wiring.PARTS`` names them.
        subject: the thing it is about, "task:12".
        key: "<cause>-<number>-<person>"; owing the same key twice is owing it once.
        at: when it became owed, if not now.
        detail: what the part needs beside the thing itself, as JSON can hold it.

    """
    owed = insert_once(
        Owed, key=key, person_id=person_id, kind=kind, subject=subject, detail=detail, owed_at=at or moment_of_record()
    )
    wake.soon()
    return owed is not None


def owe_all(things: list[dict[str, Any]], now: datetime) -> int:
    """Owe many words at once, as ``owe`` and ``forgo`` do one by one; return how many are newly owed.

    Args:
        things: of each ``person_id``, ``kind``, ``subject``, ``key``, ``detail``, and ``because`` where it is not told.
        now: when it became owed.

    """
    rows = [
        {
            **{name: one[name] for name in ("person_id", "kind", "subject", "key", "detail")},
            "owed_at": now,
            "settled_at": now if one.get("because") else None,
            "dropped_because": one.get("because"),
        }
        for one in things
    ]
    new = insert_many_once(Owed, rows, Owed.dropped_because)
    wake.soon()
    return sum(row[0] is None for row in new)


def forgo(  # noqa: PLR0913 - what was owed, and why no more
    person_id: int, kind: str, subject: str, *, key: str, at: datetime, because: str, **detail: Any
) -> None:
    """Write down that the person was to be told something, and why nobody tells him any more."""
    insert_once(
        Owed, key=key, person_id=person_id, kind=kind, subject=subject, detail=detail, owed_at=at, settled_at=at, dropped_because=because
    )  # fmt: skip


def plan_account_mail(person_id: int, kind: str, key: str, payload: dict[str, Any]) -> bool:
    """Plan a mail that answers what the person just asked for; return whether it was not planned already.

    It leaves at any hour and is not counted as the day's letter.

    Args:
        person_id: to whom.
        kind: ``invitation`` or ``password_reset``: the templates ``mail/<kind>.*``.
        key: unique, "<kind>-<number>": the Message-ID is made of it.
        payload: what the templates need. ``secret`` (the token inside ``url``) is kept until the
            mail is sent and blanked from then on.

    """
    now = moment_of_record()
    planned = insert_once(
        Mail,
        key=key,
        message_id=room().message_id(key),
        kind=kind,
        person_id=person_id,
        payload=payload,
        next_attempt_at=now,
        planned_at=now,
    )
    wake.soon()
    return planned is not None


def settle_past(now: datetime, because: str = PAST) -> int:
    """Settle without a letter whatever was owed until now; return how much.

    A demonstration's past and records brought in are history: nobody is to be written to about them.
    """
    past = update(Owed).where(Owed.settled_at.is_(None), Owed.owed_at <= now)
    answer = database.session.execute(past.values(settled_at=now, dropped_because=because))
    return int(answer.rowcount)  # type: ignore[attr-defined]
