"""From the words that speak of time to a day, a bound and how sure it is (domain notes, table (d))."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from khworkflow.conclusions.reader.reading import Bound, Confidence, Deadline, Reason
from khworkflow.conclusions.reader.tables.terms import (
    BARE_DAY,
    DAYS_ON,
    EVENT,
    FROM_ISSUE,
    INTERVAL,
    MONTHLY_DAY,
    NEVER_A_DEADLINE,
    PREFIXED_DAY,
    PREFIXED_MONTH,
    PREFIXED_PART,
    PREFIXED_QUARTER,
    PREFIXED_SPAN,
    PREFIXED_YEAR,
    RECURRENCES,
    THIS_MONTH,
    URGENT,
    WHEN_IT_HAPPENED,
    YEAR_END,
)
from khworkflow.core.calendar import add_working_days


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
    """Return how often the clause (as its matching key) wants the work: ``monthly:25``, ``quarterly``, ``continuous`` …"""  # noqa: D400, D415
    day = MONTHLY_DAY.search(key)
    if day:
        return f"monthly:{int(day['a'] or day['b'])}"
    return next((name for name, pattern in RECURRENCES if pattern.search(key)), None)


def deadline_in(text: str, key: str, start: int, clock: Clock) -> Deadline | None:
    """Return the deadline said in a clause; ``key`` is its matching key, ``start`` its place in the text.

    A named day wins over a month, a month over a year, the last said over the first; without any of them the
    words for an event or for urgency are kept, without a day.
    """
    key, places = _one_line(key)
    monthly = MONTHLY_DAY.search(key)
    if monthly:
        return _deadline(text, start, places, _Hit(monthly.start(), monthly.end(), None, Bound.BEFORE, Confidence.HIGH, ()))
    for finder in _FINDERS:
        hits = [hit for hit in finder(key, clock) if _limits(key, hit, clock)]
        if hits:
            return _deadline(text, start, places, hits[-1])
    for pattern, bound, reason in ((EVENT, Bound.EVENT, Reason.EVENT_RELATIVE), (URGENT, Bound.EVENT, Reason.URGENCY_ONLY)):
        said = pattern.search(key)
        if said:
            return _deadline(text, start, places, _Hit(said.start(), said.end(), None, bound, Confidence.NONE, (reason,)))
    return None


def _limits(key: str, hit: _Hit, clock: Clock) -> bool:
    """Return whether the hit is a limit, and not a comparison, a negation, or the time of something past."""
    before = key[max(0, hit.start - 30) : hit.start]
    settled = Reason.YEAR_FROM_DOCUMENT in hit.reasons or Reason.YEAR_MOVED_ON in hit.reasons
    ahead = settled or (hit.day is not None and clock.full is not None and hit.day >= clock.full)
    return not NEVER_A_DEADLINE.search(before) and (ahead or not WHEN_IT_HAPPENED.search(before))


def dated_places(key: str, clock: Clock) -> list[tuple[int, int]]:
    """Return the places of all day and month deadlines in a clause, in order, none inside another."""
    places = [(hit.start, hit.end) for finder in _FINDERS[:6] for hit in finder(key, clock)]
    apart: list[tuple[int, int]] = []
    for place in sorted(places):
        if not apart or place[0] >= apart[-1][1]:
            apart.append(place)
    return apart


def _one_line(key: str) -> tuple[str, list[int]]:
    """Return the key with single blanks, and for each of its code points the place it had."""
    places = [at for at, letter in enumerate(key) if not (letter.isspace() and at and key[at - 1].isspace())]
    return "".join(" " if key[at].isspace() else key[at] for at in places), places


def _deadline(text: str, start: int, places: list[int], hit: _Hit) -> Deadline:
    """Return the deadline of a hit in the clause that begins at ``start`` of the text."""
    first, last = start + places[hit.start], start + places[hit.end - 1] + 1
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
    for found in INTERVAL.finditer(key):
        day, why, real = _named(found, clock, "to_")
        if real:
            hits.append(_Hit(found.start(), found.end(), day, Bound.WITHIN, Confidence.HIGH, why))
    return hits


def _days(key: str, clock: Clock) -> list[_Hit]:
    """Find named days after words that set a limit."""
    hits = []
    for found in PREFIXED_DAY.finditer(key):
        day, why, real = _named(found, clock)
        if not real:
            continue
        before = "trước" in found["prefix"]
        planned = found["prefix"].startswith("dự kiến")
        sure = Confidence.NONE if day is None else Confidence.MEDIUM if planned else Confidence.HIGH
        hits.append(_Hit(found.start(), found.end(), day, Bound.BEFORE if before else Bound.ON_OR_BEFORE, sure, why))
    return hits


def _bare_days(key: str, clock: Clock) -> list[_Hit]:
    """Find days without a word of limit that lie ahead of the document: "Tổ chức lễ phát động ngày 01/10/2019"."""
    if clock.full is None:
        return []
    hits = []
    for found in BARE_DAY.finditer(key):
        day, why, real = _named(found, clock)
        if real and day is not None and day >= clock.full and Reason.YEAR_MOVED_ON not in why:
            hits.append(_Hit(found.start(), found.end(), day, Bound.ON_OR_BEFORE, Confidence.MEDIUM, why))
    return hits


def _this_month(key: str, clock: Clock) -> list[_Hit]:
    """Find "trong tháng này" and "trong tháng tới"."""
    if clock.year is None or clock.month is None:
        return []
    hits = []
    for found in THIS_MONTH.finditer(key):
        ahead = clock.month + (found["which"] != "này")
        last = _last_day(clock.year + (ahead > _MONTHS), (ahead - 1) % _MONTHS + 1)
        hits.append(_Hit(found.start(), found.end(), last, Bound.WITHIN, Confidence.HIGH, (Reason.YEAR_FROM_DOCUMENT,)))
    return hits


def _months(key: str, clock: Clock) -> list[_Hit]:
    """Find months: the last day of the (last) month, the day before the first for "trước tháng 7"."""
    hits = []
    for found in PREFIXED_MONTH.finditer(key):
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
    for found in PREFIXED_QUARTER.finditer(key):
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
    for found in PREFIXED_PART.finditer(key):
        part, why = _PARTS[found["part"]], [Reason.VAGUE_DAY]
        if found["pm"]:  # noqa: SIM108
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
    for found in PREFIXED_SPAN.finditer(key):
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
    for found in PREFIXED_YEAR.finditer(key):
        hits.append(_Hit(found.start(), found.end(), _last_day(int(found["yy"]), 12), Bound.WITHIN, Confidence.MEDIUM, ()))  # noqa: PERF401
    for found in YEAR_END.finditer(key):
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
    for found in DAYS_ON.finditer(key):
        origin = clock.full
        from_issue = not found["rest"] or bool(FROM_ISSUE.search(found["from"]))
        if key[found.start() :].startswith("trong thời gian") or (not found["rest"] and found[0].startswith(("sau", "trong 3"))):
            continue
        if not from_issue or origin is None or origin.year > _LAST_YEAR:
            hits.append(_Hit(found.start(), found.end(), None, Bound.EVENT, Confidence.NONE, (Reason.EVENT_RELATIVE,)))
            continue
        day = _working(origin, int(found["days"])) if found["working"] else origin + timedelta(days=int(found["days"]))
        hits.append(_Hit(found.start(), found.end(), day, Bound.ON_OR_BEFORE, Confidence.HIGH, (Reason.DAYS_FROM_ISSUE,)))
    return hits


def _working(origin: date, days: int) -> date:
    """Return the day so many of the office's working days later."""
    if not _FIRST_YEAR <= origin.year <= _LAST_HOLIDAYS:
        return origin + timedelta(days=days + 2 * (days // 5))
    ahead = _working_days(origin)
    while len(ahead) < days:
        ahead.append(add_working_days(ahead[-1] if ahead else origin, 1))
    return ahead[days - 1] if days else origin


@lru_cache(maxsize=8)
def _working_days(origin: date) -> list[date]:
    """Return the working days after the origin as far as they were asked for: a long text asks a thousand times."""
    del origin
    return []


_MONTHS: Final = 12
_PARTS: Final = {
    "đầu": "đầu", "thượng tuần": "đầu", "tuần đầu": "đầu", "giữa": "giữa", "trung tuần": "giữa",
    "cuối": "cuối", "hạ tuần": "cuối", "tuần cuối": "cuối",
}  # fmt: skip
_FIRST_YEAR: Final = 1950  # the public holidays are known from here
_LAST_HOLIDAYS: Final = 2090  # to here
_LAST_YEAR: Final = 9990  # beyond it the calendar ends
_FINDERS: Final[tuple[Callable[[str, Clock], list[_Hit]], ...]] = (
    _days,
    _intervals,
    _months,
    _this_month,
    _quarters,
    _parts,
    _counted,
    _bare_days,
    _years,
)
