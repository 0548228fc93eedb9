"""Faults of the fault list (reliability notes, section 8) that strike while mails leave, each on real processes and servers."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.mailing import post, runs, smtp, traffic
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.reminders import runs as reminders, schedule
from khworkflow.reminders.models import Digest, Reminder
from tests import factories
from tests.conftest import MONDAY, at
from tests.feature.mailing.test_mailboxes import office
from tests.servers import smtp_sink

WORKER = Path(__file__).with_name("mail_worker.py")
TESTS = Path(__file__).parents[1]
NOON = MONDAY + timedelta(hours=1)
#: The faults that this house's mails must bear; each is named in the docstring of its test.
OURS = (*range(1, 19), 26, 27, 30, 34)

pytestmark = [pytest.mark.fault, pytest.mark.timeout(200)]


@pytest.fixture
def sink(db):
    """Return the mailbox behind the SMTP server that this test's mail room sends through."""
    before = post.room()
    with smtp_sink() as (kept, url):
        post.wire(replace(before, smtp_url=url))
        yield kept
    post.wire(before)


@pytest.fixture
def planned(cast, sink, database_url, tmp_path):
    """Plan nine letters; return the environment of a worker that would deliver them, so many minutes after ten."""
    factories.issued(cast)
    assert runs.gather(clock.now()) == 9
    database.session.remove()

    def environment(minutes):
        real = float(subprocess.check_output(["date", "+%s"]))
        shift = NOON + timedelta(minutes=minutes) - datetime.fromtimestamp(real, UTC)
        return {
            **os.environ, "DATABASE_URL": database_url, "KHW_DATA": str(tmp_path / "worker"), "KHW_SMTP_URL": post.room().smtp_url,
            "PYTHONPATH": str(TESTS.parent), "KHW_CLOCK_OFFSET": str(int(shift.total_seconds())),
        }  # fmt: skip

    return environment


def start(environment, *words):
    return subprocess.Popen([sys.executable, str(WORKER), *words], env=environment)


def wait_for(what, seconds=60):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def states():
    database.session.rollback()
    rows = database.session.execute(select(Mail.state, func.count()).group_by(Mail.state))
    found = {state: count for state, count in rows}  # noqa: C416 - rows are no pairs
    database.session.rollback()
    return found


def test_a_worker_asked_to_end_finishes_the_mail_it_is_sending_and_puts_back_the_rest(planned, sink):
    """F3: a deployment in the middle of a run; nothing is doubtful, nothing sent twice."""
    sink.waits["TEXT"] = 0.6
    worker = start(planned(0))
    wait_for(lambda: len(sink.mails) >= 2)
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(30) == 0
    taken = len(sink.mails)
    assert states() == {MailState.SENT: taken, MailState.PLANNED: 9 - taken}
    sink.waits.clear()
    assert start(planned(1)).wait(60) == 0
    assert len(sink.mails) == len({mail["Message-ID"] for mail in sink.mails}) == 9


def test_a_worker_that_slept_past_its_lease_marks_nothing_when_it_wakes(planned, sink):
    """F4: its mail goes out again under the same Message-ID by another; the first one's answer counts no more."""
    sink.waits["TEXT"] = 2.0
    first = start(planned(0))
    wait_for(lambda: len(sink.mails) >= 1)
    first.send_signal(signal.SIGSTOP)
    sink.waits.clear()
    second = start(planned(5))
    try:
        assert second.wait(60) == 0
        assert states() == {MailState.SENT: 9}
    finally:
        first.send_signal(signal.SIGCONT)
    assert first.wait(60) == 0

    copies = Counter(mail["Message-ID"] for mail in sink.mails)
    assert sorted(copies.values()) == [1] * 8 + [2]
    assert states() == {MailState.SENT: 9}
    assert database.session.scalar(select(func.max(Mail.attempts))) == 2


def test_three_timetables_at_once_owe_each_thing_once(app, cast, db):
    """F10: three planners at the same moment."""
    factories.issued(cast)
    db.remove()
    moment, barrier, wrong = office("2019-08-12T08:00"), threading.Barrier(3), []

    def tick():
        with app.app_context():
            barrier.wait()
            try:
                reminders.tick(moment)
            except Exception as error:  # noqa: BLE001 - shown below
                wrong.append(error)
            database.session.remove()

    threads = [threading.Thread(target=tick) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    keys = list(db.scalars(select(Owed.key)))
    assert len(keys) == len(set(keys))
    assert db.scalar(select(func.count(Digest.id))) == len([key for key in keys if key.startswith("digest")])


def test_three_days_without_a_timetable_send_the_newest_step_alone(cast, sink, db):
    """F11: the timetable is away from Friday to Tuesday; whoever had two steps in that time hears of the newer one."""
    factories.issued(cast)
    with at(office("2019-08-08T16:00")):
        reminders.tick()
    sink.mails.clear()
    with at(office("2019-08-13T08:00")):
        reminders.tick()

    steps = Counter(db.execute(select(Reminder.task_id, Reminder.person_id, Reminder.due_on)).all())
    assert steps
    with at(office("2019-08-13T08:00")):
        told = Counter(
            db.scalars(select(Owed.person_id).where(Owed.kind == "task_step", Owed.owed_at > office("2019-08-12T00:00")))
        )
    assert max(told.values(), default=0) <= 2, "two tasks, one step of each"
    assert len(sink.mails) == len({mail["To"] for mail in sink.mails}), "one letter to each, digest and steps together"


def test_two_hours_without_the_mail_server_burn_no_try_and_then_all_leaves_at_the_rate(cast, sink, db):
    """F13: nobody listens from ten to twelve; the breaker tries ever more seldom."""
    factories.issued(cast)
    good = post.room()
    runs.gather(NOON)
    post.wire(replace(good, smtp_url="smtp://127.0.0.1:9"))
    tries = Counter()
    for minute in range(120):
        ends = runs.deliver(NOON + timedelta(minutes=minute))
        tries["runs"] += bool(ends["unreachable"])
        db.rollback()
    assert tries["runs"] <= 5
    assert set(db.scalars(select(Mail.attempts))) == {0}
    db.rollback()

    post.wire(replace(good, per_minute=4))
    now, sent = NOON + timedelta(hours=4), []
    for minute in range(4):
        sent.append(runs.deliver(now + timedelta(minutes=minute))["sent"])
        db.rollback()
    assert sent == [4, 4, 1, 0]


def test_a_server_busy_at_every_third_mail_gets_them_a_minute_later(cast, sink, db):
    """F14: 451 is no refusal."""
    factories.issued(cast)
    runs.gather(NOON)
    taken = iter(range(100))

    async def busy(stage, server, usual="250 OK", *, plainly=sink.slowly):
        if stage == "RCPT" and next(taken) % 3 == 2:
            return "451 4.3.0 try again"
        return await plainly(stage, server, usual)

    sink.slowly = busy
    assert runs.deliver(NOON) == {"sent": 6, "later": 3}
    assert runs.deliver(NOON) == {}
    db.rollback()
    assert sum(runs.deliver(NOON + timedelta(minutes=minutes))["sent"] for minutes in (2, 9, 30)) == 3
    assert len({mail["Message-ID"] for mail in sink.mails}) == len(sink.mails) == 9


def test_a_server_that_takes_the_line_and_says_nothing_costs_a_pause_and_no_try(cast, db, monkeypatch):
    """F17: the worker waits no longer than it may, and no lease is shorter than that."""
    monkeypatch.setattr(smtp, "CONNECT_SECONDS", 0.3)
    factories.issued(cast)
    runs.gather(NOON)
    before = post.room()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        post.wire(replace(before, smtp_url=f"smtp://127.0.0.1:{silent.getsockname()[1]}"))
        began = time.monotonic()
        try:
            ends = runs.deliver(NOON)
        finally:
            post.wire(before)

    assert time.monotonic() - began < 15
    assert ends == {"unreachable": runs.FAILURES_MOST}
    db.rollback()
    assert traffic.seen().paused_until == NOON + timedelta(minutes=1)
    assert set(db.scalars(select(Mail.attempts))) == {0}
    assert timedelta(seconds=smtp.SEND_SECONDS + smtp.ANSWER_SECONDS) < runs.delivery.LEASE


def test_a_slow_server_makes_no_second_worker_send_the_same(app, cast, sink, db, monkeypatch):
    """F18: each mail takes long; what was written too long ago is written anew and its lease renewed."""
    monkeypatch.setattr(runs, "FRESH_SECONDS", 0.2)
    factories.issued(cast)
    runs.gather(clock.now())
    db.remove()
    sink.waits["TEXT"] = 0.3
    barrier, ends = threading.Barrier(2), []

    def deliver():
        with app.app_context():
            barrier.wait()
            ends.append(runs.deliver())
            database.session.remove()

    threads = [threading.Thread(target=deliver) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(one["sent"] for one in ends) == len(sink.mails) == 9
    assert len({mail["Message-ID"] for mail in sink.mails}) == 9


@pytest.mark.parametrize(
    ("ahead", "is_held"), [(timedelta(hours=1), False), (timedelta(days=3), True), (timedelta(hours=-1), False)]
)
def test_a_clock_that_jumps_makes_nobody_hear_twice(cast, sink, db, monkeypatch, ahead, is_held):
    """F26: an hour ahead, three days ahead, an hour back; after three days a person is asked (see test_holding too)."""
    factories.issued(cast)
    began = clock.Machine(MONDAY, "one", 1000.0)
    monkeypatch.setattr(clock, "machine", lambda: began)
    reminders.tick()
    after = clock.Machine(MONDAY + ahead + timedelta(minutes=1), "one", 1060.0)
    monkeypatch.setattr(clock, "machine", lambda: after)
    with at(MONDAY + ahead):
        reminders.tick()
        db.rollback()
        assert (traffic.seen().held_at is not None) is is_held

    assert len(sink.mails) == len({mail["To"] for mail in sink.mails}) == len({mail["Message-ID"] for mail in sink.mails})


def test_a_lease_of_a_clock_that_was_set_back_is_not_waited_for(cast, sink, db):
    """F26: a worker of tomorrow's clock died; its mail leaves today."""
    factories.issued(cast)
    runs.gather(NOON)
    with at(MONDAY + timedelta(days=1)):
        database.session.execute(
            Mail.__table__.update().values(
                state="claimed", lease_owner="tomorrow", lease_until=clock.now() + timedelta(minutes=2)
            )
        )
        database.session.commit()

    assert runs.deliver(NOON)["sent"] == 9


def test_an_hour_that_comes_twice_gives_one_digest_a_week(monkeypatch):
    """F27: summer time ends in Paris on Sunday 27 October 2019, begins on 29 March 2020; each week has one key."""
    paris = ZoneInfo("Europe/Paris")
    monkeypatch.setattr(schedule, "OFFICE", paris)
    for year, month, day in ((2019, 10, 21), (2020, 3, 23)):
        begin, keys = datetime(year, month, day, tzinfo=paris).astimezone(UTC), {}
        for minutes in range(0, 14 * 24 * 60, 10):
            moment = begin + timedelta(minutes=minutes)
            if week := schedule.digest_week(moment):
                keys.setdefault(week, moment.astimezone(paris))
        assert len(keys) == 2
        assert {f"{first:%a %H:%M}" for first in keys.values()} == {"Mon 07:30"}


def test_one_letter_that_cannot_be_written_fails_alone(cast, sink, db):
    """F30: a payload that no template can render; the eight others go out."""
    factories.issued(cast)
    runs.gather(NOON)
    owed = db.scalars(select(Owed).where(Owed.person_id == cast.lan.id)).one()
    owed.detail = {}
    db.commit()

    assert runs.deliver(NOON) == {"sent": 8, "failed": 1}
    db.rollback()
    failed = db.scalars(select(Mail).where(Mail.state == MailState.FAILED)).one()
    assert (failed.person_id, failed.answer.split(":")[0]) == (cast.lan.id, "not written")


def test_each_fault_of_the_list_has_its_test():
    """The numbers stand in the docstrings and names of tests, so that one finds them."""
    said = " ".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    found = {int(number) for number in re.findall(r"\bF(\d+)(?=[:, ]| and)", said)} | {
        int(one) for one in re.findall(r"test_f(\d+)_", said)
    }

    assert [number for number in OURS if number not in found] == []
