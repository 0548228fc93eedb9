"""Files set aside: known to do harm, handed out to nobody, kept for the administrator to look at.

They lie on a shelf of the store and in no row: the refusal undoes its transaction, and must not undo that.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from khworkflow.eventlog.log import moment_of_record
from khworkflow.files import rules, store

if TYPE_CHECKING:
    from khworkflow.core.authz import Actor

SHELF: Final = "quarantine"


@dataclass(frozen=True)
class SetAside:
    """A file that was set aside: what it was called, who gave it last, and when."""

    sha256: str
    name: str
    given_by_id: int | None
    at: datetime


def set_aside(actor: Actor, name: str, content: bytes) -> None:
    """Put the bytes where nobody is handed them, with a note of who gave them."""
    note = store.path(store.put(content, SHELF), SHELF).with_suffix(".json")
    said = {"name": rules.display_name(name), "given_by_id": actor.user_id, "at": moment_of_record().isoformat()}
    note.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def every() -> list[SetAside]:
    """Return what was set aside, the oldest first; a note that cannot be read is left out."""
    found = []
    for note in store.path("", SHELF).glob("*/*.json"):
        try:
            said = json.loads(note.read_text(encoding="utf-8"))
            found.append(SetAside(note.stem, said["name"], said["given_by_id"], datetime.fromisoformat(said["at"])))
        except (OSError, ValueError, KeyError):
            continue
    return sorted(found, key=lambda one: one.at)
