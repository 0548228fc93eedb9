"""What holds letters by itself, stops the mail server, and who lets them go again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.clock import Machine
from khworkflow.core.errors import Conflict
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from khworkflow.mailing import post, runs, traffic, watch
from khworkflow.mailing.models import Mail, Owed
from khworkflow.reminders import alarms, commands, ledger, runs as reminders
from khworkflow.reminders.models import Reminder
from khworkflow.web.mails import why_held
from tests import factories
from tests.conftest import MONDAY, at
from tests.feature.mailing.test_mailboxes import office


@pytest.fixture
def wired():
    """Return a function that changes the mail room until the test ends."""
    before = post.room()
    yield lambda **changes: post.wire(replace(post.room(), **changes))
    post.wire(before)


@pytest.fixture
def machine(monkeypatch):
    """Return a function that lets the machine say so many hours of clock and of running."""

    def say(*, clock_hours, running_hours, boot="one"):
        seen = Machine(MONDAY + timedelta(hours=clock_hours), boot, 1000.0 + 3600 * running_hours)
        monkeypatch.setattr(clock, "machine", lambda: seen)

    return say


def row(db):
    db.rollback()
    return traffic.seen()


def test_more_letters_than_usual_wait_for_a_person_who_looks_at_them_first(cast, sink, db, wired):
    wired(per_day=8)
    factories.issued(cast)

    assert runs.post() == {"begun": 0}
    assert row(db).held_because == "flood 9 0"
    assert why_held("flood 9 0").startswith("Hôm nay sẽ có 9 thư")
    with unit_of_work():
        commands.release(cast.hoa.actor, forgetting=False)
    assert runs.post()["sent"] == 9, "who has let the day's letters go is not asked again"


def test_as_many_letters_as_on_other_days_are_no_flood(cast, sink, db, wired):
    factories.issued(cast)
    runs.post()
    wired(per_day=8)

    with at(office("2019-08-12T08:00")):
        assert reminders.tick()["sent"] > 8
    assert row(db).held_at is None


def test_a_clock_that_jumped_stops_planning_until_a_person_believes_it(cast, sink, db, machine):
    factories.issued(cast)
    machine(clock_hours=0, running_hours=0)
    with at(MONDAY):
        reminders.tick()
    sink.mails.clear()
    machine(clock_hours=24 * 35, running_hours=1)
    with at(MONDAY + timedelta(days=35)):
        assert reminders.tick() == {"begun": 0, "owed": 0}
        assert row(db).held_because == "clock 839"
        assert db.scalar(select(Reminder)) is None
        assert ledger.standing(clock.now()).is_clock_doubted

        with unit_of_work():
            commands.release(cast.an.actor, forgetting=False)
        assert reminders.tick()["owed"] > 0
    assert row(db).held_at is None


def test_a_clock_that_is_right_again_lets_letters_go_by_itself(cast, sink, db, machine):
    factories.issued(cast)
    machine(clock_hours=0, running_hours=0)
    reminders.tick()
    machine(clock_hours=80, running_hours=1)
    reminders.tick()
    assert row(db).held_at is not None
    machine(clock_hours=2, running_hours=2)
    reminders.tick()

    assert row(db).held_at is None
    assert [entry.kind for entry in log.history("letters")] == ["letters.held", "letters.released"]


@pytest.mark.parametrize(
    ("clock_hours", "running_hours", "boot"),
    [(72, 72, "one"), (5, 0, "one"), (72, 0, "two"), (-3, 1, "one")],
    ids=["an outage of three days", "five hours", "the machine was started anew", "set back"],
)
def test_what_is_no_jump_ahead_holds_nothing(cast, db, machine, clock_hours, running_hours, boot):
    machine(clock_hours=0, running_hours=0)
    reminders.tick()
    machine(clock_hours=clock_hours, running_hours=running_hours, boot=boot)
    reminders.tick()

    assert row(db).held_at is None


def test_a_server_that_refuses_our_password_is_stopped_alarms_and_is_resumed_by_a_person(cast, sink, db):
    factories.issued(cast)
    sink.says["MAIL"] = "535 5.7.8 authentication failed"

    assert runs.post()["not_us"] == 1
    with at(MONDAY + timedelta(days=1)):
        assert runs.deliver() == {}, "it is not tried again by itself, for more tries may lock the account"
        assert ledger.standing(clock.now()).stopped_at is not None
    sink.says.clear()
    with unit_of_work():
        commands.resume(cast.an.actor)
    with pytest.raises(Conflict):
        commands.resume(cast.an.actor)
    db.rollback()
    assert runs.deliver(clock.now() + timedelta(minutes=2))["sent"] == 9
    assert {mail.attempts for mail in db.scalars(select(Mail))} == {1}, "no try was counted"


def test_another_password_is_tried_at_once(cast, sink, db, wired):
    factories.issued(cast)
    sink.says["MAIL"] = "550 5.7.26 DMARC policy"
    assert runs.post()["not_us"] == 1
    sink.says.clear()

    wired(smtp_url=post.room().smtp_url.replace("127.0.0.1", "localhost"))

    with at(MONDAY + timedelta(minutes=2)):
        assert runs.deliver()["sent"] == 9
    assert row(db).stopped_at is None


def test_after_four_hours_without_the_mail_server_the_administrator_is_owed_a_word_once(cast, sink, db, wired):
    good = post.room().smtp_url
    factories.issued(cast)
    wired(smtp_url="smtp://127.0.0.1:9")
    for hours, owed in ((0, 0), (3, 0), (5, 1), (6, 1)):
        with at(MONDAY + timedelta(hours=hours)):
            reminders.tick()
        db.rollback()
        assert len(db.scalars(select(Owed).where(Owed.kind == alarms.TROUBLE)).all()) == owed
    wired(smtp_url=good)
    with at(MONDAY + timedelta(days=1)):
        reminders.tick()

    letter = next(mail for mail in sink.mails if "<an@" in mail["To"])
    assert "Connection refused" in letter.get_body(("plain",)).get_content()


def test_reasons_are_said_in_words_and_a_persons_own_as_he_wrote_them():
    assert why_held("Chờ Thường trực xem") == "Chờ Thường trực xem"
    assert "839 giờ" in why_held(f"{watch.CLOCK} 839")
    assert "8/7/2019" in why_held(f"{watch.RESTORED} {MONDAY.isoformat()}")
