"""A document with a very long table is set in parts; the file shows nothing of it."""

from __future__ import annotations

import io

import pdfua
import pypdf
import pytest

from khworkflow.documents import pdf
from khworkflow.documents.blocks import Appendix, Cell, Column, Heading, Table, paragraph
from tests.unit.documents.sample import report

ROWS = tuple((Cell(str(n)), Cell(f"Đơn vị {n} (5 0 R) \\ )")) for n in range(1, 131))


@pytest.fixture(scope="module")
def content():
    table = Table(columns=(Column("TT"), Column("Đơn vị cần đọc")), rows=ROWS, is_numbered=True, totals=(Cell(""), Cell("Cộng")))
    body = (
        Heading(1, "I. MỘT"),
        paragraph("Trước bảng"),
        table,
        Heading(2, "1. Ba"),
        paragraph("Sau bảng"),
        Heading(1, "II. HAI"),
    )
    long = report(body=body, appendices=(Appendix(title="Từng việc", body=(table,)),))
    with pytest.MonkeyPatch.context() as only:
        only.setattr(pdf, "ROWS_MOST", 50)
        written = pdf.write(long)
        assert pdf.write(long) == written
    return written


def test_every_row_stands_once_in_its_order_and_the_head_on_every_page(content):
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    words = "\n".join(pages)

    assert words.count("(5 0 R) \\ )") == 2 * len(ROWS)
    assert [words.count(f"Đơn vị {n} (") for n in range(1, 131)] == [2] * 130
    assert words.count("Cộng") == 2
    assert all("Đơn vị cần đọc" in page for page in pages if "(5 0 R)" in page)
    assert words.index("Trước bảng") < words.index("Đơn vị 130 (") < words.index("Sau bảng") < words.index("TỪNG VIỆC")


def test_its_pages_are_numbered_through(content):
    pages = [page.extract_text().split() for page in pypdf.PdfReader(io.BytesIO(content)).pages]

    assert len(pages) > 6
    assert [page[0] for page in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]


def test_it_is_tagged_through_and_its_headings_are_one_outline(content, tmp_path):
    (tmp_path / "long.pdf").write_bytes(content)
    titles = []

    def walk(part):
        for one in part:
            walk(one) if isinstance(one, list) else titles.append(one["/Title"])

    walk(pypdf.PdfReader(io.BytesIO(content)).outline)
    assert pdfua.validate(str(tmp_path / "long.pdf")).findings == ()
    assert titles == ["I. MỘT", "1. Ba", "II. HAI", "Phụ lục TỪNG VIỆC"]


def test_a_typesetter_that_fails_says_why(monkeypatch):
    monkeypatch.setattr(pdf, "ROWS_MOST", 50)
    monkeypatch.setattr(pdf.typesetter, "__file__", pdf.typesetter.__file__ + ".gone")

    with pytest.raises(OSError, match="gone"):
        pdf.write(report(body=(Table(columns=(Column("TT"), Column("Đơn vị")), rows=ROWS),)))
