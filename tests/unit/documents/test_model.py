"""The shape of a document: its words, and what it refuses."""

from __future__ import annotations

import pytest

from khworkflow.documents import lengths
from khworkflow.documents.blocks import Cell, Column, Run, Table, paragraph
from khworkflow.documents.model import official_number
from tests.unit.documents.sample import annex, report


def test_numbers_under_ten_carry_a_zero():
    assert [official_number(n, "TB-HKH") for n in (5, 12, 104)] == ["05/TB-HKH", "12/TB-HKH", "104/TB-HKH"]


def test_several_appendices_are_numbered_in_roman_and_one_is_not():
    assert report().appendix_mark(0) == "Phụ lục"
    many = report(appendices=(annex(),) * 14)
    assert [many.appendix_mark(n) for n in (0, 3, 8, 13)] == ["Phụ lục I", "Phụ lục IV", "Phụ lục IX", "Phụ lục XIV"]


def test_a_row_has_a_cell_for_every_column():
    with pytest.raises(ValueError, match="2 cells for 1 columns"):
        Table(columns=(Column("A"),), rows=((Cell("1"), Cell("2")),))


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.vn", ""])
def test_only_the_address_of_a_page_is_a_link(href):
    with pytest.raises(ValueError, match="not an address"):
        Run("50", href)


def test_spaces_between_runs_stay_and_controls_go():
    assert paragraph("Tổng số ", Run("5\x000"), " việc\u200b").text == "Tổng số 50 việc"


def test_a_closing_without_words_still_ends_the_document():
    assert report(closing=paragraph()).last_words.text == "./."


def test_a_long_name_is_broken_where_a_term_begins():
    assert lengths.broken("Hội Khuyến học thành phố Yên Bái", 12, 212) == ("HỘI KHUYẾN HỌC", "THÀNH PHỐ YÊN BÁI")
    assert lengths.broken("Hội", 12, 212) == ("HỘI",)
    assert lengths.broken("x" * 60, 12, 212) == ("X" * 60,)
