"""What a letter costs: questions asked of the database, shared by a batch."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing import post, runs, traffic
from khworkflow.mailing.commands import owe
from khworkflow.mailing.models import Mail, Owed
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


def test_putting_what_is_owed_into_letters_asks_exactly_as_much_for_many_people_as_for_one(cast, sink, db):
    people = [one.person_id for one in post.room().recipients(range(1, 100)).values() if one.address]
    assert len(people) >= 9
    with unit_of_work():
        traffic.book()  # the first run ever makes it
    asked = []
    for day, told in (("2019-07-08T10:00", people[:1]), ("2019-07-09T10:00", people[1:])):
        with at(office(day)):
            with unit_of_work():
                for number in told:
                    assert owe(number, "mail_trouble", "letters", key=f"{day}-{number}", since=clock.now().isoformat(), words="")
            db.remove()
            with counted() as said:
                assert runs.gather(clock.now()) == len(told)
            asked.append([one.split()[:2] for one in said])

    assert len(asked[0]) == len(asked[1])
    assert asked[1].count(["UPDATE", "owed"]) == 1
    its_reader = select(Owed.person_id, Mail.person_id).join(Mail, Owed.mail_id == Mail.id).order_by(Owed.id)
    assert [tuple(row) for row in db.execute(its_reader)] == [(number, number) for number in people]
