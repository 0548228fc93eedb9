"""What was reminded of in vain comes before the next level once for each due day, as one list in one letter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing import traffic
from khworkflow.mailing.models import Owed
from khworkflow.reminders import ledger, planning, runs
from khworkflow.reminders.models import Escalation
from khworkflow.tasks import commands, extensions
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.models import Task
from tests.conftest import at
from tests.feature.reminders.test_runs import FIRST_STEP, LATER, MODELS, issued, office

#: The last step of the reports due on Monday 12/8 falls on Monday 19/8; they come up the day after.
DAY = office("2019-08-20T07:30")


def raised(db):
    return [(one.person_id, one.subject, one.dropped_because) for one in db.scalars(select(Owed).where(Owed.kind == "escalated"))]


def letter(sink, name):
    return next(mail for mail in sink.mails if f"{name}@" in mail["To"])


def began(cast):
    tasks = issued(cast)
    runs.plan(FIRST_STEP)
    return tasks


def test_it_is_one_list_in_the_committee_s_letter_of_the_day_after_the_last_step(cast, db, sink):
    began(cast)
    with at(office("2019-08-19T08:00")):
        runs.tick()
    assert raised(db) == []
    sink.mails.clear()

    with at(DAY):
        assert runs.tick()["sent"] == 1

    hoa = letter(sink, "hoa")
    text = hoa.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert hoa["Subject"] == "Khuyến học: 2 việc đã nhắc đủ chưa có kết quả"
    assert text.count("ĐÃ NHẮC ĐỦ CÁC MỐC MÀ CHƯA CÓ KẾT QUẢ") == 1
    assert "- Huyện hội Lục Yên: Báo cáo mô hình học tập\n  quá hạn 8 ngày" in text
    assert "- Huyện hội Văn Yên: Báo cáo mô hình học tập" in text


def test_it_happens_once_however_often_and_however_late_the_timetable_looks(cast, db, sink):
    began(cast)
    for moment in ("2019-08-20T07:30", "2019-08-20T07:31", "2019-08-21T07:30", "2019-09-04T07:30", "2019-12-02T07:30"):
        with at(office(moment)):
            runs.tick()

    assert len({subject for _person, subject, _because in raised(db)}) == len(raised(db)) == 11, "two in August, nine in October"
    assert len(list(db.scalars(select(Escalation).where(Escalation.due_on == date(2019, 8, 12))))) == 2


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (date(2026, 2, 6), "2026-02-23"),  # the last step on Friday 13/2, Tết from 14/2 to 22/2
        (date(2026, 2, 13), "2026-02-27"),  # its steps after the day fall together on 23/2: five working days all the same
    ],
)
def test_it_waits_for_tet_to_be_over(cast, db, due, day):
    began(cast)
    database.session.execute(update(Task).values(due_on=due, late_after=due))
    db.commit()

    before = date.fromisoformat(day) - timedelta(days=1)
    assert planning.raised(office(f"{before}T08:00")) == []
    assert len(planning.raised(office(f"{day}T08:00"))) == 11


@pytest.mark.parametrize("does", ["submits", "waits outside", "asks for time"])
def test_what_is_no_delay_of_the_association_does_not_come_up(cast, db, does):
    task_id = began(cast)[cast.luc_yen.id, MODELS]
    with unit_of_work():
        task = commands.queries.get(cast.lan.actor, task_id)
        answer = Answer("Huyện ủy chưa họp.", "k", task.version)
        if does == "asks for time":
            extensions.ask(cast.lan.actor, task, answer, LATER)
        else:
            (commands.submit if does == "submits" else commands.wait_outside)(cast.lan.actor, task, answer)

    found = planning.raised(DAY)

    assert task_id not in {one.task_id for one in found}
    assert len(found) == 1


def test_a_moved_due_day_arms_it_anew_and_silences_what_was_not_yet_told(cast, db, sink):
    task_id = began(cast)[cast.luc_yen.id, MODELS]
    runs.plan(DAY)
    with at(office("2019-08-20T07:31")), unit_of_work():
        task = commands.queries.get(cast.lan.actor, task_id)
        asked = extensions.ask(cast.lan.actor, task, Answer("Huyện ủy họp ngày 20/9.", "k", task.version), date(2019, 9, 27))
        extensions.grant(cast.hoa.actor, task, asked, date(2019, 9, 27))

    with at(office("2019-08-20T07:32")):
        runs.tick()

    text = letter(sink, "hoa").get_body(("plain",)).get_content()
    assert "Huyện hội Lục Yên: Báo cáo" not in text
    assert (cast.hoa.id, f"task:{task_id}", "another due day meanwhile") in raised(db)
    assert [one.words for one in ledger.of_task(cast.hoa.actor, task) if one.kind == "escalated"] == ["another due day meanwhile"]
    assert task_id not in {one.task_id for one in planning.raised(office("2019-10-04T08:00"))}
    assert task_id in {one.task_id for one in planning.raised(office("2019-10-07T08:00"))}


def test_what_was_past_its_day_when_it_was_given_or_when_reminding_began_is_left_to_the_digest(cast, db):
    issued(cast)
    task = select(Task.id).where(Task.due_on == date(2019, 8, 12)).order_by(Task.id).limit(1)
    db.execute(update(Task).where(Task.id == db.scalar(task)).values(dated_on=date(2019, 9, 1)))
    db.commit()

    runs.plan(office("2019-09-04T08:00"))

    assert {because for *_rest, because in raised(db)} == {planning.GIVEN_LATE, planning.BEFORE}


def test_one_person_is_brought_no_more_than_he_can_bear_and_the_ledger_says_why(cast, db, monkeypatch):
    monkeypatch.setattr(planning, "PERSON_MOST", 1)
    issued(cast)
    db.execute(update(Task).values(due_on=date(2019, 8, 12), late_after=date(2019, 8, 12)))
    db.commit()

    runs.plan(FIRST_STEP)

    steps = select(Owed.dropped_because).where(Owed.kind == "task_step", Owed.person_id == cast.lan.id)
    assert sorted(db.scalars(steps), key=str) == [None, planning.TOO_MANY]


def test_one_run_brings_no_more_than_its_measure_and_the_next_does_not_bring_the_rest(cast, db, monkeypatch):
    monkeypatch.setattr(planning, "RUN_MOST", 4)
    issued(cast)
    db.execute(update(Task).values(due_on=date(2019, 8, 12), late_after=date(2019, 8, 12)))
    db.commit()

    runs.plan(FIRST_STEP)
    runs.plan(FIRST_STEP + timedelta(minutes=1))

    steps = list(db.scalars(select(Owed.dropped_because).where(Owed.kind == "task_step")))
    assert (steps.count(None), steps.count(planning.FLOOD)) == (4, 7)
    assert traffic.seen().began_on == date(2019, 8, 5)


def test_a_conclusion_brought_in_with_days_long_past_earns_one_letter_and_no_reminders(cast, db, sink):
    """Everything was due two months before it was issued here."""
    runs.plan(FIRST_STEP)
    issued(cast)
    db.execute(update(Task).values(due_on=date(2019, 5, 6), late_after=date(2019, 5, 6), dated_on=date(2019, 8, 7)))
    db.commit()
    sink.mails.clear()

    for day in (8, 9):  # a Thursday and a Friday: no digest
        with at(office(f"2019-08-{day:02d}T08:00")):
            runs.tick()

    assert sink.mails == [], "the letters of issue said that it is overdue"
    assert not list(db.scalars(select(Owed).where(Owed.kind == "task_step")))
    assert {because for *_rest, because in raised(db)} == {planning.GIVEN_LATE}


def test_the_subject_says_how_much_is_overdue_in_all_not_only_what_is_brought_up_today(cast, db, sink):
    tasks = began(cast)
    days = {tasks[cast.luc_yen.id, MODELS]: date(2019, 8, 12), tasks[cast.luc_yen.id, "Nhân sự Đại hội"]: date(2019, 8, 1)}
    for task_id, due in days.items():
        db.execute(update(Task).where(Task.id == task_id).values(due_on=due, late_after=due))
    db.commit()
    runs.plan(office("2019-08-12T08:00"))
    db.execute(update(Owed).where(Owed.settled_at.is_(None)).values(settled_at=DAY))
    db.commit()
    sink.mails.clear()

    with at(office("2019-08-13T08:00")):  # the day after one of them was due; no step of the other
        runs.tick()

    lan = letter(sink, "lan")
    assert lan["Subject"] == "Khuyến học: 2 việc quá hạn"
    assert "Ngoài ra, đơn vị của đồng chí còn: 1 việc quá hạn." in lan.get_body(("plain",)).get_content()
