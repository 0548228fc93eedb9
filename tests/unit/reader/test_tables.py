"""Tables of tasks: rows become directives with the bodies and the term of their columns."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from khworkflow.conclusions.reader import YEN_BAI_2019, Draft, Reason, Role, read
from khworkflow.conclusions.reader.sources import _without_number, text_of_bytes

HEAD = "Yên Bái, ngày 08 tháng 7 năm 2019\n\nPHỤ LỤC PHÂN CÔNG NHIỆM VỤ\n\n"
ROWS = (
    ("TT", "Nội dung nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn"),
    ("(1)", "(2)", "(3)", "(4)", "(5)"),
    ("I", "Công tác tổ chức", "", "", ""),
    ("1", "Xây dựng đề án nhân sự Đại hội", "Các huyện, thị, thành Hội", "Ban Tổ chức, Văn phòng", "30/9/2019"),
    ("2", "Thí điểm mô hình “Công dân học tập”", "Hội Khuyến học thành phố Yên Bái", "", "Quý IV"),
    ("3", "Kiểm tra quỹ khuyến học", "Ban Kiểm tra", "", "Hằng quý"),
)


def drafts(text: str) -> tuple[Draft, ...]:
    return read(text, on=None, gazetteer=YEN_BAI_2019).directives


@pytest.mark.parametrize("divider", [" | ", "\t"])
def test_every_row_with_a_doer_or_a_term_is_a_directive(divider):
    found = drafts(HEAD + "\n".join(divider.join(row) for row in ROWS))

    assert [draft.text for draft in found] == [row[1] for row in ROWS[3:]]
    assert [(who.text, who.role) for who in found[0].assignees] == [
        ("Các huyện, thị, thành Hội", Role.LEAD), ("Ban Tổ chức", Role.COORDINATE), ("Văn phòng", Role.COORDINATE),
    ]  # fmt: skip
    assert [draft.deadline.date if draft.deadline else None for draft in found] == [date(2019, 9, 30), date(2019, 12, 31), None]
    assert found[2].recurrence == "quarterly"
    assert {draft.reasons for draft in found} == {(Reason.TABLE_ROW,)}


def test_columns_may_stand_in_any_order_and_under_other_names():
    table = "STT | Thời gian | Cơ quan thực hiện | Công việc\n1 | Trước 15/8/2019 | Văn phòng Tỉnh hội | Báo cáo 6 tháng"

    (one,) = drafts(HEAD + table)

    assert (one.text, one.assignees[0].text, one.kind) == ("Báo cáo 6 tháng", "Văn phòng Tỉnh hội", "reporting")
    assert one.deadline is not None
    assert one.deadline.date == date(2019, 8, 15)


def test_a_table_of_figures_asks_for_nothing():
    assert drafts(HEAD + "TT | Đơn vị | Số hội viên | Tỷ lệ\n1 | Lục Yên | 12.000 | 24%\n2 | Văn Yên | 11.500 | 22%") == ()


def test_a_word_table_is_read_row_by_row():
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = "".join(f"<w:tr>{''.join(cell.format(one) for one in row)}</w:tr>" for row in ROWS)
    body = f"<w:p><w:r><w:t>PHỤ LỤC</w:t></w:r></w:p><w:tbl>{rows}</w:tbl><w:p><w:r><w:t>Nơi nhận:</w:t></w:r></w:p>"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>')

    text = text_of_bytes(packed.getvalue())

    assert text.splitlines()[0] == "PHỤ LỤC"
    assert " | ".join(ROWS[3]) in text
    assert len(drafts(text)) == 3


@pytest.mark.parametrize("page", ["2\nhọp trong quý", "họp trong quý\n- 2 -", "Trang 2/5\nhọp trong quý", "họp trong quý\n\n 2 "])
def test_a_pages_number_does_not_break_a_sentence(page):
    assert _without_number(page).strip() == "họp trong quý"
