"""Owing: writing down that a person is to be told something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from khworkflow.core import wake
from khworkflow.core.db import insert_once
from khworkflow.eventlog.log import moment_of_record
from khworkflow.mailing.models import Owed

if TYPE_CHECKING:
    from datetime import datetime


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
