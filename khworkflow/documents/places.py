"""Where placeholders stand in a Word file, however its programme cut them up, and putting words in their place.

Word parts a line into runs where it likes: after a correction, at a change of language, at a spelling mark. A
placeholder is therefore looked for in the words of a paragraph as a whole. All of them are found before the
first is filled, so words that are put in are never looked at again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from khworkflow.documents.placeholders import Placeholder, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.oxml.xmlchemy import BaseOxmlElement

#: In two pairs of braces or, mistyped, in one, or with a third; tried once for each row of braces, however long.
_MARK: Final = re.compile(r"(?<!\{)(\{+)([^{}]{0,200})(\}+)")
_PAIR: Final = 2
_PARAGRAPH: Final = qn("w:p")
_WORDS: Final = qn("w:t")
_STANDS_FOR: Final = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_KEPT: Final = (qn("w:drawing"), qn("w:pict"), qn("w:object"), qn("w:sectPr"), qn("w:sdt"))
_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands between braces.

    Args:
        written: as it stands there, braces included.
        name: what is between them.
        start: where it begins in the words of its paragraph.
        end: where it ends.

    """

    written: str
    name: str
    start: int
    end: int

    @property
    def is_whole(self) -> bool:
        """Whether it stands in two pairs of braces."""
        return self.written == f"{{{{{self.name}}}}}"

    @property
    def asks_for(self) -> Placeholder | None:
        """What it asks for; None where it is none of the list."""
        return named(self.name)

    @property
    def is_capital(self) -> bool:
        """Whether its words come in capitals, as its name is written."""
        return self.name.isupper()


@dataclass(frozen=True, slots=True)
class Spot:
    """A paragraph with braces in it.

    Args:
        paragraph: the paragraph.
        text: its words.
        marks: what stands between braces, left to right.
        place: the how-many-eth paragraph with words it is, from 1.

    """

    paragraph: BaseOxmlElement
    text: str
    marks: tuple[Mark, ...]
    place: int

    @property
    def is_alone(self) -> bool:
        """Whether the paragraph is one placeholder and nothing else: no words, picture or end of a section."""
        is_one = len(self.marks) == 1 and self.text.strip() == self.marks[0].written
        return is_one and next(self.paragraph.iter(*_KEPT), None) is None


def spots(root: BaseOxmlElement) -> Iterator[Spot]:
    """Yield the paragraphs of the part that have braces, in their order."""
    place = 0
    for paragraph in list(root.iter(_PARAGRAPH)):
        text = words_of(paragraph)
        place += bool(text.strip())
        if "{" in text or "}" in text:
            yield Spot(paragraph, text, tuple(_marks(text)), place)


def words_of(paragraph: BaseOxmlElement) -> str:
    """Return the words of the paragraph; those of a text box anchored in it are of paragraphs of their own."""
    return "".join(text for _element, text in _pieces(paragraph))


def put(spot: Spot, values: dict[Placeholder, str]) -> None:
    """Put the words in the place of each placeholder of the paragraph, in the type that its first letter has."""
    for mark in reversed(spot.marks):  # from the right: what stands at the left keeps its place
        asked = mark.asks_for
        if mark.is_whole and asked is not None:
            value = values.get(asked, "")
            replace(spot.paragraph, mark.start, mark.end, value.upper() if mark.is_capital else value)


def replace(paragraph: BaseOxmlElement, start: int, end: int, value: str) -> None:
    """Put the words in the place of those from ``start`` to ``end``."""
    at, is_put = 0, False
    for element, text in _pieces(paragraph):
        begins, ends = at, at + len(text)
        at = ends
        if ends <= start or begins >= end:
            continue
        if element.tag != _WORDS:
            element.getparent().remove(element)
            continue
        before, after = text[: max(0, start - begins)], text[max(0, end - begins) :]
        _write(element, before + ("" if is_put else value) + after)
        is_put = True


def _marks(text: str) -> Iterator[Mark]:
    for found in _MARK.finditer(text):
        whole = len(found[1]) == len(found[3]) == _PAIR
        if whole or len(found[1]) + len(found[3]) > _PAIR or named(found[2]):
            yield Mark(found[0], found[2], found.start(), found.end())


def _pieces(paragraph: BaseOxmlElement) -> list[tuple[BaseOxmlElement, str]]:
    """Return the words of the paragraph with the elements that hold them."""
    found = []
    for element in paragraph.iter(_WORDS, *_STANDS_FOR):
        if element.getparent().tag == qn("w:tabs") or next(element.iterancestors(_PARAGRAPH)) is not paragraph:
            continue
        found.append((element, (element.text or "") if element.tag == _WORDS else _STANDS_FOR[element.tag]))
    return found


def _write(element: BaseOxmlElement, text: str) -> None:
    """Let the element hold the text; line ends and tabs become elements behind it, an empty one goes."""
    last = element
    for number, part in enumerate(re.split(r"([\n\t])", text)):
        if part in {"\n", "\t"}:
            new = OxmlElement("w:br" if part == "\n" else "w:tab")
        elif part or not number:
            new = element if not number else OxmlElement("w:t")
            new.text = part
            new.attrib.pop(_XML_SPACE, None)
            if part.strip() != part:
                new.set(_XML_SPACE, "preserve")
        else:
            continue
        if new is not element:
            last.addnext(new)
        last = new
    if not element.text:
        element.getparent().remove(element)
