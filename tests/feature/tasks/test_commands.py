"""What people do with tasks."""

from __future__ import annotations

from datetime import date

import pytest

from khworkflow.core.errors import Conflict, Forbidden, InvalidTransition, NotFound, Refused
from khworkflow.eventlog import log
from khworkflow.mailing.models import Owed
from khworkflow.tasks import commands, queries
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import State
from tests import factories
from tests.factories import again


def answer(task, words="Đã họp chọn nhân sự.", key="k1", version=None):
    return Answer(words, key, task.version if version is None else version)


@pytest.fixture
def tasks(cast):
    return factories.issued(cast)


@pytest.fixture
def task(cast, tasks):
    return factories.task_of(tasks, cast.luc_yen.id)


def test_issuing_makes_one_task_per_association_and_directive_and_owes_each_association_one_word(db, cast, tasks):
    owed = db.query(Owed).filter_by(kind="conclusion_issued").all()

    assert len(tasks) == 11
    assert len(owed) == len({one.person_id for one in owed}) == 9


def test_only_the_committee_issues(db, cast):
    conclusion = factories.draft(cast)

    with pytest.raises(Forbidden):
        commands.issue(cast.kien.actor, conclusion)


def test_an_issued_conclusion_cannot_be_issued_again(db, cast, task):
    with pytest.raises((Forbidden, InvalidTransition)):
        commands.issue(cast.hoa.actor, task.directive.conclusion)


def test_submitting_moves_the_task_and_records_it(db, cast, task):
    commands.submit(cast.lan.actor, task, answer(task))
    db.commit()
    task = again(task)

    assert task.state is State.SUBMITTED
    assert task.round == 1
    last = log.history(f"task:{task.id}")[-1]
    assert (last.kind, last.body["before"], last.body["after"]) == ("task.moved", "assigned", "submitted")
    assert last.body["words"] == "Đã họp chọn nhân sự."


def test_an_officer_reports_progress_but_does_not_submit(db, cast, task):
    commands.report_progress(cast.minh.actor, task, answer(task))
    db.commit()
    task = again(task)

    with pytest.raises(Forbidden):
        commands.submit(cast.minh.actor, task, answer(task, key="k2"))


def test_a_stranger_cannot_know_that_the_task_exists(db, cast, task):
    with pytest.raises(NotFound):
        queries.get(cast.van.actor, task.id)


def test_the_one_who_entered_a_result_cannot_confirm_it(db, cast, task):
    commands.submit(cast.lan.actor, task, answer(task))
    task.submitted_by_id = cast.hoa.id
    db.commit()
    task = again(task)

    with pytest.raises(Forbidden):
        commands.accept(cast.hoa.actor, task, answer(task, key="k2"))


def test_a_confirmed_task_is_closed_and_its_association_is_owed_a_word(db, cast, task):
    commands.submit(cast.lan.actor, task, answer(task))
    db.commit()
    task = again(task)
    commands.accept(cast.hoa.actor, task, answer(task, "", key="k2"))
    db.commit()
    task = again(task)

    assert task.state is State.ACCEPTED
    assert task.closed_at is not None
    assert db.query(Owed).filter_by(kind="task_decided", person_id=cast.lan.id).count() == 1


def test_a_result_is_returned_with_a_reason_and_a_later_day(db, cast, task):
    commands.submit(cast.lan.actor, task, answer(task))
    db.commit()
    task = again(task)

    with pytest.raises(Refused):
        commands.hand_back(cast.hoa.actor, task, answer(task, " ", key="k2"), date(2019, 10, 4))
    db.rollback()
    task = again(task)
    with pytest.raises(Refused):
        commands.hand_back(cast.hoa.actor, task, answer(task, "Thiếu biên bản.", key="k3"), date(2019, 7, 8))
    db.rollback()
    task = again(task)
    commands.hand_back(cast.hoa.actor, task, answer(task, "Thiếu biên bản.", key="k4"), date(2019, 10, 4))
    db.commit()
    task = again(task)

    assert (task.state, task.due_on) == (State.RETURNED, date(2019, 10, 4))


def test_a_double_click_is_one_reply(db, cast, task):
    first = answer(task)
    one = commands.report_progress(cast.lan.actor, task, first)
    db.commit()
    task = again(task)
    other = commands.report_progress(cast.lan.actor, task, first)
    db.commit()
    task = again(task)

    assert one.id == other.id
    assert len(queries.replies(task)) == 1


def test_the_second_of_two_people_is_told(db, cast, task):
    seen = task.version
    commands.report_progress(cast.lan.actor, task, answer(task, version=seen))
    db.commit()
    task = again(task)

    with pytest.raises(Conflict):
        commands.report_progress(cast.minh.actor, task, answer(task, "Lời của Minh", key="k2", version=seen))


def test_waiting_for_an_outside_body_remembers_since_when(db, cast, task):
    commands.wait_outside(cast.lan.actor, task, answer(task, "Chờ Huyện ủy cho ý kiến."))
    db.commit()
    task = again(task)
    since = task.waiting_since
    commands.report_progress(cast.lan.actor, task, answer(task, "Đã có ý kiến.", key="k2"))
    db.commit()
    task = again(task)

    assert since is not None
    assert task.waiting_since is None
    assert task.state is State.IN_PROGRESS


@pytest.mark.parametrize("words", ["", "   ", "\u200b\u200b", "x" * 10_001])
def test_empty_and_endless_words_are_refused(db, cast, task, words):
    with pytest.raises(Refused):
        commands.submit(cast.lan.actor, task, answer(task, words))


def test_the_chain_of_the_log_holds_and_shows_a_change(db, cast, task):
    commands.submit(cast.lan.actor, task, answer(task))
    db.commit()
    task = again(task)
    count, breaks = log.verify()
    assert count > 11
    assert breaks == []

    with pytest.raises(Exception, match="the log only grows"):
        db.execute(log.LogEntry.__table__.update().values(kind="x"))
    db.rollback()


def test_my_tasks_come_late_first_and_submitted_last(db, cast, tasks):
    models = factories.task_of(tasks, cast.luc_yen.id, "Báo cáo mô hình học tập")
    staffing = factories.task_of(tasks, cast.luc_yen.id)
    assert [one.id for one in queries.mine(cast.lan.actor)] == [models.id, staffing.id]

    commands.submit(cast.lan.actor, models, answer(models))
    db.commit()

    assert [one.id for one in queries.mine(cast.lan.actor)] == [staffing.id, models.id]
