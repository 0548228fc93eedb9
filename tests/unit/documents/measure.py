"""What stands where on a paper: lines and rules of a PDF as they are drawn, paragraphs of a Word file as they are set."""

from __future__ import annotations

import ctypes
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import docx
import pypdfium2
from docx.oxml.ns import qn
from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as Word
    from docx.styles.style import ParagraphStyle

MM = 72 / 25.4
_PARTED = 20.0  # points: letters further from each other stand on different lines, side by side
_PLACES = {None: "left", "start": "left", "both": "justify"}


@dataclass(frozen=True)
class Line:
    """A line of a PDF: millimetres from the left and upper edge of its page, sizes in points."""

    page: int
    text: str
    left: float
    right: float
    base: float
    sizes: frozenset[float]
    faces: frozenset[str]

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Rule:
    """A rule of a PDF, in the same lengths."""

    page: int
    left: float
    right: float
    top: float

    @property
    def long(self) -> float:
        return self.right - self.left


@dataclass(frozen=True)
class Set:
    """A paragraph of a Word file; ``cell`` is table, row and column (from 0), None outside of tables."""

    text: str
    style: str
    cell: tuple[int, int, int] | None
    align: str
    size: float
    is_bold: bool
    is_italic: bool
    is_underlined: bool
    font: str


@dataclass(frozen=True)
class Sheets:
    """The pages of a PDF, measured."""

    sizes: tuple[tuple[float, float], ...]  # millimetres
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]

    def line(self, beginning: str, page: int | None = None) -> Line:
        """Return the first line that begins so."""
        return next(one for one in self.lines if one.text.startswith(beginning) and page in (None, one.page))

    def below(self, line: Line) -> Rule:
        """Return the rule next below the line."""
        under = [
            one for one in self.rules if one.page == line.page and one.top > line.base and one.left < line.middle < one.right
        ]
        return min(under, key=lambda one: one.top)


def sheets(content: bytes) -> Sheets:
    """Measure a PDF."""
    with pypdfium2.PdfDocument(content) as pdf:
        sizes, lines, rules = [], [], []
        for number, page in enumerate(pdf, 1):
            wide, high = page.get_size()
            sizes.append((wide / MM, high / MM))
            lines += _lines(page.get_textpage(), number, high)
            for shape in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
                left, bottom, right, top = shape.get_bounds()
                if top - bottom < 3 < right - left:
                    rules.append(Rule(number, left / MM, right / MM, (high - (top + bottom) / 2) / MM))
    return Sheets(tuple(sizes), tuple(lines), tuple(rules))


def _lines(page: pypdfium2.PdfTextPage, number: int, high: float) -> Iterator[Line]:
    line: Line | None = None
    for letter in _letters(page, number, high):
        is_same = line and abs(letter.base - line.base) < 0.3 and 0 <= (letter.left - line.right) * MM + 3 < _PARTED
        if line and is_same:
            line = replace(
                line,
                text=line.text + letter.text,
                right=letter.right if letter.text.strip() else line.right,
                sizes=line.sizes | letter.sizes,
                faces=line.faces | letter.faces,
            )
        elif letter.text.strip():
            if line:
                yield line
            line = letter
    if line:
        yield line


def _letters(page: pypdfium2.PdfTextPage, number: int, high: float) -> Iterator[Line]:
    name, flags, x, y = ctypes.create_string_buffer(80), ctypes.c_int(), ctypes.c_double(), ctypes.c_double()
    for place in range(page.count_chars()):
        text = chr(raw.FPDFText_GetUnicode(page, place))
        if text in "\r\n" or not raw.FPDFText_GetFontInfo(page, place, name, 80, ctypes.byref(flags)):
            continue
        raw.FPDFText_GetCharOrigin(page, place, ctypes.byref(x), ctypes.byref(y))
        left, _bottom, right, _top = page.get_charbox(place, loose=True)
        size = round(raw.FPDFText_GetFontSize(page, place), 1)
        face = name.value.decode().partition("+")[2]
        yield Line(number, text, left / MM, right / MM, (high - y.value) / MM, frozenset({size}), frozenset({face}))


def paragraphs(content: bytes) -> list[Set]:
    """Measure a Word file: every paragraph that says something, as its style and its own properties set it."""
    word = docx.Document(io.BytesIO(content))
    cells = {}
    for number, table in enumerate(word.element.body.iter(qn("w:tbl"))):
        for row, drawn in enumerate(table.findall(qn("w:tr"))):
            for column, cell in enumerate(drawn.findall(qn("w:tc"))):
                cells |= dict.fromkeys(cell.iter(qn("w:p")), (number, row, column))
    return list(_set(word, cells))


def _set(word: Word, cells: dict) -> Iterator[Set]:
    styles = {one.style_id: one for one in word.styles}
    for one in word.element.body.iter(qn("w:p")):
        text = "".join(part.text or "" for part in one.iter(qn("w:t")))
        style = styles[one.pPr.pStyle.val] if one.pPr is not None and one.pPr.pStyle is not None else styles["Normal"]
        if text.strip():
            yield _measured(text, style, cells.get(one), one)


def _measured(text: str, style: ParagraphStyle, cell: tuple[int, int, int] | None, one) -> Set:
    own = one.pPr.find(qn("w:jc")) if one.pPr is not None else None
    inherited = style.element.find(f"{qn('w:pPr')}/{qn('w:jc')}")
    place = next((found.get(qn("w:val")) for found in (own, inherited) if found is not None), None)
    runs = [run.find(qn("w:rPr")) for run in one.iter(qn("w:r")) if run.find(qn("w:t")) is not None]

    def every(tag: str, otherwise: object) -> bool:
        return all(run is not None and run.find(qn(f"w:{tag}")) is not None for run in runs) or bool(otherwise)

    return Set(
        text=text,
        style=style.style_id,
        cell=cell,
        align=_PLACES.get(place, place or "left"),
        size=style.font.size.pt,
        is_bold=every("b", style.font.bold),
        is_italic=every("i", style.font.italic),
        is_underlined=bool(style.font.underline),
        font=(style.font.name or style.base_style.font.name) if style.base_style else style.font.name,
    )
