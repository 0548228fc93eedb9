"""An official document as one shape, whichever writer puts it on paper or on the screen.

The shape holds words, not layout: names stand in ordinary letters and the writers set the capitals,
sizes and rules that Nghị định 30/2020/NĐ-CP asks for. What every writer has to say alike (number line,
date line, last words, the reference of an appendix to its document) is worded here.

"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import official_day
from khworkflow.documents import lengths
from khworkflow.documents.blocks import Paragraph, Run
from khworkflow.documents.literal import Shape

if TYPE_CHECKING:
    from datetime import date, datetime

    from khworkflow.documents.blocks import Appendix, Block

NATION: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
PARTY: Final = "ĐẢNG CỘNG SẢN VIỆT NAM"
#: Room for a number or a day that is written by hand; no-break, so that no reader folds it away.
BLANK: Final = "\u00a0" * 6
_KINDS: Final = ("BC-", "BB-", "DM-", "TB-")
_FOR: Final = re.compile(r"^(T|K)(M|L|T)\.")  # on whose behalf one signs
_ROMAN: Final = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class Layout(StrEnum):
    """How an office sets its papers."""

    DECREE = "decree"  # Nghị định 30/2020/NĐ-CP, Phụ lục I
    PARTY = "party"  # the party's papers: Hướng dẫn 36-HD/VPTW of 03/4/2018


def official_number(number: int | None, sign: str) -> str:
    """Return "05/BC-HKH", or room for the number before the sign while it has none.

    Numbers under 10 carry a zero (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    """
    return f"{BLANK if number is None else f'{number:02d}'}/{sign}"


def party_number(number: int | None, sign: str) -> str:
    """Return "05-BC/HKH" for the sign "BC-HKH", "05-CV/HKH" for that of a công văn, "HKH-VP": the dash follows the number."""
    kind, _, body = sign.partition("-") if sign.startswith(_KINDS) else ("CV", "", sign.partition("-")[0])
    return f"{BLANK if number is None else f'{number:02d}'}-{kind}/{body}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature(Shape):
    """Who signs, and by what authority.

    Args:
        position: the post that signs: "Chủ tịch", "Phó Chủ tịch".
        authority: the lines above it: ("TM. Ban Thường vụ",) or ("TM. Ban Thường vụ", "KT. Chủ tịch").
        name: the signer, without academic title; left out, the place stays blank.

    """

    position: str
    authority: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Shape):
    """A document in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I (the ô of its plan in brackets).

    Args:
        issuing_body: who issues it (2), in ordinary letters: "Hội Khuyến học tỉnh Yên Bái".
        superior_body: the body above (2), where there is one.
        number: number and sign (3): "05/BC-HKH"; see ``official_number`` for one without a number.
        place: where it is signed (4): "Yên Bái".
        day: the day it is signed (4); None leaves room for it to be written by hand.
        type_name: "Báo cáo" (5a); an empty one makes it a công văn, whose subject stands under the number (5b).
        subject: the trích yếu (5a), or what follows "V/v" (5b).
        subject_note: a line in italics under the subject: "(Số liệu tính đến ngày 30/9/2019)".
        addressees: whom it addresses (9a): none, one on the line of "Kính gửi", or several below it.
        body: the text (6).
        closing: the last paragraph (6); "./." is put at its end.
        recipients: Nơi nhận (9b), each without dash and semicolon; the last one is "Lưu: VT, …".
        signature: who signs (7).
        sides: who signs beside each other before it, as the sides of a biên bản do; each with its post.
        appendices: what is attached.
        layout: whether it is set as the decree has it, or in the party's manner.
        made_at: the moment, with its zone, which the file names as the one it was made at; nothing else in
            the file depends on when it is written.

    """

    issuing_body: str
    superior_body: str = ""
    number: str
    place: str
    day: date | None
    type_name: str
    subject: str
    subject_note: str = ""
    addressees: tuple[str, ...] = ()
    body: tuple[Block, ...]
    closing: Paragraph
    recipients: tuple[str, ...]
    signature: Signature
    sides: tuple[Signature, ...] = ()
    layout: Layout = Layout.DECREE
    appendices: tuple[Appendix, ...] = ()
    made_at: datetime

    @property
    def title(self) -> str:
        """What the document is called in a list: its type and its subject on one line."""
        return " ".join(f"{self.type_name or 'Công văn'} {self.subject}".split())

    @property
    def number_line(self) -> str:
        """The line of the number (3)."""
        return f"Số {self.number}" if self.is_party else f"Số: {self.number}"

    @property
    def is_party(self) -> bool:
        """Whether it is set in the party's manner."""
        return self.layout is Layout.PARTY

    @property
    def heading(self) -> str:
        """The first line at the right (1)."""
        return PARTY if self.is_party else NATION

    @property
    def signed_by(self) -> tuple[str, ...]:
        """The lines above the signature (7a), in capitals: "TM. BAN THƯỜNG VỤ", in the party's manner "T/M BAN THƯỜNG VỤ"."""
        lines = (*self.signature.authority, self.signature.position)
        return tuple((_FOR.sub(r"\1/\2", line) if self.is_party else line).upper() for line in lines)

    @property
    def place_and_day(self) -> str:
        """The line of place and day (4)."""
        return f"{self.place}, {self.written_day}"

    @property
    def last_words(self) -> Paragraph:
        """The closing paragraph with "./." in place of its full stop, by which a document says that it ends."""
        *before, last = self.closing.runs or (Run(""),)
        ended = Run(f"{last.text.rstrip(' .;/')}./.", last.href, last.is_bold, last.is_italic)
        return Paragraph((*before, ended))

    @property
    def recipient_lines(self) -> tuple[str, ...]:
        """The lines under "Nơi nhận": each with its dash and semicolon, the last with a full stop."""
        bare = [line.strip(" -;.") for line in self.recipients]
        stop = "," if self.is_party else ";"
        return tuple(f"- {line}{'.' if place == len(bare) else stop}" for place, line in enumerate(bare, 1))

    @property
    def attached_to(self) -> str:
        """The reference of an appendix to its document."""
        return f"(Kèm theo {self.type_name or 'Công văn'} số {self.number} {self.written_day} của {self.issuing_body})"

    @property
    def printed(self) -> tuple[Appendix, ...]:
        """The appendices that stand on paper."""
        return tuple(one for one in self.appendices if one.on_paper)

    @property
    def attached_rule(self) -> float:
        """The length of the rule under the reference of an appendix, in points."""
        return 0.4 * lengths.of_line(self.attached_to, 13)

    def appendix_mark(self, place: int) -> str:
        """Return "Phụ lục", or "Phụ lục II" for the second (place 1) of several."""
        return "Phụ lục" if len(self.printed) == 1 else f"Phụ lục {_roman(place + 1)}"

    @property
    def written_day(self) -> str:
        """The day in words, or room for it to be written by hand."""
        if self.day is None:
            return f"ngày{BLANK}tháng{BLANK}năm{BLANK}"
        return official_day(self.day)


def _roman(number: int) -> str:
    """Return the number as the appendices are numbered; for numbers under 40."""
    letters = ""
    for worth, letter in _ROMAN:
        times, number = divmod(number, worth)
        letters += letter * times
    return letters
