"""Making a template's file fit to be filled: nothing in it that is not paper, and every style that the writer uses."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final

from docx.opc.constants import RELATIONSHIP_TYPE as REL
from docx.oxml.ns import qn

from khworkflow.documents import paper
from khworkflow.documents.ooxml import node

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docx.document import Document as Word
    from docx.opc.part import Part
    from docx.oxml.xmlchemy import BaseOxmlElement

    from khworkflow.documents.model import Layout

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#: What a part of paper may be related to; the rest of what Word keeps beside it is left out.
KEPT: Final = frozenset(
    {
        *(REL.OFFICE_DOCUMENT, REL.CORE_PROPERTIES, REL.STYLES, REL.NUMBERING, REL.SETTINGS, REL.THEME),
        *(REL.HEADER, REL.FOOTER, REL.IMAGE, REL.HYPERLINK, REL.FOOTNOTES, REL.ENDNOTES),
    }
)
#: Settings that fetch, lock, track or tell of other files and sittings.
_SETTINGS: Final = tuple(
    qn(f"w:{one}")
    for one in (
        *("attachedTemplate", "mailMerge", "documentProtection", "writeProtection", "trackRevisions", "docVars", "rsids"),
        *("saveThroughXslt", "linkStyles", "updateFields", "documentType", "attachedSchema", "forceUpgrade"),
    )
)
#: What a programme would exchange for words of its own when it opens the file.
_BOUND: Final = (qn("w:dataBinding"),)
_STYLE_PLACES: Final = (qn("w:pStyle"),)


def parts_of(word: Word) -> list[Part]:
    """Return every part of the file."""
    return list(word.part.package.iter_parts())


def xml_of(part: Part) -> BaseOxmlElement:
    """Return the root of a part that is XML."""
    root: BaseOxmlElement = part.element  # type: ignore[attr-defined]  # the library's parts of text have it
    return root


def strip(word: Word) -> None:
    """Leave out what is not paper: other people's data, thumbnails, tracking, bindings, the sittings it was typed in."""
    relations = [word.part.package.rels, *(part.rels for part in parts_of(word))]
    for one in relations:
        for name in [name for name, relation in one.items() if relation.reltype not in KEPT]:
            del one[name]
    settings = word.settings.element
    for element in [*settings.iterchildren(*_SETTINGS)]:
        settings.remove(element)
    for element in [*word.element.body.iter(*_BOUND)]:
        element.getparent().remove(element)
    for row in word.element.body.iter(qn("w:tr")):  # the writer marks with it where rows come later
        row.attrib.pop(qn("w:rsidR"), None)


def adopt(word: Word, layout: Layout) -> dict[str, str]:
    """Let the file have every style of the paper; return under which id it has each, where that is another one.

    A style is known by its name, which people see and programmes keep; its id is the programme's own.
    """
    own = {_key(style): style for style in word.styles.element.style_lst if style.get(qn("w:type")) == "paragraph"}
    ids = {style.styleId for style in word.styles.element.style_lst}
    ours = paper.blank(layout).styles.element
    found = {}
    for key, kind in paper.styles_of(layout).items():
        present = own.get(kind.name.casefold())
        if present is not None:
            found[key] = present.styleId
            continue
        style = deepcopy(next(one for one in ours.style_lst if one.styleId == key))
        style.set(qn("w:styleId"), found.setdefault(key, key if key not in ids else f"khworkflow{key}"))
        for based in style.iterchildren(qn("w:basedOn")):
            style.remove(based)  # the file's own "Normal" is not ours
        style.get_or_add_rPr().insert(0, node("rFonts", ascii=paper.FONT, hAnsi=paper.FONT, eastAsia=paper.FONT, cs=paper.FONT))
        word.styles.element.append(style)
    return {key: one for key, one in found.items() if one != key}


def restyle(elements: Iterable[BaseOxmlElement], ids: Mapping[str, str]) -> None:
    """Let the elements use the styles under the ids that the file has."""
    if not ids:
        return
    for element in elements:
        for place in element.iter(*_STYLE_PLACES):
            place.set(qn("w:val"), ids.get(place.get(qn("w:val")), place.get(qn("w:val"))))


def _key(style: BaseOxmlElement) -> str:
    name = style.find(qn("w:name"))
    return "" if name is None else str(name.get(qn("w:val"))).casefold()
