"""What hides in a file is found, and what only looks like it is let be."""

from __future__ import annotations

import io
import zipfile
import zlib

import pikepdf
import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.comments import Comment
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


def objects(data, filters):
    return PDF % (b"", stream(data, b"/Type/ObjStm/N 1/First 4" + filters))


HIDDEN = b"5 0 <</S/Rendition/JS (x)>>"


@pytest.mark.parametrize(
    "content",
    [
        PDF % (b"", b"% >>stream\n3 0 obj<</S/Rendition/JS (x)>>endobj\n% endstream\n"),
        PDF % (b"", b"3 0 obj<< % stream\n/S/Rendition/JS (x)\n% endstream\n>>endobj"),
        PDF % (b"", b"3 0 obj<</A(>>stream\n)/S/Rendition/JS(x)/B(endstream)>>endobj"),
        PDF % (b"", b"3 0 obj<</A(\\)(>>stream\n))/S/Rendition/JS(x)/B(endstream)>>endobj"),
        PDF % (b"", b"3 0 obj<</A<</B 1>>stream\n/S/Rendition/JS(x)/B(endstream)>>endobj"),
        PDF % (b"", b"3 0 obj<</A(9 0 obj<</B 1>>stream\n)/S/Rendition/JS(x)/B(endstream)>>endobj"),
        PDF % (b"", b"1 0 obj\n% 3 0 obj<</A(\n<</B 1>>stream\n)/S/Rendition/JS(x)/C(\nendstream endobj)>>endobj"),
        PDF % (b"", b"3 0 objection<<>>stream\n/S/Rendition/JS(x) endstream"),
        PDF % (b"", stream(b"within 7 0 obj<</S/Rendition/JS (x)>>endobj")),
        PDF % (b"", stream(b"\nendstream\n7 0 obj<</S/Rendition/JS (x)>>endobj\n")),
        objects(HIDDEN, b""),
        PDF % (b"", stream(zlib.compress(HIDDEN), b"/N 1/First 4/Filter/FlateDecode")),
        PDF % (b"", stream(zlib.compress(HIDDEN), b"/Type/Obj#53tm/N 1/First 4/Filter [ /Fl#61teDecode ] ")),
    ],
    ids=[
        "comment", "comment in an object", "string", "string with brackets", "no end of the dictionary", "object in a string",
        "object in a comment", "no object",
        "object within a stream", "stream that ends early", "objects not packed", "objects without a type", "escaped",
    ],
)  # fmt: skip
def test_a_short_name_behind_what_only_looks_like_a_stream_is_found(db, content):
    with pytest.raises(Refused, match="mã lệnh"):
        rules.media_type("công văn.pdf", content)


@pytest.mark.parametrize(
    "content",
    [
        objects(HIDDEN.hex().encode(), b"/Filter/ASCIIHexDecode"),
        objects(zlib.compress(HIDDEN.hex().encode()), b"/Filter[/FlateDecode/ASCIIHexDecode]"),
        objects(zlib.compress(HIDDEN.hex().encode()), b"/Filter/FlateDecode/Filter/ASCIIHexDecode"),
        objects(zlib.compress(HIDDEN), b"/Filter 9 0 R"),
        objects(zlib.compress(HIDDEN), b"/Filter/FlateDecode/DecodeParms<</Predictor 12>>"),
        objects(zlib.compress(HIDDEN), b"/Filter/FlateDecode/F(elsewhere)"),
        objects(b"x" + zlib.compress(HIDDEN), b"/Filter/FlateDecode"),
        PDF % (b"", b"3 0 obj<</Type/ObjStm/N 1/First 4>>stream 5 0 <<>> endstream endobj"),
        PDF % (b"", b"1 0 obj " * 30_000 + b"endobj 2 0 obj<<>>stream\nendstream"),
    ],
    ids=[
        "hex",
        "two filters",
        "the filter twice",
        "filter elsewhere",
        "predictor",
        "file elsewhere",
        "broken",
        "no line",
        "many",
    ],
)
def test_objects_that_cannot_be_looked_into_are_refused_with_what_to_do(db, content):
    with pytest.raises(Refused, match=r"không kiểm tra được nội dung bên trong\. Xin mở tệp, in ra một tệp PDF mới"):
        rules.media_type("công văn.pdf", content)


def pdf_of(**saving):
    made, out = pikepdf.new(), io.BytesIO()
    for number in range(20):
        made.add_blank_page()
        made.pages[-1].Kept = pikepdf.Dictionary(Nested=made.make_indirect(pikepdf.Dictionary(Number=number)))
    made.save(out, **saving)
    return out.getvalue()


def test_an_encrypted_pdf_is_taken_only_where_its_names_can_be_read(db):
    locked = {"encryption": pikepdf.Encryption(owner="o", user="u", R=6)}
    packed = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
    open_ones = {"object_stream_mode": pikepdf.ObjectStreamMode.disable}

    for saving in (packed, open_ones, locked | open_ones):
        assert rules.media_type("công văn.pdf", pdf_of(**saving)) == "application/pdf"
    with pytest.raises(Refused, match="được mã hóa nên không kiểm tra được"):
        rules.media_type("công văn.pdf", pdf_of(**locked, **packed))


VML = '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="o" xmlns:x="x"><v:shape>%s</v:shape></xml>'


@pytest.mark.parametrize(
    "part",
    [
        ("xl/drawings/vmlDrawing1.vml", (VML % '<o:OLEObject Type="Embed" ProgID="Package"/>').encode()),
        ("xl/drawings/vmlDrawing1.vml", (VML % "<x:ClientData><x:FmlaMacro>[0]!a</x:FmlaMacro><br></x:ClientData>").encode()),
        ("xl/drawings/vmlDrawing1.vml", ("\ufeff" + VML % "<o:OLEObject/><br>").encode("utf-16-le")),
        ("xl/drawings/vmlDrawing1.vml", (VML % '<v:rect href="jav&#97;script:a()"/>').encode()),
        ("xl/media/image1.svg", b"<svg><script>alert(1)</script></svg>"),
        ("xl/other.dat", f'<Relationships><Relationship Type="{RELATION}oleObject" Target="a"/></Relationships>'.encode()),
        ("xl/other.dat", b'<externalLink><ddeLink ddeService="cmd"/></externalLink>'),
    ],
    ids=["object", "macro, not quite XML", "object in UTF-16", "script in an address", "script in SVG", "relations", "DDE"],
)
def test_a_drawing_or_a_part_under_another_name_hides_nothing(db, part):
    with pytest.raises(Refused, match="macro"):
        rules.media_type("bảng.xlsx", package(Workbook, part))


def test_a_comment_of_excel_and_a_picture_in_svg_are_taken(db):
    def commented():
        book = Workbook()
        book.active["A1"].comment = Comment("Xin xem lại.<br>", "Lan")
        return book

    svg = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg><path d="M0"/></svg>'
    assert b".vml" in package(commented)
    assert rules.media_type("bảng.xlsx", package(commented, ("xl/media/a.svg", svg), ("xl/a.vml", (VML % "<br>").encode())))
    with pytest.raises(Refused):
        rules.media_type("bảng.xlsx", package(Workbook, ("xl/a.dat", b"<!DOCTYPE a><a/>")))


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
