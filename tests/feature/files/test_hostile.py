"""What hides in a file is found, and what only looks like it is let be."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image

from khworkflow.core.errors import Refused
from khworkflow.files import rules

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PDF = b"%%PDF-1.5\n1 0 obj<<%s>>endobj\n%s\ntrailer<<>>\n%%%%EOF\n"


def package(make, *extra, replace=None):
    """A real document with parts put beside its own, or words of its content types changed."""
    plain, out = io.BytesIO(), io.BytesIO()
    make().save(plain)
    with zipfile.ZipFile(plain) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in given.infolist():
            data = given.read(entry)
            if replace and entry.filename == "[Content_Types].xml":
                assert replace[0] in data
                data = data.replace(*replace)
            made.writestr(entry.filename, data)
        for name, data in extra:
            made.writestr(name, data)
    return out.getvalue()


def docx(*extra, replace=None):
    return package(Document, *extra, replace=replace)


def fields(*texts):
    runs = "".join(f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in texts)
    return ("word/x.xml", f'<w:p xmlns:w="w"><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}</w:p>'.encode())


def relation(text):
    return ("word/_rels/s.xml.rels", f"<Relationships>{text}</Relationships>".encode())


def stream(data, more=b""):
    return b"2 0 obj<<%s/Length %d>>\nstream\n%s\nendstream\nendobj" % (more, len(data), data)


def overlapping():
    """A docx whose directory names one entry's bytes twice (the way of Fifield's zip bomb)."""
    content = bytearray(docx(("word/media/a.bin", bytes(range(256)) * 20), ("word/media/b.bin", bytes(range(256)) * 20)))
    first, second = content.index(b"PK\x03\x04"), content.rindex(b"PK\x01\x02")
    at = content.rindex(b"word/media/a.bin", 0, second) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    assert first == 0
    content[second + 42 : second + 46] = content[at + 42 : at + 46]
    content[second + 46 : second + 62] = b"word/media/a.bin"
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        docx(relation(f'<Relationship TargetMode="External" Id="a" Type="{RELATION}attachedTemplate" Target="http://e"/>')),
        docx(relation(f"<Relationship Type='{RELATION}attachedTemplate' Target='http://e' TargetMode='External'/>")),
        docx(relation(f'<Relationship Type="{RELATION}attachedTempl&#97;te" Target="http://e" TargetMode="External"/>')),
        docx(relation('<Relationship Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="a.dat"/>')),
        docx(
            replace=(
                b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"application/vnd.ms-word.document.macroEnabled.main+xml",
            )
        ),
        docx(
            ("word/lich.dat", b"x"),
            replace=(b"</Types>", b'<Override PartName="/word/lich.dat" ContentType="application/vnd.ms-office.vbaProject"/></Types>'),
        ),
        docx(fields("DDE", "AUTO c:\\cmd")),
        docx(fields(" D", "DE", " excel a b")),
        docx(fields(" ddeauto c:\\cmd")),
        docx(("word/x.xml", '<w:fldSimple xmlns:w="w" w:instr=\'&#68;DE a b\'/>'.encode("utf-16"))),
        docx(("word/media/image9.jpg", docx())),
        docx(("word/media/image9.jpg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99)),
    ],
    ids=[
        "mode before type", "single quotes", "character reference", "macro relation", "macro main part", "renamed macro part",
        "split DDEAUTO", "split DDE", "small letters", "simple field in UTF-16", "zip as picture", "OLE as picture",
    ],
)  # fmt: skip
def test_a_word_file_that_hides_something_is_refused_as_harmful(db, content):
    with pytest.raises(Refused, match="macro"):
        rules.media_type("giấy.docx", content)


@pytest.mark.parametrize(
    "part",
    [
        ("xl/externalLinks/externalLink1.xml", b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'),
        ("xl/externalLinks/externalLink1.xml", '<externalLink><x:ddeLink xmlns:x="x"/></externalLink>'.encode("utf-16")),
        ("xl/macrosheets/sheet1.xml", b"<a/>"),
    ],
)
def test_an_excel_file_that_hides_something_is_refused_as_harmful(db, part):
    with pytest.raises(Refused, match="macro"):
        rules.media_type("bảng.xlsx", package(Workbook, part))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_encoding(db, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'

    with pytest.raises(Refused):
        rules.media_type("giấy.docx", docx(("word/a.xml", text.encode(encoding))))


def test_entries_that_lie_over_one_another_are_refused(db):
    assert rules.media_type("giấy.docx", docx(("word/media/a.bin", b"a"), ("word/media/b.bin", b"a")))
    with pytest.raises(Refused):
        rules.media_type("giấy.docx", overlapping())


def test_the_word_dde_in_prose_and_in_an_address_is_no_field(db):
    def prose():
        document = Document()
        document.add_paragraph("Chất DDE (dẫn xuất của DDT) còn trong đất; xem DDEAUTO.")
        return document

    address = fields(' HYPERLINK "http://tinh.vn/dde" ')

    assert rules.media_type("giấy.docx", package(prose, address))
    assert rules.media_type("bảng.xlsx", package(Workbook))


def test_a_scan_that_meets_a_short_name_by_chance_is_taken(db):
    scan = stream(b"\x8f\x00/JS\x01\xfe" * 9, b"/Filter/DCTDecode")

    assert rules.media_type("bản quét.pdf", PDF % (b"", scan)) == "application/pdf"


@pytest.mark.parametrize(
    "content",
    [
        PDF % (b"/JS (app.alert)", b""),
        PDF % (b"/#4a#53 (app.alert)", b""),
        PDF % (b"/S/J#61vaScript", b""),
        PDF % (b"", stream(b"xx") + b"\n3 0 obj<</JS 4 0 R>>endobj"),
        PDF % (b"", stream(zlib.compress(b"5 0 <</S/Rendition/JS (x)>>"), b"/Type/ObjStm/Filter/FlateDecode")),
        PDF % (b"% >>stream\n/S/JavaScript\n% endstream\n", b""),
        PDF % (b"", stream(zlib.compress(b" " * 68_000_000), b"/Type/ObjStm/Filter/FlateDecode")),
    ],
    ids=["plain", "escaped", "escaped long", "after a stream", "object stream", "false stream", "bomb"],
)
def test_a_pdf_with_a_script_is_refused_wherever_it_stands(db, content):
    with pytest.raises(Refused):
        rules.media_type("công văn.pdf", content)


@pytest.mark.parametrize("size", [(8_000, 6_000), (12_000, 9_000), (20_000, 10_000)])
def test_a_picture_with_too_many_points_is_told_so_and_what_to_do(db, size):
    content = io.BytesIO()
    Image.new("1", size).save(content, "PNG")

    with pytest.raises(Refused, match=r"40 triệu.*chụp lại") as refused:
        rules.media_type("ảnh.png", content.getvalue())

    assert "bị hỏng" not in refused.value.message


def test_a_gif_that_is_a_script_too_is_taken_under_no_name(db):
    both = b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//;"

    for name in ("a.gif", "a.js", "a.jpg", "a.png", "a.pdf"):
        with pytest.raises(Refused):
            rules.media_type(name, both)
