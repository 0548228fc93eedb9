"""What people mistype and others forge in an answer, signed in and by the link of a letter alike (reliability notes, B1-B50)."""

from __future__ import annotations

import unicodedata
from io import BytesIO

import pytest

from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.files.models import File
from khworkflow.files.rules import BYTES_MOST
from khworkflow.tasks import answering, queries
from khworkflow.tasks.models import Extension
from tests import factories
from tests.cast import sign_in
from tests.pages import check, get, hidden

WORDS = "Ngày 12/8, Ban Thường vụ đã họp."
PDF = b"%PDF-1.4 x %%EOF"


@pytest.fixture
def number(cast):
    found = factories.task_of(factories.issued(cast), cast.luc_yen.id, "Báo cáo mô hình học tập").id
    database.session.rollback()
    return found


@pytest.fixture(params=["signed in", "by link"])
def door(request, client, cast, number):
    """Return what sends an answer through the door with these fields, and returns what came back."""
    if request.param == "signed in":
        page, to = f"/tasks/{number}", f"/tasks/{number}/replies"
        sign_in(client, cast.lan)
        more = ("csrf_token",)
    else:
        page = f"/tasks/answer/{answering.secret(now(number), cast.lan.id)}"
        to, more = f"{page}/replies", ()

    def send(files=(), **fields):
        html = get(client, page).text
        known = {name: hidden(html, name) for name in ("seen_version", "client_key", *more)}
        data = known | {"choice": "report_progress", "words": WORDS, "who": str(cast.lan.id)} | fields
        data["files"] = [(BytesIO(content), name) for name, content in files]
        answer = client.post(to, data=data, content_type="multipart/form-data")
        answer.request.environ["wsgi.input"].close()
        if answer.mimetype == "text/html" and answer.status_code != 303:
            check(answer.text)
        return answer

    return send


def now(number):
    database.session.rollback()
    database.session.expire_all()
    return queries.get(SYSTEM, number)


def kept(number):
    return [one.words for one in queries.replies(now(number))]


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("Đã\0 họp\x1b[31m\x0b.", "Đã họp[31m."),
        (unicodedata.normalize("NFD", "Đã họp Thường vụ"), "Đã họp Thường vụ"),
        ("=?utf-8?q?x=0D=0ABcc:_evil@x?=", "=?utf-8?q?x=0D=0ABcc:_evil@x?="),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
        ("{{7*7}} {% import os %} ${7*7}", "{{7*7}} {% import os %} ${7*7}"),
        ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")'),
    ],
)
def test_words_are_kept_as_they_read_and_shown_as_words(door, app, cast, number, typed, stands):
    assert door(words=typed).status_code == 303

    assert kept(number) == [stands]
    page = sign_in(app.test_client(), cast.hoa).get(f"/tasks/{number}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "49" not in page.partition("<h2>Các lần trả lời")[2][:2000]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": "\u200b \u2060"}, "Xin viết vài lời."),
        ({"words": "a" * 10_001}, "Nội dung quá dài"),
        ({"choice": ""}, "Xin chọn"),
        ({"choice": "accept"}, "Xin chọn"),
        ({"choice": "decline"}, "Xin chọn một lý do."),
        ({"choice": "decline", "decline": "withdraw"}, "Xin chọn một lý do."),
        ({"seen_version": ""}, "Xin mở lại trang."),
        ({"seen_version": "x"}, "Xin"),
        ({"client_key": "k" * 65}, "Xin"),
        ({"percent": "-1"}, "từ 0 đến 100"),
        ({"percent": "101"}, "từ 0 đến 100"),
        ({"percent": "50.5"}, "từ 0 đến 100"),
        ({"percent": "NaN"}, "từ 0 đến 100"),
        ({"percent": "1e9"}, "từ 0 đến 100"),
        ({"percent": "mười"}, "từ 0 đến 100"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_lost(door, number, fields, sentence):
    answer = door(**fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert fields.get("words", WORDS)[:50].strip("\u200b\u2060 ") in answer.text
    assert kept(number) == []


def test_a_percentage_that_is_one_is_kept(door, number):
    assert door(percent="40 %").status_code == 303

    assert (now(number).percent, queries.replies(now(number))[0].percent) == (40, 40)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([("quét.pdf", b"")], "“quét.pdf” rỗng"),
        ([("quét.pdf", PDF + b"0" * BYTES_MOST)], "25 MB"),
        ([("quét.pdf", PDF + b"0" * (BYTES_MOST + 2**20))], "tổng cộng 26 MB; mỗi lần gửi nhận tối đa 25 MB"),
        ([(f"{number}.pdf", PDF) for number in range(50)], "tối đa 10 tệp. Xin chọn ít tệp hơn"),
        ([("ảnh.jpg", b"<svg xmlns='x'/>")], "không đúng với tên"),
        ([("ảnh.jpg", b"\0\0\0\x18ftypheic")], "Tương thích nhất"),
        ([("IMG_1.HEIC", b"\0\0\0\x18ftypheic")], "Tương thích nhất"),
        ([("x.pdf.exe", PDF)], "x.pdf.exe"),
        ([("trang.html", b"<html>")], "trang.html"),
        ([("thư.eml", b"From: x")], "thư.eml"),
        ([("...", PDF)], "Không nhận tệp"),
        ([("thử.pdf", b"%PDF-1.4 EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE %%EOF")], "diệt vi-rút"),
    ],
)
def test_a_file_that_is_not_taken_costs_no_word(door, number, files, sentence):
    answer = door(files=files)

    assert answer.status_code == (413 if "25 MB" in sentence or "10 tệp" in sentence else 422)
    assert sentence in answer.text
    assert WORDS in answer.text
    assert (kept(number), database.session.query(File).count()) == ([], 0)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("Đánh giá.pdf", "Đánh giá.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("CON.pdf", "CON.pdf"),
        ("ảnh 😀 “hai”.pdf", "ảnh 😀 “hai”.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_tricks_and_given_back_with_the_file(door, app, cast, number, name, shown):
    door(files=[(name, PDF)])

    [one] = queries.replies(now(number))[0].evidence
    assert one.file.name == shown
    answer = get(sign_in(app.test_client(), cast.hoa), f"/tasks/{number}/evidence/{one.file_id}")
    answer.close()
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert shown.isascii() or "filename*=UTF-8''" in disposition
    assert (answer.headers["X-Content-Type-Options"], "sandbox" in answer.headers["Content-Security-Policy"]) == ("nosniff", True)


def test_a_pdf_that_is_a_page_too_is_never_shown_as_one(door, app, cast, number):
    both = b"%PDF-1.4 <html><script>alert(1)</script></html> %%EOF"
    door(files=[("trang.pdf", both)])

    [one] = queries.replies(now(number))[0].evidence
    answer = get(sign_in(app.test_client(), cast.hoa), f"/tasks/{number}/evidence/{one.file_id}")
    assert answer.data == both
    answer.close()
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_form_of_thousands_of_fields_is_not_read(door, number):
    answer = door(**{f"x{part}": "1" for part in range(300)})

    assert answer.status_code == 413
    assert kept(number) == []


def test_fields_that_nobody_offered_change_nothing(door, number):
    door(state="accepted", due_on="2030-01-01", author_id="1", round="9")

    task = now(number)
    assert (task.state.value, task.due_on, task.round) == ("in_progress", factories.MODELS_DUE, 0)


@pytest.mark.parametrize("who", [{"who": ""}, {"who": "1"}, {"who": "other", "who_name": " \u200b "}, {"who": "other"}])
def test_by_the_link_nobody_answers_who_is_not_of_the_association_or_has_no_name(client, cast, number, who):
    url = f"/tasks/answer/{answering.secret(now(number), cast.lan.id)}"
    page = get(client, url).text
    known = {"seen_version": hidden(page, "seen_version"), "client_key": hidden(page, "client_key")}

    answer = client.post(f"{url}/replies", data=known | {"choice": "report_progress", "words": WORDS} | who)

    assert answer.status_code == 422
    assert WORDS in answer.text
    assert kept(number) == []


def test_a_name_typed_by_the_link_is_one_line_of_plain_text(client, app, cast, number):
    url = f"/tasks/answer/{answering.secret(now(number), cast.lan.id)}"
    page = get(client, url).text
    known = {"seen_version": hidden(page, "seen_version"), "client_key": hidden(page, "client_key")}
    name = "Nông Văn <b>Tư</b>\r\nBcc: evil@x"

    client.post(f"{url}/replies", data=known | {"choice": "report_progress", "words": WORDS, "who": "other", "who_name": name})

    assert queries.replies(now(number))[0].said_by == "Nông Văn <b>Tư</b> Bcc: evil@x"
    assert "<b>Tư</b>" not in get(sign_in(app.test_client(), cast.hoa), f"/tasks/{number}").text


DAYS = [
    ("2019-02-30", "Không có ngày này"),
    ("31/04/2020", "Không có ngày này"),
    ("0001-01-01", "phải sau"),
    ("9999-12-31", "xa hơn mười năm"),
    ("12/8/2019", "12/8/2019"),
    ("01/07/2019", "phải sau hôm nay"),
    ("2019-08-01", "phải sau thời hạn hiện nay"),
    ("ngày mai", "Không có ngày này"),
]


@pytest.mark.parametrize(("day", "sentence"), DAYS)
def test_a_day_that_cannot_be_asked_for_is_told_and_the_reason_stays(client, cast, number, day, sentence):
    lan = sign_in(client, cast.lan)
    page = get(lan, f"/tasks/{number}").text
    names = ("extension-seen_version", "extension-client_key")
    data = {name: hidden(page, name) for name in names} | {"csrf_token": hidden(page, "csrf_token")}

    answer = lan.post(f"/tasks/{number}/extensions", data=data | {"extension-due_on": day, "extension-words": WORDS})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert WORDS in answer.text
    assert database.session.query(Extension).count() == 0


@pytest.mark.parametrize(("day", "sentence"), DAYS)
def test_by_the_link_such_a_day_is_told_as_well(client, cast, number, day, sentence):
    url = f"/tasks/answer/{answering.secret(now(number), cast.lan.id)}"
    page = get(client, url).text
    data = {name: hidden(page, name) for name in ("extension-seen_version", "extension-client_key")}
    data |= {"extension-due_on": day, "extension-words": WORDS, "extension-who": str(cast.lan.id)}

    answer = client.post(f"{url}/extensions", data=data)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert WORDS in answer.text
    assert database.session.query(Extension).count() == 0


def test_words_typed_for_a_link_that_is_over_stay_on_the_page(client, cast, number):
    url = f"/tasks/answer/{answering.secret(now(number), cast.lan.id)}"
    answering.revoke(cast.lan.actor, now(number))
    database.session.commit()

    answer = client.post(f"{url}/replies", data={"choice": "submit", "words": WORDS})

    assert answer.status_code == 410
    assert WORDS in answer.text
