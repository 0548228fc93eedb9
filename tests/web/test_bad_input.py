"""What people mistype, press twice, send too large, and what others forge: each gets one plain answer in Vietnamese."""

from __future__ import annotations

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import sqlalchemy as sa
from docx import Document

from khworkflow.conclusions import commands as conclusions
from khworkflow.conclusions.commands import Head
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.files.models import File
from khworkflow.files.rules import BYTES_MOST
from khworkflow.mailing import runs
from khworkflow.mailing.models import Mail
from khworkflow.tasks import commands as tasks
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.models import Reply
from tests import factories
from tests.cast import sign_in
from tests.pages import check, get, hidden, post

WORDS = "Ngày 12/8, Ban Thường vụ đã họp và chọn 7 đồng chí."
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
EVIL = "Kết luận =?utf-8?q?x=0D=0ABcc:_evil@example.org?="


@pytest.fixture
def task(cast):
    """The number of Lục Yên's task of the staffing directive."""
    return factories.task_of(factories.issued(cast), cast.luc_yen.id).id


@pytest.fixture
def lan(client, cast):
    return sign_in(client, cast.lan)


def page_of(client, task):
    """Return the fields of the answer's form as the page has them now."""
    html = get(client, f"/tasks/{task}").text
    return {name: hidden(html, name) for name in ("csrf_token", "seen_version", "client_key")}


def send(client, task, fields, *, choice="report_progress", words=WORDS, files=(), **said):
    data = fields | {"choice": choice, "words": words, "files": [(io.BytesIO(content), name) for name, content in files]}
    answer = client.post(f"/tasks/{task}/replies", data=data, content_type="multipart/form-data", **said)
    answer.request.environ["wsgi.input"].close()  # the client's own copy of a large form lies in a file
    if answer.text:
        check(answer.text)
    return answer


def count(row):
    database.session.rollback()
    return database.session.scalar(sa.select(sa.func.count()).select_from(row))


def with_macro():
    content = io.BytesIO()
    Document().save(content)
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([("bảng.xls", b"\xd0\xcf\x11\xe0")], "Không nhận tệp “bảng.xls”"),
        ([("ảnh.jpg", b"<svg xmlns='x'/>")], "không đúng với tên"),
        ([("biên bản.docx", with_macro())], "chứa macro hoặc đối tượng nhúng"),
        ([("quét.pdf", b"")], "“quét.pdf” rỗng"),
        ([("quét.pdf", PDF + b"0" * BYTES_MOST)], "lớn hơn 25 MB"),
        ([("quét.pdf", PDF + b"0" * (BYTES_MOST + 2**20))], "tổng cộng 26 MB; mỗi lần gửi nhận tối đa 25 MB"),
        ([(f"{number}.pdf", PDF) for number in range(50)], "tối đa 10 tệp. Xin chọn ít tệp hơn"),
    ],
)
def test_wrong_or_oversized_evidence_is_refused_with_a_reason_and_the_words_stay(lan, task, files, sentence):
    answer = send(lan, task, page_of(lan, task), files=files)

    assert answer.status_code == (413 if "25 MB" in sentence or "10 tệp" in sentence else 422)
    assert sentence in answer.text
    assert WORDS in answer.text
    assert (count(Reply), count(File)) == (0, 0)


def test_a_form_larger_than_the_house_takes_is_refused_before_it_is_read(lan, task):
    answer = send(lan, task, page_of(lan, task), environ_overrides={"CONTENT_LENGTH": str(11 * BYTES_MOST)})

    assert answer.status_code == 413
    assert "25 MB" in answer.text
    assert count(Reply) == 0


def test_a_double_click_is_one_reply_and_both_clicks_end_on_the_task(lan, task):
    fields = page_of(lan, task)

    first, second = (send(lan, task, fields, files=[("biên bản.pdf", PDF)]) for _ in range(2))

    assert (first.status_code, first.location) == (second.status_code, second.location) == (303, f"/tasks/{task}")
    assert count(Reply) == 1


def test_the_second_of_two_who_answer_one_task_is_told_and_sees_both_texts(app, cast, lan, task):
    minh = sign_in(app.test_client(), cast.minh)
    seen_by_lan, seen_by_minh = page_of(lan, task), page_of(minh, task)
    assert send(lan, task, seen_by_lan).status_code == 303

    told = send(minh, task, seen_by_minh, words="Đã gửi danh sách cho Huyện ủy.")

    assert told.status_code == 409
    assert "Đã gửi danh sách cho Huyện ủy." in told.text
    assert WORDS in told.text
    assert "Hoàng Thị Lan" in told.text
    assert count(Reply) == 1


@pytest.mark.parametrize("words", ["", "   ", "\u200b\u2060", "\r\n \t"])
def test_an_answer_without_words_is_asked_for_in_words(lan, task, words):
    answer = send(lan, task, page_of(lan, task), words=words)

    assert answer.status_code == 422
    assert "vài lời" in answer.text
    assert count(Reply) == 0


def test_an_answer_that_nobody_offered_is_not_taken(lan, task):
    answer = send(lan, task, page_of(lan, task), choice="accept")

    assert answer.status_code == 422
    assert "Xin chọn" in answer.text
    assert WORDS in answer.text


@pytest.mark.parametrize("number", ["0", "-1", "999999", "9223372036854775808", "1 or 1=1", "%2e%2e"])
def test_a_forged_number_gets_the_page_of_a_missing_one(app, cast, lan, task, number):
    van = sign_in(app.test_client(), cast.van)
    foreign = van.post(f"/tasks/{task}/replies", data=page_of(lan, task) | {"csrf_token": "x"})

    assert lan.get(f"/tasks/{number}").status_code == 404
    assert van.get(f"/tasks/{task}").status_code == 404
    assert foreign.status_code in (400, 404)
    assert count(Reply) == 0


def test_evidence_of_another_task_cannot_be_fetched_through_one_s_own(app, cast, lan, task):
    assert send(lan, task, page_of(lan, task), files=[("biên bản.pdf", PDF)]).status_code == 303
    file = database.session.scalar(sa.select(File.id))
    van = sign_in(app.test_client(), cast.van)
    hers = database.session.scalar(sa.text("SELECT id FROM task WHERE association_id = :id").bindparams(id=cast.van_yen.id))

    assert van.get(f"/tasks/{hers}").status_code == 200
    assert van.get(f"/tasks/{hers}/evidence/{file}").status_code == 404
    own = lan.get(f"/tasks/{task}/evidence/{file}")
    assert (own.status_code, own.headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert "attachment" in own.headers["Content-Disposition"]
    own.close()


def test_a_conclusion_is_not_issued_to_an_association_that_ended_before_its_day(client, cast):
    draft = factories.draft(cast).id
    cast.van_yen.ends_on = date(2019, 7, 7)
    database.session.commit()
    hoa = sign_in(client, cast.hoa)

    page = get(hoa, f"/conclusions/{draft}/preview").text

    assert "Hội Khuyến học huyện Văn Yên" in page
    refused = post(hoa, f"/conclusions/{draft}/issue", {"seen": "1"}, page="/account", status=409)
    assert "<h1" in refused.text
    assert database.session.scalar(sa.text("SELECT count(*) FROM task")) == 0


def test_a_title_made_to_smuggle_a_header_in_is_kept_as_typed_and_smuggles_nothing(client, cast, outgoing):
    with unit_of_work():
        draft = factories.draft(cast)
        conclusions.set_head(
            cast.kien.actor,
            draft,
            Head(EVIL, "05/TB-HKH", date(2019, 7, 8), "Nguyễn Thị Hòa", "Chủ tịch\r\nBcc: evil@example.org"),
        )
        tasks.issue(cast.hoa.actor, draft)
        number = draft.id
    runs.post()

    assert EVIL in get(sign_in(client, cast.hoa), f"/conclusions/{number}").text
    assert len(outgoing.mails) == 9
    assert all(mail["Bcc"] is None and "evil" not in str(mail["To"]) for mail in outgoing.mails)
    assert EVIL.casefold() in outgoing.mails[0].get_body(("plain",)).get_content().casefold()
    assert set(outgoing.recipients) == {mail.address for mail in database.session.scalars(sa.select(Mail))}


@pytest.fixture
def outgoing(db):
    """A mailbox behind a real SMTP server."""
    from dataclasses import replace

    from khworkflow.mailing import post as post_room
    from tests.servers import smtp_sink

    before = post_room.room()
    with smtp_sink() as (sink, url):
        post_room.wire(replace(before, smtp_url=url))
        yield sink
    post_room.wire(before)


@pytest.mark.parametrize("title", ["   ", "\u200b\u2060", "x" * 501])
@pytest.mark.parametrize("room", ["conclusions", "inspections"])
def test_a_title_of_spaces_or_without_end_is_refused_and_everything_else_stays(client, cast, room, title):
    kien = sign_in(client, cast.kien)
    fields = {
        "conclusions": {"text": WORDS, "signer": "Nguyễn Thị Hòa", "signer_position": "Chủ tịch", "inspection_id": "0"},
        "inspections": {"purpose": WORDS, "begins_on": "2/7/2019", "ends_on": "3/7/2019"},
    }[room]

    answer = post(
        kien, f"/{room}", fields | {"title": title, "association_id": cast.province_id}, page=f"/{room}/new", status=422
    )

    assert WORDS in answer.text
    sentence = re.search(r'class="error"[^>]*>([^<]+)<', answer.text)[1]
    assert sentence.startswith("Tiêu đề không được để trống" if len(title) < 500 else "Nội dung")


def test_an_answer_given_for_a_closed_task_is_told_what_stands_there(lan, cast, task):
    fields = page_of(lan, task)
    with unit_of_work():
        row = tasks.queries.get(cast.lan.actor, task)
        tasks.submit(cast.lan.actor, row, Answer("Đã xong.", "k1", row.version))
    with unit_of_work():
        row = tasks.queries.get(cast.hoa.actor, task)
        tasks.accept(cast.hoa.actor, row, Answer("", "k2", row.version))

    told = send(lan, task, fields)

    assert told.status_code == 409
    assert WORDS in told.text


def test_the_same_form_sent_twice_at_once_is_one_reply_and_neither_hears_of_a_conflict(app, cast, lan, task):
    fields = page_of(lan, task)
    again = app.test_client()
    again.set_cookie("kh", lan.get_cookie("kh").value)
    database.session.remove()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda client: send(client, task, fields).status_code, (lan, again)))

    assert answers == [303, 303]
    assert count(Reply) == 1


def test_a_step_that_is_not_possible_any_more_leaves_the_words_on_the_page(client, cast, task):
    hoa = sign_in(client, cast.hoa)
    page = get(hoa, f"/tasks/{task}").text
    sent = {"csrf_token": hidden(page, "csrf_token"), "reopening-words": WORDS, "reopening-due_on": "2019-10-01"}
    sent |= {"reopening-seen_version": "1", "reopening-client_key": "k"}

    told = hoa.post(f"/tasks/{task}/reopening", data=sent)

    assert told.status_code == 409
    assert WORDS in told.text
    check(told.text)
