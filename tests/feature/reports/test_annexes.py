"""The appendix says of what is unfinished why and until when; what was withdrawn or replaced is told, and counted nowhere."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from docx import Document as Word

from khworkflow.associations.models import Association
from khworkflow.conclusions import queries as conclusions
from khworkflow.conclusions.models import Part
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.documents import docx, pdf, xlsx
from khworkflow.eventlog.log import happening_at
from khworkflow.reports import runs, taking
from khworkflow.reports.compile import status_report
from khworkflow.tasks import commands as tasks, extensions, own_replies, queries, replacements, withdrawals
from khworkflow.tasks.amendments import Ground
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import Action
from khworkflow.tasks.replacements import New
from tests import factories
from tests.factories import again
from tests.unit.documents.measure import sheets

END = clock.end_of(date(2019, 10, 5))
WHY, UNTIL = "Lý do chưa hoàn thành", "Thời gian hoàn thành dự kiến"


@pytest.fixture
def made(db, cast):
    """Eleven tasks: nine on staffing, due on 30/9, and two on models, due on 12/8."""
    return factories.issued(cast)


def does(db, person, act, task, words, *extra, at=datetime(2019, 9, 20, 3, tzinfo=UTC)):
    task = again(task)
    with happening_at(at):
        done = act(person.actor, task, Answer(words, f"{task.id}-{words[:6]}", task.version), *extra)
        db.commit()
    return done


def row(task, as_of=END):
    """What the appendix says of the task, by the columns' titles."""
    task = again(task)
    annex = runs.document(task.directive.conclusion_id, as_of).appendices[0].body[0]
    titles = [column.title for column in annex.columns]
    number = {"Nhân sự Đại hội": "1.", "Báo cáo mô hình học tập": "2."}[task.directive.title]
    told = [dict(zip(titles, (cell.text for cell in one), strict=True)) for one in annex.rows]
    return next(one for one in told if one["Đơn vị"] == task.association.short_name and one[titles[1]].startswith(number))


def said(task, as_of=END):
    one = row(task, as_of)
    return one["Kết quả thực hiện"], one[WHY], one[UNTIL]


def test_a_request_for_time_says_why_and_until_when_as_of_each_moment(db, cast, made):
    task = factories.task_of(made, cast.van_yen.id, "Báo cáo mô hình học tập")
    with happening_at(datetime(2019, 8, 20, 3, tzinfo=UTC)):
        asked = extensions.ask(cast.van.actor, again(task), Answer("Huyện ủy họp muộn.", "x", task.version), date(2019, 10, 31))
        number = asked.id
        db.commit()
    why = "Xin gia hạn đến ngày 31/10/2019: Huyện ủy họp muộn."

    assert said(task, clock.end_of(date(2019, 8, 19))) == ("Chưa có báo cáo", "Đơn vị chưa báo cáo", "Chưa xác định")
    assert said(task, clock.end_of(date(2019, 8, 20))) == ("Chưa có báo cáo", why, "31/10/2019")

    with happening_at(datetime(2019, 8, 26, 3, tzinfo=UTC)):
        extensions.grant(cast.hoa.actor, again(task), db.get(type(asked), number), date(2019, 10, 15))
        db.commit()
    assert said(task, clock.end_of(date(2019, 8, 25))) == ("Chưa có báo cáo", why, "31/10/2019")
    assert said(task) == ("Chưa có báo cáo", why, "15/10/2019")
    assert said(task, clock.end_of(date(2019, 10, 16)))[2] == "Chưa xác định"


def test_the_last_progress_explains_what_is_overdue_and_stands_once(db, cast, made):
    task = factories.task_of(made, cast.luc_yen.id)
    does(db, cast.lan, tasks.report_progress, task, "Còn chờ hai xã.")

    assert said(task, clock.end_of(date(2019, 9, 25))) == ("Còn chờ hai xã.", "", "")
    assert said(task) == ("", "Còn chờ hai xã.", "Chưa xác định")


def test_a_refusal_a_wait_and_what_was_sent_back_explain_themselves(db, cast, made):
    refused, waiting = (factories.task_of(made, one.id) for one in (cast.luc_yen, cast.van_yen))
    returned = factories.task_of(made, cast.luc_yen.id, "Báo cáo mô hình học tập")
    does(db, cast.lan, tasks.submit, refused, "Không còn hội cơ sở.", Action.REFUSE)
    does(db, cast.van, tasks.wait_outside, waiting, "Chờ Huyện ủy.")
    does(db, cast.lan, tasks.submit, returned, "Đã gửi đề án.")
    does(db, cast.hoa, tasks.hand_back, returned, "Thiếu danh sách.", date(2019, 10, 2))

    assert said(refused) == ("", "Không còn hội cơ sở.", "")
    assert said(waiting) == ("", "Chờ Huyện ủy.", "")
    assert said(returned) == ("Đã gửi đề án.", "Được yêu cầu bổ sung: Thiếu danh sách.", "Chưa xác định")
    does(db, cast.van, tasks.submit, waiting, "Đã có ý kiến.")
    assert said(waiting) == ("Đã có ý kiến.", "", "")


def test_an_answer_taken_back_explains_nothing(db, cast, made):
    task = factories.task_of(made, cast.luc_yen.id)
    moment = datetime(2019, 9, 20, 3, tzinfo=UTC)
    does(db, cast.lan, tasks.report_progress, task, "Đang họp.", at=datetime(2019, 9, 10, 3, tzinfo=UTC))
    does(db, cast.lan, tasks.submit, task, "Không làm được.", Action.REFUSE, at=moment)
    with happening_at(moment):
        kept = again(task)
        own_replies.take_back(cast.lan.actor, kept, queries.replies(kept)[-1])
        db.commit()

    assert said(task) == ("", "Đang họp.", "Chưa xác định")


def test_the_same_words_stand_in_every_file(db, cast, made):
    task = factories.task_of(made, cast.van_yen.id)
    with happening_at(datetime(2019, 9, 20, 3, tzinfo=UTC)):
        extensions.ask(cast.van.actor, again(task), Answer("Họp muộn.", "x", task.version), date(2019, 10, 31))
        db.commit()
    paper = runs.document(again(task).directive.conclusion_id, END)

    rows = [[cell.text for cell in row.cells] for row in Word(io.BytesIO(docx.write(paper))).tables[-1].rows]
    sheet = list(openpyxl.load_workbook(io.BytesIO(xlsx.write(paper)))["Từng nhiệm vụ"].values)[3:]
    printed = " ".join(line.text for line in sheets(pdf.write(paper)).lines)

    assert rows[0][-2:] == [WHY, UNTIL] == list(sheet[0][-2:])
    (told,) = (one for one in sheet[1:] if one[-1] == datetime(2019, 10, 31))  # noqa: DTZ001 - a day of a sheet
    assert told[-2] == "Xin gia hạn đến ngày 31/10/2019: Họp muộn."
    assert [one[-2:] for one in rows if one[-1] == "31/10/2019"] == [[told[-2], "31/10/2019"]]
    assert "31/10/2019" in printed


@pytest.fixture
def replaced(db, cast, made):
    """Two tasks on models were replaced by a paper of 1/9; staffing at Lục Yên was withdrawn on 2/9."""
    one = factories.task_of(made, cast.luc_yen.id, "Báo cáo mô hình học tập")
    staffing = factories.task_of(made, cast.luc_yen.id)
    ground = Ground("Chờ hướng dẫn mới.", "key", "12/TB-HKH", date(2019, 9, 1))
    with happening_at(datetime(2019, 9, 1, 3, tzinfo=UTC)):
        seen = {task.id: task.version for task in made if task.directive.title == one.directive.title}
        parts = {cast.luc_yen.id: Part.LEAD, cast.van_yen.id: Part.LEAD}
        new = New("Báo cáo theo mẫu mới", "Hai huyện hội báo cáo theo mẫu mới.", date(2019, 11, 30), parts, seen)
        replacements.replace(cast.hoa.actor, again(one), new, ground)
        db.commit()
    does(db, cast.hoa, withdrawals.withdraw, staffing, "Đã sáp nhập.", at=datetime(2019, 9, 2, 3, tzinfo=UTC))
    return again(one).directive.conclusion_id


def period(db, cast, as_of=END):
    house = db.get(Association, cast.province.id)
    told = [conclusions.get(SYSTEM, one.id) for one in conclusions.issued(SYSTEM)]
    return taking.snapshot(told, house, as_of, since=date(2019, 7, 1))


def test_a_replaced_task_and_what_came_in_its_place_are_one_piece_of_work(db, cast, replaced):
    before, after = (period(db, cast, clock.end_of(date(*day))) for day in ((2019, 8, 31), (2019, 10, 5)))

    assert (len(before.tasks), before.gone) == (11, ())
    assert (len(after.tasks), len(after.gone)) == (10, 3)  # eight on staffing and two in the place of two
    assert sum(after.figures.values()) == 10
    assert after.course[-1].counts == tuple(after.figures.values())
    assert after.left == {one.directive.directive_id for one in after.gone if one.by_title}


def test_what_was_taken_back_is_told_with_its_reason_and_what_came_instead(db, cast, replaced):
    made = runs.document(replaced, END)
    text = "\n".join(one.text for one in made.body if hasattr(one, "runs"))
    gone = made.appendices[0].body[1]

    assert "Tổng số nhiệm vụ: 8. Trong đó:" in text
    assert "giao 8 đơn vị thực hiện với 11 nhiệm vụ, sau đó thu hồi hoặc thay thế 3 nhiệm vụ." in text
    assert "Ngoài ra có 2 nhiệm vụ đã được thay bằng nhiệm vụ khác và 1 nhiệm vụ đã thu hồi; các nhiệm vụ này không tính" in text
    told = {tuple(cell.text for cell in one[1:]) for one in gone.rows}
    assert ("1. Nhân sự Đại hội", "Huyện hội Lục Yên", "Đã thu hồi", "02/9/2019", "Đã sáp nhập.", "") in told
    instead = "Báo cáo theo mẫu mới (Thông báo số 12/TB-HKH)"
    assert {one[-1] for one in told if one[2] == "Đã thay thế"} == {instead}
    by_directive = next(one for one in made.body if getattr(one, "heading", "") == "Tổng hợp theo nội dung kết luận")
    assert [one[2].text for one in by_directive.rows] == ["8"]


def test_before_anything_was_taken_back_nothing_is_said_of_it(db, cast, replaced):
    taken = taking.snapshot(
        [conclusions.get(SYSTEM, replaced)], db.get(Association, cast.province.id), clock.end_of(date(2019, 8, 31))
    )

    assert "Ngoài ra" not in str(status_report(taken, lambda **_chosen: None))
