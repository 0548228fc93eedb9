"""The same document in the party's manner (Hướng dẫn 36-HD/VPTW), measured in Word file and PDF; and minutes of two sides."""

from __future__ import annotations

import io

import docx
import pdfua
import pytest

from khworkflow.documents import docx as word, pdf
from khworkflow.documents.model import Layout, Signature, party_number
from tests.unit.documents.sample import report
from tests.unit.documents.test_docx import found, style
from tests.unit.documents.test_pdf import piece, said


@pytest.fixture(scope="module")
def document():
    return report(layout=Layout.PARTY, number=party_number(5, "BC-HKH"))


@pytest.fixture(scope="module")
def pieces(document):
    return said(pdf.write(document))


@pytest.fixture(scope="module")
def paper(document):
    return docx.Document(io.BytesIO(word.write(document)))


def test_the_number_of_every_kind_is_written_in_the_party_s_manner():
    assert [party_number(5, sign) for sign in ("BC-HKH", "TB-HKH", "BB-HKH", "HKH-VP")] == [
        "05-BC/HKH",
        "05-TB/HKH",
        "05-BB/HKH",
        "05-CV/HKH",
    ]


def test_there_is_a_star_between_body_and_number_and_no_motto(paper, pieces):
    lines = found(paper)

    assert lines["Issuer"][-1] == "*"
    assert "Motto" not in lines
    star, number, day = piece(pieces, "*"), piece(pieces, "Số 05-BC/HKH"), piece(pieces, "Yên Bái, ngày")
    assert piece(pieces, "HỘI KHUYẾN HỌC").top < star.top < number.top
    assert day.left > 105 > star.left
    assert not [one for one in pieces if one.text.startswith(("CỘNG HÒA", "Độc lập"))]
    assert style(paper, "RecipientsTitle").font.underline


def test_who_signs_and_who_receives_are_written_with_strokes_and_commas(paper):
    lines = found(paper)

    assert lines["Signature"][0] == "T/M BAN THƯỜNG VỤ"
    assert [line[-1] for line in lines["Recipient"]] == [*"," * (len(lines["Recipient"]) - 1), "."]


def test_minutes_are_signed_by_both_sides_beside_each_other(tmp_path):
    sides = (Signature(position="Đại diện bên giao", name="Lê Văn A"), Signature(position="Đại diện bên nhận"))
    made = report(type_name="Biên bản", sides=sides)
    content = pdf.write(made)
    (tmp_path / "minutes.pdf").write_bytes(content)

    pieces = said(content)

    giver, receiver = piece(pieces, "ĐẠI DIỆN BÊN GIAO"), piece(pieces, "ĐẠI DIỆN BÊN NHẬN")
    assert giver.top == pytest.approx(receiver.top)
    assert giver.left < 105 < receiver.left
    assert piece(pieces, "Nơi nhận").page >= giver.page
    assert pdfua.validate(str(tmp_path / "minutes.pdf")).findings == ()
    signs = found(docx.Document(io.BytesIO(word.write(made))))["Signature"]
    assert signs[:2] == ["ĐẠI DIỆN BÊN GIAO", "ĐẠI DIỆN BÊN NHẬN"]
