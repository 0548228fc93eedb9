"""Looking through the office's mailbox: what is new is kept first and put aside in the mailbox afterwards."""

from __future__ import annotations

import os
import socket
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.db import database, insert_once
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from khworkflow.inbound import commands
from khworkflow.inbound.imap import Folder, Trouble
from khworkflow.inbound.models import Door, Mailbox
from khworkflow.inbound.reading.message import BYTES_MOST
from khworkflow.inbound.reception import reception

if TYPE_CHECKING:
    from datetime import datetime

MAILS_MOST: Final = 50  # of one look
LEASE: Final = timedelta(minutes=10)
PAUSES: Final = (1, 5, 15, 60)  # minutes without a look after trouble; the last one again and again
#: In a mailbox that is new to us, or renumbered, what is older than this is nobody's answer to a letter of ours.
FIRST_LOOK: Final = timedelta(days=7)


def look(now: datetime | None = None) -> int:
    """Take in what is new in the mailbox; return how many mails that was. One look at a time.

    How far it was read is noted with each mail, in the same transaction; a mail that is read again
    after a break is known by its bytes.
    """
    url = reception().imap_url
    if url is None:
        return 0
    log.arriving_from("mail")
    folder, owner = Folder(url), f"{socket.gethostname()}-{os.getpid()}-{time.monotonic_ns()}"
    if not _begin(folder.name, owner, now or clock.now()):
        return 0
    try:
        with folder:
            count = _read(folder, owner, now)
    except Trouble as error:
        _end(folder.name, owner, now or clock.now(), trouble=f"{type(error).__name__}: {error}"[:300])
        return 0
    _end(folder.name, owner, now or clock.now(), trouble=None)
    return count


def _begin(name: str, owner: str, now: datetime) -> bool:
    """Take the folder under a lease; False while another looks, or after trouble nobody is to look yet."""
    with unit_of_work():
        insert_once(Mailbox, name=name)
        row = _row(name)
        if (row.lease_until and row.lease_until > now) or (row.next_look_at and row.next_look_at > now):
            return False
        row.lease_owner, row.lease_until = owner, now + LEASE
    return True


def _read(folder: Folder, owner: str, now: datetime | None) -> int:
    with unit_of_work():
        row = _row(folder.name)
        known, last = row.uid_validity, row.last_uid
    if known != folder.uid_validity:
        lately = folder.since(clock.day_of((now or clock.now()) - FIRST_LOOK))
        last = (lately[0] if lately else folder.uid_next) - 1
        with unit_of_work():
            row = _row(folder.name)
            row.uid_validity, row.last_uid = folder.uid_validity, last
    count, done = 0, []
    for uid in folder.after(last, MAILS_MOST):
        size = folder.size(uid)
        raw = folder.read(uid, head_only=size > BYTES_MOST)
        with unit_of_work():
            row = _row(folder.name)
            if row.lease_owner != owner:
                break  # so slow that another has taken over
            if raw is not None:
                count += commands.keep(raw, Door.IMAP, size=size) is not None
            row.last_uid = max(row.last_uid, uid)
        done.append(uid)
    folder.put_aside(done)
    return count


def _end(name: str, owner: str, now: datetime, *, trouble: str | None) -> None:
    with unit_of_work():
        row = _row(name)
        if row.lease_owner != owner:
            return
        row.lease_owner = row.lease_until = None
        row.trouble = trouble
        if trouble is None:
            row.looked_at, row.troubles, row.next_look_at = now, 0, None
        else:
            row.next_look_at = now + timedelta(minutes=PAUSES[min(row.troubles, len(PAUSES) - 1)])
            row.troubles += 1


def _row(name: str) -> Mailbox:
    held = select(Mailbox).where(Mailbox.name == name).with_for_update().execution_options(populate_existing=True)
    return database.session.scalars(held).one()
