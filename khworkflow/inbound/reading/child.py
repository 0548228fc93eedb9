"""Reads mails for ``reader``: ``python -I -m khworkflow.inbound.reading.child SECONDS MEBIBYTES``.

A mail is hostile. It is read in a process of its own that knows no secret, may open no file to write, and ends by
itself when one mail takes more than its time of work or its memory. On each side stands the length first, in eight
bytes: in come the mails, out goes that it is ready and then, of each mail, what it says and the files that hang on it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from khworkflow.core.confine import confine, grant
from khworkflow.inbound.fates import Fate
from khworkflow.inbound.reading.message import Arrival, read
from khworkflow.inbound.reading.parts import Attached
from khworkflow.inbound.reading.returned import Returned
from khworkflow.mailing.verdicts import Blame

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH: Final = 8


def pack(arrival: Arrival) -> tuple[bytes, bytes]:
    """Return what the mail says, as JSON with the sizes of its files, and the files, one behind the other."""
    said = asdict(replace(arrival, attached=()))
    said["sent_at"] = arrival.sent_at.isoformat() if arrival.sent_at else None
    said["attached"] = [[one.name, len(one.content)] for one in arrival.attached]
    return json.dumps(said).encode(), b"".join(one.content for one in arrival.attached)


def unpack(said: bytes, content: bytes) -> Arrival:
    """Return what was packed.

    Raises:
        ValueError, KeyError, TypeError: it is nothing that ``pack`` made.

    """
    known: dict[str, Any] = json.loads(said)
    files, at = [], 0
    for name, size in known["attached"]:
        files.append(Attached(name, content[at : at + size]))
        at += size
    known["attached"] = tuple(files)
    for name in ("recipients", "answers", "results"):
        known[name] = tuple(known[name])
    for name in ("flaw", "is_automatic"):
        known[name] = Fate(known[name]) if known[name] else None
    known["sent_at"] = datetime.fromisoformat(known["sent_at"]) if known["sent_at"] else None
    if known["returned"]:
        report = known["returned"]
        report["blame"] = Blame(report["blame"]) if report["blame"] else None
        known["returned"] = Returned(**report | {"message_ids": tuple(report["message_ids"])})
    return Arrival(**known)


def _mails() -> Iterator[bytes]:
    while len(length := sys.stdin.buffer.read(LENGTH)) == LENGTH:
        yield sys.stdin.buffer.read(int.from_bytes(length))


def main(seconds: int, mebibytes: int) -> None:
    """Answer each mail that comes in until no more does."""
    confine(mebibytes)
    _tell(b"ready")
    for raw in _mails():
        grant(seconds)
        _tell(*pack(read(raw)))


def _tell(*pieces: bytes) -> None:
    for piece in pieces:
        sys.stdout.buffer.write(len(piece).to_bytes(LENGTH))
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
