"""The screen on which a conclusion is read and corrected, as a browser without scripts has it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from khworkflow.conclusions import proposals, queries
from khworkflow.core.authz import SYSTEM
from tests import pages
from tests.cast import sign_in
from tests.feature.conclusions.test_proposals import TEXT

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from khworkflow.conclusions.models import Conclusion, Directive
    from tests.cast import Cast


def of(number: int) -> Conclusion:
    return queries.get(SYSTEM, number)


def holding(number: int, words: str) -> Directive:
    return next(one for one in of(number).directives if words in one.quote)


def read(client: FlaskClient, cast: Cast, **more: object) -> int:
    sign_in(client, cast.kien)
    form = {"text": TEXT, "association_id": cast.province_id, "inspection_id": "0", "read": "y"} | more
    made = pages.post(client, "/conclusions", form, page="/conclusions/new")
    return int(made.location.rsplit("/", 1)[1])


def cut(client: FlaskClient, number: int, words: str, what: str, status: int = 303, **form: object) -> str:
    one = holding(number, words)
    url = f"/conclusions/{number}"
    seen = {"seen_version": one.version}
    return pages.post(client, f"{url}/directives/{one.id}/{what}", seen | form, page=url, status=status).text


def test_a_pasted_text_becomes_numbered_drafts_beside_it(client: FlaskClient, cast: Cast):
    number = read(client, cast)

    page = pages.get(client, f"/conclusions/{number}").text

    assert page.count('class="draft') == 5
    assert "Hệ thống đề xuất 5 ý kiến chỉ đạo" in page
    assert "trước ngày 31/7/2019" in page
    assert "xin chọn những đơn vị mà đoạn trích nói tới" in page.lower()
    assert "Trong 5 đề xuất: giữ nguyên 5, sửa 0, bỏ 0; tự thêm 0." in page


def test_only_the_text_is_kept_for_somebody_who_marks_by_hand(client: FlaskClient, cast: Cast):
    sign_in(client, cast.kien)

    made = pages.post(
        client, "/conclusions", {"text": TEXT, "association_id": cast.province_id, "inspection_id": "0"}, page="/conclusions/new"
    )

    assert of(int(made.location.rsplit("/", 1)[1])).directives == []


def test_a_paper_is_read_and_handed_out_again_as_it_came(client: FlaskClient, cast: Cast):
    raw = TEXT.encode("utf-16")
    number = read(client, cast, text="", paper=(BytesIO(raw), "Kết luận.txt"))

    page = pages.get(client, f"/conclusions/{number}").text
    link = re.search(r'href="(/conclusions/\d+/originals/\d+)">Kết luận.txt', page)

    assert link
    assert len(of(number).directives) == 5
    with client.get(link[1]) as answer:
        assert answer.data == raw
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    sign_in(client, cast.lan)
    assert client.get(link[1]).status_code == 404


def test_a_refused_paper_keeps_the_words(client: FlaskClient, cast: Cast):
    sign_in(client, cast.kien)
    form = {"text": TEXT, "association_id": cast.province_id, "inspection_id": "0", "title": "Kết luận tháng 7"}

    answer = pages.post(
        client, "/conclusions", form | {"paper": (BytesIO(b"MZ"), "thu.exe")}, page="/conclusions/new", status=422
    )

    assert "Không nhận tệp “thu.exe” ở đây" in answer.text
    assert "đề án nhân sự Đại hội" in answer.text
    assert "Kết luận tháng 7" in answer.text


def test_neither_words_nor_paper_is_explained(client: FlaskClient, cast: Cast):
    sign_in(client, cast.kien)
    form = {"text": " ", "association_id": cast.province_id, "inspection_id": "0", "read": "y"}

    answer = pages.post(client, "/conclusions", form, page="/conclusions/new", status=422)

    assert "Xin dán văn bản kết luận, hoặc chọn tệp văn bản." in answer.text


def test_reading_again_says_that_nothing_is_new(client: FlaskClient, cast: Cast):
    number = read(client, cast)
    url = f"/conclusions/{number}"

    pages.post(client, f"{url}/reading", {"seen_version": of(number).version}, page=url)

    assert "Không đọc thấy ý kiến nào mới" in pages.get(client, url).text
    assert len(of(number).directives) == 5
    pages.post(client, f"{url}/reading", {"seen_version": 99}, page=url, status=409)
    pages.post(client, f"{url}/reading", {"seen_version": ""}, page=url, status=409)


@pytest.mark.parametrize(("group", "count"), [("level", 9), ("visited", 0)])
def test_a_button_answers_for_a_whole_group(client: FlaskClient, cast: Cast, group: str, count: int):
    number = read(client, cast)
    one, url = holding(number, "sáp nhập"), f"/conclusions/{number}"
    form = {
        f"d{one.id}-{name}": value for name, value in (("title", "Bàn giao"), ("kind", "merger_preparation"), ("seen_version", 1))
    }

    pages.post(client, f"{url}/directives/{one.id}", form | {"choose": group}, page=url)

    kept = holding(number, "sáp nhập")
    assert (len(kept.assignments), kept.title) == (count, "Bàn giao")


def test_a_group_that_nobody_offers_is_not_found(client: FlaskClient, cast: Cast):
    number = read(client, cast)
    one, url = holding(number, "sáp nhập"), f"/conclusions/{number}"
    form = {f"d{one.id}-title": "Bàn giao", f"d{one.id}-kind": "other", f"d{one.id}-seen_version": 1, "choose": "everybody"}

    pages.post(client, f"{url}/directives/{one.id}", form, page=url, status=404)


def test_all_directives_without_a_day_get_one_together(client: FlaskClient, cast: Cast):
    number = read(client, cast)
    url = f"/conclusions/{number}"
    seen = {"seen_version": of(number).version}

    assert "Xin chọn một ngày." in pages.post(client, f"{url}/directives/days", seen, page=url, status=422).text
    early = pages.post(client, f"{url}/directives/days", seen | {"due_on": "2019-07-01"}, page=url, status=422)
    assert "trước ngày ban hành" in early.text or "trước ngày" in early.text
    pages.post(client, f"{url}/directives/days", seen | {"due_on": "2019-09-30"}, page=url)

    assert [str(one.due_on) for one in of(number).directives].count("2019-09-30") == 3


def test_all_directives_without_a_day_wait_for_the_half_year_report(client: FlaskClient, cast: Cast):
    number = read(client, cast)
    url = f"/conclusions/{number}"

    pages.post(client, f"{url}/directives/days", {"seen_version": of(number).version, "review": "y"}, page=url)

    assert [one.is_reviewed_half_yearly for one in of(number).directives].count(True) == 3
    assert "chưa có ngày đến hạn" not in pages.get(client, url).text


def test_the_ends_of_a_quote_move_by_words_and_clauses(client: FlaskClient, cast: Cast):
    number = read(client, cast)

    cut(client, number, "đề án nhân sự", "span", step="end-clause-back")
    assert holding(number, "đề án nhân sự").quote.endswith("Đại hội")
    cut(client, number, "đề án nhân sự", "span", step="start-word-on")
    assert holding(number, "đề án nhân sự").quote.startswith("huyện, thị")
    cut(client, number, "đề án nhân sự", "span", step="start-word-back")
    cut(client, number, "đề án nhân sự", "span", step="end-word-on")
    assert holding(number, "đề án nhân sự").quote.endswith("Đại hội, gửi")


def test_a_quote_takes_the_words_that_were_selected(client: FlaskClient, cast: Cast):
    number = read(client, cast)
    text = of(number).text
    start = text.index("xây dựng đề án")
    end = start + len("xây dựng đề án nhân sự")

    cut(client, number, "đề án nhân sự", "span", start=start, end=end, quote="xây dựng đề án nhân sự")

    assert holding(number, "đề án nhân sự").quote == "xây dựng đề án nhân sự"
    cut(client, number, "đề án nhân sự", "span", 409, start=start, end=end, quote="lời khác")
    refused = cut(client, number, "đề án nhân sự", "span", 422, start=end, end=end)
    assert "Xin chọn ít nhất một từ" in refused


def test_a_quote_is_split_joined_and_dropped(client: FlaskClient, cast: Cast):
    number = read(client, cast)
    at = of(number).text.index("gửi Tỉnh hội")

    cut(client, number, "đề án nhân sự", "split", at=at)
    assert len(of(number).directives) == 6
    cut(client, number, "đề án nhân sự", "join")
    assert len(of(number).directives) == 5
    assert "Xin chọn một chỗ nằm trong đoạn trích." in cut(client, number, "đề án nhân sự", "split", 422, at=1)
    assert "Xin chọn một chỗ nằm trong đoạn trích." in cut(client, number, "đề án nhân sự", "split", 422)
    assert "không còn ý kiến nào" in cut(client, number, "sáp nhập", "join", 422)
    cut(client, number, "đề án nhân sự", "removal")

    page = pages.get(client, f"/conclusions/{number}").text
    assert "Trong 5 đề xuất: giữ nguyên 4, sửa 0, bỏ 1; tự thêm 0." in page


def test_the_second_of_two_people_is_told(client: FlaskClient, cast: Cast):
    number = read(client, cast)
    one = holding(number, "đề án nhân sự")

    cut(client, number, "đề án nhân sự", "span", step="end-word-back")

    url = f"/conclusions/{number}"
    pages.post(client, f"{url}/directives/{one.id}/span", {"seen_version": 1, "step": "end-word-back"}, page=url, status=409)
    pages.post(client, f"{url}/directives/{one.id}/span", {"seen_version": "", "step": "end-word-back"}, page=url, status=409)


def test_how_good_the_reader_is_stands_under_the_drafts(client: FlaskClient, cast: Cast):
    number = read(client, cast)
    url = f"/conclusions/{number}"
    pages.post(client, f"{url}/directives/days", {"seen_version": of(number).version, "review": "y"}, page=url)
    for words in ("hội nghị", "sáp nhập"):
        proposals.settle(cast.kien.actor, holding(number, words), cast.nine_ids)
    sign_in(client, cast.hoa)
    page = pages.get(client, f"{url}/preview").text
    assert "12/TB-HKH" in page
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', page)
    assert seen

    pages.post(client, f"{url}/issue", {"seen": seen[1]}, page=f"{url}/preview")

    assert "Trong 5 đề xuất: giữ nguyên 5" in pages.get(client, "/conclusions").text
    sign_in(client, cast.lan)
    assert "Trong 5 đề xuất" not in pages.get(client, "/conclusions").text
