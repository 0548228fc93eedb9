"""How what is put into a template is set: broken in its room, ruled by its length, in the letters of its place."""

from __future__ import annotations

from copy import deepcopy
from itertools import islice
from typing import TYPE_CHECKING, Final

from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Pt
from docx.text.run import Run as WordRun

from khworkflow.documents import lengths, paper, places
from khworkflow.documents.lengths import LEFT_HALF, RIGHT_HALF
from khworkflow.documents.ooxml import twips

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement

_NEAR: Final = 2  # the rule of a name stands in one of so many paragraphs below it
#: Which styles follow the letters of the place of the text, and which of them its size.
_HEADINGS: Final = ("Heading1", "Heading2", "Heading3")
_FOLLOW: Final = (
    *(*_HEADINGS, "TableHeading", "ColumnTitle", "ColumnNumber", "Cell"),
    *("AppendixMark", "AppendixTitle", "AttachedTo"),
)


def broken(name: str, size: float, room: float) -> tuple[str, ...]:
    """Return the name on one line, or on two where it is longer than the room (points)."""
    parts, left = lengths.broken(name, size, room), name.split()
    lines = []
    for part in parts:
        count = len(part.split())
        lines.append(" ".join(left[:count]))
        left = left[count:]
    return tuple(lines)


def measure(word: Word, here: BaseOxmlElement, text: str, most: float) -> None:
    """Let the rule below be between a third and a half as long as the longest line of the words, as the decree has it."""
    below = next((one for one in islice(here.itersiblings(qn("w:p")), _NEAR) if _is_rule(one)), None)
    if below is None:
        return
    length = lengths.of_rule(tuple(text.splitlines()) or ("",), size_of(word, here), most)
    side = twips(max(0.0, (room_of(word, here) - length) / 2))
    place = below.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    place.set(qn("w:left"), side)
    place.set(qn("w:right"), side)


def _is_rule(one: BaseOxmlElement) -> bool:
    own = one.find(qn("w:pPr"))
    has_line = own is not None and own.find(qn("w:pBdr")) is not None and own.find(qn("w:ind")) is not None
    return has_line and not places.words_of(one).strip()


def follow(word: Word, here: BaseOxmlElement, made: list[BaseOxmlElement], ids: Mapping[str, str]) -> None:
    """Let the paragraphs of the text be set as its place is; headings and tables take its letters."""
    own, type_ = here.find(qn("w:pPr")), here.find(f".//{qn('w:r')}/{qn('w:rPr')}")
    for element in made:
        if element.tag != qn("w:p") or element.pPr.pStyle.val != "Body":
            continue
        element.remove(element.pPr)
        if own is not None:
            element.insert(0, deepcopy(own))
        else:
            element.get_or_add_pPr()
        for one in element.iterchildren(qn("w:r")) if type_ is not None else ():
            _set_type(one, type_)
    if type_ is not None:
        _set_styles(word, type_, ids)


def _set_type(run: BaseOxmlElement, type_: BaseOxmlElement) -> None:
    is_bold, is_italic = (run.find(f"{qn('w:rPr')}/{qn(tag)}") is not None for tag in ("w:b", "w:i"))
    for old in run.findall(qn("w:rPr")):
        run.remove(old)
    run.insert(0, deepcopy(type_))
    shown = WordRun(run, None)  # type: ignore[arg-type]  # its weight needs no part
    shown.bold, shown.italic = is_bold or shown.bold, is_italic or shown.italic


def _set_styles(word: Word, type_: BaseOxmlElement, ids: Mapping[str, str]) -> None:
    for key in _FOLLOW:
        style = next((one for one in word.styles.element.style_lst if one.styleId == ids.get(key, key)), None)
        if style is None:
            continue
        properties = style.get_or_add_rPr()
        for tag in ("w:rFonts", *(("w:sz",) if key in _HEADINGS else ())):
            given = type_.find(qn(tag))
            if given is None:
                continue
            for old in properties.findall(qn(tag)):
                properties.remove(old)
            if tag == "w:rFonts":
                properties.insert(0, deepcopy(given))
            else:
                properties.get_or_add_sz().val = given.val


def section_of(word: Word, here: BaseOxmlElement) -> Section:
    """Return the section that the paragraph of the text stands in."""
    for after in here.itersiblings(qn("w:p")):
        found = after.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if found is not None:
            return Section(found, word.part)
    return word.sections[-1]


def room_of(word: Word, here: BaseOxmlElement) -> float:
    """Return the length of a line where the paragraph stands, in points."""
    parent = here.getparent()
    if parent.tag != qn("w:tc"):
        return paper.room(section_of(word, here)) if parent.tag == qn("w:body") else LEFT_HALF
    width = parent.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    given = width.get(qn("w:w")) if width is not None and width.get(qn("w:type")) == "dxa" else None
    return next((half for half in (LEFT_HALF, RIGHT_HALF) if given is None or twips(half) == given), int(given or 0) / 20)


def size_of(word: Word, here: BaseOxmlElement) -> float:
    """Return the size of the paragraph's letters in points: its own, its style's, or that of a letterhead."""
    own = here.find(f"{qn('w:r')}/{qn('w:rPr')}/{qn('w:sz')}")
    if own is not None:
        return float(own.val / Pt(1))
    key = here.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    style = None if key is None else next((one for one in word.styles.element.style_lst if one.styleId == key.val), None)
    size = None if style is None else style.find(f"{qn('w:rPr')}/{qn('w:sz')}")
    return 12.0 if size is None else float(size.val / Pt(1))
