"""How fast letters leave, and when none does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.errors import Conflict, Forbidden
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from khworkflow.mailing import post, runs, traffic
from khworkflow.mailing.commands import plan_account_mail
from khworkflow.mailing.models import Mail, Owed
from khworkflow.reminders import commands, planning, runs as reminders
from khworkflow.reminders.models import Reminder
from tests import factories
from tests.conftest import MONDAY, at
from tests.feature.mailing.test_mailboxes import office

NOON = MONDAY + timedelta(hours=1)


@pytest.fixture
def slowly(sink):
    """Let four mails leave in a minute."""
    before = post.room()
    post.wire(replace(before, per_minute=4))
    yield
    post.wire(before)


def hold(cast, why="Phục hồi từ bản sao lưu"):
    with unit_of_work():
        commands.hold(cast.an.actor, why)


@pytest.mark.usefixtures("slowly")
def test_no_more_mails_leave_in_a_minute_than_are_allowed_of_all_workers_together(cast, sink):
    factories.issued(cast)
    assert runs.gather(NOON) == 9

    assert runs.deliver(NOON)["sent"] == 4
    assert runs.deliver(NOON)["sent"] == 0
    assert runs.deliver(NOON + timedelta(seconds=30))["sent"] == 2
    assert runs.deliver(NOON - timedelta(hours=1))["sent"] == 0, "a clock set back fills no bucket"
    assert runs.deliver(NOON + timedelta(minutes=9))["sent"] == 3
    assert len(sink.mails) == 9


def test_without_a_limit_all_leave_at_once(cast, sink):
    before = post.room()
    post.wire(replace(before, per_minute=0))
    factories.issued(cast)
    try:
        assert runs.post()["sent"] == 9
    finally:
        post.wire(before)


def test_a_server_that_is_away_is_left_alone_for_1_5_15_60_minutes_and_then_all_leaves(cast, db, sink):
    factories.issued(cast)
    good = post.room()
    post.wire(replace(good, smtp_url="smtp://127.0.0.1:9"))
    runs.gather(NOON)
    now = NOON
    for minutes in (1, 5, 15, 60, 60):
        assert runs.deliver(now)["unreachable"] == 5
        db.rollback()
        assert runs.deliver(now + timedelta(minutes=minutes, seconds=-1)) == {}
        now += timedelta(minutes=minutes, seconds=61)  # past the pause, and past the mails' own minute
    post.wire(good)
    db.rollback()
    assert "refused" in traffic.seen().trouble

    assert runs.deliver(now)["sent"] == 9
    db.rollback()
    assert (traffic.seen().troubles, traffic.seen().trouble) == (0, None)
    assert {mail.attempts for mail in db.scalars(select(Mail))} == {1}


def test_a_server_that_does_not_know_us_is_left_alone_at_once(cast, db, sink):
    factories.issued(cast)
    runs.gather(NOON)
    sink.says["MAIL"] = "530 5.7.0 Authentication required"

    assert runs.deliver(NOON)["not_us"] == 1
    assert runs.deliver(NOON) == {}
    db.rollback()
    assert {mail.attempts for mail in db.scalars(select(Mail))} == {0}
    assert traffic.seen().trouble == "530 5.7.0 Authentication required"


def test_held_letters_stay_and_a_new_password_leaves(cast, sink):
    hold(cast)
    factories.issued(cast)
    with unit_of_work():
        plan_account_mail(cast.lan.id, "password_reset", "reset-1", {"url": "x", "secret": "x", "username": "lan"})

    ends = runs.post()

    assert (ends["begun"], ends["sent"]) == (0, 1)
    with unit_of_work():
        assert commands.release(cast.hoa.actor, forgetting=False) == 0
    assert runs.post()["sent"] == 9


def test_letters_made_before_the_hold_stay_too(cast, sink):
    factories.issued(cast)
    runs.gather(clock.now())
    hold(cast)

    assert runs.deliver() == {}


def test_what_was_sent_before_the_backup_was_restored_can_be_let_go(cast, sink, db):
    factories.issued(cast)
    hold(cast)

    with unit_of_work():
        assert commands.release(cast.an.actor, forgetting=True) == 9
    assert runs.post()["sent"] == 0
    assert set(db.scalars(select(Owed.dropped_because))) == {commands.HELD}
    assert [entry.kind for entry in log.history("letters")] == ["letters.held", "letters.released"]


def test_letters_are_held_once_and_released_once_by_those_who_may(cast):
    with pytest.raises(Forbidden):
        commands.hold(cast.lan.actor, "x")
    with pytest.raises(Conflict):
        commands.release(cast.an.actor, forgetting=False)
    hold(cast)
    with pytest.raises(Conflict):
        commands.hold(cast.an.actor, "x")
    with pytest.raises(Forbidden):
        commands.release(cast.kien.actor, forgetting=False)


def test_a_first_start_in_the_middle_of_things_leaves_old_steps_to_the_digest(cast, sink, db):
    """Two tasks were due on Monday 12/8; reminding begins on Thursday, between their steps."""
    factories.issued(cast)
    with at(office("2019-07-08T10:00")):
        runs.post()
    sink.mails.clear()

    with at(office("2019-08-14T09:00")):
        assert reminders.tick()["owed"] == 10, "the digests alone: nine chairs and the committee"

    assert {one.step for one in db.scalars(select(Reminder))} == {1}
    assert list(db.scalars(select(Owed.dropped_because).where(Owed.kind == "task_step"))) == [planning.BEFORE] * 2
    letter = next(mail for mail in sink.mails if "lan@" in mail["To"]).get_body(("plain",)).get_content()
    assert "quá hạn 2 ngày" in letter
    assert traffic.seen().ticked_at is not None


def test_two_workers_share_the_row_that_is_not_there_yet(cast, db):
    assert traffic.seen() is None
    with unit_of_work():
        traffic.book()
        traffic.book()
    assert traffic.seen().at_hand == post.room().per_minute
