"""From the words that speak of time to a day, a bound and how sure it is (domain notes, table (d))."""

from __future__ import annotations

from khworkflow.conclusions.reader.clock import Clock
from khworkflow.conclusions.reader.finders import FINDERS, Hit
from khworkflow.conclusions.reader.reading import Bound, Confidence, Deadline, Reason
from khworkflow.conclusions.reader.tables.terms import EVENT, MONTHLY_DAY, NEVER_A_DEADLINE, RECURRENCES, URGENT, WHEN_IT_HAPPENED


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
        return _deadline(text, start, places, Hit(monthly.start(), monthly.end(), None, Bound.BEFORE, Confidence.HIGH, ()))
    for finder in FINDERS:
        hits = [hit for hit in finder(key, clock) if _limits(key, hit, clock)]
        if hits:
            return _deadline(text, start, places, hits[-1])
    for pattern, bound, reason in ((EVENT, Bound.EVENT, Reason.EVENT_RELATIVE), (URGENT, Bound.EVENT, Reason.URGENCY_ONLY)):
        said = pattern.search(key)
        if said:
            return _deadline(text, start, places, Hit(said.start(), said.end(), None, bound, Confidence.NONE, (reason,)))
    return None


def _limits(key: str, hit: Hit, clock: Clock) -> bool:
    """Return whether the hit is a limit, and not a comparison, a negation, or the time of something past."""
    before = key[max(0, hit.start - 30) : hit.start]
    settled = Reason.YEAR_FROM_DOCUMENT in hit.reasons or Reason.YEAR_MOVED_ON in hit.reasons
    ahead = settled or (hit.day is not None and clock.full is not None and hit.day >= clock.full)
    return not NEVER_A_DEADLINE.search(before) and (ahead or not WHEN_IT_HAPPENED.search(before))


def dated_places(key: str, clock: Clock) -> list[tuple[int, int]]:
    """Return the places of all day and month deadlines in a clause, in order, none inside another."""
    places = [(hit.start, hit.end) for finder in FINDERS[:6] for hit in finder(key, clock)]
    apart: list[tuple[int, int]] = []
    for place in sorted(places):
        if not apart or place[0] >= apart[-1][1]:
            apart.append(place)
    return apart


def _one_line(key: str) -> tuple[str, list[int]]:
    """Return the key with single blanks, and for each of its code points the place it had."""
    places = [at for at, letter in enumerate(key) if not (letter.isspace() and at and key[at - 1].isspace())]
    return "".join(" " if key[at].isspace() else key[at] for at in places), places


def _deadline(text: str, start: int, places: list[int], hit: Hit) -> Deadline:
    """Return the deadline of a hit in the clause that begins at ``start`` of the text."""
    first, last = start + places[hit.start], start + places[hit.end - 1] + 1
    return Deadline(text[first:last], first, last, hit.day, hit.bound, hit.confidence, hit.reasons)
