"""A file to its text: plain text in five encodings, .docx, .pdf with a text layer; everything else is refused in words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from khworkflow.conclusions.reader.encodings import NotText, decoded

LARGEST_FILE: Final = 20_000_000  # bytes
LARGEST_TEXT: Final = 2_000_000  # code points; a conclusion has some thousands
_LARGEST_PART: Final = 30_000_000  # bytes of the unpacked document part
_MOST_PAGES: Final = 400
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Unreadable(Exception):
    """The file gives no text; the message says in the reader's words why and what to do."""


def text_of(path: Path) -> str:
    """Return the text of the file, told by its content and not by its name; raises :class:`Unreadable`."""
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= LARGEST_FILE else b""
    except OSError:
        raise Unreadable("Không mở được tệp. Xin kiểm tra lại đường dẫn và quyền đọc tệp.") from None
    if size > LARGEST_FILE:
        raise Unreadable("Tệp quá lớn (trên 20 MB). Xin chỉ đưa vào phần văn bản kết luận.")
    return text_of_bytes(raw)


def text_of_bytes(raw: bytes) -> str:
    """Return the text of a file's bytes; raises :class:`Unreadable`."""
    if not raw.strip():
        raise Unreadable("Tệp không có nội dung.")
    if raw.startswith(b"%PDF"):
        text = _pdf(raw)
    elif raw.startswith(b"PK"):
        text = _docx(raw)
    elif raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "Tệp Word kiểu cũ (.doc) hoặc tệp có mật khẩu chưa đọc được. Xin lưu lại thành .docx, không đặt mật khẩu."
        )
    elif raw.startswith(b"{\\rtf"):
        raise Unreadable("Tệp .rtf chưa đọc được. Xin lưu lại thành .docx.")
    else:
        try:
            text = decoded(raw)
        except NotText:
            raise Unreadable("Tệp không phải văn bản đọc được. Xin dùng .txt, .docx hoặc .pdf có lớp chữ.") from None
    if len(text) > LARGEST_TEXT:
        raise Unreadable("Văn bản quá dài (trên 2 triệu ký tự). Xin chỉ đưa vào phần kết luận.")
    if not text.strip():
        raise Unreadable("Tệp không có chữ nào.")
    return text


def _docx(raw: bytes) -> str:
    """Return the paragraphs of a Word document, tables row by row; nothing in it is run or fetched."""
    broken = Unreadable("Tệp Word hỏng hoặc không phải .docx. Xin mở bằng Word rồi lưu lại.")
    try:
        with zipfile.ZipFile(_as_file(raw)) as archive:
            names = archive.namelist()
            if any(name.endswith("vbaProject.bin") for name in names):
                raise Unreadable("Tệp Word có macro, không nhận. Xin lưu lại thành .docx không có macro.")
            if archive.getinfo("word/document.xml").file_size > _LARGEST_PART:
                raise Unreadable("Văn bản trong tệp Word quá lớn.")
            with archive.open("word/document.xml") as part:
                xml = part.read(_LARGEST_PART + 1)
    except (zipfile.BadZipFile, KeyError, RuntimeError, OSError, NotImplementedError, EOFError, ValueError):
        raise broken from None
    if len(xml) > _LARGEST_PART or b"<!DOCTYPE" in xml[:2000] or b"<!ENTITY" in xml:
        raise broken
    try:
        body = ET.fromstring(xml)  # noqa: S314 - no DTD reaches this line, so no entity can expand
    except ET.ParseError:
        raise broken from None
    return "\n".join(_lines(body))


def _lines(parent: ET.Element) -> Iterator[str]:
    """Give the paragraphs and the rows of tables in their order, a row as one line with its cells divided by bars."""
    for node in parent:
        if node.tag == f"{_W}p":
            yield _paragraph(node)
        elif node.tag == f"{_W}tbl":
            for row in node.iter(f"{_W}tr"):
                cells = [" ".join(" ".join(_lines(cell)).split()) for cell in row.findall(f"{_W}tc")]
                yield " | ".join(cells) if len(cells) > 2 else "\n".join(cells)  # noqa: PLR2004 - two cells lay out a letterhead
        else:
            yield from _lines(node)


def _paragraph(paragraph: ET.Element) -> str:
    """Return the text of one paragraph; automatic numbers of lists become a dash."""
    pieces = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif node.tag == f"{_W}tab":
            pieces.append(" ")
    listed = paragraph.find(f"{_W}pPr/{_W}numPr") is not None and "".join(pieces).strip()
    return ("- " if listed else "") + "".join(pieces)


def _pdf(raw: bytes) -> str:
    """Return the text layer of a PDF, page after page."""
    from pypdf import PdfReader  # noqa: PLC0415 - only a PDF pays for it
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        document = PdfReader(_as_file(raw))
        if document.is_encrypted and not document.decrypt(""):
            raise Unreadable("Tệp PDF có mật khẩu. Xin bỏ mật khẩu rồi đưa lại.")  # noqa: TRY301
        if len(document.pages) > _MOST_PAGES:
            raise Unreadable("Tệp PDF quá dài (trên 400 trang).")  # noqa: TRY301
        text = "\n".join(_without_number(page.extract_text() or "") for page in document.pages)
    except Unreadable:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        OSError,
        NotImplementedError,
        ImportError,
    ):
        raise Unreadable("Tệp PDF hỏng, không đọc được. Xin xuất lại tệp từ văn bản gốc.") from None
    if not text.strip():
        raise Unreadable("Tệp PDF chỉ có ảnh quét, không có lớp chữ. Xin dùng bản Word hoặc PDF xuất từ văn bản gốc.")
    return text


_PAGE_NUMBER: Final = re.compile(
    r"\A\s*(?:trang\s+)?[-–]?\s*\d{1,3}(?:\s?/\s?\d{1,3})?\s*[-–]?\s*\n|\n\s*(?:trang\s+)?[-–]?\s*\d{1,3}(?:\s?/\s?\d{1,3})?\s*[-–]?\s*\Z",
    re.IGNORECASE,
)


def _without_number(page: str) -> str:
    """Return the page's text without its number at the top or the foot, so that a sentence goes on over the page."""
    return _PAGE_NUMBER.sub("", page).strip("\n")


def _as_file(raw: bytes) -> io.BytesIO:
    """Return the bytes as a file."""
    return io.BytesIO(raw)
