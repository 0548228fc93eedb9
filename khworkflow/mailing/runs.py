"""Making letters of what is owed, and handing them to the mail server, one short transaction at a time.

What can be promised is: at most one mail per intention, at least one try for each, every copy
under the same Message-ID. No transaction is open while the mail server is spoken to.
"""

from __future__ import annotations

import itertools
import logging
import os
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased, selectinload

from khworkflow.core import calendar, clock
from khworkflow.core.clock import OFFICE
from khworkflow.core.db import claimable, database, insert_many_once, lock_on
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing import delivery, doubt, failpoints, relay, traffic, watch
from khworkflow.mailing.doubt import Doubt
from khworkflow.mailing.letter import LETTER
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.mailing.post import room
from khworkflow.mailing.preparing import prepare
from khworkflow.mailing.smtp import Line, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from khworkflow.mailing.parts import Recipient
    from khworkflow.mailing.preparing import Outgoing
    from khworkflow.mailing.smtp import Answer

GATHER_MOST: Final = 200
BATCH: Final = 20
RUN_SECONDS: Final = 50.0
FAILURES_MOST: Final = 5
FRESH_SECONDS: Final = 10.0  # a letter handed over later than that is written anew: something may be done meanwhile
FOUND: Final = "found in the relay's log"
#: Set when the process is asked to end: the mail that is being sent is finished, and no other is begun.
stopping: Final = threading.Event()
_log = logging.getLogger(__name__)


def end_soon() -> None:
    """Let this process begin no further mail."""
    stopping.set()


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
        known: dict[int, Recipient] = {}
        for first in range(0, len(people), GATHER_MOST):
            known |= room().recipients(people[first : first + GATHER_MOST])
        if watch.is_flood(traffic.book(), known.values(), now):
            return 0
    begun, todo = 0, iter(people)
    while begun < most and (some := list(itertools.islice(todo, min(GATHER_MOST, most - begun)))):
        begun += _gather_for(some, known, now)
    return begun


def _gather_for(people: Sequence[int], known: Mapping[int, Recipient], now: datetime) -> int:
    """Put what is owed to these people into the day's letters of their mailboxes; return how many were begun now."""
    hour = now.astimezone(OFFICE).time()
    with unit_of_work():
        lock_on("gather")  # two gatherers would wait for each other's letters, in another order
        if gone := [person_id for person_id in people if person_id not in known]:
            delivery.drop_all(gone, now)
        mine = [known[one] for one in people if one in known]
        ready = [one for one in mine if one.address and not one.is_blocked and one.hour <= hour]
        return _put_together({one.person_id: one.holder_id or one.person_id for one in ready}, clock.day_of(now), now)


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


def _put_together(holders: Mapping[int, int], today: date, now: datetime) -> int:
    """Put everything owed to the people into today's letters to the holders of their mailboxes; return how many were begun.

    A letter that leaves, or left, takes nothing more in: that waits for the next working day. One that was dropped
    told nothing to anybody, so the day's letter is still to come.
    """
    keys = {holder: f"letter-{holder}-{today}" for holder in sorted(set(holders.values()))}
    rows = [
        {"key": key, "message_id": room().message_id(key), "kind": LETTER, "person_id": holder, "day": today, "payload": {},
         "next_attempt_at": now, "planned_at": now}
        for holder, key in keys.items()
    ]  # fmt: skip
    begun = insert_many_once(Mail, rows, Mail.id)
    fresh = (Mail.state == MailState.PLANNED) & Mail.text.is_(None)
    mails = select(Mail.person_id, Mail.id, Mail.state).where(Mail.person_id.in_(keys), Mail.day == today)
    open_ = mails.where(fresh | (Mail.state == MailState.DROPPED)).with_for_update()
    found = {holder: (number, state) for holder, number, state in database.session.execute(open_)}
    dropped = [number for number, state in found.values() if state is MailState.DROPPED]
    if dropped:
        delivery.execute(update(Mail).where(Mail.id.in_(dropped)).values(state=MailState.PLANNED))
    delivery.put_in({person_id: found[holder][0] for person_id, holder in holders.items() if holder in found}, now)
    return len(begun)


def deliver(now: datetime | None = None, *, seconds: float = RUN_SECONDS) -> Counter[str]:
    """Hand over what is planned; return how many mails met which end (sent, dropped, failed, later, …).

    Args:
        now: the moment this run takes for the present; the clock's, moving on, unless given.
        seconds: no mail is begun after that long.

    """
    url = room().smtp_url
    if url is None:
        return Counter()
    reconcile(now or clock.now())
    with Line(url) as line:
        run = Run(line, now, time.monotonic() + seconds)
        while not run.is_over and (mails := run.claim()):
            failpoints.reach(failpoints.AFTER_CLAIM)
            run.send(mails)
        run.close()
    return run.ends


@dataclass
class Run:
    """One run over one line: which mails met which end, and whether it goes on."""

    line: Line
    now: datetime | None
    stop: float
    ends: Counter[str] = field(default_factory=Counter)
    owner: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}-{time.monotonic_ns()}")
    failures: int = 0
    said: Verdict | None = None
    was_troubled: bool = False

    @property
    def is_over(self) -> bool:
        """Whether no further mail is begun: the time is up, or the server cannot or will not be spoken to."""
        spent = stopping.is_set() or time.monotonic() > self.stop
        return spent or self.said is Verdict.NOT_US or self.failures >= FAILURES_MOST

    def claim(self) -> list[int]:
        """Take a few mails under a lease; whatever was left behind by a dead run comes first back."""
        now = self.now or clock.now()
        with unit_of_work():
            delivery.settle(now)
            book = traffic.book()
            if traffic.is_shut(book, now):
                return []
            self.was_troubled = book.troubled_since is not None
            due = select(Mail.id).where(Mail.state == MailState.PLANNED, Mail.next_attempt_at <= now)
            if office_is_open(now) and book.held_at is None:
                due = due.where((Mail.kind != LETTER) | (Mail.day == clock.day_of(now)))
            else:
                due = due.where(Mail.kind != LETTER)
            order = due.order_by(Mail.kind == LETTER, Mail.next_attempt_at, Mail.id).limit(min(BATCH, traffic.allowed(book, now)))
            ids = list(database.session.scalars(claimable(order)))
            traffic.taken(book, len(ids))
            delivery.claim(ids, self.owner, now)
        return ids

    def send(self, ids: Sequence[int]) -> None:
        """Write and hand over the claimed mails; what was written too long ago is written anew first."""
        while ids and not self.is_over:
            with unit_of_work():
                ready, ends = prepare(ids, self.owner, self.now or clock.now())
            self.ends += ends
            ids = self._hand_over(ready)

    def close(self) -> None:
        """Put back what was not begun, and note in what state the server was left."""
        if self.is_over:
            is_usual = stopping.is_set() or time.monotonic() > self.stop
            _log.log(logging.INFO if is_usual else logging.ERROR, "mail run ends early: %s", self.said)
            with unit_of_work():
                delivery.let_go(self.owner)
                if self.said in (Verdict.NOT_US, Verdict.UNREACHABLE):
                    traffic.trouble(self.now or clock.now(), self.line.said, is_refusal=self.said is Verdict.NOT_US)

    def _hand_over(self, ready: list[Outgoing]) -> list[int]:
        """Hand over one after the other; return those that must be written anew.

        One transaction lies between two mails: it notes what became of the one and that the other is being sent.
        None is open while the server is spoken to.
        """
        stale, done = time.monotonic() + FRESH_SECONDS, None
        for number, one in enumerate(ready):
            if self.is_over or time.monotonic() > stale:
                ready = ready[number:]
                break
            with unit_of_work():
                self._note(done)
                begun = delivery.begin(one, self.owner, self.now or clock.now())
            done = None
            if not begun:
                self.ends["lost"] += 1
                continue
            failpoints.reach(failpoints.BEFORE_DATA)
            answer = self.line.send(one.raw, one.sender, one.address)
            failpoints.reach(failpoints.AFTER_DATA)
            done, self.said = (one, answer), answer.verdict
            self.failures = self.failures + 1 if answer.verdict is Verdict.UNREACHABLE else 0
        else:
            ready = []
        with unit_of_work():
            self._note(done)
        return [one.mail_id for one in ready]

    def _note(self, done: tuple[Outgoing, Answer] | None) -> None:
        if done is None:
            return
        one, answer = done
        if self.was_troubled and answer.verdict is Verdict.ACCEPTED:
            traffic.well(traffic.book())
            self.was_troubled = False
        self.ends[delivery.conclude(one, self.owner, answer, self.now or clock.now())] += 1
        failpoints.reach(failpoints.BEFORE_MARK)


def reconcile(now: datetime) -> int:
    """Settle the mails in doubt that the relay's log can tell of, long enough afterwards; return how many.

    The log is read while no transaction is open. What cannot be read proves nothing: the mail stays in doubt.
    """
    where = room().relay_log
    if where is None:
        return 0
    doubted = select(Mail).where(Mail.state == MailState.DOUBTFUL, Mail.next_attempt_at <= now).options(selectinload(Mail.owed))
    with unit_of_work():
        rows = list(database.session.scalars(doubted.limit(GATHER_MOST)))
        asked = {mail.id: mail.message_id for mail in rows if doubt.policy_of(mail) is Doubt.RECONCILE}
    if not asked:
        return 0
    try:
        taken = relay.taken(where, asked.values())
    except relay.UnreadableLog as error:
        _log.error("mails stay in doubt: %s", error)
        with unit_of_work():
            delivery.wait_on(asked, now, str(error))
        return 0
    with unit_of_work():
        for mail in database.session.scalars(select(Mail).where(Mail.id.in_(asked))):
            if mail.message_id in taken:
                delivery.believe(mail, now, FOUND)
            else:
                delivery.repeat(mail, now)
    return len(asked)


def post(now: datetime | None = None) -> Counter[str]:
    """Gather and deliver: what ``khworkflow deliver`` does."""
    begun = gather(now or clock.now())
    ends = deliver(now)
    ends["begun"] = begun
    return ends
