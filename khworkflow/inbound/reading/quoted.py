"""What a person wrote above the letter that he answered: quotations and the marks of telephones are cut off.

The forms are those of Gmail, Outlook, Yahoo, iPhone, Android, Thunderbird and Zimbra in Vietnamese and English.
"""

from __future__ import annotations

import re
from typing import Final

from khworkflow.core.text import clean, fold

LETTERS_MOST: Final = 200_000
#: Stands in our letters above everything else, where replies by mail are taken.
OWN_LINE: Final = "—Trả lời phía trên dòng này—"
_OWN: Final = ("tra loi phia tren dong nay", "reply above this line")
_HEAD_LINES: Final = 6  # of Outlook's heading of a quoted mail
_ATTRIBUTION: Final = re.compile(
    r"^[ \t>*]*(?:(?:Vào|On|Ngày|Lúc|Le)\b[^\n]{0,300}(?:\n[^\n]{0,300}){0,3}?|[^\n]{0,200}<[^\n<>]{3,200}@[^\n<>]{3,200}>[^\n]{0,60})"
    r"\b(?:đã viết|wrote|viết|a écrit)\s*(?:\([^\n()]{0,60}\))?\s*:[ \t*]*$",
    re.MULTILINE | re.IGNORECASE,
)
_DATED: Final = re.compile(r"[0-9]|@")
_BAR: Final = re.compile(
    r"^[ \t>*]*[-_=]{2,}[ \t]*(?:Thư gốc|Tin nhắn gốc|Thư ban đầu|Original Message|Original Appointment|Thư (?:đã )?(?:được )?chuyển tiếp"
    r"|Tin nhắn (?:đã )?chuyển tiếp|Forwarded message)[ \t]*[-_=]{2,}",
    re.MULTILINE | re.IGNORECASE,
)
_FROM: Final = re.compile(r"^[ \t>*]*(?:Từ|From|Người gửi)[ \t]*:\**[ \t]*\S", re.IGNORECASE)
_BESIDE: Final = re.compile(
    r"^[ \t>*]*(?:Đã gửi|Ngày gửi|Gửi|Ngày|Sent|Date|Đến|Tới|Gửi tới|Người nhận|To|Cc|Chủ đề|Tiêu đề|Subject)[ \t]*:",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"^[ \t]*[_\-=*]{5,}[ \t]*$")
_SIGNATURE: Final = re.compile(r"^-- ?$")
#: What telephones and programs put under a mail by themselves, accents and case left aside.
_PROGRAM: Final = re.compile(
    r"^(?:(?:da gui tu|duoc gui tu|gui tu|gui bang|sent from|sent via)\b.{0,40}\b(?:iphone|ipad|dien thoai|android|samsung|galaxy|oppo|xiaomi|vivo"
    r"|outlook|yahoo|zalo|gmail|thu danh cho|mail for windows|mobile|phone)\b.{0,60}|(?:get|tai) outlook (?:for|cho) .{0,40})$"
)


def cut(text: str) -> tuple[str, bool]:
    """Return what the person wrote himself, and whether something quoted was cut off.

    Lines marked as quoted go wherever they stand; what stands below them counts only where nothing stands above.
    """
    whole = clean(text[:LETTERS_MOST])
    unmarked = "\n".join(" " * len(line) if _is_quoted(line) else line for line in whole.split("\n"))
    said = _attribution(unmarked)
    ends = (_bar(unmarked), said[0] if said else None, _own_line(unmarked), _heading(unmarked))
    end = min((at for at in ends if at is not None), default=None)
    above = _own(whole if end is None else whole[:end])
    if not above and said is not None and end == said[0] and _is_quoted(whole[said[1] :].lstrip("\n ")):
        above = _own(whole[said[1] :])
    return above, end is not None or unmarked != whole


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _own(text: str) -> str:
    return "\n".join(_without_foot([line for line in text.split("\n") if not _is_quoted(line)])).strip()


def _bar(text: str) -> int | None:
    found = _BAR.search(text)
    return found.start() if found else None


def _attribution(text: str) -> tuple[int, int] | None:
    """Return from where to where "Vào T2, 8 thg 7, 2019 … đã viết:" goes; it names a day or an address, else it is a sentence."""
    for found in _ATTRIBUTION.finditer(text):
        if _DATED.search(found.group()):
            return found.span()
    return None


def _own_line(text: str) -> int | None:
    at = 0
    for line in text.split("\n"):
        if any(words in fold(line[:200]) for words in _OWN):
            return at
        at += len(line) + 1
    return None


def _heading(text: str) -> int | None:
    """Return where Outlook's heading of the quoted mail begins: who, and in the lines below it when, to whom or about what."""
    lines, at = text.split("\n"), 0
    for number, line in enumerate(lines):
        if _FROM.match(line):
            beside = sum(_BESIDE.match(other) is not None for other in lines[number + 1 : number + _HEAD_LINES])
            if beside >= 2:  # noqa: PLR2004 - one such line may be the writer's own
                return at
        at += len(line) + 1
    return None


def _without_foot(lines: list[str]) -> list[str]:
    """Return the lines without signature, rules and a program's own words at their end."""
    signed = next((number for number, line in enumerate(lines) if _SIGNATURE.match(line)), len(lines))
    kept = lines[:signed]
    while kept and (not kept[-1].strip() or _RULE.match(kept[-1]) or _PROGRAM.match(fold(kept[-1][:200]).strip("*<>[](). "))):
        kept.pop()
    return kept
