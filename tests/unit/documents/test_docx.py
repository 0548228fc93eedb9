"""The Word file read back, element by element, against Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from khworkflow.documents.blocks import Cell, Column, Table, paragraph
from khworkflow.documents.docx import write
from khworkflow.documents.model import BLANK, MOTTO, NATION, official_number
from tests.unit.documents.sample import report

HOSTILE = "=HYPERLINK(1) {{7*7}} <b>&amp; \x00\x0b\x1b\ud800\uffff ]]> \u202egnp"


@pytest.fixture(scope="module")
def file():
    return write(report())


@pytest.fixture(scope="module")
def word(file):
    return docx.Document(io.BytesIO(file))


@pytest.fixture(scope="module")
def lines(word):
    """All paragraphs by their style, tables included."""
    return found(word)


def found(word):
    lines = {}
    for one in word.element.body.iter(qn("w:p")):
        style = one.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        key = style.get(qn("w:val")) if style is not None else "Normal"
        lines.setdefault(key, []).append("".join(part.text or "" for part in one.iter(qn("w:t"))))
    return lines


def style(word, key):
    return next(one for one in word.styles if one.style_id == key)


def near(length, wanted):
    return abs(length - wanted) <= Mm(0.1)


def test_the_page_is_a4_with_the_margins_of_the_decree(word):
    page = word.sections[0]

    assert near(page.page_width, Mm(210))
    assert near(page.page_height, Mm(297))
    assert near(page.top_margin, Mm(20))
    assert near(page.bottom_margin, Mm(20))
    assert near(page.left_margin, Mm(30))
    assert near(page.right_margin, Mm(15))


def test_every_script_is_set_in_times_new_roman_and_no_theme_overrides_it(word):
    fonts = list(word.styles.element.iter(qn("w:rFonts")))

    assert len(fonts) >= 2
    for one in fonts:
        assert {one.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
        assert not [name for name in one.attrib if "Theme" in name]


def test_each_element_says_its_words(lines):
    assert lines["Nation"] == [NATION]
    assert lines["Motto"] == [MOTTO]
    assert lines["Superior"] == ["TRUNG ƯƠNG", "HỘI KHUYẾN HỌC VIỆT NAM"]
    assert lines["Issuer"] == ["HỘI KHUYẾN HỌC TỈNH YÊN BÁI"]
    assert lines["Number"] == ["Số: 05/BC-HKH"]
    assert lines["PlaceDay"] == ["Yên Bái, ngày 08 tháng 10 năm 2019"]
    assert lines["TypeName"] == ["BÁO CÁO"]
    assert lines["Addressee"] == ["Kính gửi: Thường trực Hội Khuyến học tỉnh."]
    assert lines["RecipientsTitle"] == ["Nơi nhận:"]
    assert lines["Recipient"][0] == "- Trung ương Hội Khuyến học Việt Nam (để b/c);"
    assert lines["Recipient"][-1] == "- Lưu: VT, BKT."
    assert lines["Signature"] == ["TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"]
    assert lines["SignerName"] == ["Phạm Thị Hoa"]
    assert lines["AppendixMark"] == ["Phụ lục"]
    assert lines["AttachedTo"] == ["(Kèm theo Báo cáo số 05/BC-HKH ngày 08 tháng 10 năm 2019 của Hội Khuyến học tỉnh Yên Bái)"]


def test_the_body_is_justified_indented_and_airy(word):
    layout = style(word, "Body").paragraph_format

    assert layout.alignment == 3
    assert near(layout.first_line_indent, Mm(12.7))
    assert layout.space_after >= Pt(6)
    assert 1 <= layout.line_spacing <= 1.5


def test_the_last_words_end_with_the_sign_of_the_end_once(lines):
    assert lines["Body"][-1].endswith("kính báo cáo./.")
    assert found(docx.Document(io.BytesIO(write(report(closing=paragraph("Xin báo cáo./."))))))["Body"][-1] == "Xin báo cáo./."


def test_rules_are_drawn_and_have_the_lengths_of_the_decree(word):
    rules = [one for one in word.element.body.iter(qn("w:p")) if one.find(f"{qn('w:pPr')}/{qn('w:pBdr')}") is not None]
    sides = [int(one.pPr.find(qn("w:ind")).get(qn("w:left"))) / 20 for one in rules]
    issuer, motto = (72 / 25.4 * 72 - 2 * sides[0]), (93 / 25.4 * 72 - 2 * sides[1])

    assert len(rules) == 4  # under the issuing body, the motto, the subject and the appendix's title
    assert 195 / 3 <= issuer <= 195 / 2  # the name is 195 points long in bold Times New Roman of 12
    assert 158 <= motto <= 162  # the motto is 158.9 points long in bold Times New Roman of 13
    assert "_" not in "".join(part.text or "" for part in word.element.body.iter(qn("w:t")))


def test_pages_are_numbered_in_the_upper_margin_from_the_second_on(word):
    first, appendix = word.sections

    assert first.different_first_page_header_footer
    assert not first.first_page_header.part.element.findall(f".//{qn('w:instrText')}")
    assert [code.text.strip() for code in first.header.part.element.iter(qn("w:instrText"))] == ["PAGE"]
    assert first.header.part.element.findall(f".//{qn('w:pStyle')}")[0].get(qn("w:val")) == "Header"
    assert style(word, "Header").paragraph_format.alignment == 1
    assert not appendix.different_first_page_header_footer
    assert appendix.header.is_linked_to_previous


def test_an_appendix_begins_on_a_new_page_across_the_sheet(word):
    appendix = word.sections[1]

    assert appendix.orientation == WD_ORIENT.LANDSCAPE
    assert near(appendix.page_width, Mm(297))
    assert near(appendix.page_height, Mm(210))
    assert appendix.start_type == 2
    assert word.sections[0].orientation == WD_ORIENT.PORTRAIT


def test_headings_of_a_table_stand_on_every_page_and_rows_are_never_divided(word):
    annex = list(word.element.body.iter(qn("w:tbl")))[-1]
    rows = annex.findall(qn("w:tr"))

    assert len(rows) == 52
    assert [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows] == [True, True] + [False] * 50
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    assert [one.text for one in rows[1].iter(qn("w:t"))] == [f"({n})" for n in range(1, 12)]


def test_a_table_fills_the_line_and_its_numbers_stand_right(word):
    summary = word.tables[1]
    widths = [int(one.get(qn("w:w"))) for one in list(word.element.body.iter(qn("w:tbl")))[1].iter(qn("w:gridCol"))]

    assert abs(sum(widths) - 165 / 25.4 * 1440) < 10
    assert [cell.paragraphs[0].alignment for cell in summary.rows[2].cells] == [1, 0, *[2] * 6]
    assert [cell.text for cell in summary.rows[-1].cells] == ["", "Toàn tỉnh", "50", "4", "11", "20", "2", "13"]
    assert all(cell.paragraphs[0].runs[0].bold for cell in summary.rows[-1].cells if cell.text)


def test_links_of_the_screen_are_plain_words_on_paper(word):
    assert not list(word.element.body.iter(qn("w:hyperlink")))


def test_the_file_says_what_it_is_by_whom_and_when(word, file):
    about = word.core_properties

    assert about.title.startswith("Báo cáo Tình hình thực hiện Thông báo kết luận số 07/TB-HKH ngày 08/7/2019")
    assert about.author == "Hội Khuyến học tỉnh Yên Bái"
    assert about.language == "vi-VN"
    assert about.created.replace(tzinfo=UTC) == datetime(2019, 9, 30, 10, 0, tzinfo=UTC)
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        assert b"python" not in package.read("docProps/core.xml")


def test_a_very_long_subject_still_makes_a_file():
    word = docx.Document(io.BytesIO(write(report(subject="Tình hình " * 200))))

    assert len(word.core_properties.title) == 255


def test_equal_documents_are_equal_files(file):
    again = write(report())

    assert again == file
    assert write(report(place="Văn Yên")) != file
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_part_the_file_refers_to_is_in_it(file):
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        names = set(package.namelist())
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))

    assert "docProps/thumbnail.jpeg" not in names
    assert "word/document.xml" in names


def test_every_style_used_exists(word, lines):
    assert set(lines) <= {one.style_id for one in word.styles}


def test_words_that_look_like_code_are_words():
    table = Table(columns=(Column("=1+1"),), rows=((Cell(HOSTILE),),), heading=HOSTILE)
    word = docx.Document(
        io.BytesIO(write(report(place=HOSTILE, subject=HOSTILE, issuing_body=HOSTILE, recipients=(HOSTILE,), body=(table,))))
    )

    shown = "".join(part.text or "" for part in word.element.body.iter(qn("w:t")))
    assert "=HYPERLINK(1) {{7*7}} <b>&amp;  ]]> gnp" in shown
    assert not {"\x00", "\x0b", "\u202e", "\ud800", "\uffff"} & set(shown)


def test_a_document_without_number_day_name_or_superior_leaves_room_to_write():
    word = docx.Document(
        io.BytesIO(write(report(number=official_number(None, "BC-HKH"), day=None, superior_body="", appendices=())))
    )
    lines = found(word)

    assert lines["Number"] == [f"Số: {BLANK}/BC-HKH"]
    assert lines["PlaceDay"] == [f"Yên Bái, ngày{BLANK}tháng{BLANK}năm{BLANK}"]
    assert "Superior" not in lines


def test_a_letter_has_its_subject_under_its_number_and_no_type_name():
    lines = found(
        docx.Document(
            io.BytesIO(
                write(report(type_name="", subject="đôn đốc thực hiện kết luận", addressees=("Huyện hội A", "Huyện hội B.")))
            )
        )
    )

    assert lines["LetterSubject"] == ["V/v đôn đốc thực hiện kết luận"]
    assert "TypeName" not in lines
    assert lines["AddresseeLine"] == ["- Huyện hội A;", "- Huyện hội B."]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2019, 2, 8), "ngày 08 tháng 02 năm 2019"),
        (date(2019, 7, 8), "ngày 08 tháng 7 năm 2019"),
        (date(2019, 12, 31), "ngày 31 tháng 12 năm 2019"),
    ],
)
def test_days_are_written_as_the_decree_writes_them(day, words):
    assert report(day=day).place_and_day == f"Yên Bái, {words}"
