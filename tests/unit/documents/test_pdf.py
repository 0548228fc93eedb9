"""The PDF measured on its pages: positions, fonts and sizes against Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pdfua
import pypdf
import pytest

from khworkflow.documents.blocks import Cell, Chart, Column, Table, paragraph
from khworkflow.documents.model import official_number
from khworkflow.documents.pdf import write
from tests.unit.documents.sample import report

MM = 72 / 25.4
HOSTILE = "#let x = 1; *đậm* [x] $y$ @ref \\ // = Đề mục\n- một\n+ hai <b>&amp; `c` {{7*7}}"
LETTERS = "ăâđêôơưĂÂĐÊÔƠƯ ằẳẵặắ ầẩẫậấ ềểễệế ồổỗộố ờởỡợớ ừửữựứ ỳỷỹỵý ẰẲẴẶẮ ẦẨẪẬẤ ỀỂỄỆẾ ỒỔỖỘỐ ỜỞỠỢỚ ỪỬỮỰỨ ỲỶỸỴÝ ₫ “ ” – … ≥"


@dataclass(frozen=True)
class Said:
    """A piece of text as it stands on a page: millimetres from the left and upper edge, face and size in points."""

    page: int
    text: str
    left: float
    top: float
    face: str
    size: float


def said(content):
    pieces = []
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(content)).pages, 1):
        high = float(page.mediabox.height)

        def visit(text, ctm, tm, font, size, number=number, high=high):
            if text.strip() and font:
                x, y = tm[4] * ctm[0] + ctm[4], tm[5] * ctm[3] + ctm[5]
                points = round(abs(size * tm[3] * ctm[3]), 1)
                pieces.append(Said(number, text.strip(), x / MM, (high - y) / MM, font["/BaseFont"].partition("+")[2], points))

        page.extract_text(visitor_text=visit)
    return pieces


@pytest.fixture(scope="module")
def content():
    return write(report())


@pytest.fixture(scope="module")
def pieces(content):
    return said(content)


def piece(pieces, beginning):
    return next(one for one in pieces if one.text.startswith(beginning))


def test_nation_and_bodies_stand_side_by_side_above_number_and_day(pieces):
    nation, superior = piece(pieces, "CỘNG HÒA"), piece(pieces, "TRUNG ƯƠNG")
    number, day = piece(pieces, "Số: 05"), piece(pieces, "Yên Bái, ngày")

    assert nation.top == pytest.approx(superior.top, abs=0.2)
    assert number.top == pytest.approx(day.top, abs=0.2)
    assert superior.left < 102 < nation.left
    assert 20 <= nation.top <= 25  # the upper margin, and the line's own height
    assert nation.top < number.top < piece(pieces, "BÁO CÁO").top


def test_text_keeps_within_the_margins(content, pieces):
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pypdf.PdfReader(io.BytesIO(content)).pages} == {
        (595, 842),
        (842, 595),
    }
    assert min(one.left for one in pieces) >= 29.9
    numbers = [one for one in pieces if one.page > 1 and one.top < 20 and one.text == str(one.page)]
    assert all(one.top >= 20 for one in pieces if one not in numbers)
    assert max(one.top for one in pieces if one.page <= 2) <= 277.1


def test_the_body_s_first_lines_are_indented_and_paragraphs_part_by_six_points_or_more(pieces):
    first, second = piece(pieces, "Trong tổng số"), piece(pieces, "- Quá hạn")

    assert first.left == pytest.approx(30 + 12.7, abs=0.2)
    assert (second.top - first.top) * MM >= 14 + 6


def test_pages_are_numbered_in_the_middle_of_the_upper_margin_from_the_second_on(pieces):
    first = [one for one in pieces if one.page == 1 and one.top < 20]
    numbers = {one.page: one for one in pieces if one.page > 1 and one.top < 20}

    assert not first
    assert sorted(numbers) == list(range(2, max(numbers) + 1))
    assert all((one.text, one.face) == (str(one.page), "Tinos-Regular") for one in numbers.values())
    assert {13 <= one.size <= 14 for one in numbers.values()} == {True}
    assert numbers[2].left == pytest.approx(30 + 82.5, abs=2)


def test_every_letter_an_office_writes_is_there_and_can_be_copied_out(pieces):
    words = " ".join(one.text for one in said(write(report(body=(paragraph(LETTERS),), appendices=()))))

    assert set(LETTERS) <= set(words)


def test_words_that_look_like_markup_are_words():
    table = Table(columns=(Column(HOSTILE),), rows=((Cell(HOSTILE),),), heading=HOSTILE)
    changed = report(body=(paragraph(HOSTILE), table), place=HOSTILE, subject=HOSTILE, recipients=(HOSTILE,))

    words = "".join("".join(one.text.split()) for one in said(write(changed)))

    assert words.count("#letx=1;*đậm*[x]$y$@ref\\//=Đềmục-một+hai<b>&amp;`c`{{7*7}}") >= 4


def test_the_file_is_tagged_vietnamese_archival_and_found_clean(content, tmp_path):
    (tmp_path / "report.pdf").write_bytes(content)
    pdf = pypdf.PdfReader(io.BytesIO(content))
    root = pdf.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()

    assert pdfua.validate(str(tmp_path / "report.pdf")).findings == ()
    assert root["/Lang"] == "vi-VN"
    assert root["/MarkInfo"]["/Marked"]
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert pdf.metadata.title.startswith("Báo cáo Tình hình thực hiện Thông báo kết luận số 07/TB-HKH")


def test_equal_documents_are_equal_files(content):
    assert write(report()) == content
    assert write(report(place="Văn Yên")) != content


def test_a_letter_a_document_without_number_and_one_with_a_chart_are_set_too():
    chart = Chart(
        "Tiến độ",
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><rect width="30" height="9"/></svg>',
        "Một nửa.",
    )
    letter = report(
        type_name="",
        subject="đôn đốc",
        addressees=("Huyện hội A", "Huyện hội B"),
        body=(chart,),
        number=official_number(None, "HKH"),
    )

    pieces = said(write(letter))

    assert piece(pieces, "V/v đôn đốc").top > piece(pieces, "Số:").top
    assert piece(pieces, "- Huyện hội B.").left > 80
    assert piece(pieces, "Tiến độ").face == "Tinos-Bold"


def test_a_table_does_not_begin_with_one_row_at_the_foot_of_a_page():
    columns = (Column("TT"), Column("Đơn vị"))
    for lines in range(24, 36):
        long = Table(columns=columns, rows=tuple((Cell(str(n)), Cell(f"Đơn vị {n}")) for n in range(1, 41)), heading="Tổng hợp")
        short = Table(columns=columns, rows=long.rows[:8], heading="Ngắn")
        filling = paragraph("\n".join(["dòng"] * (lines - 13)))
        for table in (long, short):
            pieces = said(write(report(body=(filling, table), appendices=())))
            head = piece(pieces, table.heading)
            rows = {one.text: one.page for one in pieces if one.text.startswith("Đơn vị ")}
            assert rows["Đơn vị 1"] == rows["Đơn vị 2"] == rows["Đơn vị 3"] == head.page, lines
            if table is short:
                assert set(rows.values()) == {head.page}
