"""Making letters of what is owed, and handing them to the mail server, one short transaction at a time.

What can be promised is: at most one mail per intention, at least one try for each, every copy
under the same Message-ID. No transaction is open while the mail server is spoken to.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased

from khworkflow.core import calendar, clock
from khworkflow.core.clock import OFFICE
from khworkflow.core.db import claimable, database, insert_once
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing import delivery, failpoints, traffic
from khworkflow.mailing.letter import LETTER
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.mailing.post import room
from khworkflow.mailing.smtp import Line, Verdict

if TYPE_CHECKING:
    from datetime import date, datetime

    from khworkflow.mailing.parts import Recipient

GATHER_MOST: Final = 200
BATCH: Final = 20
RUN_SECONDS: Final = 50.0
FAILURES_MOST: Final = 5
_log = logging.getLogger(__name__)


def office_is_open(now: datetime) -> bool:
    """Return whether letters may leave: on a working day between 07:30 and 20:00."""
    hour = now.astimezone(OFFICE).time()
    return calendar.is_working(clock.day_of(now)) and calendar.MORNING <= hour < calendar.EVENING


def gather(now: datetime, *, most: int = GATHER_MOST) -> int:
    """Make letters of what is owed, at most one per person and day; return how many were begun.

    What is owed after the day's letter was planned joins it as long as it has not been rendered;
    after that it waits for the next working day. A letter that could not leave on its day becomes
    today's.
    """
    if not office_is_open(now) or _is_held():
        return 0
    today = clock.day_of(now)
    _carry_over(today)
    waiting = select(Owed.person_id).where(Owed.settled_at.is_(None), Owed.mail_id.is_(None), Owed.owed_at <= now)
    with unit_of_work():
        people = list(database.session.scalars(waiting.distinct().order_by(Owed.person_id)))
    begun = 0
    for first in range(0, len(people), GATHER_MOST):
        some = people[first : first + GATHER_MOST]
        with unit_of_work():
            known = room().recipients(some)
        for person_id in some:
            begun += _gather_for(person_id, known.get(person_id), now)
            if begun >= most:
                return begun
    return begun


def _gather_for(person_id: int, recipient: Recipient | None, now: datetime) -> bool:
    """Put what is owed to one person into the day's letter of his mailbox; return whether that was begun now."""
    with unit_of_work():
        if recipient is None:
            delivery.drop_all(person_id, now)
        elif recipient.address and recipient.hour <= now.astimezone(OFFICE).time():
            return _put_together(person_id, recipient.holder_id or person_id, clock.day_of(now), now)
    return False


def _is_held() -> bool:
    with unit_of_work():
        row = traffic.seen()
        return row is not None and row.held_at is not None


def _carry_over(today: date) -> None:
    """Make letters that could not leave on their day today's, unless the person has one today."""
    other = aliased(Mail)
    late = update(Mail).where(
        Mail.kind == LETTER,
        Mail.day < today,
        Mail.state == MailState.PLANNED,
        ~exists().where(other.person_id == Mail.person_id, other.day == today),
    )
    with unit_of_work():
        database.session.execute(late.values(day=today).execution_options(synchronize_session=False))


def _put_together(person_id: int, holder_id: int, today: date, now: datetime) -> bool:
    """Put everything owed to the person into today's letter to the holder of his mailbox; return whether it was begun now."""
    key = f"letter-{holder_id}-{today}"
    begun = insert_once(
        Mail,
        key=key,
        message_id=room().message_id(key),
        kind=LETTER,
        person_id=holder_id,
        day=today,
        payload={},
        next_attempt_at=now,
        planned_at=now,
    )
    held = select(Mail).where(Mail.person_id == holder_id, Mail.day == today).with_for_update()
    mail = database.session.scalar(held.execution_options(populate_existing=True))
    if mail is None:
        return False
    if mail.state is MailState.DROPPED:  # it told nothing to anybody, so the day's letter is still to come
        mail.state = MailState.PLANNED
    if mail.state is not MailState.PLANNED or mail.text is not None:
        return False
    owed = update(Owed).where(Owed.person_id == person_id, Owed.settled_at.is_(None), Owed.mail_id.is_(None), Owed.owed_at <= now)
    database.session.execute(owed.values(mail_id=mail.id).execution_options(synchronize_session=False))
    return begun is not None


def deliver(now: datetime | None = None, *, seconds: float = RUN_SECONDS) -> Counter[str]:
    """Hand over what is planned; return how many mails met which end (sent, dropped, failed, later, …).

    Args:
        now: the moment this run takes for the present; the clock's, moving on, unless given.
        seconds: no mail is begun after that long.

    """
    ends: Counter[str] = Counter()
    url = room().smtp_url
    if url is None:
        return ends
    owner, stop, failures = f"{socket.gethostname()}-{os.getpid()}-{time.monotonic_ns()}", time.monotonic() + seconds, 0
    with Line(url) as line:
        while mails := _claim(owner, now or clock.now()):
            failpoints.reach(failpoints.AFTER_CLAIM)
            for mail_id in mails:
                end = _hand_over(mail_id, owner, line, now)
                ends[end] += 1
                failures = failures + 1 if end == Verdict.UNREACHABLE else 0
                if end == Verdict.NOT_US or failures >= FAILURES_MOST or time.monotonic() > stop:
                    _log.log(logging.INFO if time.monotonic() > stop else logging.ERROR, "mail run ends early: %s", end)
                    with unit_of_work():
                        delivery.let_go(owner)
                        if end in (Verdict.NOT_US, Verdict.UNREACHABLE):
                            traffic.trouble(now or clock.now(), line.said)
                    return ends
    return ends


def post(now: datetime | None = None) -> Counter[str]:
    """Gather and deliver: what ``khworkflow deliver`` does."""
    begun = gather(now or clock.now())
    ends = deliver(now)
    ends["begun"] = begun
    return ends


def _claim(owner: str, now: datetime) -> list[int]:
    """Take a few mails for this run, under a lease; whatever was left behind by a dead one comes first back."""
    with unit_of_work():
        delivery.settle(now)
        book = traffic.book()
        if traffic.is_paused(book, now):
            return []
        due = select(Mail.id).where(Mail.state == MailState.PLANNED, Mail.next_attempt_at <= now)
        if office_is_open(now) and book.held_at is None:
            due = due.where((Mail.kind != LETTER) | (Mail.day == clock.day_of(now)))
        else:
            due = due.where(Mail.kind != LETTER)
        order = due.order_by(Mail.kind == LETTER, Mail.next_attempt_at, Mail.id).limit(min(BATCH, traffic.allowed(book, now)))
        ids = list(database.session.scalars(claimable(order)))
        traffic.taken(book, len(ids))
        delivery.claim(ids, owner, now)
    return ids


def _hand_over(mail_id: int, owner: str, line: Line, now: datetime | None) -> str:
    """Render, note that it is being sent, send, note what became of it: three steps, two transactions."""
    with unit_of_work():
        begun = delivery.begin(mail_id, owner, now or clock.now())
    if not isinstance(begun, delivery.Outgoing):
        return begun
    failpoints.reach(failpoints.BEFORE_DATA)
    answer = line.send(begun.raw, room().sender, begun.address)
    failpoints.reach(failpoints.AFTER_DATA)
    with unit_of_work():
        if answer.verdict is Verdict.ACCEPTED and (row := traffic.seen()) is not None and row.troubles:
            traffic.well(row)
        end = delivery.conclude(mail_id, owner, answer, now or clock.now(), is_fresh=begun.is_fresh)
        failpoints.reach(failpoints.BEFORE_MARK)
    return end
