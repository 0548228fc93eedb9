"""Files are hostile until checked."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from PIL import Image

from khworkflow.core.errors import NotFound, Refused
from khworkflow.files import commands, queries, rules, store
from khworkflow.files.models import File


def docx_bytes(extra=(), main="word/document.xml"):
    content = io.BytesIO()
    Document().save(content)
    if extra:
        with zipfile.ZipFile(content, "a") as archive:
            for name, data in extra:
                archive.writestr(name, data)
    return content.getvalue()


def lying():
    """A zip whose directory says of six million bytes that they are ten."""
    content = bytearray(docx_bytes([("word/x.xml", b"<a>" + b" " * 6_000_000 + b"</a>")]))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(content)


def picture(kind="PNG", size=(8, 8)):
    content = io.BytesIO()
    Image.new("RGB", size).save(content, kind)
    return content.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Biên bản.docx", docx_bytes(), "wordprocessingml"),
        ("anh.png", picture(), "image/png"),
        ("ảnh.JPG", picture("JPEG"), "image/jpeg"),
        ("công văn.pdf", PDF, "application/pdf"),
    ],
)
def test_ordinary_files_are_taken(db, name, content, kind):
    assert kind in rules.media_type(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rỗng.pdf", b""),
        ("trang.html", b"<html>"),
        ("vẽ.svg", b"<svg/>"),
        ("x.pdf.exe", PDF),
        ("x.exe.pdf", PDF),
        ("giả.docx", b"<html>not a zip</html>"),
        ("giả.pdf", docx_bytes()),
        ("giả.jpg", b"<svg xmlns='x'/>"),
        ("giả.png", picture("JPEG")),
        ("mã.pdf", PDF.replace(b"<<>>", b"<</JavaScript 1>>")),
        ("macro.docx", docx_bytes([("word/vbaProject.bin", b"x")])),
        ("nhúng.docx", docx_bytes([("word/embeddings/ole.bin", b"x")])),
        (
            "xa.docx",
            docx_bytes(
                [
                    (
                        "word/_rels/s.rels",
                        b'<Relationship Type="http://x/attachedTemplate" Target="http://e" TargetMode="External"/>',
                    )
                ]
            ),
        ),
        ("thực thể.docx", docx_bytes([("word/a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")])),
        ("bom.docx", docx_bytes([("word/big.bin", b"\0" * 60_000_000)])),
        ("dối.docx", lying()),
        ("lồng.docx", docx_bytes([("word/trong.zip", docx_bytes())])),
        ("nhấp nháy.gif", b"GIF89a"),
        ("macro.docm", docx_bytes()),
        ("chữ.xlsx", docx_bytes()),
        ("dde.docx", docx_bytes([("word/x.xml", b"<w:instrText>DDEAUTO c:\\cmd</w:instrText>")])),
        ("nhiều phần.docx", docx_bytes([(f"word/{number}.bin", b"") for number in range(2_000)])),
        ("lớn.pdf", PDF + b"0" * (25 * 1024 * 1024)),
        ("cụt.pdf", PDF.replace(b"%%EOF", b"")),
        ("cụt.docx", docx_bytes()[:-30]),
        ("cụt.png", picture()[:40]),
    ],
)
def test_what_could_do_harm_is_refused_with_a_sentence(db, name, content):
    with pytest.raises(Refused) as refused:
        rules.media_type(name, content)

    assert refused.value.field == "files"
    assert rules.display_name(name) in refused.value.message


def test_a_picture_with_too_many_points_is_refused(db):
    huge = picture(size=(8000, 6000))

    with pytest.raises(Refused):
        rules.media_type("lớn.png", huge)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\Đánh giá.docx", "Đánh giá.docx"),
        ("a\u202efdp.docx", "afdp.docx"),
        ("a\0b.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_path_and_tricks(given, shown):
    assert rules.display_name(given) == shown


def test_the_same_bytes_lie_once(db, cast):
    one = commands.keep(cast.lan.actor, "a.pdf", PDF)
    two = commands.keep(cast.van.actor, "b.pdf", PDF)
    db.commit()

    assert store.path(one.sha256).read_bytes() == PDF
    assert one.sha256 == two.sha256
    assert db.query(File).count() == 2


class Given:
    """A file as a browser sends it."""

    def __init__(self, filename, content=PDF):
        self.filename, self.content = filename, content

    def read(self, size=-1):
        return self.content if size < 0 else self.content[:size]


def test_what_is_given_twice_with_one_form_is_kept_once(db, cast):
    kept = commands.keep_all(cast.lan.actor, [Given("a.pdf"), Given("bản sao của a.pdf"), Given("anh.png", picture())])

    assert [file.name for file in kept] == ["a.pdf", "anh.png"]


def test_more_than_ten_files_at_a_time_are_refused_before_any_is_kept(db, cast):
    with pytest.raises(Refused, match="10"):
        commands.keep_all(cast.lan.actor, [Given(f"{number}.pdf", PDF + b"%d" % number) for number in range(11)])

    assert db.query(File).count() == 0


@pytest.mark.parametrize("name", [None, "", "   "])
def test_a_file_without_a_name_is_refused(db, cast, name):
    with pytest.raises(Refused):
        commands.keep_all(cast.lan.actor, [Given(name)])


def test_a_disk_that_fills_up_leaves_no_half_file(db, cast, tmp_path):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            store.put(b"x" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_file_that_is_not_there_is_not_found(db):
    with pytest.raises(NotFound):
        queries.get(999_999)
