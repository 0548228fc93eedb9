"""Names in a row: "A, B và C", and lists whose type word is said once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from khworkflow.conclusions.reader.forms import Form, Name
from khworkflow.conclusions.reader.names import name_at
from khworkflow.conclusions.reader.tables import acts, bodies, work
from khworkflow.conclusions.reader.words import Word

_LONGEST_LIST: Final = 30  # names; a longer list is no list of bodies
_PERSONS: Final = frozenset(("ông", "bà", "đồng"))


def names_at(words: Sequence[Word], at: int) -> tuple[list[Name], int]:
    """Return the names listed from the place on ("A, B và C") and where the list ends; empty when none begins there."""
    shared = _shared_type(words, at)
    if shared[0]:
        return shared
    found: list[Name] = []
    place = at
    while len(found) < _LONGEST_LIST and (name := name_at(words, place)) is not None:
        found.append(name)
        place = name.last
        step = _comma_or_and(words, place)
        follower = name_at(words, place + step) if step else None
        if follower is None or (words[follower.first].key in _PERSONS and words[name.first].key not in _PERSONS):
            break  # "đối với những quận còn lại, ông yêu cầu ...": the speaker is no part of the list
        place += step
    return found, found[-1].last if found else at


def _comma_or_and(words: Sequence[Word], at: int) -> int:
    """Return how many words join two names of a list: a comma, "và", "cùng", ", và"."""
    size = 0
    if at < len(words) and words[at].key in (",", ";"):
        size = 1 if words[at].key == "," else 0
        if not size:
            return 0
    if at + size < len(words) and words[at + size].key in ("và", "cùng", "với"):
        size += 1
    return size


def _shared_type(words: Sequence[Word], at: int) -> tuple[list[Name], int]:
    """Return the names of a list whose type word is said once: "các Bộ: Công an, Tài chính"."""
    quantifier = bodies.QUANTIFIERS.length(words, at)
    if not quantifier:
        return [], at
    place = at + quantifier
    size = bodies.GROUP_NOUNS.length(words, place) or bodies.HEADS.length(words, place)
    while size:
        place += size
        joint = words[place].key if place < len(words) else ""
        size = bodies.GROUP_NOUNS.length(words, place + 1) if joint in (",", "và") else bodies.GROUP_NOUNS.length(words, place)
        place += joint in (",", "và") and bool(size)
    ministry = words[place - 1].key in ("bộ", "sở") and place < len(words) and bool(bodies.FIELDS.length(words, place))
    if not ministry and not (place < len(words) and words[place].key == ":"):
        return [], at
    if not ministry and words[at].key == "các" and words[place - 1].key in ("phố", "tỉnh", "huyện", "xã", "quận"):
        return [], at
    place += not ministry
    found: list[Name] = []
    while place < len(words):
        name = name_at(words, place)
        if name is None:
            end = place
            size = bodies.FIELDS.length(words, place)
            while size or (end < len(words) and words[end].is_capital and not words[end].is_mark):
                end += size or 1
                size = bodies.FIELDS.length(words, end) if end < len(words) and words[end].is_capital else 0
            if end == place:
                break
            name = Name(place, end, Form.BODY)
        found.append(name)
        step = _comma_or_and(words, name.last)
        place = name.last + step
        if not step or not words[min(place, len(words) - 1)].is_capital:
            break
    return (found, found[-1].last) if len(found) > 1 else ([], at)


def context_body(words: Sequence[Word], at: int) -> Name | None:
    """Return the one body of the context told to do something: "đề nghị đơn vị mở tài khoản", "Nhà trường công khai quỹ"."""
    size = bodies.CONTEXT_NOUNS.length(words, at)
    after = at + size
    does = work.WORK.length(words, after) or acts.MANNER.length(words, after) or acts.DUTY.length(words, after)
    return Name(at, after, Form.GROUP) if size and (does or acts.LEADS.length(words, after)) else None


def open_group(words: Sequence[Word], at: int) -> Name | None:
    """Return a group of whatever noun: "Mỗi miền chọn một tỉnh", "Các đồn biên phòng phải ...", "Những nơi chưa lập ... thì ..."."""
    size = bodies.QUANTIFIERS.length(words, at)
    bare = 0 if size else bodies.GROUP_NOUNS.length(words, at)  # "Cán bộ hội phải bám cơ sở"
    noun = [word.key for word in words[at + size : at + size + 2]]
    if not size + bare or words[at].is_number or noun == ["trường", "hợp"]:
        return None
    for end in range(at + size + 1, min(len(words), at + size + _RELATIVE)):
        near = end < at + size + _OPEN_NOUN
        if words[end].is_mark or (bare and not near):
            return None
        if near and acts.DUTY.match(words, end)[1] in ("duty", "forbid"):
            return Name(at, end, Form.GROUP)
        if size and _goes_on(words, at, end, near=near):
            return Name(at, end, Form.GROUP if near else Form.PREDICATE)
    return None


def _goes_on(words: Sequence[Word], at: int, end: int, *, near: bool) -> bool:
    """Return whether the predicate of a group begins at ``end``: behind "thì", or close behind "mỗi", "từng", "tất cả"."""
    does = work.WORK.length(words, end) or acts.MANNER.length(words, end)
    if words[end].key == "thì":
        return bool(work.WORK.length(words, end + 1) or acts.MANNER.length(words, end + 1))
    return bool(near and does and words[at].key in ("mỗi", "từng", "tất"))


def over_apposition(words: Sequence[Word], at: int) -> int:
    """Return the place behind words between commas that say more of a name: "Tỉnh A, đơn vị đăng cai, xây dựng ..."."""
    if at >= len(words) or words[at].key != ",":
        return at
    for place in range(at + 2, min(len(words), at + _APPOSITION)):
        if words[place].key in (";", ".", ":"):
            return at
        if words[place].key == ",":
            after = place + 1
            does = acts.DUTY.length(words, after) or acts.MANNER.length(words, after) or work.WORK.length(words, after)
            opens = bodies.GROUP_NOUNS.length(words, at + 1) > 0
            return place if does and opens and not work.WORK.length(words, at + 1) else at
    return at


_OPEN_NOUN: Final = 5  # words of a noun that no table knows
_RELATIVE: Final = 20  # words of a group told by a clause: "Những nơi chưa lập trung tâm học tập cộng đồng thì ..."
_APPOSITION: Final = 12  # words between the commas
