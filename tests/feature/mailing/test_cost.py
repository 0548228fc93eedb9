"""What a letter costs: questions asked of the database, shared by a batch."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.mailing import runs
from khworkflow.reminders import runs as reminders
from tests import factories
from tests.conftest import at
from tests.feature.mailing.test_mailboxes import office

#: For each letter: it is being sent, it was sent, what it told is told; the rest is shared by the batch.
EACH = 3
#: For a batch of twenty: taking it, its owed, people, their seats, wishes, tasks, associations, conclusions.
BATCH = 40


@contextmanager
def counted():
    said = []

    def note(connection, cursor, statement, *rest):
        if not statement.startswith(("BEGIN", "PRAGMA", "SET")):
            said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("moment", ["2019-07-08T10:00", "2019-08-12T08:00"], ids=["a conclusion", "digests and due days"])
def test_a_letter_asks_three_questions_of_its_own_and_shares_the_rest(cast, sink, db, moment):
    factories.issued(cast)
    if moment > "2019-08":
        with at(office("2019-07-08T10:00")):
            runs.post()
    with at(office(moment)):
        reminders.plan(clock.now())
        letters = runs.gather(clock.now())
        db.remove()
        with counted() as said:
            ends = runs.deliver()

    assert ends["sent"] == letters >= 9
    assert len(said) <= BATCH + EACH * letters


def test_planning_and_gathering_ask_as_much_for_many_as_for_few(cast, sink, db):
    factories.issued(cast)
    with at(office("2019-08-12T08:00")), counted() as said:
        assert reminders.plan(clock.now()) > 10
        planned = len(said)
        assert runs.gather(clock.now()) >= 9

    assert planned <= 30
    assert len(said) - planned <= 30
