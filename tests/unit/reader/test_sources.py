"""Files to text: what can be read, and what is refused with a word of what to do."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest
from docx import Document
from pypdf import PdfWriter

from khworkflow.conclusions.reader.sources import Unreadable, text_of, text_of_bytes

TEXT = "Giao Hội Khuyến học huyện Lục Yên báo cáo kết quả thực hiện trước ngày 30/9/2019, không để chậm của các đơn vị."
TCVN3 = (
    "Giao H\xe9i KhuyÕn häc huyÖn Lôc Y\xaan b¸o c¸o kÕt qu¶ thùc hiÖn tr\xadíc ngµy 30/9/2019, kh\xabng ®Ó chËm cña c¸c ®¬n vÞ."
)
TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """Return the bytes as Windows writes them: letters composed but for their tone."""
    result = b""
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
        result += (base + "".join(mark for mark in marks if mark in TONES)).encode("cp1258")
    return result


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        windows_1258(TEXT),
        TCVN3.encode("latin-1"),
    ],
    ids=["utf-8", "utf-8 with BOM", "utf-16", "utf-16 without BOM", "windows-1258", "tcvn3"],
)
def test_text_is_read_in_each_encoding(raw):
    assert text_of_bytes(raw) == TEXT


def test_a_word_document_gives_its_paragraphs_and_tables():
    document = Document()
    document.add_paragraph("Kết luận như sau:")
    document.add_table(1, 1).cell(0, 0).text = TEXT
    file = io.BytesIO()
    document.save(file)

    assert text_of_bytes(file.getvalue()).split("\n")[:2] == ["Kết luận như sau:", TEXT]


def zipped(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def pdf(password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "không có nội dung"),
        (b" \n\t", "không có nội dung"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".doc"),
        (b"%PDF-1.7 broken", "hỏng"),
        (pdf(), "quét"),
        (pdf("x"), "mật khẩu"),
        (b"PK\x03\x04 broken", "hỏng"),
        (zipped("word/document.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "hỏng"),
        (zipped("word/document.xml", b" " * 31_000_000), "quá lớn"),
        (zipped("word/vbaProject.bin", b"x"), "macro"),
        (zipped("mimetype", b"x"), "hỏng"),
        (b"a" * 5_000_000, "quá dài"),
        (bytes(range(1, 256)) * 4, "không phải văn bản"),
        (b"{\\rtf1 x}", ".rtf"),
    ],
)
def test_what_cannot_be_read_is_refused_in_vietnamese(raw, word):
    with pytest.raises(Unreadable, match=word):
        text_of_bytes(raw)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="Không mở được"):
        text_of(tmp_path / "none.txt")
