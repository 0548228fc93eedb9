"""The closed list of what a template may ask for, and which of it a kind of paper has and needs.

A placeholder is a name in two pairs of braces, ``{{Số và ký hiệu}}``; it stands for words of the document and
nothing else. There are no expressions, conditions or loops, and nothing of a template is ever evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.core.text import fold, one_line

if TYPE_CHECKING:
    from khworkflow.documents.model import Document, Layout


class Placeholder(StrEnum):
    """What a template may ask for; the value is its name as the office writes it."""

    SUPERIOR = "Cơ quan chủ quản"
    ISSUER = "Cơ quan ban hành"
    NUMBER = "Số và ký hiệu"
    PLACE = "Địa danh"
    DAY = "Ngày tháng năm"
    TYPE = "Tên loại văn bản"
    SUBJECT = "Trích yếu"
    NOTE = "Ghi chú trích yếu"
    ADDRESSEE = "Đơn vị nhận"
    BODY = "Nội dung"
    LAST = "Lời kết"
    SIDES = "Các bên ký"
    RECIPIENTS = "Nơi nhận"
    AUTHORITY = "Quyền hạn, chức vụ"
    SIGNER = "Họ và tên người ký"
    APPENDICES = "Phụ lục"

    @property
    def written(self) -> str:
        """The placeholder as it stands in a template."""
        return f"{{{{{self}}}}}"

    @property
    def in_capitals(self) -> str:
        """The placeholder whose words come in capitals."""
        return self.written.upper()


#: Each takes a paragraph of its own, in the body of the text: whole paragraphs, tables and sections come in its place.
BLOCKS: Final = frozenset({Placeholder.BODY, Placeholder.SIDES, Placeholder.APPENDICES})
#: Each takes a paragraph of its own, in the text or a cell: as many paragraphs like it come as there are lines.
LINES: Final = frozenset({Placeholder.RECIPIENTS, Placeholder.AUTHORITY})
#: A name of several words that stands in a paragraph of its own is broken where it is too long for its room.
BROKEN: Final = frozenset({Placeholder.SUPERIOR, Placeholder.ISSUER})
#: A paragraph of nothing else is left out where there is nothing to say; the room above a name is kept for the signature.
OPTIONAL: Final = frozenset(
    {
        Placeholder.SUPERIOR,
        Placeholder.NOTE,
        Placeholder.ADDRESSEE,
        Placeholder.SIDES,
        Placeholder.RECIPIENTS,
        Placeholder.AUTHORITY,
    }
)
#: At most so many times in a file.
TIMES_MOST: Final = 20

#: What comes in the place of each.
MEANINGS: Final = {
    Placeholder.SUPERIOR: _("The body above, broken into two lines where it is long"),
    Placeholder.ISSUER: _("The association whose paper it is"),
    Placeholder.NUMBER: _("Number and sign: 05/BC-HKH; room for the number while it has none"),
    Placeholder.PLACE: _("Where it is signed: Yên Bái"),
    Placeholder.DAY: _("The day: ngày 08 tháng 7 năm 2019; room to write it by hand while it has none"),
    Placeholder.TYPE: _("What the paper is called: Báo cáo, Thông báo"),
    Placeholder.SUBJECT: _("The subject of the paper"),
    Placeholder.NOTE: _("As of which day the figures are; a paragraph of its own"),
    Placeholder.ADDRESSEE: _("To whom the paper is addressed"),
    Placeholder.BODY: _("The text with its headings, tables and charts; a paragraph of its own"),
    Placeholder.LAST: _("The last sentence, which ends with ./."),
    Placeholder.SIDES: _("Who signs beside each other, as the sides of minutes do; a paragraph of its own"),
    Placeholder.RECIPIENTS: _("The lines of those who receive it; a paragraph of its own"),
    Placeholder.AUTHORITY: _("On whose behalf, and the post of the signer; a paragraph of its own"),
    Placeholder.SIGNER: _("The name of the signer"),
    Placeholder.APPENDICES: _("The appendices, each on a new page; a paragraph of its own, the last one"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What papers of one kind have, so that a template of that kind may ask for it.

    Args:
        layout: in which manner they are set.
        type_name: "Báo cáo"; none makes it a công văn.
        has_note: whether a line under the subject tells of which day the figures are.
        has_addressee: whether they are addressed to somebody.
        has_sides: whether two sides sign them.
        has_appendices: whether something is attached.

    """

    layout: Layout
    type_name: str
    has_note: bool = False
    has_addressee: bool = False
    has_sides: bool = False
    has_appendices: bool = False

    @property
    def allowed(self) -> tuple[Placeholder, ...]:
        """What a template of the kind may ask for."""
        absent = {
            Placeholder.TYPE: self.type_name,
            Placeholder.NOTE: self.has_note,
            Placeholder.ADDRESSEE: self.has_addressee,
            Placeholder.SIDES: self.has_sides,
            Placeholder.APPENDICES: self.has_appendices,
        }
        return tuple(one for one in Placeholder if absent.get(one, True))

    @property
    def required(self) -> frozenset[Placeholder]:
        """What it has to ask for: without it the paper would not be one, or words would be lost."""
        whole = {
            Placeholder.NUMBER,
            Placeholder.DAY,
            Placeholder.SUBJECT,
            Placeholder.BODY,
            Placeholder.RECIPIENTS,
            Placeholder.AUTHORITY,
            Placeholder.SIGNER,
        }
        return frozenset(whole | ({Placeholder.ADDRESSEE, Placeholder.SIDES, Placeholder.APPENDICES} & set(self.allowed)))


_BY_NAME: Final = {one.casefold(): one for one in Placeholder}


def named(name: str) -> Placeholder | None:
    """Return the placeholder of the name, whatever its case and spaces; None where there is none."""
    return _BY_NAME.get(one_line(name).casefold())


def likely(name: str, form: Form) -> Placeholder | None:
    """Return which placeholder of the kind was probably meant."""
    folded = {fold(one): one for one in form.allowed}
    found = get_close_matches(fold(name), folded, n=1, cutoff=0.5)
    return folded[found[0]] if found else None


def values(document: Document) -> dict[Placeholder, tuple[str, ...]]:
    """Return what comes in the place of each, line by line; of blocks nothing is said here."""
    return {
        Placeholder.SUPERIOR: _one(document.superior_body),
        Placeholder.ISSUER: _one(document.issuing_body),
        Placeholder.NUMBER: _one(document.number),
        Placeholder.PLACE: _one(document.place),
        Placeholder.DAY: _one(document.written_day),
        Placeholder.TYPE: _one(document.type_name),
        Placeholder.SUBJECT: _one(document.subject),
        Placeholder.NOTE: _one(document.subject_note),
        Placeholder.ADDRESSEE: _one("; ".join(document.addressees)),
        Placeholder.LAST: _one(document.last_words.text),
        Placeholder.RECIPIENTS: document.recipient_lines,
        Placeholder.AUTHORITY: document.signed_by,
        Placeholder.SIGNER: _one(document.signature.name),
    }


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()
