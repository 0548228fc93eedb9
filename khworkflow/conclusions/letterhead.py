"""What a conclusion says about itself: its number, who signed it, in which position; all by rules, all to be checked by a person.

Number and signature stand where Nghị định 30/2020/NĐ-CP, Annex I, puts them (boxes 3 and 7); a
report of the day's news names the speaker in its sentence instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from khworkflow.core.text import one_line

_TITLE_MOST: Final = 120
_HEAD: Final = 1_500  # code points: where the number of a document stands
_FOOT: Final = 1_500  # and where it is signed
_NAME: Final = r"(?:[A-ZÀ-ỸĐ][a-zà-ỹđ]*)(?:\s+[A-ZÀ-ỸĐ][a-zà-ỹđ]*){1,4}"
_OFFICE: Final = r"(?:Phó\s+)?(?:Chủ\s+tịch|Trưởng\s+(?:ban|đoàn)|Tổng\s+Thư\s+ký)"
_NUMBER: Final = re.compile(r"^[ \t]*Số[ \t]*[:.]?[ \t]*(\d{1,5}[ \t]*[-/][ \t]*[\w-]+(?:/[\w-]+)*)", re.MULTILINE)
_SPOKEN: Final = re.compile(
    rf"(?:[Đđ]ồng\s+chí|[Đđ]/c|[ÔôBb](?:ng|à))\s+(?P<name>{_NAME})\s*[,–-]\s*"
    rf"(?P<position>{_OFFICE}[^,.;:\n]*?)(?=\s+(?:đã|kết\s+luận|yêu\s+cầu|phát\s+biểu|ghi\s+nhận|đánh\s+giá|nhấn\s+mạnh|chỉ\s+đạo|đề\s+nghị)\b|[,.;:\n])"
)
_SIGNED: Final = re.compile(
    rf"^[ \t]*(?P<position>(?:PHÓ\s+)?(?:CHỦ\s+TỊCH|TRƯỞNG\s+BAN|TRƯỞNG\s+ĐOÀN)[^\n]*)\n(?:[^\n\w]*\n|\((?:[^\n]*)\)\s*\n|[^\n]*đã\s+ký[^\n]*\n)*[ \t]*(?P<name>{_NAME})[ \t]*$",
    re.MULTILINE,
)
#: The name of the type of document stands alone in its line; what it is about follows (Nghị định 30/2020, box 5a).
_TYPE: Final = re.compile(r"^(?:THÔNG BÁO|KẾT LUẬN|BÁO CÁO|KẾ HOẠCH|BIÊN BẢN|CHỈ THỊ|NGHỊ QUYẾT)$")
#: Lines above the title: motto, letterhead, date, greetings and marks of a web page.
_NO_TITLE: Final = re.compile(
    r"CỘNG HÒA|CỘNG HOÀ|Độc lập|^\s*Số\b|,\s*ngày\b.*năm|^(?:Ngày|Thứ)\b.*\d{4}|^Chào mừng|\.\.\.$|!$|^https?:|^TITLE:\s*$",
    re.IGNORECASE,
)
_WORDS_LEAST: Final = 4
_CONCLUDES: Final = re.compile(r"[Kk]ết\s+luận|KẾT LUẬN")


@dataclass(frozen=True)
class Letterhead:
    """What could be found; an empty line where it could not."""

    number: str = ""
    signer: str = ""
    signer_position: str = ""


def letterhead(text: str) -> Letterhead:
    """Return number and signer as the text has them.

    The signature at the foot counts before the speaker; of several speakers the one whose
    sentence concludes.
    """
    number = _NUMBER.search(text[:_HEAD])
    signed = list(_SIGNED.finditer(text[-_FOOT:]))
    by = signed[-1] if signed else _speaker(text)
    return Letterhead(
        re.sub(r"\s", "", number[1]) if number else "",
        one_line(by["name"]) if by else "",
        _cased(one_line(by["position"])) if by else "",
    )


def title_of(text: str) -> str:
    """Return a title for somebody who gave none: what the paper calls itself, else its first whole line of words."""
    lines = [line for line in map(one_line, text[:_HEAD].split("\n")) if any(letter.isalpha() for letter in line)]
    for place, line in enumerate(lines[:-1]):
        if _TYPE.match(line):
            return _cut(f"{line.capitalize()} {lines[place + 1][:1].lower()}{lines[place + 1][1:]}")
    whole = (line for line in lines if len(line.split()) >= _WORDS_LEAST and not line.isupper() and not _NO_TITLE.search(line))
    return _cut(next(whole, lines[0] if lines else ""))


def _cut(line: str) -> str:
    return line if len(line) <= _TITLE_MOST else line[:_TITLE_MOST].rsplit(" ", 1)[0] + "…"


def _speaker(text: str) -> re.Match[str] | None:
    found = list(_SPOKEN.finditer(text))
    concluding = [one for one in found if _CONCLUDES.search(text[max(0, one.start() - 120) : one.end() + 40])]
    return next(iter(concluding or found), None)


def _cased(position: str) -> str:
    return position.capitalize() if position.isupper() else position
