"""The page «Thư trả lời»: a person reads what came by mail, and enters it with a task or drops it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from khworkflow.core.db import database
from khworkflow.eventlog import log
from khworkflow.inbound import runs
from khworkflow.inbound.models import Door, InboundMail
from khworkflow.tasks.lifecycle import State
from khworkflow.tasks.models import Reply, SaidHow, Task
from tests import pages
from tests.cast import sign_in
from tests.conftest import at
from tests.feature.inbound.conftest import NOW, house, written  # noqa: F401 - fixtures
from tests.pages import token_of

CORPUS = Path(__file__).parents[2] / "data" / "mail"


@pytest.fixture
def office(written, client):  # noqa: F811
    """Return what lets a mail of the corpus come in."""

    def comes(name):
        runs.take((CORPUS / f"{name}.eml").read_bytes(), Door.IMAP)
        runs.handle()
        number = database.session.scalar(select(InboundMail.id).order_by(InboundMail.id.desc()))
        database.session.rollback()
        return number

    with at(NOW):
        yield comes


def send(client, number, where="confirmation", **fields):
    token = token_of(client.get("/account").text)
    return client.post(f"/inbound/{number}/{where}", data={"csrf_token": token, **fields})


def said(number):
    database.session.rollback()
    row = database.session.get_one(InboundMail, number)
    return row, database.session.get_one(Reply, row.reply_id) if row.reply_id else None


def test_the_office_enters_a_reply_which_then_stands_under_both_names(office, client, cast, written):  # noqa: F811
    number = office("attachment_pdf")
    sign_in(client, cast.thu)
    assert "1 thư chờ ghi vào nhiệm vụ" in pages.get(client, "/inbound").text
    page = pages.get(client, f"/inbound/{number}").text
    assert "Đồng chí Hoàng Thị Lan trả lời bằng thư" in page
    assert "Chưa kiểm chứng được người gửi" in page
    assert 'name="choice" value="submit" checked' not in page
    file_id = (
        said(number)[0].id and database.session.execute(select(database.metadata.tables["inbound_file"].c.file_id)).scalar_one()
    )
    fields = {
        "task_id": written.staffing,
        "choice": "report_progress",
        "percent": "60",
        "words": "Gửi biên bản họp.",
        "said_by": "Hoàng Thị Lan",
    }
    answer = send(client, number, **fields, kept=file_id)

    assert answer.location == f"/tasks/{written.staffing}"
    row, reply = said(number)
    assert (reply.said_by, reply.said_how, reply.author_id) == ("Hoàng Thị Lan", SaidHow.MAIL, cast.thu.id)
    assert reply.said_at == row.sent_at
    task = pages.get(client, f"/tasks/{written.staffing}").text
    assert "Hoàng Thị Lan báo qua thư; " in task
    assert "bien-ban.pdf" in task
    assert "trả lời bằng thư, chờ xác nhận vào nhiệm vụ" in task, "the history keeps that it came by mail"
    assert log.history(f"inbound:{number}")[-1].kind == "inbound.confirmed"
    assert send(client, number, **fields).location == f"/tasks/{written.staffing}", "a double click"
    assert len(list(database.session.scalars(select(Reply).where(Reply.task_id == written.staffing)))) == 1


def test_the_task_says_that_an_answer_waits(office, client, cast, written):  # noqa: F811
    number = office("gmail_vi")
    sign_in(client, cast.minh)
    page = pages.get(client, f"/tasks/{written.staffing}").text
    assert "Đồng chí Hoàng Thị Lan trả lời bằng thư" in page
    assert f'href="/inbound/{number}"' in page
    assert "1 thư chờ ghi vào nhiệm vụ" in pages.get(client, "/").text
    sign_in(client, cast.binh)
    assert f'href="/inbound/{number}"' not in pages.get(client, f"/tasks/{written.staffing}").text


def test_whoever_wrote_it_may_enter_his_own_words_as_his_own(office, client, cast, written):  # noqa: F811
    number = office("gmail_vi")
    sign_in(client, cast.lan)
    send(client, number, task_id=written.staffing, choice="submit", words="Đã họp.", said_by="Ai đó")

    _row, reply = said(number)
    assert (reply.said_by, reply.author_id) == (None, cast.lan.id)
    assert database.session.get_one(Task, written.staffing).state is State.SUBMITTED


def test_an_officer_without_delegation_enters_progress_and_no_result(office, client, cast, written):  # noqa: F811
    number = office("gmail_vi")
    sign_in(client, cast.minh)
    assert 'value="submit"' not in client.get(f"/inbound/{number}").text
    assert send(client, number, task_id=written.staffing, choice="submit", words="x", said_by="Lan").status_code == 422
    assert (
        send(client, number, task_id=written.staffing, choice="report_progress", words="Đang làm", said_by="Lan").status_code
        == 303
    )
    _row, reply = said(number)
    assert reply.author_id == cast.minh.id
    assert "Chúng tôi đồng ý" not in pages.get(client, f"/tasks/{written.staffing}").text, (
        "nobody agrees to what he typed himself"
    )


def test_an_answer_to_several_tasks_waits_until_one_is_chosen(office, client, cast, written):  # noqa: F811
    number = office("reply_to_several")
    sign_in(client, cast.hoa)
    page = pages.get(client, f"/inbound/{number}").text
    assert "Báo cáo mô hình học tập" in page
    assert "Nhân sự Đại hội" in page
    refused = send(client, number, choice="report_progress", words="x", said_by="Lan")
    assert refused.status_code == 422
    assert "Xin chọn nhiệm vụ." in refused.text
    assert send(client, number, task_id=1, choice="report_progress", words="x", said_by="Lan").status_code == 422
    assert (
        send(client, number, task_id=written.models, choice="report_progress", words="Đã gửi", said_by="Lan").status_code == 303
    )
    assert said(number)[0].task_id == written.models


def test_a_mail_that_is_not_for_the_task_is_dropped_with_a_reason(office, client, cast, written):  # noqa: F811
    number = office("gmail_vi")
    sign_in(client, cast.hoa)
    assert send(client, number, "dropping").status_code == 422
    assert send(client, number, "dropping", reason="Đã báo qua điện thoại.").status_code == 303

    assert "Đã báo qua điện thoại." in pages.get(client, f"/inbound/{number}").text
    assert "Không ghi thư vào nhiệm vụ." in pages.get(client, f"/tasks/{written.staffing}").text
    assert send(client, number, task_id=written.staffing, choice="submit", words="x", said_by="Lan").status_code == 409


def test_what_came_from_another_address_is_held_for_the_office_alone(office, client, cast, written):  # noqa: F811
    number = office("other_sender")
    sign_in(client, cast.lan)
    assert client.get(f"/inbound/{number}").status_code == 404
    sign_in(client, cast.thu)
    page = pages.get(client, f"/inbound/{number}").text
    assert "đến từ một địa chỉ khác" in page
    assert (
        send(client, number, task_id=written.staffing, choice="report_progress", words="x", said_by="Nguyễn Văn X").status_code
        == 303
    )
    assert said(number)[1].said_by == "Nguyễn Văn X"


def test_what_cannot_be_entered_says_what_became_of_it(office, client, cast):
    number = office("tra_loi_tu_dong")
    sign_in(client, cast.hoa)
    assert "Trả lời tự động" in pages.get(client, "/inbound").text
    assert "Ghi thành ý kiến trả lời" not in pages.get(client, f"/inbound/{number}").text
    assert send(client, number, task_id=3, choice="submit", words="x", said_by="y").status_code in (409, 422)


def test_a_bounce_stands_in_red_with_the_person_and_with_each_letter(office, client, cast, written):  # noqa: F811
    office("postfix_unknown_user")
    sign_in(client, cast.hoa)

    unit = pages.get(client, f"/associations/{cast.luc_yen.id}").text
    assert "Thư không đến được" in unit
    assert "User unknown" in unit
    told = pages.get(client, f"/reminders/tasks/{written.staffing}").text
    assert "Không đến được" in told
    assert "550 5.1.1" in told


def test_a_page_of_many_mails_asks_no_more_than_one_of_few(office, client, cast):
    from tests.web.test_query_counts import BUDGET, counted

    for name in ("gmail_vi", "iphone_vi", "yahoo_vi", "other_sender", "empty", "spam_flag", "reply_to_several"):
        office(name)
    sign_in(client, cast.hoa)
    with counted() as asked:
        assert client.get("/inbound").status_code == 200

    assert len(asked) <= BUDGET
