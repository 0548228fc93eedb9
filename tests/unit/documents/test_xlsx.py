"""The Excel file read back: days, numbers and words, and what makes a sheet usable."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from khworkflow.documents.blocks import Appendix, Cell, Column, Table, count, on_day
from khworkflow.documents.xlsx import write
from tests.unit.documents.sample import report

HOSTILE = "=HYPERLINK(1)"


def table(**changes):
    columns = (Column("TT", 0.5), Column("Đơn vị", 3, names_row=True), Column("Số"), Column("Hạn"))
    rows = (
        (count(1), Cell(HOSTILE), count(1234), on_day(date(2019, 9, 30))),
        (count(2), Cell("https://vi.dụ/x"), Cell("12"), on_day(None, "Không có")),
    )
    totals = (Cell(), Cell("Cộng"), count(1234), Cell())
    return Table(columns=columns, rows=rows, totals=totals, **{"heading": "Tổng hợp", "sheet": "Theo đơn vị"} | changes)


def opened(document):
    return openpyxl.load_workbook(io.BytesIO(write(document)))


@pytest.fixture(scope="module")
def book():
    return opened(report(body=(table(), table()), appendices=(Appendix(title="x", body=(table(sheet="[a]/b:" * 9),)),)))


@pytest.fixture
def sheet(book):
    return book["Theo đơn vị"]


def test_numbers_are_numbers_and_days_are_days(sheet):
    assert [cell.value for cell in sheet[5]] == [1, HOSTILE, 1234, datetime(2019, 9, 30)]  # noqa: DTZ001 - a day has no zone
    assert sheet["D5"].number_format == "dd/mm/yyyy"
    assert [cell.value for cell in sheet[7]] == [None, "Cộng", 1234, None]
    assert sheet["C7"].font.bold


def test_what_people_wrote_is_no_formula_no_link_and_no_number(sheet):
    assert (sheet["B5"].data_type, sheet["C6"].data_type) == ("s", "s")
    assert sheet["B6"].hyperlink is None
    assert sheet["D6"].value == "Không có"


def test_the_heads_stay_in_sight_are_repeated_in_print_and_can_be_filtered(sheet):
    assert sheet.freeze_panes == "C5"
    assert sheet.auto_filter.ref == "A4:D6"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert sheet["A4"].font.name == "Times New Roman"


def test_sheets_have_names_that_excel_takes_and_no_two_the_same(book):
    assert book.sheetnames == ["Theo đơn vị", "Theo đơn vị (2)", "a b a b a b a b a b a b a b a b"]


def test_a_table_without_rows_or_sheet_does_no_harm():
    columns = (Column("Đơn vị"),)
    made = opened(report(body=(Table(columns=columns, rows=(), sheet="Trống"), Table(columns=columns, rows=())), appendices=()))

    assert made.sheetnames == ["Trống"]
    assert made["Trống"].auto_filter.ref is None


def test_a_document_without_tables_is_a_book_that_says_so():
    made = opened(report(body=(), appendices=()))

    assert "Không có bảng số liệu" in made.worksheets[0]["A3"].value


def test_equal_documents_are_equal_workbooks_dated_by_their_own_moment(book):
    one = report(body=(table(),))

    assert write(one) == write(one)
    assert book.properties.created == datetime(2019, 9, 30, 10, tzinfo=UTC).replace(tzinfo=None)
