"""Files are hostile until checked."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from PIL import Image

from khworkflow.core.errors import Refused
from khworkflow.files import commands, rules, store
from khworkflow.files.models import File


def docx_bytes(extra=(), main="word/document.xml"):
    content = io.BytesIO()
    Document().save(content)
    if extra:
        with zipfile.ZipFile(content, "a") as archive:
            for name, data in extra:
                archive.writestr(name, data)
    return content.getvalue()


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
            docx_bytes([("word/_rels/s.rels", b'<R Type="http://x/attachedTemplate" Target="http://e" TargetMode="External"/>')]),
        ),
        ("thực thể.docx", docx_bytes([("word/a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")])),
        ("bom.docx", docx_bytes([("word/big.bin", b"\0" * 60_000_000)])),
        ("macro.docm", docx_bytes()),
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
