"""Two workers at once, each with a thread and a connection of its own, and one limit for both."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from khworkflow.core.db import database
from khworkflow.mailing import post, runs
from khworkflow.mailing.models import Mail
from tests import factories
from tests.conftest import MONDAY

NOON = MONDAY + timedelta(hours=1)
MOST = 4  # mails that may leave in a minute


@pytest.fixture
def dawdling(app):
    """Let time pass wherever a worker has read how much may leave: unless the row is his alone, the other reads the same."""

    def dawdle(connection, cursor, statement, *rest):
        if "FROM mail_room" in statement:
            readers.add(threading.get_ident())
            time.sleep(0.03)

    readers = set()
    engine = database.engine
    event.listen(engine, "after_cursor_execute", dawdle)
    yield readers
    event.remove(engine, "after_cursor_execute", dawdle)


def test_two_workers_at_once_send_together_no_more_than_the_limit(app, cast, sink, db, dawdling):
    """reliability.md 5: the limit is the mail server's, and knows nothing of how many workers we have."""
    factories.issued(cast)
    assert runs.gather(NOON) == 9
    db.remove()
    before, together = post.room(), threading.Barrier(2, timeout=20)
    post.wire(replace(before, per_minute=MOST))
    dawdling.clear()

    def work(now):
        with app.app_context():
            together.wait()
            return runs.deliver(now)["sent"]

    moments = [NOON + timedelta(seconds=seconds) for seconds in (0, 0, 30, 60, 120)]
    try:
        with ThreadPoolExecutor(2) as workers:
            left = [sum(workers.map(work, [now, now])) for now in moments]
    finally:
        post.wire(before)

    assert len(dawdling) == 2, "both looked"
    assert left == [4, 0, 2, 2, 1]
    assert len(sink.mails) == len({mail["Message-ID"] for mail in sink.mails}) == 9
    assert set(db.scalars(select(Mail.attempts))) == {1}, "none was tried twice"
