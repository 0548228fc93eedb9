"""Names of bodies and groups in a sentence: where they begin, where they end, what sort they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from khworkflow.conclusions.reader.tables import acts, bodies, work
from khworkflow.conclusions.reader.words import Word

_LONGEST: Final = 40  # words of the longest name that is believed
_PARENTHESIS: Final = 9  # words inside a name's parentheses: "(TT - MT)", "(Bộ đội Biên phòng)"
_DASHES: Final = frozenset("-–")
_MINISTERIAL: Final = frozenset(("bộ", "sở", "phòng", "vụ", "cục", "ban", "các bộ", "ủy ban", "tổng cục"))


class Form(StrEnum):
    """How a name names."""

    BODY = "body"
    POST = "post"
    PLACE = "place"
    GROUP = "group"
    ANAPHORA = "anaphora"
    PREDICATE = "predicate"


@dataclass(frozen=True)
class Name:
    """Words ``first`` up to ``last`` (exclusive) of a sentence name a body, a post or a group."""

    first: int
    last: int
    form: Form


def names_at(words: Sequence[Word], at: int) -> tuple[list[Name], int]:
    """Return the names listed from the place on ("A, B và C") and where the list ends; empty when none begins there."""
    shared = _shared_type(words, at)
    if shared[0]:
        return shared
    found: list[Name] = []
    place = at
    while (name := name_at(words, place)) is not None:
        found.append(name)
        place = name.last
        step = _joint(words, place)
        if not step or name_at(words, place + step) is None:
            break
        place += step
    return found, found[-1].last if found else at


def _joint(words: Sequence[Word], at: int) -> int:
    """Return how many words join two names of a list: a comma, "và", "cùng", ", và"."""
    size = 0
    if at < len(words) and words[at].key in (",", ";"):
        size = 1 if words[at].key == "," else 0
        if not size:
            return 0
    if at + size < len(words) and words[at + size].key in ("và", "cùng", "với"):
        size += 1
    return size


def name_at(words: Sequence[Word], at: int) -> Name | None:  # noqa: PLR0911
    """Return the name that begins at the place, if one does."""
    if at >= len(words):
        return None
    if not words[at].is_capital and _is_bare_group(words, at):
        return _group(words, at, at)
    if _is_counted_or_level(words, at):
        return _group(words, at, at + words[at].is_number)
    quantifier = bodies.QUANTIFIERS.length(words, at)
    if quantifier:
        group = _group(words, at, at + quantifier)
        if group:
            return group
        return None
    size, tag = bodies.HEADS.match(words, at)
    if size and words[at].key == "đồng" and bodies.HEADS.match(words, at + size)[1] == "post":
        post = name_at(words, at + size)
        return Name(at, post.last if post else at + size, Form.POST)
    if size:
        return _body(words, at, at + size, tag)
    if bodies.GROUP_NOUNS.length(words, at) and _is_bare_group(words, at):
        return _group(words, at, at)
    return None


def _is_counted_or_level(words: Sequence[Word], at: int) -> bool:
    """Return whether a counted group ("3 bộ ngành nêu trên") or a level ("Cấp tỉnh ủy") begins at the place."""
    if words[at].key == "cấp":
        return bool(bodies.INSIDE.length(words, at + 1)) and not bodies.GROUP_NOUNS.match(words, at)[0] > 1
    return (
        words[at].is_number
        and words[at].key.isdigit()
        and words[min(at + 1, len(words) - 1)].key in ("bộ", "sở", "đơn", "địa", "cơ")
    )


def _is_bare_group(words: Sequence[Word], at: int) -> bool:
    """Return whether group nouns stand in a row without "các": "sở, ngành", "tập đoàn tổng công ty"."""
    size = bodies.GROUP_NOUNS.length(words, at)
    if not size or work.WORK.length(words, at) >= size:
        return False
    after = at + size
    if after < len(words) and words[after].key == ",":
        after += 1
    return bool(bodies.GROUP_NOUNS.length(words, after)) and not words[at].is_capital


def _body(words: Sequence[Word], at: int, place: int, tag: str) -> Name | None:
    """Return the name that goes on after its head word."""
    head = words[at].key
    if words[at].key == "ban" and [word.key for word in words[at:place]] == ["ban", "chỉ", "đạo"]:
        purpose = _purpose(words, place)
        if purpose:
            return Name(at, purpose, Form.BODY)
    field = bodies.FIELDS.length(words, place)
    if tag == "shy" and not field:
        after = words[place] if place < len(words) else None
        inside = bodies.INSIDE.length(words, place)
        if after is None or not (
            after.is_capital
            or inside
            or (head == "hội" and (acts.DUTY.length(words, place) or (words[at].is_capital and acts.MANNER.length(words, place))))
        ):
            return None
        if inside and not after.is_capital and not words[at].is_capital and head != "hội":
            return None
    if tag == "place" and not (
        place < len(words) and (words[place].is_capital or words[place].key == "." or words[at].key == "tp")
    ):
        return None
    end = _extend(words, at, place)
    told = acts.DUTY.length(words, end) > 0
    if (
        tag == "body"
        and end == place
        and place - at == 1
        and not words[at].is_capital
        and head in ("ngành", "lực", "ub")
        and not told
    ):
        return None
    return Name(at, end, {"post": Form.POST, "place": Form.PLACE}.get(tag, Form.BODY))


def _purpose(words: Sequence[Word], place: int) -> int:
    """Return where the purpose ends that a steering committee is named by; 0 when none is said before its part in the work."""
    for end in range(place, min(len(words), place + 20)):
        if words[end].key in (".", ";", ":") or (
            words[end].key == "," and bodies.HEADS.match(words, end + 1)[1] == "body" and words[end + 1].key != "hợp"
        ):
            return 0
        if (
            acts.LEADS.length(words, end)
            or acts.DUTY.length(words, end)
            or (work.WORK.match(words, end)[0] and words[end].key in ("thành", "khẩn"))
        ):
            return end if end > place else 0
    return 0


def _extend(words: Sequence[Word], at: int, place: int) -> int:
    """Return where the name ends whose head stands before the place."""
    limit = min(len(words), at + _LONGEST)
    while place < limit:
        step = _step(words, place)
        if not step:
            break
        place += step
    return place


def _step(words: Sequence[Word], place: int) -> int:  # noqa: PLR0911
    """Return how many words the name goes on by at the place; 0 when it ends there."""
    word = words[place]
    field = bodies.FIELDS.length(words, place)
    if field and (word.is_capital or words[place - 1].key in _MINISTERIAL or not work.WORK.length(words, place)):
        return field
    if word.is_mark:
        return _over_mark(words, place)
    if word.key == "và":
        return _over_and(words, place)
    if word.is_capital and not (bodies.HEADS.match(words, place)[1] == "post" and words[place - 1].key != "và"):
        return max(1, bodies.INSIDE.length(words, place), work.WORK.length(words, place))
    if word.is_number and words[place - 1].key in ("quận", "phường", "khóa", "khu"):
        return 1
    if not word.is_capital:
        head, tag = bodies.HEADS.match(words, place)
        if (
            tag in ("body", "shy", "place")
            and head
            and name_at(words, place)
            and word.key not in ("báo", "đoàn", "tổ", "đội", "ban", "báo cáo")
        ):
            return head
        if word.key == "các":
            group = _group(words, place, place + 1)
            return group.last - place if group and words[place - 1].key not in (",", "cho", "với") else 0
        if _relative(words, place):
            return _relative(words, place)
        return bodies.INSIDE.length(words, place)
    return 0


def _relative(words: Sequence[Word], place: int) -> int:
    """Return how many words of a qualifier stand at the place, verbs of work not being one."""
    size, tag = bodies.QUALIFIERS.match(words, place)
    if not size or (tag == "predicate" and words[place].key in ("sáp", "tham", "đăng", "khác")):
        return size if tag == "predicate" and words[place].key == "khác" else 0
    if words[place].key in ("này", "đó") and size == 1:
        return 0
    return size


def _over_mark(words: Sequence[Word], place: int) -> int:  # noqa: PLR0911
    """Return how many words to go on by over a dash, a full stop of "TP.", or parentheses."""
    mark = words[place]
    after = words[place + 1] if place + 1 < len(words) else None
    if after is None:
        return 0
    if mark.key == "," and _level_goes_on(words, place):
        return 1
    if mark.key in _DASHES and (after.is_capital or bodies.FIELDS.length(words, place + 1)):
        return 2 if after.is_capital else 1 + bodies.FIELDS.length(words, place + 1)
    if mark.key == "." and words[place - 1].key in ("tp", "q", "p", "tx", "tt", "h") and after.is_capital:
        return 2
    if mark.key == "&" and after.is_capital:
        return 2
    if mark.key == "(" and (after.is_capital or bodies.HEADS.length(words, place + 1)):
        for ahead in range(place + 1, min(len(words), place + _PARENTHESIS)):
            if words[ahead].key == ")":
                return ahead + 1 - place
    return 0


def _over_and(words: Sequence[Word], place: int) -> int:
    """Return how many words to go on by over "và" inside a name: "Giáo dục và Đào tạo", "HĐND và UBND TP"."""
    after = place + 1
    if _level_goes_on(words, place):
        return 1
    if (
        after >= len(words)
        or not words[after].is_capital
        or (not words[place - 1].is_capital and not bodies.FIELDS.length(words, after))
    ):
        return 0
    size, tag = bodies.HEADS.match(words, after)
    if size and tag in ("body", "shy", "post", "place"):
        both = words[place - 1].key == "hđnd" and words[after].key == "ubnd"
        return 1 + size if both else 0
    return 2


def _group(words: Sequence[Word], at: int, place: int) -> Name | None:
    """Return the group whose nouns begin at the place ("các" stands between ``at`` and it)."""
    end, form = place, Form.GROUP
    while True:
        size = bodies.GROUP_NOUNS.length(words, end)
        if not size:
            break
        end += size
        step = _group_joint(words, end)
        if not step:
            break
        end += step
    if end == place:
        body = bodies.HEADS.match(words, place)
        if body[1] in ("body", "shy") and at != place:
            return Name(at, _extend(words, at, place + body[0]), Form.GROUP)
        return None
    return _qualified(words, at, end, form)


def _group_joint(words: Sequence[Word], at: int) -> int:
    """Return how many words join two nouns of a group; 0 when no further noun follows."""
    step = 0
    if at < len(words) and words[at].key in (",", "/", "-"):
        step = 1
    if at + step < len(words) and words[at + step].key in ("và", "hoặc"):
        step += 1
    size = bodies.GROUP_NOUNS.length(words, at + step)
    if not size:
        return 0
    if not step:  # nouns side by side ("các tập đoàn tổng công ty") are taken with the qualifiers
        return 0
    if words[at + step - 1].key == "và" and words[at + step].is_capital and bodies.HEADS.match(words, at + step)[1] == "body":
        return 0
    return step


def _qualified(words: Sequence[Word], at: int, end: int, form: Form) -> Name:
    """Return the group with the qualifiers, proper names and parentheses that follow its nouns."""
    limit = min(len(words), at + _LONGEST)
    while end < limit:
        word = words[end]
        size, tag = bodies.QUALIFIERS.match(words, end)
        noun = bodies.GROUP_NOUNS.length(words, end)
        if word.is_capital and bodies.FIELDS.length(words, end) > size:
            end += bodies.FIELDS.length(words, end)
        elif size and not (tag == "predicate" and size == 1 and work.WORK.length(words, end)):
            form = {"predicate": Form.PREDICATE, "anaphora": Form.ANAPHORA}.get(tag, form)
            end += size
        elif word.is_capital and not word.is_mark:
            step = _step(words, end)
            if not step:
                break
            end += step
        elif noun and not work.WORK.length(words, end):
            end += noun
        elif (
            (word.key in (",", "và") and _level_goes_on(words, end))
            or (word.key == "," and _more_of_the_group(words, end))
            or (word.key == "và" and _more_of_the_group(words, end))
            or (
                word.key == ":"
                and bodies.LEVELS.length(words, end - 1) + bodies.LEVELS.length(words, max(0, end - 2))
                and end + 1 < limit
                and words[end + 1].is_capital
            )
        ):
            end += 1
        elif word.key in _DASHES or word.key == "(":
            step = _over_mark(words, end)
            if not step:
                break
            end += step
        else:
            break
    return Name(at, end, form)


def _level_goes_on(words: Sequence[Word], at: int) -> bool:
    """Return whether the comma joins two level words: "xã, phường, thị trấn", "quận, huyện"."""
    size = bodies.LEVELS.length(words, at + 1)
    after = at + 1 + size
    named = after < len(words) and words[after].is_capital and not words[after].is_mark and not words[at + 1].is_capital
    return bool(size) and not named and any(bodies.LEVELS.length(words, at - back) == back for back in (1, 2) if at >= back)


def _more_of_the_group(words: Sequence[Word], at: int) -> bool:
    """Return whether after the comma the group goes on: another place name or another part of the condition."""
    after = at + 1
    if after >= len(words):
        return False
    if words[after].key == "và":
        after += 1
    if bodies.QUALIFIERS.match(words, after)[1] == "predicate" and words[at].key == ",":
        return not work.WORK.length(words, after)
    places = words[at - 1].is_capital and after < len(words) and words[after].is_capital
    if places and bodies.HEADS.length(words, after):
        return bodies.HEADS.match(words, after)[1] == "place"
    if not places and after < len(words) and bodies.HEADS.match(words, after)[1] == "place":
        return words[at - 1].is_capital and after + 1 < len(words) and words[min(after + 2, len(words) - 1)].is_capital
    return places


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
        step = _joint(words, name.last)
        place = name.last + step
        if not step or not words[min(place, len(words) - 1)].is_capital:
            break
    return (found, found[-1].last) if len(found) > 1 else ([], at)
