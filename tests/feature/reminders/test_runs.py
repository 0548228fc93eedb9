"""What the calendar brings is owed once, and leaves in the day's one letter."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select, update

from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing.models import Mail, Owed
from khworkflow.reminders import committee, parts, queries, runs
from khworkflow.reminders.models import Digest, Reminder
from khworkflow.tasks import commands, extensions, withdrawals
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.models import Task
from tests import factories
from tests.conftest import at


def office(text: str) -> datetime:
    """Return the moment at which the office's clock shows the text."""
    return datetime.fromisoformat(text + "+07:00").astimezone(UTC)


MODELS = "Báo cáo mô hình học tập"
LATER = date(2019, 9, 30)
FIRST_STEP = office("2019-08-05T07:30")  # a Monday, seven days before MODELS_DUE


def issued(cast):
    """Issue, and let the letters of issue leave that day."""
    ids = {(task.association_id, task.directive.title): task.id for task in factories.issued(cast)}
    runs.mailing.post()
    return ids


def kinds(person):
    return sorted(database.session.scalars(select(Owed.kind).where(Owed.person_id == person.id)))


def test_planning_twice_owes_nothing_new(cast, db):
    issued(cast)

    assert runs.plan(FIRST_STEP) == 12  # nine digests and the committee's, and a step for Lục Yên and Văn Yên
    assert runs.plan(FIRST_STEP) == 0
    assert runs.plan(FIRST_STEP + timedelta(hours=1)) == 0
    assert {one.step for one in db.scalars(select(Reminder))} == {-7}
    assert {one.week for one in db.scalars(select(Digest))} == {"2019-W32"}


def test_two_planners_at_once_owe_each_thing_once(app, cast, db):
    issued(cast)
    db.remove()
    barrier, owed, wrong = threading.Barrier(2), [], []

    def work():
        with app.app_context():
            barrier.wait()
            try:
                owed.append(runs.plan(FIRST_STEP))
            except Exception as error:  # noqa: BLE001 - shown below
                wrong.append(error)
            database.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert sum(owed) == 12


def test_a_dry_run_says_what_would_be_owed_and_owes_nothing(cast, db):
    issued(cast)

    lines = runs.remind(FIRST_STEP, dry_run=True)

    assert len(lines) == 10
    lan = next(line for line in lines if line.startswith("Hoàng Thị Lan"))
    assert "mốc trước hạn 7 ngày" in lan
    assert "thư tổng hợp tuần 2019-W32" in lan
    assert list(db.scalars(select(Reminder))) == []


def test_remind_twice_owes_nothing_the_second_time(cast):
    issued(cast)

    assert runs.remind(FIRST_STEP, dry_run=False)
    assert runs.remind(FIRST_STEP, dry_run=False) == []


def test_the_morning_s_step_and_the_digest_are_one_letter(cast, sink):
    issued(cast)
    sink.mails.clear()

    with at(FIRST_STEP):
        ends = runs.tick()

    assert ends["sent"] == 10
    lan = next(mail for mail in sink.mails if "lan@" in mail["To"])
    text = lan.get_body(("plain",)).get_content()
    assert lan["Subject"] == "Khuyến học: 1 việc sắp đến hạn"
    assert text.count("Báo cáo mô hình học tập") == 1
    assert "SẮP ĐẾN HẠN" in text
    assert "đến hạn 12/8/2019, còn 7 ngày" in text


def test_on_a_holiday_monday_the_digest_is_owed_and_leaves_on_the_next_working_day(cast, sink):
    issued(cast)
    sink.mails.clear()

    with at(office("2019-09-02T07:30")):
        assert runs.tick()["owed"] == 10  # the nine chairs and the committee
    assert sink.mails == []
    with at(office("2019-09-03T07:30")):
        assert runs.tick()["sent"] == 10
    assert len(sink.mails) == 10


def test_a_week_of_silence_sends_the_newest_step_only(cast, sink, db):
    issued(cast)
    with at(office("2019-08-13T09:00")):  # nobody ran since the day of issue
        runs.tick()

    assert sorted(one.step for one in db.scalars(select(Reminder))) == [1, 1]


def test_far_beyond_the_last_step_only_the_digest_speaks(cast):
    issued(cast)

    runs.plan(office("2019-10-28T07:30"))

    assert kinds(cast.lan) == ["conclusion_issued", "digest"]


def test_what_was_answered_is_not_brought_up(cast, sink):
    task_id = issued(cast)[cast.luc_yen.id, MODELS]
    runs.plan(FIRST_STEP)
    with unit_of_work():
        task = commands.queries.get(cast.lan.actor, task_id)
        commands.submit(cast.lan.actor, task, Answer("Đã gửi báo cáo.", "k", task.version))
    sink.mails.clear()

    with at(FIRST_STEP):
        runs.tick()

    lan = next(mail for mail in sink.mails if "lan@" in mail["To"])
    assert "Báo cáo mô hình học tập" not in lan.get_body(("plain",)).get_content()


def test_what_is_submitted_or_waits_outside_past_its_day_earns_no_step(cast):
    tasks = issued(cast)
    lan, van = cast.lan, cast.van
    mine, hers = (tasks[one.id, MODELS] for one in (cast.luc_yen, cast.van_yen))
    with unit_of_work():
        task = commands.queries.get(lan.actor, mine)
        commands.submit(lan.actor, task, Answer("Đã gửi.", "k", task.version))
        task = commands.queries.get(van.actor, hers)
        commands.wait_outside(van.actor, task, Answer("Chờ Huyện ủy.", "k", task.version))

    assert queries.steps_due(date(2019, 8, 13)) == []
    assert [due.task_id for due in queries.steps_due(date(2019, 8, 12))] == [hers]


def test_a_moved_due_day_earns_new_steps_and_silences_the_old_ones(cast, sink):
    task_id = issued(cast)[cast.luc_yen.id, MODELS]
    runs.plan(FIRST_STEP)
    with unit_of_work():
        task = commands.queries.get(cast.lan.actor, task_id)
        asked = extensions.ask(cast.lan.actor, task, Answer("Huyện ủy họp ngày 20/8.", "k", task.version), date(2019, 8, 26))
        extensions.grant(cast.hoa.actor, task, asked, date(2019, 8, 26))
    sink.mails.clear()

    with at(FIRST_STEP):
        runs.tick()

    text = next(mail for mail in sink.mails if "lan@" in mail["To"]).get_body(("plain",)).get_content()
    assert "SẮP ĐẾN HẠN" not in text
    assert task_id in {due.task_id for due in queries.steps_due(date(2019, 8, 19))}


def test_the_committee_reads_what_waits_and_who_is_late(cast, sink):
    task_id = issued(cast)[cast.luc_yen.id, "Nhân sự Đại hội"]
    with unit_of_work():
        task = commands.queries.get(cast.lan.actor, task_id)
        commands.submit(cast.lan.actor, task, Answer("Đã họp.", "k", task.version))
    with at(office("2019-07-09T08:00")):
        runs.tick()
    sink.mails.clear()

    with at(office("2019-08-19T07:30")):
        runs.tick()

    hoa = next(mail for mail in sink.mails if "hoa@" in mail["To"])
    text = hoa.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert hoa["Subject"] == "Khuyến học: 2 việc quá hạn, 1 kết quả chờ xác nhận, 10 việc chưa tiếp nhận"
    assert "đã chờ 42 ngày" in text
    assert "Huyện hội Văn Yên\n  1 việc quá hạn, lâu nhất 7 ngày" in text


def test_nobody_gets_two_letters_on_one_day_over_a_whole_summer(cast, sink, db):
    issued(cast)
    day = office("2019-07-08T16:00")
    while day < office("2019-09-15T00:00"):
        with at(day):
            runs.tick()
        day += timedelta(hours=8)

    days = [tuple(row) for row in db.execute(select(Mail.person_id, Mail.day))]
    assert len(days) == len(set(days))
    assert len(sink.mails) == len(days)


def said(moment, *, dry_run):
    database.session.rollback()
    return "\n".join(runs.remind(office(moment), dry_run=dry_run))


def test_a_dry_run_says_in_words_what_would_be_owed_and_owes_nothing(cast, db):
    issued(cast)
    before = len(list(db.scalars(select(Owed))))

    assert "hạn 12/8/2019 (mốc trước hạn 7 ngày)" in said("2019-08-05T07:30", dry_run=True)
    assert "thư tổng hợp tuần 2019-W32" in said("2019-08-05T07:30", dry_run=True)
    assert "hạn 12/8/2019 (mốc đúng hạn)" in said("2019-08-12T07:30", dry_run=True)
    assert "hạn 12/8/2019 (mốc sau hạn 1 ngày)" in said("2019-08-13T07:30", dry_run=True)
    assert said("2019-08-05T07:29", dry_run=True) == "", "nothing before the morning"
    assert len(list(db.scalars(select(Owed)))) == before


def test_reminding_says_what_it_owes_and_the_second_time_nothing(cast):
    issued(cast)

    assert "Hoàng Thị Lan: " in said("2019-08-05T07:30", dry_run=False)
    assert said("2019-08-05T07:30", dry_run=False) == ""


def test_a_digest_with_nothing_left_to_say_is_not_sent(cast, sink):
    """Everything was taken back between the planning and the letter."""
    issued(cast)
    runs.plan(office("2019-08-19T07:30"))
    with unit_of_work():
        for task in commands.queries.unfinished_of(cast.nine_ids):
            withdrawals.withdraw(cast.hoa.actor, task, Answer("Đã gộp vào kế hoạch năm.", f"w{task.id}", task.version))
        database.session.execute(update(Owed).where(Owed.kind == "task_withdrawn").values(settled_at=FIRST_STEP))
    sink.mails.clear()

    with at(office("2019-08-19T07:31")):
        runs.mailing.post()

    assert sink.mails == []
    assert parts.NOTHING in set(database.session.scalars(select(Owed.dropped_because)))


def test_a_long_list_is_cut_and_says_how_much_more_there_is(cast, sink, monkeypatch):
    monkeypatch.setattr(committee, "MOST", 1)
    issued(cast)
    sink.mails.clear()

    with at(office("2019-07-15T07:30")):
        runs.tick()

    lan = next(mail for mail in sink.mails if "lan@" in mail["To"]).get_body(("plain",)).get_content()
    assert "và 1 việc khác" in lan


def skipped(db):
    """Return whose digest of which week was written down as not sent, by week."""
    rows = db.execute(
        select(Owed.detail, Owed.person_id).where(Owed.dropped_because == runs.MISSED, Owed.settled_at.is_not(None))
    )
    found = {}
    for detail, person_id in rows:
        found.setdefault(detail["week"], set()).add(person_id)
    return found


def test_a_digest_missed_for_more_than_two_days_is_written_down_and_not_sent(cast, sink, db):
    issued(cast)
    with at(FIRST_STEP):
        runs.tick()
    with at(office("2019-08-15T09:00")):  # nothing ran from Monday of the next week until its Thursday
        sink.mails.clear()
        runs.tick()

    missed = skipped(db)
    assert set(missed) == {"2019-W33"}
    assert len(missed["2019-W33"]) == 10  # the nine chairs, and the committee: two tasks were late by Wednesday
    assert len(sink.mails) == 2  # the step after the day of the reports on learning models
    assert all("TRONG TUẦN" not in mail.get_body(("plain",)).get_content() for mail in sink.mails)


def test_every_missed_week_is_written_down_once_when_the_next_one_begins(cast, db):
    issued(cast)
    runs.plan(FIRST_STEP)

    assert (
        runs.plan(office("2019-08-26T07:30")) == 14
    )  # the digests of this Monday, two steps, and to the committee that two were reminded of in vain
    runs.plan(office("2019-08-26T07:31"))

    missed = skipped(db)
    assert set(missed) == {"2019-W33", "2019-W34"}
    assert db.scalar(select(func.count(Digest.id)).where(Digest.week == "2019-W33")) == 10


def test_what_was_given_after_wednesday_has_missed_no_digest(cast, db):
    runs.plan(FIRST_STEP)
    with at(office("2019-08-05T08:00")):
        issued(cast)
        runs.plan(office("2019-08-05T08:00"))
    database.session.execute(update(Task).values(issued_on=date(2019, 8, 15), due_on=LATER, late_after=LATER))
    db.commit()

    runs.plan(office("2019-08-15T09:00"))

    assert skipped(db) == {}


def test_an_installation_that_never_planned_a_digest_has_missed_none(cast, db):
    issued(cast)

    runs.plan(office("2019-10-24T09:00"))

    assert skipped(db) == {}
