"""One's own reply after it was sent: files that come later, and taking it back within a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Forbidden, InvalidTransition, Refused
from khworkflow.eventlog import log
from khworkflow.files import commands as files
from khworkflow.files.models import File
from khworkflow.tasks import commands, handing_on, own_replies, queries
from khworkflow.tasks.commands import Answer, Said, SaidHow
from khworkflow.tasks.events import EvidenceAdded, LinkTaken
from khworkflow.tasks.lifecycle import State
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
