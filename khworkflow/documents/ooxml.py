"""The few pieces of WordprocessingML that documents are built of."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import escape  # writes, never parses

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docx.oxml.xmlchemy import BaseOxmlElement

_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the earliest day a zip archive can name
_MAIN: Final = "word/document.xml"
_EDGES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


def twips(points: float) -> str:
    """Return the points in twentieths, as the format counts lengths."""
    return str(round(points * 20))


def node(tag: str, *children: BaseOxmlElement, **attributes: str) -> BaseOxmlElement:
    """Return the element ``w:<tag>`` with its children and its ``w:`` attributes."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    element.extend(children)
    return element


def words(text: str, *, is_bold: bool = False, is_italic: bool = False) -> BaseOxmlElement:
    """Return a run of the text; line ends and tabs become those of the format."""
    run = OxmlElement("w:r")
    styles = [node(tag) for tag, is_on in (("b", is_bold), ("i", is_italic)) if is_on]
    run.text = text  # the run's own class knows breaks and tabs
    if styles:
        run.insert(0, node("rPr", *styles))
    return run


def block(style: str, *runs: BaseOxmlElement, properties: Iterable[BaseOxmlElement] = ()) -> BaseOxmlElement:
    """Return a paragraph of the runs in the style; further properties in the order of the schema."""
    return node("p", node("pPr", node("pStyle", val=style), *properties), *runs)


def rule(style: str, length: float, room: float) -> BaseOxmlElement:
    """Return a rule of the length in the middle of the room, both in points.

    It is the upper border of an empty paragraph: Word and LibreOffice draw that from indent to indent,
    whatever the type, where an underscore or an underline would grow and shrink with it.
    """
    side = twips(max(0.0, (room - length) / 2))
    border = node("pBdr", node("top", val="single", sz="6", space="1", color="000000"))
    return block(style, properties=(border, node("ind", left=side, right=side, firstLine="0")))


def page_number(style: str) -> BaseOxmlElement:
    """Return a paragraph that shows the number of its page."""
    code = node("instrText")
    code.text = " PAGE "
    field = (
        node("fldChar", fldCharType="begin"),
        code,
        node("fldChar", fldCharType="separate"),
        None,
        node("fldChar", fldCharType="end"),
    )
    return block(style, *(words("2") if part is None else node("r", part) for part in field))


def cell(width: float, *paragraphs: BaseOxmlElement, valign: str = "top") -> BaseOxmlElement:
    """Return a cell of the width in points."""
    return node("tc", node("tcPr", node("tcW", w=twips(width), type="dxa"), node("vAlign", val=valign)), *paragraphs)


def row(*cells: BaseOxmlElement, is_heading: bool = False) -> BaseOxmlElement:
    """Return a row that no page break divides; a heading stands again on every page."""
    heading = (node("tblHeader"),) if is_heading else ()
    return node("tr", node("trPr", node("cantSplit"), *heading), *cells)


def table(
    widths: Iterable[float], *rows: BaseOxmlElement, is_ruled: bool = False, padding: float = 0, caption: str = ""
) -> BaseOxmlElement:
    """Return a table of fixed column widths (points), ruled or not, with the padding at the sides of its cells."""
    widths = tuple(widths)
    line = {"val": "single", "sz": "4", "space": "0", "color": "000000"} if is_ruled else {"val": "nil"}
    properties = [
        node("tblW", w=twips(sum(widths)), type="dxa"),
        node("jc", val="center"),
        node("tblBorders", *(node(edge, **line) for edge in _EDGES)),
        node("tblLayout", type="fixed"),
        node("tblCellMar", *(node(side, w=twips(padding), type="dxa") for side in ("left", "right"))),
    ]
    if caption:
        properties.append(node("tblCaption", val=caption))
    grid = node("tblGrid", *(node("gridCol", w=twips(width)) for width in widths))
    return node("tbl", node("tblPr", *properties), grid, *rows)


class Plain(NamedTuple):
    """A cell of plain words, in the style of cells.

    Args:
        width: in points.
        text: the words.
        place: where they stand: left, center, right.
        is_bold: whether they are bold.
        keeps_next: whether no page break may follow its row.
        is_small: whether they are a point smaller.

    """

    width: float
    text: str
    place: str
    is_bold: bool
    keeps_next: bool
    is_small: bool = False


def plain_row(cells: Iterable[Plain]) -> str:
    """Return a row of plain cells as XML: a table of thousands of rows is written, not built of elements."""
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(map(_plain_cell, cells))}</w:tr>"


def _plain_cell(it: Plain) -> str:
    text = escape(it.text).replace("\n", _BREAK).replace("\t", _TAB)
    run = f"<w:r>{'<w:rPr><w:b/></w:rPr>' if it.is_bold else ''}{_TEXT}{text}</w:t></w:r>"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(it.width)}" w:type="dxa"/><w:vAlign w:val="top"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{"Small" * it.is_small}Cell"/>{"<w:keepNext/>" if it.keeps_next else ""}<w:jc w:val="{it.place}"/></w:pPr>'
        f"{run}</w:p></w:tc>"
    )


_TEXT: Final = '<w:t xml:space="preserve">'
_BREAK: Final = f"</w:t><w:br/>{_TEXT}"
_TAB: Final = f"</w:t><w:tab/>{_TEXT}"


class Later:
    """Pieces of XML that are put into the document when it is packed; until then a mark keeps their place."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def place(self, xml: str) -> BaseOxmlElement:
        """Return the mark that keeps the place of the XML."""
        self._pieces.append(xml)
        return node("tr", rsidR=f"{len(self._pieces):08X}")

    def restyle(self, ids: Mapping[str, str]) -> None:
        """Let the pieces use the styles under the ids that they have in another file."""
        for old, new in ids.items():
            self._pieces = [piece.replace(f'<w:pStyle w:val="{old}"/>', f'<w:pStyle w:val="{new}"/>') for piece in self._pieces]

    def filled(self, content: bytes) -> bytes:
        """Return the document's XML with each piece in its place; no words of people look like a mark, they are escaped."""
        for place, xml in enumerate(self._pieces, 1):
            content = content.replace(f'<w:tr w:rsidR="{place:08X}"/>'.encode(), xml.encode(), 1)
        return content


def same_bytes(package: bytes, later: Later) -> bytes:
    """Return the package with what came later, and without the hour of its packing, so that equal documents are equal files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # and without the machine of its packing
            content = source.read(name)
            target.writestr(entry, later.filled(content) if name == _MAIN else content)
    return packed.getvalue()
