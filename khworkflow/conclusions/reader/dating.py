"""The day of the document: given, written in its head, or unknown."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from khworkflow.conclusions.reader.clock import Clock
from khworkflow.conclusions.reader.normalise import matching_key

_HEAD: Final = 4000  # code points in which a document dates itself
_FIELD: Final = re.compile(r"(\d{4}|\?{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DATELINE: Final = re.compile(r"(?:^|\n)[^\n]{0,60},\s*ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
#: "Hôm nay, hồi 14 giờ ngày 06 tháng 5 năm 2024", "Thời gian: 8 giờ 00, ngày 19/4/2023", "Bến Tre, ngày 04/12/2023".
_HELD_ON: Final = re.compile(
    r"(?:^|\n)[^\n]{0,20}(?:hôm nay|vào hồi|hồi|thời gian)\b[^\n]{0,40}?ngày (\d{1,2})(?:\s?[/.-]\s?| tháng )(\d{1,2})(?:\s?[/.-]\s?| năm )(\d{4})"
)
_DATELINE_SHORT: Final = re.compile(r"(?:^|\n)[^\n]{0,60},\s*ngày (\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[ \t]*(?:\n|$)")
#: The first day a text of news speaks of, in its opening words.
_REPORTED: Final = re.compile(
    r"(?:^|\n)\W*(?:\([^)\n]{2,40}\)\W*)?(?:(?:sáng|chiều|tối|trưa) )?(?:ngày )?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"
)
_CITED: Final = re.compile(r"^\W*(?:trước đó\W*)?(?:(?:tại|trong|theo|ngày)\b[^.;]{0,60})?ngày (\d{1,2})[/-](\d{1,2})[/-](\d{4})")
#: What was ordered before the matter at hand: "Trước đó, ngày 8/11, Sở Y tế đã yêu cầu ...".
_TOLD_BEFORE: Final = re.compile(
    r"\W*trước đó\b[^.;:]{0,120}?\bđã (?:có )?(?:yêu cầu|chỉ đạo|giao|đề nghị|ra văn bản|ban hành|ký)"
)
_LONG_AGO: Final = re.compile(r"\W*trước đó\W*(?:vào )?(?:tháng|năm|cuối|đầu) ")
_RECENT: Final = 31  # days within which an earlier word still belongs to the matter at hand
_PUBLISHED: Final = re.compile(r"(?:ngày (?:xuất bản|đăng|cập nhật)|cập nhật)\W{1,3}(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")

_SELF_DATED: Final = (_DATELINE, _PUBLISHED, _DATELINE_SHORT, _HELD_ON, _REPORTED)


def clock_of(text: str, start: int, fields: dict[str, str], on: date | None) -> Clock:
    """Return what is known of the document's day; a day given wins over a header, a header over the text."""
    if on is not None:
        return Clock(on.year, on.month, on.day)
    if "DATE" in fields:
        found = _FIELD.match(fields["DATE"])
        if found is None:
            return Clock()
        year = int(found[1]) if found[1].isdigit() else None
        return Clock(year, int(found[2]) if found[2] else None, int(found[3]) if found[3] else None)
    head = matching_key(text[start : start + _HEAD])
    said = next((hit for form in _SELF_DATED if (hit := form.search(head))), None)
    if said is None:
        return Clock()
    day, month, year = int(said[1]), int(said[2]), int(said[3])
    try:
        date(year, month, day)
    except ValueError:
        return Clock()
    return Clock(year, month, day)


def looks_back(sentence: str, clock: Clock) -> bool:
    """Return whether the sentence opens by citing a document of an earlier time than this one's.

    "Tại văn bản ngày 31/3/2015, Thủ tướng yêu cầu ..." in a text of 2016 tells what was ordered once.
    """
    key = matching_key(sentence)
    if _LONG_AGO.match(key) or _TOLD_BEFORE.match(key):
        return True
    said = _CITED.search(key)
    if said is None or clock.year is None or " trước ngày" in matching_key(said[0]):
        return False
    try:
        then = date(int(said[3]), int(said[2]), int(said[1]))
    except ValueError:
        return False
    return (date(clock.year, clock.month or 12, clock.day or 1) - then).days > _RECENT


_OPENING_DAY: Final = re.compile(
    r"^\W*(?:(?:thực hiện|căn cứ|theo)[^;:.]{0,120},\s*)?(?:(?:từ|trong|vào|sáng|chiều|tối|trưa|hôm|các|hai|sau)\s+)*ngày\s[^,;:]{0,60}?"
    r"(\d{1,2})(?:\s?[/.-]\s?|\s+tháng\s+)(\d{1,2})(?:(?:\s?[/.-]\s?|\s+năm\s+)(\d{4}))?(?=[,\s])[^,;:0-9/]{0,40},"
)


def opens_in_past(sentence: str, clock: Clock) -> bool:
    """Return whether the sentence opens with a day before the document's own: "Từ ngày 22 đến ngày 31/5/2023, ..." in June."""
    said = _OPENING_DAY.search(matching_key(sentence[:300]))
    if said is None or clock.year is None:
        return said is not None
    try:
        then = date(int(said[3] or clock.year), int(said[2]), int(said[1]))
        return then <= date(clock.year, clock.month or 12, clock.day or 28)
    except ValueError:
        return False
