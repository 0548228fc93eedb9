"""The Word writer: an official document on the paper of Nghị định 30/2020/NĐ-CP, editable by the office."""

from __future__ import annotations

import io
from datetime import UTC
from typing import TYPE_CHECKING, Final

from docx.enum.section import WD_SECTION
from docx.shared import Pt

from khworkflow.documents import lengths, paper, typesetter
from khworkflow.documents.blocks import Align, Chart, Heading, Listing, Paragraph, Table
from khworkflow.documents.lengths import LEFT_HALF, RIGHT_HALF
from khworkflow.documents.model import MOTTO
from khworkflow.documents.ooxml import (
    Later,
    Plain,
    block,
    cell,
    node,
    page_number,
    plain_row,
    row,
    rule,
    same_bytes,
    table,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement

    from khworkflow.documents.blocks import Block
    from khworkflow.documents.model import Document, Signature

_PADDING: Final = 3.0
_TOGETHER: Final = 3  # rows at either end of a table that no page break parts
_LONGEST_PROPERTY: Final = 255  # characters, by the format
_PLACES: Final = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def write(document: Document) -> bytes:
    """Return the document as a .docx file; equal documents give equal bytes."""
    word, later = paper.blank(document.layout), Later()
    write_front(word, document, later)
    write_appendices(word, document, later)
    number_pages(word)
    return packed(word, document, later)


def write_front(word: Word, document: Document, later: Later) -> None:
    """Put the document into the empty file, from the letterhead to the signature."""
    line = paper.room(word.sections[0])
    _add(word, _letterhead(document))
    _add(word, _title(document, line))
    _add(word, body(word, document.body, line, later))
    _add(word, _end(document))


def write_appendices(word: Word, document: Document, later: Later) -> None:
    """Put each appendix that is printed behind what stands in the file, in a section of its own."""
    for place, appendix in enumerate(document.printed):
        section = word.add_section(WD_SECTION.NEW_PAGE)
        word.paragraphs[-1].style = word.styles["Khoảng cách"]  # the break must not need a page of its own
        section.different_first_page_header_footer = False
        paper.set_direction(section, is_landscape=appendix.is_landscape)
        _add(word, _appendix_title(document, place, paper.room(section)))
        _add(word, body(word, appendix.body, paper.room(section), later))


def packed(word: Word, document: Document, later: Later) -> bytes:
    """Return the file, told by its properties what it is; the same file again, the same bytes."""
    _describe(word, document)
    file = io.BytesIO()
    word.save(file)
    return same_bytes(file.getvalue(), later)


def _add(word: Word, blocks: Iterable[BaseOxmlElement]) -> None:
    end = word.element.body.sectPr
    for part in blocks:
        end.addprevious(part)


def _letterhead(document: Document) -> Iterator[BaseOxmlElement]:
    """Draw ô 1 to 4: nation and bodies side by side, then number and day on one line; the party's star parts body and number."""
    size = paper.styles_of(document.layout)["Issuer"].size
    superior = lengths.broken(document.superior_body, size, LEFT_HALF) if document.superior_body else ()
    issuer = lengths.broken(document.issuing_body, size, LEFT_HALF)
    bodies = [block("Superior", words(text)) for text in superior] + [block("Issuer", words(text)) for text in issuer]
    number = [block("Number", words(document.number_line))]
    if not document.type_name:
        number.append(block("LetterSubject", words(f"V/v {document.subject}")))
    place = block("PlaceDay", words(document.place_and_day))
    if document.is_party:
        heading = (block("Nation", words(document.heading)), rule("Rule", lengths.PARTY, RIGHT_HALF))
        left = (*bodies, block("Issuer", words("*")), *number)
        yield table((LEFT_HALF, RIGHT_HALF), row(cell(LEFT_HALF, *left), cell(RIGHT_HALF, *heading, place)))
        return
    left = (*bodies, rule("Rule", lengths.of_rule(issuer, size, LEFT_HALF), LEFT_HALF))
    right = (block("Nation", words(document.heading)), block("Motto", words(MOTTO)), rule("Rule", lengths.MOTTO, RIGHT_HALF))
    yield table(
        (LEFT_HALF, RIGHT_HALF),
        row(cell(LEFT_HALF, *left), cell(RIGHT_HALF, *right)),
        row(cell(LEFT_HALF, *number), cell(RIGHT_HALF, place)),
    )


def _title(document: Document, line: float) -> Iterator[BaseOxmlElement]:
    """Draw ô 5a and 9a: type, subject, rule; whom it addresses."""
    if document.type_name:
        yield block("TypeName", words(document.type_name.upper()))
        yield block("Subject", words(document.subject))
        if document.subject_note:
            yield block("SubjectNote", words(document.subject_note))
        style = paper.styles_of(document.layout)["Subject"]
        subject = tuple(document.subject.splitlines()) or ("",)
        yield rule("Rule", lengths.of_rule(subject, style.size, lengths.SUBJECT_LINE), line)
    if len(document.addressees) == 1:
        yield block("Addressee", words(f"Kính gửi: {document.addressees[0]}"))
    elif document.addressees:
        yield block("Addressee", words("Kính gửi:"))
        for place, name in enumerate(document.addressees, 1):
            stop = "." if place == len(document.addressees) else ";"
            yield block("AddresseeLine", words(f"- {name.strip(' -;.')}{stop}"))
    yield block("Gap", properties=(node("spacing", before="0", after="120"),))


def body(word: Word, blocks: tuple[Block, ...], line: float, later: Later) -> Iterator[BaseOxmlElement]:
    """Draw the blocks on lines of the length (points)."""
    for part in blocks:
        if isinstance(part, Heading):
            yield block(f"Heading{min(max(part.level, 1), 3)}", words(part.text))
        elif isinstance(part, Paragraph):
            yield _paragraph(part)
        elif isinstance(part, Listing):
            yield from (_paragraph(item, "- ") for item in part.items)
        elif isinstance(part, Chart):
            yield from _chart(word, part, line)
        else:
            yield from _table(part, line, later)


def _paragraph(part: Paragraph, mark: str = "", *, keeps_next: bool = False) -> BaseOxmlElement:
    runs = [words(run.text, is_bold=run.is_bold, is_italic=run.is_italic) for run in part.runs if run.text]
    marked = [words(mark)] if mark else []
    return block("Body", *marked, *runs, properties=(node("keepNext"),) if keeps_next else ())


def _chart(word: Word, part: Chart, line: float) -> Iterator[BaseOxmlElement]:
    """Draw the chart over the whole line, with its words for those who do not see it."""
    yield block("TableHeading", words(part.title))
    inline = word.part.new_pic_inline(io.BytesIO(typesetter.picture(part.svg)), Pt(line), None)
    inline.docPr.set("descr", part.alt)
    yield block("TableHeading", node("r", node("drawing", inline)), properties=(node("keepNext", val="0"),))


def _table(part: Table, line: float, later: Later) -> Iterator[BaseOxmlElement]:
    """Draw the table over the whole line, its headings again on every page."""
    whole = sum(column.width for column in part.columns)
    widths = [line * column.width / whole for column in part.columns]
    if part.heading:
        yield block("TableHeading", words(part.heading))
    titles = (
        cell(width, block("ColumnTitle", words(column.title)), valign="center")
        for column, width in zip(part.columns, widths, strict=True)
    )
    heads = [row(*titles, is_heading=True)]
    if part.is_numbered:
        numbers = (cell(width, block("ColumnNumber", words(f"({place})"))) for place, width in enumerate(widths, 1))
        heads.append(row(*numbers, is_heading=True))
    yield table(widths, *heads, later.place(_rows(part, widths)), is_ruled=True, padding=_PADDING, caption=part.heading)
    yield block("Gap", properties=(node("spacing", before="0", after="120"),))


def _rows(part: Table, widths: list[float]) -> str:
    """Return the rows below the heads as XML; no single row at the foot of a page, no total alone on the next."""
    cells = [*part.rows, *(() if part.totals is None else (part.totals,))]
    drawn = []
    for place, one in enumerate(cells, 1):
        left = len(cells) - place
        is_near = part.is_together or place < _TOGETHER or left < _TOGETHER
        is_sum = part.totals is not None and not left
        drawn.append(
            plain_row(
                (
                    Plain(
                        width,
                        it.text,
                        _PLACES[it.align or column.align],
                        is_bold=is_sum or it.is_bold,
                        keeps_next=is_near and left > 0,
                        is_small=part.is_small,
                    )
                    for column, width, it in zip(part.columns, widths, one, strict=True)
                ),
            )
        )
    return "".join(drawn)


def _end(document: Document) -> Iterator[BaseOxmlElement]:
    """Draw the last words, and ô 7 and 9b side by side on the same page as these."""
    yield _paragraph(document.last_words, keeps_next=True)
    yield block("Gap", properties=(node("keepNext"), node("spacing", before="0", after="120")))
    signature = document.signature
    yield from sides(document)
    recipients = [block("Recipient", words(text)) for text in document.recipient_lines]
    signs = [block("Signature", words(text)) for text in document.signed_by]
    yield table(
        (LEFT_HALF, RIGHT_HALF),
        row(
            cell(LEFT_HALF, block("RecipientsTitle", words("Nơi nhận:")), *recipients),
            cell(RIGHT_HALF, *signs, block("SignerName", words(signature.name))),
        ),
    )


def sides(document: Document) -> Iterator[BaseOxmlElement]:
    """Draw who signs beside each other, where somebody does."""
    if document.sides:
        width = (LEFT_HALF + RIGHT_HALF) / len(document.sides)
        yield table([width] * len(document.sides), row(*(cell(width, *_side(one)) for one in document.sides)))
        yield block("Gap", properties=(node("spacing", before="240", after="120"),))


def _side(one: Signature) -> tuple[BaseOxmlElement, ...]:
    posts = [block("Signature", words(text.upper())) for text in (*one.authority, one.position)]
    return (*posts, block("SignerName", words(one.name)))


def _appendix_title(document: Document, place: int, line: float) -> Iterator[BaseOxmlElement]:
    yield block("AppendixMark", words(document.appendix_mark(place)))
    yield block("AppendixTitle", words(document.printed[place].title.upper()))
    yield block("AttachedTo", words(document.attached_to))
    yield rule("Rule", document.attached_rule, line)
    yield block("Gap", properties=(node("spacing", before="0", after="160"),))


def number_pages(word: Word) -> None:
    """Put the number of each page in the middle of the upper margin; the first page shows none."""
    first = word.sections[0]
    first.first_page_header.is_linked_to_previous = False
    first.header.is_linked_to_previous = False
    header = first.header._element  # noqa: SLF001 - the library cannot make a field
    for old in list(header):
        header.remove(old)
    header.append(page_number("Header"))


def _describe(word: Word, document: Document) -> None:
    """Say in the file's properties what it is, by whom and when, and nothing about the machine."""
    about = word.core_properties
    about.title = document.title[:_LONGEST_PROPERTY]
    about.author = about.last_modified_by = document.issuing_body[:_LONGEST_PROPERTY]
    about.language = "vi-VN"
    about.comments = ""
    about.created = about.modified = document.made_at.astimezone(UTC).replace(tzinfo=None)
