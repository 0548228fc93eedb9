"""The Word writer through a template of the office: its letterhead, type and closing around what the system words.

A template is an ordinary .docx with placeholders of the closed list. ``built_in`` gives the one to begin with;
filled as it is, it gives what ``docx.write`` gives.
"""

from __future__ import annotations

import io
from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import docx
from docx.oxml.ns import qn

from khworkflow.documents import adopting, docx as writer, lengths, paper, placeholders, places, setting
from khworkflow.documents.blocks import Paragraph, Run, paragraph
from khworkflow.documents.model import Document, Signature
from khworkflow.documents.ooxml import Later, block, words
from khworkflow.documents.placeholders import BLOCKS, BROKEN, LINES, OPTIONAL, Placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement

    from khworkflow.documents.placeholders import Form
    from khworkflow.documents.places import Spot

_MADE_AT: Final = datetime(2020, 1, 1, tzinfo=UTC)


class _Pattern(Document):
    """A document whose words are the placeholders themselves."""

    @property
    def written_day(self) -> str:
        return Placeholder.DAY.written

    @property
    def last_words(self) -> Paragraph:
        return paragraph(Placeholder.LAST.written)

    @property
    def recipient_lines(self) -> tuple[str, ...]:
        return (Placeholder.RECIPIENTS.written,)

    @property
    def signed_by(self) -> tuple[str, ...]:
        return (Placeholder.AUTHORITY.in_capitals,)


def built_in(form: Form) -> bytes:
    """Return the template of the kind that is the system's own, to be changed in Word."""
    pattern = _Pattern(
        superior_body=Placeholder.SUPERIOR.in_capitals,
        issuing_body=Placeholder.ISSUER.in_capitals,
        number=Placeholder.NUMBER.written,
        place=Placeholder.PLACE.written,
        day=None,
        type_name=Placeholder.TYPE.written if form.type_name else "",
        subject=Placeholder.SUBJECT.written,
        subject_note=Placeholder.NOTE.written if form.has_note else "",
        addressees=(Placeholder.ADDRESSEE.written,) if form.has_addressee else (),
        body=(paragraph(Placeholder.BODY.written),),
        closing=Paragraph((Run(""),)),
        recipients=(),
        signature=Signature(position="", name=Placeholder.SIGNER.written),
        layout=form.layout,
        made_at=_MADE_AT,
    )
    word, later = paper.blank(form.layout), Later()
    writer.write_front(word, pattern, later)
    end = word.element.body.sectPr
    if form.has_sides:
        end.getprevious().addprevious(block("Body", words(Placeholder.SIDES.written)))
    if form.has_appendices:
        end.addprevious(block("AppendixMark", words(Placeholder.APPENDICES.written)))
    writer.number_pages(word)
    return writer.packed(word, pattern, later)


def fill(template: bytes, document: Document) -> bytes:
    """Return the document as a .docx in the office's template; equal documents in equal templates give equal bytes.

    Words of the document stay words: what looks like a placeholder in them stays as it is.

    Args:
        template: a file that ``vetting`` found fit.
        document: what is put into it.

    """
    return _Filling(template, document).filled()


def roots(word: Word) -> Iterator[BaseOxmlElement]:
    """Yield the roots of the parts that people read: the text, headers and footers."""
    yield word.element.body
    for part in adopting.parts_of(word):
        if part.partname.startswith(("/word/header", "/word/footer")):
            yield adopting.xml_of(part)


def pictures(word: Word) -> list[bytes]:
    """Return the pictures that the file holds."""
    return [part.blob for part in adopting.parts_of(word) if part.content_type.startswith("image/")]


class _Filling:
    """One template while one document is put into it."""

    def __init__(self, template: bytes, document: Document) -> None:
        self._word, self._document, self._later = docx.Document(io.BytesIO(template)), document, Later()
        adopting.strip(self._word)
        self._ids = adopting.adopt(self._word, document.layout)
        self._told = placeholders.values(document)
        self._flat = {key: "\n".join(lines) for key, lines in self._told.items()}

    def filled(self) -> bytes:
        found = [spot for root in roots(self._word) for spot in places.spots(root)]  # all, before any is filled
        asked = [spot.marks[0].asks_for if spot.is_alone else None for spot in found]
        for spot, what in zip(found, asked, strict=True):
            if what in BLOCKS:
                self._put_block(spot.paragraph, what)
            elif what is not None and what in LINES | BROKEN:
                self._put_lines(spot, what)
            elif what is not None and what in OPTIONAL and not self._flat[what]:
                _leave_out(spot.paragraph)
            else:
                places.put(spot, self._flat)
                if what is Placeholder.SUBJECT:
                    setting.measure(self._word, spot.paragraph, self._flat[what], lengths.SUBJECT_LINE)
        if Placeholder.APPENDICES in asked:
            self._put_appendices()
        self._later.restyle(self._ids)
        return writer.packed(self._word, self._document, self._later)

    def _put_block(self, here: BaseOxmlElement, asked: Placeholder | None) -> None:
        made: list[BaseOxmlElement] = []
        if asked is Placeholder.BODY:
            line = paper.room(setting.section_of(self._word, here))
            made = list(writer.body(self._word, self._document.body, line, self._later))
            setting.follow(self._word, here, made, self._ids)
        elif asked is Placeholder.SIDES:
            made = list(writer.sides(self._document))
        else:
            for after in [*here.itersiblings(qn("w:p"))]:  # empty ones: it is the last thing in the file
                after.getparent().remove(after)
        adopting.restyle(made, self._ids)
        for element in made:
            here.addprevious(element)
        here.getparent().remove(here)

    def _put_appendices(self) -> None:
        end = self._word.element.body.sectPr
        last = end.getprevious()
        writer.write_appendices(self._word, self._document, self._later)
        adopting.restyle([one for one in last.itersiblings() if one is not end], self._ids)

    def _put_lines(self, spot: Spot, asked: Placeholder) -> None:
        """Put a paragraph like that of the placeholder for each line; a long name on two lines where it has no room."""
        here, mark, lines, word = spot.paragraph, spot.marks[0], self._told[asked], self._word
        if asked in BROKEN and lines:
            lines = setting.broken(lines[0], setting.size_of(word, here), setting.room_of(word, here))
        for line in lines:
            like = deepcopy(here)
            places.replace(like, mark.start, mark.end, line.upper() if mark.is_capital else line)
            here.addprevious(like)
        if asked is Placeholder.ISSUER and lines:
            told = "\n".join(line.upper() if mark.is_capital else line for line in lines)
            setting.measure(word, here, told, setting.room_of(word, here))
        _leave_out(here)


def _leave_out(here: BaseOxmlElement) -> None:
    """Leave the paragraph out; a cell keeps one, though an empty one."""
    parent = here.getparent()
    if parent.tag == qn("w:tc") and len(parent.findall(qn("w:p"))) == 1:
        places.replace(here, 0, len(places.words_of(here)), "")
    else:
        parent.remove(here)
