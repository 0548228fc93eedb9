"""Where one sentence holds several directives: a new subject, a new act of its own kind, a second date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from khworkflow.conclusions.reader.clock import Clock
from khworkflow.conclusions.reader.deadlines import dated_places
from khworkflow.conclusions.reader.forms import Form
from khworkflow.conclusions.reader.kinds import Kind, kind_of
from khworkflow.conclusions.reader.lists import names_at
from khworkflow.conclusions.reader.names import name_at
from khworkflow.conclusions.reader.normalise import matching_key
from khworkflow.conclusions.reader.openings import over_also
from khworkflow.conclusions.reader.tables import acts, work
from khworkflow.conclusions.reader.words import Word

_ADDED: Final = (("trước", "mắt"), ("chú", "ý"))
_PLAIN_KINDS: Final = (Kind.OTHER, Kind.REPORTING, Kind.PROPOSAL)
_ASSOCIATION: Final = re.compile(r"hội khuyến học|(?:tỉnh|huyện|thị|thành|cấp|chi) hội\b(?! nghị| thảo| thi| đồng| trường)")
_SHORTEST: Final = 5  # words of the shortest clause that stands alone


def has_own_subject(words: Sequence[Word]) -> bool:
    """Return whether an item's clauses after a semicolon name doers of their own."""
    return any(word.key == ";" and _new_subject(words, at + 1) for at, word in enumerate(words))


def begins_anew(split: Sequence[Sequence[Word]]) -> bool:
    """Return whether a later sentence of an item tells somebody else something, so that the item holds several directives."""
    for sentence in split[1:]:
        told = acts.FORCE.match(sentence, 0)
        name = name_at(sentence, told[0])
        if name is not None and (told[0] or _new_subject(sentence, 0)):
            return True
    return False


def parts(text: str, words: list[Word], clock: Clock, *, listed: bool = False) -> list[list[Word]]:
    """Return the sentence in the parts that each ask for something of their own.

    A ``listed`` item is one task with its steps; in the associations' prose every clause behind a semicolon that
    begins with its own work is a task, while the state's offices divide one long task by semicolons.
    """
    every = not listed and bool(_ASSOCIATION.search(matching_key(text[words[0].start : words[-1].end])))
    cuts = sorted({*_semicolon_cuts(text, words, every=every), *_comma_cuts(words), *_date_cuts(text, words, clock)})
    result, begin = [], 0
    for cut in [*cuts, len(words)]:
        if cut - begin >= _SHORTEST or cut == len(words):
            result.append(words[begin:cut])
            begin = cut
    return [part for part in result if part]


def _new_subject(words: Sequence[Word], at: int) -> bool:
    """Return whether a body and what it has to do begin at the place."""
    names, end = names_at(words, at)
    event = work.EVENTS.length(words, at)
    if event:
        return True
    if not names or end >= len(words) or (names[0].form is Form.POST and words[names[0].first].key in ("ông", "bà")):
        return False
    end = over_also(words, end)
    return bool(
        acts.DUTY.length(words, end)
        or work.WORK.length(words, end)
        or acts.MANNER.length(words, end)
        or acts.COOPERATES.length(words, end)
    )


def _semicolon_cuts(text: str, words: Sequence[Word], *, every: bool) -> list[int]:
    """Return the places after semicolons where another directive begins."""
    cuts = []
    depth = 0
    for at, word in enumerate(words[:-1]):
        depth += (word.key == "(") - (word.key == ")")
        if word.key != ";" or depth > 0:
            continue
        after = at + 1
        stop = next((ahead for ahead in range(after, len(words)) if words[ahead].key == ";"), len(words))
        clause = text[words[after].start : words[stop - 1].end]
        own_kind = kind_of(clause, clause, clause) not in _PLAIN_KINDS
        starts = (
            words[after].is_capital
            or words[after].key.endswith("%")
            or any(table.length(words, after) for table in (work.WORK, acts.COOPERATES, acts.MANNER))
        )
        told = acts.FORCE.length(words, after) > 0 and _told(words, after)
        if told or _new_subject(words, after) or words[after].key.endswith("%") or (starts and (own_kind or every)):
            cuts.append(after)
    return cuts


def _comma_cuts(words: Sequence[Word]) -> list[int]:
    """Return the places after commas where another act is added, or another body is told something."""
    cuts = []
    for at, word in enumerate(words[:-3]):
        if word.key not in (",", "và") or at < _SHORTEST:
            continue
        after = at + 1
        pair = (words[after].key, words[after + 1].key)
        if (
            (pair in _ADDED and (work.WORK.length(words, after + 2) or words[after + 2].key == "đối"))
            or (acts.FORCE.match(words, after)[1] == "assign" and _told(words, after) and word.key == ",")
            or (word.key == "," and _second_order(words, after))
        ):
            cuts.append(after)
    return cuts


def _told(words: Sequence[Word], at: int) -> bool:
    """Return whether the verb of assigning at the place is said to a body that has work to do."""
    name = name_at(words, at + acts.FORCE.length(words, at))
    return name is not None and name.last < len(words) and name.form is not Form.PLACE


def _second_order(words: Sequence[Word], at: int) -> bool:
    """Return whether somebody tells a body something anew: ", đến tháng 8 tôi yêu cầu các sở"."""
    for place in range(at + 1, min(len(words), at + 9)):
        if words[place].key in (",", ";"):
            return False
        size, tag = acts.FORCE.match(words, place)
        if size and tag in ("require", "request") and words[place - 1].key in ("tôi", "cũng"):
            return name_at(words, place + size) is not None
    return False


def _begins(words: Sequence[Word], at: int) -> bool:
    """Return whether another act or another body's act begins at the place."""
    return work.WORK.length(words, at) > 0 or _new_subject(words, at)


def _date_cuts(text: str, words: Sequence[Word], clock: Clock) -> list[int]:
    """Return the places between two dates where another act begins."""
    if len(words) < 2 * _SHORTEST:
        return []
    start = words[0].start
    places = dated_places(re.sub(r"\s", " ", matching_key(text[start : words[-1].end])), clock)
    cuts = []
    for one, two in pairwise(places):
        for at, word in enumerate(words[:-2]):
            if start + one[1] <= word.start < start + two[0] and word.key in ("và", ",", ";") and _begins(words, at + 1):
                cuts.append(at + 1)
                break
    return cuts
