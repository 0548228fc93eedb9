"""A Word file read back for the screen: its lines with place and weight, its tables as they stand; not a picture of its pages."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement

ROWS_MOST: Final = 6
BLOCKS_MOST: Final = 200
PICTURE_MOST: Final = 20 * 1024
_PLACES: Final = {
    WD_ALIGN_PARAGRAPH.CENTER: "centre",
    WD_ALIGN_PARAGRAPH.RIGHT: "right",
    WD_ALIGN_PARAGRAPH.JUSTIFY: "justify",
}


@dataclass(frozen=True, slots=True)
class Words:
    """Words in one weight; or a picture, as the address of its data or, where it is large, as its words."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    picture: str = ""
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its words and where they stand; without words, a gap or a rule."""

    words: tuple[Words, ...]
    place: str = ""
    is_rule: bool = False
    begins_page: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows of cells of lines, whether they are ruled, and how many rows more there are."""

    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    is_ruled: bool
    more: int = 0


def read(content: bytes) -> tuple[Line | Grid, ...]:
    """Return what stands in the file's text, from its beginning, as far as a person reads a sample."""
    word = docx.Document(io.BytesIO(content))
    found = []
    for block in _blocks(word):
        found.append(block)
        if len(found) == BLOCKS_MOST:
            break
    return tuple(found)


def _blocks(word: Word) -> Iterator[Line | Grid]:
    for element in word.element.body:
        if element.tag == qn("w:p"):
            yield _line(word, element)
        elif element.tag == qn("w:tbl"):
            yield _grid(word, element)


def _grid(word: Word, element: BaseOxmlElement) -> Grid:
    every = element.findall(qn("w:tr"))
    rows = tuple(
        tuple(tuple(_line(word, one) for one in cell.iterchildren(qn("w:p"))) for cell in row.iterchildren(qn("w:tc")))
        for row in every[:ROWS_MOST]
    )
    edge = element.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}/{qn('w:insideH')}")
    is_ruled = edge is not None and edge.get(qn("w:val")) not in {"nil", "none"}
    return Grid(rows, is_ruled, max(0, len(every) - ROWS_MOST))


def _line(word: Word, element: BaseOxmlElement) -> Line:
    paragraph = WordParagraph(element, word.part)
    style = paragraph.style
    font = None if style is None else style.font
    told = []
    for run in element.iter(qn("w:r")):
        shown = WordRun(run, paragraph)
        is_bold = shown.bold if shown.bold is not None else bool(font is not None and font.bold)
        is_italic = shown.italic if shown.italic is not None else bool(font is not None and font.italic)
        if shown.text:
            told.append(Words(shown.text, is_bold, is_italic))
        told += [_picture(word, one) for one in run.iter(qn("w:drawing"))]
    align = paragraph.alignment
    if align is None and style is not None:
        align = style.paragraph_format.alignment
    border = element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    section = element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
    return Line(
        tuple(told), "" if align is None else _PLACES.get(align, ""), border is not None and not told, section is not None
    )


def _picture(word: Word, drawing: BaseOxmlElement) -> Words:
    """Return the picture for a page that must stay small: a seal or logo itself, a larger one by what it says."""
    said = next((one.get("descr") or "" for one in drawing.iter(qn("wp:docPr"))), "")
    name = next((one.get(qn("r:embed")) for one in drawing.iter(qn("a:blip"))), None)
    part = word.part.related_parts.get(name) if name else None
    if part is None or len(part.blob) > PICTURE_MOST:
        return Words(said, is_picture=True)
    return Words(said, picture=f"data:{part.content_type};base64,{b64encode(part.blob).decode()}", is_picture=True)
