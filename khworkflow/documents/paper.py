"""The paper of Nghị định 30/2020/NĐ-CP, Phụ lục I: page, type and named styles of a Word document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE as REL
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from khworkflow.documents.model import Layout
from khworkflow.documents.ooxml import node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docx.document import Document as Word
    from docx.opc.rel import Relationships
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section
    from docx.styles.style import ParagraphStyle

FONT: Final = "Times New Roman"
SHORT_SIDE, LONG_SIDE = Mm(210), Mm(297)
TOP, BOTTOM, LEFT, RIGHT, HEADER = Mm(20), Mm(20), Mm(30), Mm(15), Mm(10)
_KEPT: Final = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "NoList"})
_LEFT_OUT: Final = frozenset({REL.NUMBERING, REL.CUSTOM_XML, REL.EXTENDED_PROPERTIES, REL.THUMBNAIL})
_CENTRE, _JUSTIFY, _PLAIN = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Type:
    """A named style: its name in Word, and its letters (points), place and air (points, lines, millimetres)."""

    name: str
    size: float
    is_bold: bool = False
    is_italic: bool = False
    is_underlined: bool = False
    align: WD_ALIGN_PARAGRAPH = _PLAIN
    before: float = 0
    after: float = 0
    line: float = 1.0
    indent: float = 0
    side: float = 0
    keeps_next: bool = False
    outline: int | None = None


#: The styles by their id: the office finds them in Word under the names the decree uses.
STYLES: Final = {
    "Nation": _Type(name="Quốc hiệu", size=12, is_bold=True, align=_CENTRE),
    "Motto": _Type(name="Tiêu ngữ", size=13, is_bold=True, align=_CENTRE),
    "Superior": _Type(name="Cơ quan chủ quản", size=12, align=_CENTRE),
    "Issuer": _Type(name="Cơ quan ban hành", size=12, is_bold=True, align=_CENTRE),
    "Number": _Type(name="Số, ký hiệu", size=13, align=_CENTRE, before=8),
    "PlaceDay": _Type(name="Địa danh, ngày tháng", size=13, is_italic=True, align=_CENTRE, before=8),
    "LetterSubject": _Type(name="Trích yếu công văn", size=12, align=_CENTRE, before=4),
    "TypeName": _Type(name="Tên loại văn bản", size=14, is_bold=True, align=_CENTRE, before=18, keeps_next=True),
    "Subject": _Type(name="Trích yếu", size=14, is_bold=True, align=_CENTRE, side=8, keeps_next=True),
    "SubjectNote": _Type(name="Ghi chú trích yếu", size=13, is_italic=True, align=_CENTRE, before=2, keeps_next=True),
    "Addressee": _Type(name="Kính gửi", size=14, align=_CENTRE, before=14, after=12),
    "AddresseeLine": _Type(name="Danh sách kính gửi", size=14, side=55),
    "Body": _Type(name="Nội dung", size=14, align=_JUSTIFY, before=3, after=6, line=1.1, indent=12.7),
    "Heading1": _Type(
        name="Heading 1", size=14, is_bold=True, align=_JUSTIFY, before=8, after=6, indent=12.7, keeps_next=True, outline=0
    ),
    "Heading2": _Type(
        name="Heading 2", size=14, is_bold=True, align=_JUSTIFY, before=6, after=6, indent=12.7, keeps_next=True, outline=1
    ),
    "Heading3": _Type(
        name="Heading 3",
        size=14,
        is_bold=True,
        is_italic=True,
        align=_JUSTIFY,
        before=4,
        after=6,
        indent=12.7,
        keeps_next=True,
        outline=2,
    ),
    "TableHeading": _Type(name="Tên bảng", size=13, is_bold=True, align=_CENTRE, before=8, after=6, keeps_next=True),
    "ColumnTitle": _Type(name="Đầu cột", size=10, is_bold=True, align=_CENTRE, before=2, after=2, keeps_next=True),
    "ColumnNumber": _Type(name="Số thứ tự cột", size=11, is_italic=True, align=_CENTRE, keeps_next=True),
    "Cell": _Type(name="Ô bảng", size=12, before=2, after=2),
    "SmallCell": _Type(name="Ô bảng nhỏ", size=11, before=2, after=2),
    "Rule": _Type(name="Đường kẻ", size=2, before=3),
    "Gap": _Type(name="Khoảng cách", size=2),
    "RecipientsTitle": _Type(name="Nơi nhận", size=12, is_bold=True, is_italic=True),
    "Recipient": _Type(name="Danh sách nơi nhận", size=11),
    "Signature": _Type(name="Quyền hạn, chức vụ", size=14, is_bold=True, align=_CENTRE),
    "SignerName": _Type(name="Họ và tên người ký", size=14, is_bold=True, align=_CENTRE, before=78),
    "AppendixMark": _Type(name="Phụ lục", size=14, is_bold=True, align=_CENTRE, keeps_next=True, outline=0),
    "AppendixTitle": _Type(name="Tên phụ lục", size=14, is_bold=True, align=_CENTRE, keeps_next=True),
    "AttachedTo": _Type(name="Kèm theo văn bản", size=13, is_italic=True, align=_CENTRE, keeps_next=True),
    "Header": _Type(name="Header", size=13, align=_CENTRE),
}
#: What differs in the party's manner (Hướng dẫn 36-HD/VPTW of 03/4/2018).
PARTY_STYLES: Final = STYLES | {
    "Nation": _Type(name="Tiêu đề", size=15, is_bold=True, align=_CENTRE),
    "Superior": _Type(name="Cơ quan cấp trên", size=14, align=_CENTRE),
    "Issuer": _Type(name="Cơ quan ban hành", size=14, is_bold=True, align=_CENTRE),
    "Number": _Type(name="Số, ký hiệu", size=14, align=_CENTRE),
    "PlaceDay": _Type(name="Địa danh, ngày tháng", size=14, is_italic=True, align=_CENTRE, before=6),
    "LetterSubject": _Type(name="Trích yếu công văn", size=12, is_italic=True, align=_CENTRE, before=4),
    "TypeName": _Type(name="Tên loại văn bản", size=16, is_bold=True, align=_CENTRE, before=18, keeps_next=True),
    "RecipientsTitle": _Type(name="Nơi nhận", size=14, is_underlined=True),
    "Recipient": _Type(name="Danh sách nơi nhận", size=12),
    "Header": _Type(name="Header", size=14, align=_CENTRE),
}
_HAIR: Final = frozenset({"Rule", "Gap"})  # paragraphs that must take no room of their own


def styles_of(layout: Layout) -> Mapping[str, _Type]:
    """Return the styles of the layout by their id."""
    return PARTY_STYLES if layout is Layout.PARTY else STYLES


def blank(layout: Layout) -> Word:
    """Return an empty document of this paper, with nothing left of the library's own template."""
    word = docx.Document()
    _leave_out(word.part.package.rels)
    _leave_out(word.part.rels)
    _set_type(word, styles_of(layout))
    _set_language(word)
    _set_page(word.sections[0])
    return word


def set_direction(section: Section, *, is_landscape: bool) -> None:
    """Turn the sheet; the margins stay where the reader has them."""
    node_of = section._sectPr  # noqa: SLF001 - the library cannot unset an orientation
    page = node_of.get_or_add_pgSz()
    page.attrib.pop(qn("w:orient"), None)
    section.page_width, section.page_height = (LONG_SIDE, SHORT_SIDE) if is_landscape else (SHORT_SIDE, LONG_SIDE)
    if is_landscape:
        page.set(qn("w:orient"), "landscape")


def room(section: Section) -> float:
    """Return the length of a line of the section, in points."""
    return float(((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)) / Pt(1))


def _set_page(section: Section) -> None:
    set_direction(section, is_landscape=False)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = TOP, BOTTOM, LEFT, RIGHT
    section.header_distance = section.footer_distance = HEADER
    section.different_first_page_header_footer = True


def _leave_out(relations: Relationships) -> None:
    """Leave out the parts of the template that say nothing about this document."""
    for name in [name for name, relation in relations.items() if relation.reltype in _LEFT_OUT or "Effects" in relation.reltype]:
        del relations[name]


def _set_type(word: Word, kinds: Mapping[str, _Type]) -> None:
    styles = word.styles.element
    for style in list(styles.style_lst):
        if style.styleId not in _KEPT:
            styles.remove(style)
    normal = word.styles["Normal"]
    for properties in (styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}"), normal.element.get_or_add_rPr()):
        _set_font(properties)
    spaces = styles.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}/{qn('w:pPr')}")
    for child in list(spaces):
        spaces.remove(child)
    normal.font.size = Pt(14)
    for key, kind in kinds.items():
        _add_style(word, key, kind)


def _set_font(properties: BaseOxmlElement) -> None:
    """Name the font for every script; the theme's fonts would win over it."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, node("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(node("lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA"))


def _add_style(word: Word, key: str, kind: _Type) -> None:
    style: ParagraphStyle = word.styles.add_style(
        kind.name, WD_STYLE_TYPE.PARAGRAPH, builtin=kind.name == key or kind.outline is not None
    )
    style.element.set(qn("w:styleId"), key)
    style.base_style, style.quick_style = word.styles["Normal"], key not in _HAIR
    style.font.size, style.font.bold, style.font.italic = Pt(kind.size), kind.is_bold, kind.is_italic
    style.font.underline = kind.is_underlined or None
    layout = style.paragraph_format
    layout.alignment, layout.keep_with_next = kind.align, kind.keeps_next
    layout.space_before, layout.space_after = Pt(kind.before), Pt(kind.after)
    layout.line_spacing = kind.line
    if key in _HAIR:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(2)
    if kind.indent:
        layout.first_line_indent = Mm(kind.indent)
    if kind.side:
        layout.left_indent = Mm(kind.side)
        layout.right_indent = Mm(kind.side if kind.align is _CENTRE else 0)
    if kind.outline is not None:
        layout._element.get_or_add_pPr().append(node("outlineLvl", val=str(kind.outline)))  # noqa: SLF001 - the library has no name for it


def _set_language(word: Word) -> None:
    settings = word.settings.element
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")  # a document of today's Word, not one it opens in compatibility mode
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), "vi-VN")
    for zoom in settings.iter(qn("w:zoom")):
        zoom.attrib.clear()
        zoom.set(qn("w:percent"), "100")
