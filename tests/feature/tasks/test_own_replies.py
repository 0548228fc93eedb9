"""One's own reply after it was sent: files that come later, and taking it back within a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Forbidden, InvalidTransition, Refused
from khworkflow.eventlog import log
from khworkflow.files import commands as files
from khworkflow.files.models import File
from khworkflow.reports.replay import replay
from khworkflow.tasks import commands, extensions, handing_on, judging, moves, own_replies, queries
from khworkflow.tasks.commands import Answer, Said, SaidHow
from khworkflow.tasks.events import EvidenceAdded
from khworkflow.tasks.lifecycle import State
from khworkflow.tasks.link_events import LinkTaken
from khworkflow.tasks.queries import ExtensionState
from tests import factories
from tests.conftest import MONDAY, at

PDF, OTHER = b"%PDF-1.4 x %%EOF", b"%PDF-1.4 y %%EOF"


@pytest.fixture
def task(cast):
    return factories.again(factories.task_of(factories.issued(cast), cast.luc_yen.id))


def own(task, reply):
    return own_replies.get(task, reply.id)


def test_a_file_that_comes_after_the_words_is_added_once_and_written_down(db, cast, task):
    lan = cast.lan.actor
    reply = commands.submit(lan, task, Answer("Đã họp.", "k", task.version, [files.keep(lan, "a.pdf", PDF)]))

    for _time in range(2):
        db.expire_all()
        found = own(factories.again(task), reply)
        given = files.keep_all(lan, [Given("b.pdf", OTHER), Given("a.pdf", PDF)], beside=[one.file for one in found.evidence])
        own_replies.add_evidence(lan, factories.again(task), found, given)
    db.expire_all()

    assert [one.file.name for one in own(factories.again(task), reply).evidence] == ["a.pdf", "b.pdf"]
    assert db.query(File).count() == 2
    events = [log.event_of(entry) for entry in log.history(f"task:{task.id}")]
    assert [event.names for event in events if isinstance(event, EvidenceAdded)] == [["b.pdf"]]


class Given:
    """A file as a form gives it."""

    def __init__(self, name, content):
        self.filename, self.content = name, content

    def read(self, size=-1):
        return self.content


def test_nothing_is_added_to_another_s_reply_to_a_decided_one_or_without_a_file(db, cast, task):
    lan, hoa = cast.lan.actor, cast.hoa.actor
    reply = commands.submit(lan, task, Answer("Đã họp.", "k", task.version))
    paper = files.keep(lan, "a.pdf", PDF)
    with pytest.raises(Forbidden):
        own_replies.add_evidence(cast.minh.actor, task, own(task, reply), [paper])
    with pytest.raises(Refused, match="Xin chọn ảnh hoặc tài liệu"):
        own_replies.add_evidence(lan, task, own(task, reply), [])
    decision = commands.accept(hoa, task, Answer("", "d", task.version))

    with pytest.raises(InvalidTransition):
        own_replies.add_evidence(lan, task, own(task, reply), [paper])
    with pytest.raises(Forbidden):
        own_replies.add_evidence(hoa, task, own(task, decision), [paper])


def test_one_answer_has_no_more_files_than_can_be_looked_at(db, cast, task, monkeypatch):
    monkeypatch.setattr(own_replies, "EVIDENCE_MOST", 1)
    lan = cast.lan.actor
    reply = commands.submit(lan, task, Answer("Đã họp.", "k", task.version, [files.keep(lan, "a.pdf", PDF)]))

    with pytest.raises(Refused, match="tối đa 1 tệp"):
        own_replies.add_evidence(lan, task, own(task, reply), [files.keep(lan, "b.pdf", OTHER)])


def test_what_was_sent_by_mistake_is_taken_back_and_stays_to_be_read(db, cast, task):
    lan = cast.lan.actor
    commands.report_progress(lan, task, Answer("Được nửa.", "p", task.version, percent=50))
    reply = commands.submit(lan, task, Answer("Đã xong.", "k", task.version))

    own_replies.take_back(lan, task, own(task, reply))
    own_replies.take_back(lan, task, own(task, reply))  # a double click

    assert (task.state, task.percent, task.decided_by_id) == (State.IN_PROGRESS, 50, None)
    assert reply.words == "Đã xong."
    assert queries.latest_results([task]) == {}
    assert queries.latest_replies([task])[task.id].words == "Được nửa."
    [moved] = [
        event for event in map(log.event_of, log.history(f"task:{task.id}")) if getattr(event, "action", "") == "take_back"
    ]
    assert (moved.left, moved.reply_id) == ("Được nửa.", reply.id)


def test_words_that_came_with_the_acknowledgement_are_taken_back_and_it_stays_acknowledged(db, cast, task):
    lan = cast.lan.actor
    said = commands.acknowledge_with(lan, task, Answer("Nhầm sang việc khác.", "k", task.version))

    assert own_replies.can_be_taken_back(factories.again(task), queries.replies(task), clock.now()) is own(task, said)
    own_replies.take_back(lan, factories.again(task), own(task, said))

    found = factories.again(task)
    assert (found.state, own(task, said).taken_back_at is not None) == (State.ACKNOWLEDGED, True)
    assert replay(log.history(f"task:{task.id}"))[task.id].state is State.ACKNOWLEDGED
    commands.submit(lan, found, Answer("Đã họp.", "k2", found.version))


def test_a_report_taken_back_leaves_the_percent_before_it(db, cast, task):
    lan = cast.lan.actor
    reply = commands.report_progress(lan, task, Answer("Gần xong.", "p", task.version, percent=90))

    own_replies.take_back(lan, task, own(task, reply))

    assert (task.state, task.percent) == (State.IN_PROGRESS, None)


def test_an_answer_is_taken_back_within_a_day_before_the_decision_by_its_author_and_while_it_is_the_last(db, cast, task):
    lan, hoa = cast.lan.actor, cast.hoa.actor
    first = commands.report_progress(lan, task, Answer("Được nửa.", "p", task.version))
    reply = commands.submit(lan, task, Answer("Đã xong.", "k", task.version))
    with pytest.raises(Forbidden):
        own_replies.take_back(hoa, task, own(task, reply))
    with pytest.raises(InvalidTransition):
        own_replies.take_back(lan, task, own(task, first))
    with at(MONDAY + timedelta(hours=25)), pytest.raises(Refused, match="24 giờ"):
        own_replies.take_back(lan, task, own(task, reply))
    commands.hand_back(hoa, task, Answer("Thiếu.", "d", task.version), factories.STAFFING_DUE)

    with pytest.raises(InvalidTransition):
        own_replies.take_back(lan, task, own(task, reply))


def replayed(task):
    return replay(log.history(f"task:{task.id}"))[task.id]


@pytest.mark.parametrize(("days", "state"), [(1, ExtensionState.PENDING), (0, ExtensionState.LAPSED)])
def test_the_request_for_time_that_a_result_ended_waits_again_while_its_day_lies_ahead(db, cast, task, days, state):
    lan, asked_day = cast.lan.actor, task.due_on + timedelta(days=20)
    extension = extensions.ask(lan, task, Answer("Chờ kinh phí.", "x", task.version), asked_day)
    with at(MONDAY.replace(year=asked_day.year, month=asked_day.month, day=asked_day.day) - timedelta(days=days)):
        reply = commands.submit(lan, task, Answer("Đã xong.", "k", task.version))
        assert extension.state is ExtensionState.LAPSED

        own_replies.take_back(lan, task, own(task, reply))

    assert extension.state is state
    moved = log.event_of(log.history(f"task:{task.id}")[-1])
    if state is ExtensionState.PENDING:
        assert (moves.pending(task), extension.settled_at, moved.extension_id) == (extension, None, extension.id)
        extensions.grant(cast.hoa.actor, task, extension, asked_day)
    else:
        assert (moves.pending(task), moved.extension_id) == (None, None)


def test_a_request_that_an_earlier_result_ended_stays_needless(db, cast, task):
    lan = cast.lan.actor
    extension = extensions.ask(lan, task, Answer("Chờ.", "x", task.version), task.due_on + timedelta(days=9))
    commands.submit(lan, task, Answer("Đã xong.", "k", task.version))
    commands.hand_back(cast.hoa.actor, task, Answer("Thiếu.", "d", task.version), factories.STAFFING_DUE)
    reply = commands.submit(lan, task, Answer("Đã bổ sung.", "k2", task.version))

    own_replies.take_back(lan, task, own(task, reply))

    assert extension.state is ExtensionState.LAPSED


def test_what_was_returned_is_returned_again_with_the_files_that_were_not_accepted(db, cast, task):
    lan, hoa = cast.lan.actor, cast.hoa.actor
    first = commands.submit(lan, task, Answer("Đã họp.", "k", task.version, [files.keep(lan, "a.pdf", PDF)]))
    file = own(task, first).evidence[0]
    judging.judge(hoa, task, first, file, judging.Verdict.REJECTED, "Mờ.", seen_version=task.version)
    commands.hand_back(hoa, task, Answer("Thiếu.", "d", task.version), factories.STAFFING_DUE)
    with at(MONDAY + timedelta(hours=1)):
        half = commands.report_progress(lan, task, Answer("Đang bổ sung.", "p", task.version))
        reply = commands.submit(lan, task, Answer("Đã bổ sung.", "k2", task.version))

        own_replies.take_back(lan, task, own(task, reply))
        assert task.state is State.IN_PROGRESS
        own_replies.take_back(lan, task, own(task, half))
        db.flush()

    assert (task.state, replayed(task).state) == (State.RETURNED, State.RETURNED)
    assert [one.file.name for one in judging.not_accepted(task)] == ["a.pdf"]
    assert (task.submitted_by_id, task.submitted_at) == (cast.lan.id, first.at)


def test_a_result_sent_too_early_after_a_return_leaves_it_returned(db, cast, task):
    lan, hoa = cast.lan.actor, cast.hoa.actor
    commands.submit(lan, task, Answer("Đã họp.", "k", task.version))
    commands.hand_back(hoa, task, Answer("Thiếu.", "d", task.version), factories.STAFFING_DUE)
    for key in ("k2", "k3"):
        reply = commands.submit(lan, task, Answer("Đã bổ sung.", key, task.version))
        own_replies.take_back(lan, task, own(task, reply))

        assert task.state is State.RETURNED


def test_a_wait_that_is_taken_back_excuses_no_day_and_one_before_it_only_its_own(db, cast, task):
    lan, late = cast.lan.actor, MONDAY + timedelta(days=(factories.STAFFING_DUE - MONDAY.date()).days + 3)
    with at(late):
        wait = commands.wait_outside(lan, task, Answer("Chờ Huyện ủy.", "w", task.version))
    with at(late + timedelta(hours=23)):
        own_replies.take_back(lan, task, own(task, wait))
        assert (task.state, task.waited_days, task.late_after) == (State.IN_PROGRESS, 0, task.due_on)
        assert (replayed(task).waited_days, replayed(task).late_after) == (0, task.due_on)
        commands.wait_outside(lan, task, Answer("Chờ Sở Nội vụ.", "w2", task.version))
    with at(late + timedelta(days=5)):
        again = commands.wait_outside(lan, task, Answer("Vẫn chờ.", "w3", task.version))
    with at(late + timedelta(days=5, hours=23)):
        own_replies.take_back(lan, task, own(task, again))

    days = ((late + timedelta(days=5)).date() - (late + timedelta(hours=23)).date()).days
    assert task.waited_days == replayed(task).waited_days == days
    assert task.late_after == replayed(task).late_after == task.due_on + timedelta(days=days)


def test_a_wait_that_has_ended_is_not_taken_back(db, cast, task):
    lan = cast.lan.actor
    wait = commands.wait_outside(lan, task, Answer("Chờ Huyện ủy.", "w", task.version))
    commands.resume(lan, task, seen_version=task.version)

    with pytest.raises(InvalidTransition):
        own_replies.take_back(lan, task, own(task, wait))


def test_what_the_office_wrote_down_the_office_takes_back(db, cast, task):
    thu = cast.thu.actor
    said = Said("Hoàng Thị Lan", SaidHow.TELEPHONE, MONDAY)
    reply = commands.submit(thu, task, Answer("Đã xong.", "k", task.version, said=said))
    with pytest.raises(Forbidden):
        own_replies.take_back(cast.lan.actor, task, own(task, reply))

    own_replies.take_back(thu, task, own(task, reply))

    assert task.state is State.IN_PROGRESS
    assert log.history(f"task:{task.id}")[-1].said_by == "Hoàng Thị Lan"


def test_the_office_takes_the_link_of_somebody_of_the_association_and_that_is_written_down(db, cast, task):
    handing_on.take(cast.hoa.actor, task, cast.lan.id)

    entry = log.history(f"task:{task.id}")[-1]
    assert (entry.actor_id, log.event_of(entry)) == (cast.hoa.id, LinkTaken(task.id, cast.lan.id, "Hoàng Thị Lan"))
    with pytest.raises(Refused):
        handing_on.take(cast.hoa.actor, task, cast.van.id)
    with pytest.raises(Refused):
        handing_on.take(cast.hoa.actor, task, None)
    with pytest.raises(Forbidden):
        handing_on.take(cast.lan.actor, task, cast.lan.id)
    commands.submit(cast.lan.actor, task, Answer("Đã xong.", "k", task.version))
    with pytest.raises(InvalidTransition):
        handing_on.take(cast.hoa.actor, task, cast.lan.id)


@pytest.mark.parametrize(
    ("days", "sentence"), [(0, "\nThời hạn: Thứ Hai"), (100, "Thời hạn là ngày 30/9/2019, đến nay đã quá hạn 16 ngày.")]
)
def test_the_reminder_says_to_whom_what_by_when_and_where(db, cast, task, days, sentence):
    today = MONDAY.date() + timedelta(days=days)
    text = handing_on.words(queries.get(SYSTEM, task.id), cast.lan.user, cast.hoa.actor, today)

    assert text.startswith(
        "Kính gửi đồng chí Hoàng Thị Lan, Hội Khuyến học huyện Lục Yên.\nNhiệm vụ: “Nhân sự Đại hội”, theo Kết luận số 05/TB-HKH."
    )
    assert sentence.casefold() in text.casefold()
    assert f"\nhttp://localhost/tasks/answer/{task.id}-{cast.lan.id}-0." in text
    assert text.endswith("Trân trọng cảm ơn.\nNguyễn Thị Hòa")


def test_a_reminder_of_a_task_without_a_day_says_so(db, cast, task):
    task.due_on = task.late_after = None

    assert "6 tháng" in handing_on.words(task, cast.lan.user, cast.hoa.actor, MONDAY.date())
