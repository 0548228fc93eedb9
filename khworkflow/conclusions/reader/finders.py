"""Where a clause speaks of a day, a month, a quarter, a part of a year, or so many days: every place, unsorted by worth."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from khworkflow.conclusions.reader.clock import LAST_YEAR, MONTHS, Clock, last_day, safe_day, working_day_after
from khworkflow.conclusions.reader.reading import Bound, Confidence, Reason
from khworkflow.conclusions.reader.tables.terms import (
    BARE_DAY,
    DAYS_ON,
    FROM_ISSUE,
    INTERVAL,
    OPENING_MONTH,
    OPENING_YEAR,
    PREFIXED_DAY,
    PREFIXED_MONTH,
    PREFIXED_PART,
    PREFIXED_QUARTER,
    PREFIXED_SPAN,
    PREFIXED_YEAR,
    THIS_MONTH,
    YEAR_END,
)

_PARTS: Final = {
    "đầu": "đầu", "thượng tuần": "đầu", "tuần đầu": "đầu", "giữa": "giữa", "trung tuần": "giữa",
    "cuối": "cuối", "hạ tuần": "cuối", "tuần cuối": "cuối",
}  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """Where a clause speaks of time, the day it names, and how it binds."""

    start: int
    end: int
    day: date | None
    bound: Bound
    confidence: Confidence
    reasons: tuple[Reason, ...]


def _named(found: re.Match[str], clock: Clock, prefix: str = "") -> tuple[date | None, tuple[Reason, ...], bool]:
    """Return the day written in the match, why its year, and whether it is a day at all."""
    day = int(found[f"{prefix}day"] or found[f"{prefix}day2"])
    month = int(found[f"{prefix}month"] or found[f"{prefix}month2"])
    written = found[f"{prefix}year"] or found[f"{prefix}year2"]
    if safe_day(2000, month, day) is None:  # a leap year: 29/2 may be meant
        return None, (), False
    if written:
        return safe_day(int(written), month, day), (), True
    year, reason = clock.settle(month, day)
    return (safe_day(year, month, day) if year else None), (reason,), True


def _intervals(key: str, clock: Clock) -> list[Hit]:
    """Find "từ ngày 10/5 đến hết ngày 14/5/2026": the second day is the deadline."""
    hits = []
    for found in INTERVAL.finditer(key):
        day, why, real = _named(found, clock, "to_")
        if real:
            hits.append(Hit(found.start(), found.end(), day, Bound.WITHIN, Confidence.HIGH, why))
    return hits


def _days(key: str, clock: Clock) -> list[Hit]:
    """Find named days after words that set a limit."""
    hits = []
    for found in PREFIXED_DAY.finditer(key):
        day, why, real = _named(found, clock)
        if not real:
            continue
        if _EVERY_YEAR.match(key, found.end()):
            day = None  # "trước 30/10 hằng năm": a rule, no day
        before = "trước" in found["prefix"]
        planned = found["prefix"].startswith("dự kiến")
        sure = Confidence.NONE if day is None else Confidence.MEDIUM if planned else Confidence.HIGH
        hits.append(Hit(found.start(), found.end(), day, Bound.BEFORE if before else Bound.ON_OR_BEFORE, sure, why))
    return hits


_EVERY_YEAR: Final = re.compile(r"\s*(?:hằng|hàng|mỗi) năm")


def _bare_days(key: str, clock: Clock) -> list[Hit]:
    """Find days without a word of limit that lie ahead of the document: "Tổ chức lễ phát động ngày 01/10/2019"."""
    if clock.full is None:
        return []
    hits = []
    for found in BARE_DAY.finditer(key):
        day, why, real = _named(found, clock)
        if real and day is not None and day >= clock.full and Reason.YEAR_MOVED_ON not in why:
            hits.append(Hit(found.start(), found.end(), day, Bound.ON_OR_BEFORE, Confidence.MEDIUM, why))
    return hits


def _this_month(key: str, clock: Clock) -> list[Hit]:
    """Find "trong tháng này" and "trong tháng tới"."""
    if clock.year is None or clock.month is None:
        return []
    hits = []
    for found in THIS_MONTH.finditer(key):
        ahead = clock.month + (found["which"] != "này")
        last = last_day(clock.year + (ahead > MONTHS), (ahead - 1) % MONTHS + 1)
        hits.append(Hit(found.start(), found.end(), last, Bound.WITHIN, Confidence.HIGH, (Reason.YEAR_FROM_DOCUMENT,)))
    return hits


def _months(key: str, clock: Clock) -> list[Hit]:
    """Find months: the last day of the (last) month, the day before the first for "trước tháng 7"."""
    hits = []
    for found in (*PREFIXED_MONTH.finditer(key), *OPENING_MONTH.finditer(key)):
        month = int(found["m2"] or found["m1"])
        year, why = (int(found["my"]), None) if found["my"] else clock.settle(month, None)
        last = last_day(year, month) if year else None
        if not 1 <= month <= 12:  # noqa: PLR2004
            continue
        bound = Bound.BEFORE if "trước" in (found.groupdict().get("prefix") or "") else Bound.WITHIN
        if bound is Bound.BEFORE and last:
            last = last.replace(day=1)
        planned = "dự kiến" in key[max(0, found.start() - 20) : found.start()]
        sure = Confidence.NONE if last is None else Confidence.MEDIUM if planned else Confidence.HIGH
        hits.append(Hit(found.start(), found.end(), last, bound, sure, (why,) if why else ()))
    return hits


def _quarters(key: str, clock: Clock) -> list[Hit]:
    """Find quarters: the last day of the quarter."""
    hits = []
    for found in PREFIXED_QUARTER.finditer(key):
        month = 3 * {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(found["q"], int(found["q"]) if found["q"].isdigit() else 1)
        year, why = (int(found["qy"]), None) if found["qy"] else clock.settle(month, None)
        last = last_day(year, month) if year else None
        planned = "dự kiến" in key[max(0, found.start() - 20) : found.start()]
        hits.append(
            Hit(
                found.start(),
                found.end(),
                last,
                Bound.WITHIN,
                Confidence.MEDIUM if planned else Confidence.HIGH,
                (why,) if why else (),
            )
        )
    return hits


def _parts(key: str, clock: Clock) -> list[Hit]:
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
        last = last_day(year, month) if year else None
        if last and found["pm"]:
            last = last.replace(day={"đầu": 10, "giữa": 20}.get(part, last.day))
        precise = part == "cuối" and bool(found["py"]) and not found["school"]
        bound = Bound.ON_OR_BEFORE if precise else Bound.WITHIN
        hits.append(Hit(found.start(), found.end(), last, bound, Confidence.HIGH if precise else Confidence.LOW, tuple(why)))
    return hits


def _years(key: str, clock: Clock) -> list[Hit]:
    """Find whole years and parts of years counted in months."""
    hits = []
    for found in PREFIXED_SPAN.finditer(key):
        if not found["prefix"] and key[: found.start()].strip(" ,"):
            continue  # "công tác 6 tháng đầu năm" names a period of work, only at the clause's head it is a term
        count = {"ba": 3, "sáu": 6, "chín": 9}.get(found["n"]) or int(found["n"])
        year, why = (int(found["sy"]), None) if found["sy"] else clock.settle(12, None)
        month = 12 if found["half"] == "cuối" else count
        last = last_day(year, month) if year else None
        hits.append(
            Hit(
                found.start(),
                found.end(),
                last,
                Bound.WITHIN,
                Confidence.HIGH if last else Confidence.NONE,
                (why,) if why else (),
            )
        )
    for found in (*PREFIXED_YEAR.finditer(key), *OPENING_YEAR.finditer(key)):
        hits.append(Hit(found.start(), found.end(), last_day(int(found["yy"]), 12), Bound.WITHIN, Confidence.MEDIUM, ()))  # noqa: PERF401
    for found in YEAR_END.finditer(key):
        day = last_day(clock.year, 12) if clock.year else None
        hits.append(
            Hit(
                found.start(),
                found.end(),
                day,
                Bound.ON_OR_BEFORE,
                Confidence.HIGH if day else Confidence.NONE,
                (Reason.YEAR_FROM_DOCUMENT,),
            )
        )
    return hits


def _counted(key: str, clock: Clock) -> list[Hit]:
    """Find "trong thời hạn 30 ngày kể từ ngày ban hành"; days after another event have no date."""
    hits = []
    for found in DAYS_ON.finditer(key):
        origin = clock.full
        from_issue = not found["rest"] or bool(FROM_ISSUE.search(found["from"]))
        if key[found.start() :].startswith("trong thời gian") or (not found["rest"] and found[0].startswith(("sau", "trong 3"))):
            continue
        if not from_issue or origin is None or origin.year > LAST_YEAR:
            hits.append(Hit(found.start(), found.end(), None, Bound.EVENT, Confidence.NONE, (Reason.EVENT_RELATIVE,)))
            continue
        day = working_day_after(origin, int(found["days"])) if found["working"] else origin + timedelta(days=int(found["days"]))
        hits.append(Hit(found.start(), found.end(), day, Bound.ON_OR_BEFORE, Confidence.HIGH, (Reason.DAYS_FROM_ISSUE,)))
    return hits


FINDERS: Final[tuple[Callable[[str, Clock], list[Hit]], ...]] = (
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
