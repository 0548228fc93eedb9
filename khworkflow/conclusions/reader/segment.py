"""The shape of a document: front matter, headings, numbered, lettered and dashed items, paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from khworkflow.conclusions.reader.normalise import matching_key
from khworkflow.conclusions.reader.rows import is_row

_FRONT_LINE: Final = re.compile(r"[A-Z]{4,12}: ")
_FRONT_LINES: Final = 12  # a header of a clipped article is never longer
_MARK: Final = re.compile(
    r"\s*(?:(?:Điều|Mục|Phần|Chương|Bước|Nội dung)\s+(?P<part>\d{1,2}|[IVX]{1,5})[.:]|(?P<roman>[IVX]{1,5})(?:[.)]|[/-](?!\s?\d))|(?P<capital>[A-HĐ])[.)/-](?=\s*\w)|(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})(?:[.)/:](?!\d)|\s?[-–](?!\s?\d))|\((?P<bracket>\d{1,2}|[a-zđ])\)|(?P<letter>[a-zđ])[.)]"
    r"|(?P<dash>[-–—•+*·])(?!\d))\s*(?=\S)"
)
_PHRASE_END: Final = (".", ";", ":", "?", "!", "”", '"', "…")
_RECIPIENTS: Final = re.compile(r"\s*(?:nơi nhận|kính gửi)\b", re.IGNORECASE)
#: Words that no paragraph ends with: whatever the next line begins with goes on.
_OPEN_ENDED: Final = re.compile(r"(?:^|\s)(?:quý|ngày|và|của|các|với|trước|cho|về|đến|tại|theo|để|trong|từ|do)$")
_RAGGED: Final = 0.95  # of the widest line that a full line has at least, letters being of different width
_NEAR: Final = 12  # blocks back within which the item before stands
_WRAP_LIMIT: Final = 132  # no printed line is longer; a longer one is a paragraph on one line


_BREAK: Final = re.compile(r"\r\n|[\r\n\u2028\u2029\x85\x0b\x0c]")
_LINE: Final = re.compile(r"\S[^\r\n\u2028\u2029\x85\x0b\x0c]*")


class Shape(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    RECIPIENTS = "recipients"
    ROW = "row"


class Level(IntEnum):
    """How deep a block stands, by its mark: A., I. or "Điều 1.", 1., 1.1., a), a dash, none."""

    PART = 0
    CHAPTER = 1
    NUMBER = 2
    SUBNUMBER = 3
    LETTER = 4
    DASH = 5
    PARAGRAPH = 9


@dataclass(frozen=True)
class Block:
    """A paragraph or item: ``text[start:end]`` without its number, which is ``mark`` (empty for a paragraph).

    ``gap`` says that a blank line came before.
    """

    shape: Shape
    start: int
    end: int
    mark: str = ""
    level: Level = Level.PARAGRAPH
    gap: bool = False


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the header lines ("DATE: 2019-07-04") above a line of dashes, and where the document itself begins."""
    fields: dict[str, str] = {}
    at = 0
    for _ in range(_FRONT_LINES):
        end = text.find("\n", at)
        line = text[at:] if end < 0 else text[at:end]
        if fields and line.strip() == "---":
            return fields, len(text) if end < 0 else end + 1
        if not _FRONT_LINE.match(line) or end < 0:
            break
        name, _, value = line.partition(": ")
        fields[name] = value
        at = end + 1
    return {}, 0


def blocks(text: str, start: int = 0) -> list[Block]:
    """Return the blocks of the document in order; lines broken by the width of a page are joined again."""
    found: list[Block] = []
    gap, in_recipients = False, False
    lines = _lines(text, start)
    widest = _page_width(lines)
    for first, last in lines:
        if first == last:
            gap, in_recipients = True, in_recipients and not found[-1].end
            continue
        if is_row(text[first:last]):
            found.append(Block(Shape.ROW, first, last, gap=gap))
            gap = False
            continue
        mark = _MARK.match(text, first, last)
        if mark and _continues_number(text, found, mark):
            mark = None
        if found and not gap and not mark and _continues(text, found[-1], first, last, widest):
            before = found[-1]
            found[-1] = Block(before.shape, before.start, last, before.mark, before.level, before.gap)
            continue
        if _RECIPIENTS.match(text, first, last):
            in_recipients = True
        found.append(_block(first, last, mark, gap=gap, in_recipients=in_recipients))
        gap = False
    return found


def _lines(text: str, start: int) -> list[tuple[int, int]]:
    """Return the trimmed spans of the lines; any number of empty lines in a row is one empty span."""
    spans: list[tuple[int, int]] = []
    at = start
    for line in _LINE.finditer(text, start):
        if len(_BREAK.findall(text, at, line.start())) > bool(spans):
            spans.append((at, at))
        at = line.end()
        spans.append((line.start(), line.start() + len(line[0].rstrip())))
    return spans


def _page_width(lines: list[tuple[int, int]]) -> int:
    """Return the width at which the lines seem to be broken; 0 when paragraphs stand on one line each."""
    widths = sorted(last - first for first, last in lines if last - first > 25)  # noqa: PLR2004 - shorter ones are titles
    if len(widths) < 3 or widths[-1] > _WRAP_LIMIT:  # noqa: PLR2004 - too few to tell
        return 0
    return widths[-1]


def _continues(text: str, before: Block, first: int, last: int, widest: int) -> bool:
    """Return whether the line goes on with the block before it."""
    halved = text[before.end - 1] in ';"”' and text[first].islower()  # a page broke the line within a sentence
    if (
        (text[before.end - 1] in _PHRASE_END and not halved)
        or before.shape in (Shape.RECIPIENTS, Shape.ROW)
        or _RECIPIENTS.match(text, first, last)
    ):
        return False
    opening = text[first]
    line_start = max(text.rfind("\n", 0, before.end) + 1, before.start)
    upper = text[line_start : before.end].isupper()
    if opening.islower() or (opening.isdigit() and widest and not upper) or opening in ",;.)-–":
        return True
    word = len(text[first:last].split(maxsplit=1)[0])
    if _OPEN_ENDED.search(matching_key(text[max(line_start, before.end - 12) : before.end])):
        return not upper
    return bool(widest) and not upper and before.end - line_start + 1 + word > _RAGGED * widest - 1


def _continues_number(text: str, found: list[Block], mark: re.Match[str]) -> bool:
    """Return whether what looks like a dash or number at the line's start belongs to a period or date begun above."""
    if not found or (mark["dash"] is None and mark["number"] is None):
        return False
    before = found[-1]
    tail = text[max(before.start, before.end - 12) : before.end]
    if mark["dash"] is not None:
        after = text[mark.end() : mark.end() + 1]
        return (tail[-1:].isdigit() and after.isdigit()) or after.islower()
    number = int(re.split(r"\D", mark["number"])[0])
    last = next(
        (found[at].mark for at in range(len(found) - 1, max(-1, len(found) - _NEAR), -1) if found[at].mark[:1].isdigit()), "0"
    )
    out_of_turn = number > 1 and number != int(re.split(r"\D", last)[0]) + 1 and "." not in mark["number"]
    if out_of_turn and text[before.end - 1] not in _PHRASE_END and before.shape is Shape.PARAGRAPH:
        return True  # "... không quá / 65. Kinh phí ...": a page broke the line before a figure
    return tail.endswith(("ngày", "tháng", "năm", "quý", "/", "số", "-", "–", "trước", "sau", "đến", "từ", "hết"))


def _block(first: int, last: int, mark: re.Match[str] | None, *, gap: bool, in_recipients: bool) -> Block:
    """Return the block of a line that begins one."""
    if in_recipients:
        return Block(Shape.RECIPIENTS, first, last, gap=gap)
    if mark is None or mark.end() >= last:
        return Block(Shape.PARAGRAPH, first, last, gap=gap)
    if mark["capital"]:
        level = Level.PART
    elif mark["roman"] or mark["part"]:
        level = Level.CHAPTER
    elif mark["number"] or (mark["bracket"] or "").isdigit():
        level = Level.SUBNUMBER if "." in (mark["number"] or "") else Level.NUMBER
    elif mark["dash"]:
        level = Level.DASH
    else:
        level = Level.LETTER
    return Block(Shape.ITEM, mark.end(), last, mark[0].strip(), level, gap)


_GOOD_OR_BAD: Final = re.compile(
    r"^\W*(?:thời gian|địa điểm|đối tượng|phạm vi|nội dung kiểm tra)|mục đích|căn cứ|^\W*kiến nghị của (?:đơn vị|huyện|xã|cơ sở)|ý kiến thảo luận|ghi nhận|(?:mặt|việc) (?:đã )?làm được|mặt (?:được|mạnh|yếu|còn|chưa)|chuyển biến|khái quát|đặc điểm|về (?:tình hình|kết quả)|^\W*kết quả|đánh giá (?:chung|tình hình)|ưu điểm|tồn tại|hạn chế|khuyết điểm|nguyên nhân|kết quả (?:đạt được|thực hiện|công tác|hoạt động)|tình hình (?:chung|thực hiện)|thuận lợi|khó khăn|thành phần|bối cảnh"
)
_TO_DO: Final = re.compile(
    r"nhiệm vụ|tiến độ|lộ trình|thống nhất|quyết nghị|ý kiến (?:của|chỉ đạo)|nội dung thống nhất|những việc|công việc|khắc phục|tổ chức thực hiện|giải pháp|phương hướng|yêu cầu|kết luận|chỉ tiêu|kiến nghị|đề nghị|nội dung sau|như sau|chỉ đạo|giao|phân công|trọng tâm|kế hoạch|mục tiêu|thời gian tới"
)


_ASSESSES: Final = re.compile(
    r"\W*(?:(?:nội dung )?\d+\W+)?(?:về )?(?:thời gian|địa điểm|đối tượng|phạm vi|nội dung kiểm tra|đánh giá|kết quả|tồn tại|ưu điểm|tình hình|mục đích|thành phần|căn cứ|hạn chế|nguyên nhân)|^\W*(?:\d+\W+)?kiến nghị của (?:đơn vị|huyện|xã|cơ sở)"
)


def heading_asks(text: str) -> bool | None:
    """Return whether a heading frames things to do (True), an assessment of what was (False), or neither (None)."""
    key = matching_key(text)
    if _TO_DO.search(key) and not _ASSESSES.match(key):
        return True
    return False if _GOOD_OR_BAD.search(key) else None


_MINUTES: Final = re.compile(r"\W*biên bản\b")
_CONCLUDES: Final = re.compile(
    r"\W*(?:về )?(?:kết luận|ý kiến kết luận|ý kiến (?:của|chỉ đạo của) (?:đoàn|tổ|chủ tọa|chủ trì)|nội dung thống nhất|phần kết luận)\b"
)
_TITLE: Final = 80  # code points of the longest title


def discussion_end(text: str, found: list[Block]) -> int:
    """Return how many blocks of minutes come before their conclusion: people talk there, nobody orders."""
    if not any(_MINUTES.match(matching_key(text[block.start : block.end])) for block in found[:_HEAD_BLOCKS]):
        return 0
    for at, block in enumerate(found):
        line = matching_key(text[block.start : block.end])
        if block.end - block.start < _TITLE and _CONCLUDES.match(line) and block.shape is Shape.ITEM:
            return at
    return 0


_HEAD_BLOCKS: Final = 12  # within which a paper says what it is
