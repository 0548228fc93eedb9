"""The broker is an accelerator: frozen or absent, it costs a save next to nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from khworkflow.core import wake
from khworkflow.core.celery import create_celery, poke
from khworkflow.core.transaction import unit_of_work
from khworkflow.embedded import broker
from khworkflow.mailing.commands import owe
from khworkflow.mailing.models import Owed

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
