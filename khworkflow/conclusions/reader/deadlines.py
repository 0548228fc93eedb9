"""From the words that speak of time to a day, a bound and how sure it is (domain notes, table (d))."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from khworkflow.conclusions.reader.reading import Bound, Confidence, Deadline, Reason

_YEAR: Final = r"(?:\s*(?:năm|/|-)\s*(?P<year>\d{4}))"
_DAY: Final = (
    r"(?:ngày\s+)?(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})(?:\s?[/.-]\s?(?P<year>\d{4}))?(?![\d%])"
    r"|(?:ngày\s+)?(?P<day2>\d{1,2})\s+tháng\s+(?P<month2>\d{1,2})(?:(?:\s+năm\s+|\s?[/-]\s?)(?P<year2>\d{4}))?"
)
_DAY_AGAIN: Final = _DAY.replace("P<", "P<to_")
_MONTHS: Final = r"tháng\s+(?P<m1>\d{1,2})(?:(?:\s*(?:,|và|đến|-|–)\s*(?:tháng\s+)?(?P<m2>\d{1,2})(?!\d))?)(?:\s?(?:/|-|\.|năm)\s?(?P<my>\d{4}))?(?P<this>\s+(?:này|tới))?"
_QUARTER: Final = r"quý\s+(?P<q>iv|iii|ii|i|[1-4])\b(?:\s?(?:/|-|năm|\.)\s?(?P<qy>\d{4}))?"
_SPAN_OF_YEAR: Final = r"(?P<n>\d{1,2}|ba|sáu|chín)\s+tháng\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<sy>\d{4}))?"
_WHOLE_YEAR: Final = r"năm\s+(?P<yy>\d{4})(?!\s?[-–]\s?\d)"
_PART: Final = r"(?P<part>đầu|giữa|cuối)\s+(?:tháng\s+(?P<pm>\d{1,2})(?:\s?[/-]\s?(?P<pmy>\d{4}))?|năm(?P<school>\s+học)?(?:\s+(?P<py>\d{4}))?)(?:\s+(?:này|tới))?"
_LATEST: Final = r"(?:chậm nhất|muộn nhất)(?:\s+(?:là|vào|đến|trong))*(?:\s+hết)?"

_FLAGS: Final = re.UNICODE
_PREFIXED_DAY: Final = re.compile(
    rf"(?P<prefix>(?:(?:xong|hoàn thành|trình|gửi)\s+)?(?:{_LATEST}\s+)?(?:trước|đến hết|hết|đến trước|trước hết)|{_LATEST}|hạn(?: chót| cuối)?(?: là| đến)?|thời hạn(?: là| đến|:)?|từ nay đến(?: hết)?|dự kiến(?: vào)?|(?:xong|hoàn thành) vào)"
    rf"(?P<hour>\s+\d{{1,2}}\s?(?:giờ|h)\s?\d{{0,2}}(?:\s*,)?)?\s+(?:{_DAY})(?!\s*(?:suất|%|đồng|triệu))", _FLAGS,
)  # fmt: skip
_INTERVAL: Final = re.compile(rf"từ\s+(?:{_DAY})\s*(?:,|-|–)?\s*đến(?: hết)?\s+(?:{_DAY_AGAIN})", _FLAGS)
_PREFIX: Final = rf"(?P<prefix>(?:xong |hoàn thành )?(?:ngay )?trong(?: kỳ [\w ]{{3,30}})?|(?:xong |hoàn thành )?(?:{_LATEST} )?trước|đến hết|hết|{_LATEST}|vào|từ nay đến(?: hết)?|đến|ngay trong|(?:hoàn thành|xong)(?: trong)?)"
_PREFIXED_PART: Final = re.compile(rf"{_PREFIX}\s+{_PART}", _FLAGS)
_PREFIXED_MONTH: Final = re.compile(rf"{_PREFIX}\s+{_MONTHS}", _FLAGS)
_PREFIXED_QUARTER: Final = re.compile(rf"{_PREFIX}\s+{_QUARTER}", _FLAGS)
_PREFIXED_SPAN: Final = re.compile(rf"(?:(?P<prefix>trong)\s+)?{_SPAN_OF_YEAR}", _FLAGS)
_PREFIXED_YEAR: Final = re.compile(
    rf"(?P<prefix>(?:ngay )?trong|(?:xong |hoàn thành )?trước|đến hết|hết|từ nay đến hết|từ nay đến)\s+{_WHOLE_YEAR}", _FLAGS
)
_YEAR_END: Final = re.compile(
    r"(?:từ nay )?(?:đến )?(?:trước |hết )năm nay|từ nay đến (?:hết|cuối) năm(?! \d)|(?:trước |đến )cuối năm nay", _FLAGS
)
_DAYS_ON: Final = re.compile(
    r"(?:trong (?:thời hạn|vòng)|sau|chậm nhất(?: là)?|trong)\s+(?P<days>\d{1,3})\s+ngày(?P<working>\s+làm việc)?(?P<rest>[,\s]+(?:kể\s+)?(?:từ|sau)(?: ngày| khi)?\s+(?P<from>[^.;,]{3,60}))?", _FLAGS,
)  # fmt: skip
_FROM_ISSUE: Final = re.compile(
    r"ban hành|ký|thông báo này|văn bản này|công văn này|ra thông báo|nhận được (?:thông báo|văn bản|công văn)"
)
_MONTHLY_DAY: Final = re.compile(
    r"(?:hằng|hàng|mỗi) tháng[^.;]{0,60}?(?:trước )?ngày (?P<a>\d{1,2})(?![\d/.-])|(?:trước )?ngày (?P<b>\d{1,2})\s+(?:hằng|hàng|mỗi) tháng",
    _FLAGS,
)
_RECURRENCES: Final = (
    ("monthly", re.compile(r"(?:hằng|hàng|mỗi) tháng(?! năm)|định kỳ tháng(?! \d)")),
    ("quarterly", re.compile(r"(?:hằng|hàng|mỗi) quý|định kỳ quý")),
    ("yearly", re.compile(r"(?:hằng|hàng|mỗi) năm")),
    ("periodic", re.compile(r"(?<!sinh hoạt chi bộ )định kỳ|\d+ lần ?/ ?năm")),
    ("continuous", re.compile(r"^\W*(?:[\w,]+ ){0,6}?thường xuyên|thường xuyên,? liên tục")),
)
_EVENT: Final = re.compile(
    r"(?:xong |hoàn thành )?trước (?:khi [^.;,]{3,60}|(?:ngày )?đại hội(?: \w+){0,3})|sau (?:đợt|hội nghị|đại hội|cuộc họp)[^.;,]{0,30}|ngay sau[^.;,]{3,50}|từ nay đến đại hội"
)
_URGENT: Final = re.compile(r"trước mắt|(?:trong )?thời gian tới|khẩn trương|kịp thời|thường xuyên|sớm(?= \w)")
#: A date after these belongs to what happened or to a document cited.
_NOT_A_DEADLINE: Final = re.compile(
    r"(?:không chờ|chưa|ban hành|phát sinh|xảy ra|có hiệu lực|kể|tồn tại|vi phạm|giai đoạn|nhiệm kỳ|xây dựng từ|so với|cùng kỳ|đến nay|hoạt động|tính đến|kể từ|sử dụng|được cấp|ra đời|bắt đầu|vừa qua|đã \w+)\s*$"
)


@dataclass(frozen=True)
class Clock:
    """What the reader knows of the document's day: all, only month and year, only the year, or nothing."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def settle(self, month: int, day: int | None) -> tuple[int | None, Reason]:
        """Return the year for a month and day without one: the document's, or the next if that has passed."""
        if self.year is None:
            return None, Reason.YEAR_UNKNOWN
        passed = self.month is not None and (
            month < self.month or (month == self.month and day is not None and self.day is not None and day < self.day)
        )
        return (self.year + 1, Reason.YEAR_MOVED_ON) if passed else (self.year, Reason.YEAR_FROM_DOCUMENT)

    @property
    def full(self) -> date | None:
        """The day itself, when it is known."""
        return None if self.year is None or self.month is None or self.day is None else _safe(self.year, self.month, self.day)


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    day: date | None
    bound: Bound
    confidence: Confidence
    reasons: tuple[Reason, ...]


def recurrence_in(key: str) -> str | None:
    """Return how often the clause (as its matching key) wants the work: ``monthly:25``, ``quarterly``, ``continuous`` …"""
    day = _MONTHLY_DAY.search(key)
    if day:
        return f"monthly:{int(day['a'] or day['b'])}"
    return next((name for name, pattern in _RECURRENCES if pattern.search(key)), None)


def deadline_in(text: str, key: str, start: int, clock: Clock) -> Deadline | None:
    """Return the deadline said in a clause; ``key`` is its matching key, ``start`` its place in the text.

    A named day wins over a month, a month over a year, the last said over the first; without any of them the
    words for an event or for urgency are kept, without a day.
    """
    monthly = _MONTHLY_DAY.search(key)
    if monthly:
        return _deadline(text, start, _Hit(monthly.start(), monthly.end(), None, Bound.BEFORE, Confidence.HIGH, ()))
    for finder in _FINDERS:
        hits = [hit for hit in finder(key, clock) if not _NOT_A_DEADLINE.search(key[max(0, hit.start - 30) : hit.start])]
        if hits:
            return _deadline(text, start, hits[-1])
    for pattern, bound, reason in ((_EVENT, Bound.EVENT, Reason.EVENT_RELATIVE), (_URGENT, Bound.EVENT, Reason.URGENCY_ONLY)):
        said = pattern.search(key)
        if said:
            return _deadline(text, start, _Hit(said.start(), said.end(), None, bound, Confidence.NONE, (reason,)))
    return None


def dated_places(key: str, clock: Clock) -> list[tuple[int, int]]:
    """Return the places of all day and month deadlines in a clause, in order, none inside another."""
    places = [(hit.start, hit.end) for finder in _FINDERS[:5] for hit in finder(key, clock)]
    apart: list[tuple[int, int]] = []
    for place in sorted(places):
        if not apart or place[0] >= apart[-1][1]:
            apart.append(place)
    return apart


def _deadline(text: str, start: int, hit: _Hit) -> Deadline:
    """Return the deadline of a hit in the clause that begins at ``start`` of the text."""
    first, last = start + hit.start, start + hit.end
    return Deadline(text[first:last], first, last, hit.day, hit.bound, hit.confidence, hit.reasons)


def _safe(year: int, month: int, day: int) -> date | None:
    """Return the day, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_day(year: int, month: int) -> date | None:
    """Return the last day of the month, or None when there is no such month."""
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 and 1 <= year <= 9999 else None  # noqa: PLR2004


def _named(found: re.Match[str], clock: Clock, prefix: str = "") -> tuple[date | None, tuple[Reason, ...], bool]:
    """Return the day written in the match, why its year, and whether it is a day at all."""
    day = int(found[f"{prefix}day"] or found[f"{prefix}day2"])
    month = int(found[f"{prefix}month"] or found[f"{prefix}month2"])
    written = found[f"{prefix}year"] or found[f"{prefix}year2"]
    if _safe(2000, month, day) is None:  # a leap year: 29/2 may be meant
        return None, (), False
    if written:
        return _safe(int(written), month, day), (), True
    year, reason = clock.settle(month, day)
    return (_safe(year, month, day) if year else None), (reason,), True


def _intervals(key: str, clock: Clock) -> list[_Hit]:
    """Find "từ ngày 10/5 đến hết ngày 14/5/2026": the second day is the deadline."""
    hits = []
    for found in _INTERVAL.finditer(key):
        day, why, real = _named(found, clock, "to_")
        if real:
            hits.append(_Hit(found.start(), found.end(), day, Bound.WITHIN, Confidence.HIGH, why))
    return hits


def _days(key: str, clock: Clock) -> list[_Hit]:
    """Find named days after words that set a limit."""
    hits = []
    for found in _PREFIXED_DAY.finditer(key):
        day, why, real = _named(found, clock)
        if not real:
            continue
        before = "trước" in found["prefix"]
        planned = found["prefix"].startswith("dự kiến")
        sure = Confidence.NONE if day is None else Confidence.MEDIUM if planned else Confidence.HIGH
        hits.append(_Hit(found.start(), found.end(), day, Bound.BEFORE if before else Bound.ON_OR_BEFORE, sure, why))
    return hits


def _months(key: str, clock: Clock) -> list[_Hit]:
    """Find months: the last day of the (last) month, the day before the first for "trước tháng 7"."""
    hits = []
    for found in _PREFIXED_MONTH.finditer(key):
        month = int(found["m2"] or found["m1"])
        year, why = (int(found["my"]), None) if found["my"] else clock.settle(month, None)
        last = _last_day(year, month) if year else None
        if not 1 <= month <= 12:  # noqa: PLR2004
            continue
        bound = Bound.BEFORE if "trước" in found["prefix"] else Bound.WITHIN
        if bound is Bound.BEFORE and last:
            last = last.replace(day=1)
        planned = "dự kiến" in key[max(0, found.start() - 20) : found.start()]
        sure = Confidence.NONE if last is None else Confidence.MEDIUM if planned else Confidence.HIGH
        hits.append(_Hit(found.start(), found.end(), last, bound, sure, (why,) if why else ()))
    return hits


def _quarters(key: str, clock: Clock) -> list[_Hit]:
    """Find quarters: the last day of the quarter."""
    hits = []
    for found in _PREFIXED_QUARTER.finditer(key):
        month = 3 * {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(found["q"], int(found["q"]) if found["q"].isdigit() else 1)
        year, why = (int(found["qy"]), None) if found["qy"] else clock.settle(month, None)
        last = _last_day(year, month) if year else None
        planned = "dự kiến" in key[max(0, found.start() - 20) : found.start()]
        hits.append(
            _Hit(
                found.start(),
                found.end(),
                last,
                Bound.WITHIN,
                Confidence.MEDIUM if planned else Confidence.HIGH,
                (why,) if why else (),
            )
        )
    return hits


def _parts(key: str, clock: Clock) -> list[_Hit]:
    """Find "đầu tháng 8" (the 10th), "giữa" (the 20th), "cuối" (the last day), and parts of a year."""
    hits = []
    for found in _PREFIXED_PART.finditer(key):
        part, why = found["part"], [Reason.VAGUE_DAY]
        if found["pm"]:
            month = int(found["pm"])
        else:
            month = {"đầu": 3, "giữa": 6, "cuối": 5 if found["school"] else 12}[part]
        written = found["pmy"] or found["py"]
        year, reason = (int(written), None) if written else clock.settle(month, None)
        why += [reason] if reason else []
        last = _last_day(year, month) if year else None
        if last and found["pm"]:
            last = last.replace(day={"đầu": 10, "giữa": 20}.get(part, last.day))
        precise = part == "cuối" and bool(found["py"]) and not found["school"]
        bound = Bound.ON_OR_BEFORE if precise else Bound.WITHIN
        hits.append(_Hit(found.start(), found.end(), last, bound, Confidence.HIGH if precise else Confidence.LOW, tuple(why)))
    return hits


def _years(key: str, clock: Clock) -> list[_Hit]:
    """Find whole years and parts of years counted in months."""
    hits = []
    for found in _PREFIXED_SPAN.finditer(key):
        if not found["prefix"] and key[: found.start()].strip(" ,"):
            continue  # "công tác 6 tháng đầu năm" names a period of work, only at the clause's head it is a term
        count = {"ba": 3, "sáu": 6, "chín": 9}.get(found["n"]) or int(found["n"])
        year, why = (int(found["sy"]), None) if found["sy"] else clock.settle(12, None)
        month = 12 if found["half"] == "cuối" else count
        last = _last_day(year, month) if year else None
        hits.append(
            _Hit(
                found.start(),
                found.end(),
                last,
                Bound.WITHIN,
                Confidence.HIGH if last else Confidence.NONE,
                (why,) if why else (),
            )
        )
    for found in _PREFIXED_YEAR.finditer(key):
        hits.append(_Hit(found.start(), found.end(), _last_day(int(found["yy"]), 12), Bound.WITHIN, Confidence.MEDIUM, ()))
    for found in _YEAR_END.finditer(key):
        day = _last_day(clock.year, 12) if clock.year else None
        hits.append(
            _Hit(
                found.start(),
                found.end(),
                day,
                Bound.ON_OR_BEFORE,
                Confidence.HIGH if day else Confidence.NONE,
                (Reason.YEAR_FROM_DOCUMENT,),
            )
        )
    return hits


def _counted(key: str, clock: Clock) -> list[_Hit]:
    """Find "trong thời hạn 30 ngày kể từ ngày ban hành"; days after another event have no date."""
    hits = []
    for found in _DAYS_ON.finditer(key):
        origin = clock.full
        from_issue = not found["rest"] or bool(_FROM_ISSUE.search(found["from"]))
        if key[found.start() :].startswith("trong thời gian") or (not found["rest"] and found[0].startswith(("sau", "trong 3"))):
            continue
        if not from_issue or origin is None or origin.year > _LAST_YEAR:
            hits.append(_Hit(found.start(), found.end(), None, Bound.EVENT, Confidence.NONE, (Reason.EVENT_RELATIVE,)))
            continue
        day = _working(origin, int(found["days"])) if found["working"] else origin + timedelta(days=int(found["days"]))
        hits.append(_Hit(found.start(), found.end(), day, Bound.ON_OR_BEFORE, Confidence.HIGH, (Reason.DAYS_FROM_ISSUE,)))
    return hits


def _working(origin: date, days: int) -> date:
    """Return the day so many working days later; holidays are the office calendar's business, not the reader's."""
    day = origin
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5  # noqa: PLR2004 - Monday to Friday
    return day


_LAST_YEAR: Final = 9990  # beyond it the calendar ends
_FINDERS: Final[tuple[Callable[[str, Clock], list[_Hit]], ...]] = (
    _days,
    _intervals,
    _months,
    _quarters,
    _parts,
    _counted,
    _years,
)
