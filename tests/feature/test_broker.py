"""The broker is an accelerator: frozen or absent, it costs a save next to nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest
from redis.exceptions import OutOfMemoryError
from sqlalchemy import select

from khworkflow.core import wake
from khworkflow.core.celery import create_celery, poke
from khworkflow.core.transaction import unit_of_work
from khworkflow.embedded import broker, up
from khworkflow.mailing.commands import owe
from khworkflow.mailing.models import Owed
from khworkflow.reminders import runs
from tests import brokers, pages
from tests.cast import sign_in
from tests.conftest import MONDAY, at

pytestmark = [pytest.mark.fault]
AT_ONCE = 0.5  # seconds; the broker's own time-out alone is four times that


@pytest.fixture
def valkey():
    with tempfile.TemporaryDirectory(prefix="kb") as folder:
        path = Path(folder) / "v.sock"
        process = subprocess.Popen(broker.command(Path(folder), path), stdout=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while not broker.answers(path) and time.monotonic() < until:
            time.sleep(0.05)
        yield process, broker.address(path)
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(10)


@pytest.fixture
def wired(app, monkeypatch):
    """Wire the wake-up to a broker for one test."""
    monkeypatch.setattr(wake, "_pokes", {})
    monkeypatch.setattr(wake, "_asleep_until", 0.0)

    def to(address):
        celery = create_celery(app, address, (), {})
        wake.wire("tick", poke(celery, "tick"))
        return celery

    return to


def save(cast, key):
    began = time.monotonic()
    with unit_of_work():
        owe(cast.lan.id, "digest", "person:1", key=key)
    return time.monotonic() - began


def test_a_wake_up_reaches_the_broker(db, cast, valkey, wired):
    celery = wired(valkey[1])
    save(cast, "a")
    wake.settle(10)

    with celery.connection_for_read() as connection:
        assert connection.default_channel.client.llen("celery") == 1


def test_a_frozen_broker_costs_a_save_nothing(db, cast, valkey, wired):
    """F6: a save is answered at once; nobody waits for the broker's time-out."""
    wired(valkey[1])
    os.kill(valkey[0].pid, signal.SIGSTOP)

    first, second = save(cast, "a"), save(cast, "b")

    assert max(first, second) < AT_ONCE
    assert db.query(Owed).count() == 2
    wake.settle(20)


def test_an_absent_broker_costs_a_save_nothing_and_is_left_alone_for_a_while(db, cast, wired):
    wired("redis://127.0.0.1:1/0")

    first = save(cast, "a")
    wake.settle(20)
    second = save(cast, "b")

    assert max(first, second) < AT_ONCE
    assert wake._sender is None, "after a failure nobody asks for a while"  # noqa: SLF001 - there is nothing else to see
    assert db.query(Owed).count() == 2


def test_a_broker_killed_with_everything_it_held_loses_no_letter(db, cast, valkey, wired):
    """F5: what was queued is gone, what is owed is not: the next look finds it."""
    wired(valkey[1])
    save(cast, "a")
    wake.settle(10)
    valkey[0].kill()
    valkey[0].wait()
    assert save(cast, "b") < AT_ONCE

    wake.settle(20)
    with at(MONDAY):
        assert runs.tick()["begun"] == 1
    assert set(db.scalars(select(Owed.mail_id))) != {None}


def test_a_broker_started_ten_times_anew_hears_the_next_wake_up_each_time(db, cast, wired, monkeypatch):
    """F7: no connection of before is in the way."""
    with tempfile.TemporaryDirectory(prefix="kb") as name:
        folder, path = Path(name), Path(name) / "v.sock"
        celery = wired(broker.address(path))
        for number in range(10):
            process = subprocess.Popen(broker.command(folder, path), stdout=subprocess.DEVNULL)
            until = time.monotonic() + 20
            while not broker.answers(path) and time.monotonic() < until:
                time.sleep(0.02)
            monkeypatch.setattr(wake, "_asleep_until", 0.0)
            save(cast, f"a{number}")
            wake.settle(10)
            with celery.connection_for_read() as connection:
                assert connection.default_channel.client.llen("celery") >= 1
                connection.default_channel.client.flushall()
            process.kill()
            process.wait()


def test_a_broker_that_is_full_costs_a_save_nothing_and_letters_are_made(db, cast, wired):
    """F8: it takes nothing more; the wake-up fails, the timetable's next look does the work."""
    with brokers.running("--maxmemory", "3mb") as (_process, address):
        celery = wired(address)
        with celery.connection_for_read() as connection:
            client = connection.default_channel.client
            with pytest.raises(OutOfMemoryError):
                _fill(client)
        assert save(cast, "a") < AT_ONCE
        wake.settle(20)
        with at(MONDAY + timedelta(minutes=10)):  # after the save, however long the broker took
            assert runs.tick()["begun"] == 1


def test_an_emptied_broker_signs_nobody_out(client, cast, valkey, wired):
    """F9: sessions are the database's."""
    celery = wired(valkey[1])
    sign_in(client, cast.lan)
    with celery.connection_for_read() as connection:
        connection.default_channel.client.flushall()

    assert pages.get(client, "/account").status_code == 200


def test_a_broken_diary_of_the_timetable_is_thrown_away_before_each_start(tmp_path):
    """F12: nothing is owed to what it says; a killed timetable leaves half of one."""
    for name in ("timetable", "timetable.db", "timetable-shm"):
        (tmp_path / name).write_bytes(b"\x00garbage")
    (tmp_path / "khworkflow.sqlite").write_bytes(b"x")

    up._forget(tmp_path / "timetable")  # noqa: SLF001 - what the tree does before it starts the timetable

    assert [path.name for path in tmp_path.iterdir()] == ["khworkflow.sqlite"]


def _fill(client):
    for number in range(1000):
        client.set(f"k{number}", "x" * 100_000)
