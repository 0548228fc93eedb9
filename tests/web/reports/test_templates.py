"""The pages of the office's Word templates: take, change, give, be told what is wrong, look, use, go back."""

from __future__ import annotations

import io

import pytest

from khworkflow.reports import runs
from tests import factories
from tests.cast import sign_in
from tests.pages import get, post
from tests.unit.documents import word as office

PAGE = "/reports/templates/1/status"


@pytest.fixture
def hoa(client, cast):
    return sign_in(client, cast.hoa)


def present(hoa, address=f"{PAGE}/0/file"):
    answer = hoa.get(address)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    word = office.opened(answer.data)
    answer.close()
    return word


def give(hoa, word, status=303, why="Văn phòng có biểu trưng mới"):
    files = {"files": (io.BytesIO(office.saved(word)), "Mẫu của Tỉnh hội.docx"), "why": why}
    return post(hoa, PAGE, files, status=status, page=PAGE)


def test_a_template_is_taken_changed_given_looked_at_used_and_left_again(hoa, cast):
    conclusion = factories.issued(cast)[0].directive.conclusion_id
    assert f'href="{PAGE}"' in get(hoa, "/reports/templates/1").text
    word = present(hoa)
    office.retype(word, "Nơi nhận:", "Gửi <b>tới</b>:")
    office.cut_up(word)

    shown = give(hoa, word).headers["Location"]
    page = get(hoa, shown)
    assert "Điền bằng nội dung minh họa" in page.text
    assert "Gửi &lt;b&gt;tới&lt;/b&gt;:" in page.text
    assert "<del>Nơi nhận:</del>" in page.text
    filled = hoa.get(f"{shown}/filled")
    assert "Gửi <b>tới</b>:" in office.texts(filled.data)
    filled.close()

    post(hoa, f"{shown}/use", {"why": ""}, page=shown, status=422)
    post(hoa, f"{shown}/use", {"why": "Thường trực đã xem"}, page=shown)
    assert "Đang dùng: mẫu số 1" in get(hoa, PAGE).text
    assert "Đưa mẫu số 1 vào sử dụng" in get(hoa, PAGE).text
    assert "Mẫu này đang được dùng" in get(hoa, shown).text
    address = post(hoa, "/reports", {"conclusion_id": conclusion}).headers["Location"]
    runs.compile_all()
    assert "mẫu số 1 của cơ quan" in get(hoa, address).text

    post(hoa, f"{PAGE}/0/use", {"why": "Mẫu mới còn sai"}, page=f"{PAGE}/0")
    assert "Đang dùng: mẫu có sẵn" in get(hoa, PAGE).text
    assert "Lập lại theo mẫu có sẵn đang dùng" in get(hoa, address).text
    post(hoa, f"{address}/template", {}, page=address)
    runs.compile_all()
    assert "mẫu có sẵn của hệ thống" in get(hoa, address).text
    assert "Cho lập lại bản Word theo mẫu có sẵn" in get(hoa, address).text


def test_what_is_wrong_is_listed_and_nothing_is_kept(hoa, cast):
    word = present(hoa)
    office.retype(word, "{{Số và ký hiệu}}", "{{Số kí hiệu}}<script>")

    answer = give(hoa, word, 422)

    assert "{{Số kí hiệu}} không có trong danh sách" in answer.text
    assert "Có phải ý là {{Số và ký hiệu}}?" in answer.text
    assert "Thiếu {{Số và ký hiệu}}" in answer.text
    assert "<script>" not in answer.text.replace('<script type="module"', "")
    assert "Mẫu số 1" not in answer.text
    assert "Xin chọn tệp Word" in post(hoa, PAGE, {"why": "x"}, status=422, page=PAGE).text
    text = io.BytesIO(b"Xin chao"), "mau.txt"
    assert "Mẫu là tệp Word" in post(hoa, PAGE, {"files": text, "why": "x"}, status=422, page=PAGE).text
    assert "ghi vắn tắt lý do" in give(hoa, present(hoa), 422, why=" ").text


def test_there_is_no_template_of_what_is_no_paper_and_no_version_that_nobody_gave(hoa, cast):
    get(hoa, "/reports/templates/1/poem", 404)
    for address in (f"{PAGE}/7", f"{PAGE}/7/file", f"{PAGE}/7/filled"):
        get(hoa, address, 404)


def test_a_numbered_report_is_not_made_again_from_another_template(hoa, cast):
    conclusion = factories.issued(cast)[0].directive.conclusion_id
    address = post(hoa, "/reports", {"conclusion_id": conclusion}).headers["Location"]
    runs.compile_all()
    post(hoa, f"{address}/number", {}, page=address)
    runs.compile_all()

    post(hoa, f"{address}/template", {}, status=422, page=address)
