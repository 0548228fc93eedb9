"""Where the name of a body or of a group begins in a sentence, where it ends, what sort it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from khworkflow.conclusions.reader.forms import Form, Name
from khworkflow.conclusions.reader.joints import (
    DASHES,
    group_joint,
    is_bare_group,
    is_counted_or_level,
    lagging,
    level_goes_on,
    more_of_the_group,
    names_places,
    over_and,
    over_mark,
    purpose,
    relative,
    within,
)
from khworkflow.conclusions.reader.tables import acts, bodies, work
from khworkflow.conclusions.reader.words import Sentence, Word

_SYLLABLES: Final = 6  # of the longest name of a person
_LONGEST: Final = 40  # words of the longest name that is believed
_MINISTERIAL: Final = frozenset(("bộ", "sở", "phòng", "vụ", "cục", "ban", "các bộ", "ủy ban", "tổng cục"))


def name_at(words: Sequence[Word], at: int) -> Name | None:
    """Return the name that begins at the place, if one does."""
    if not isinstance(words, Sentence):
        return _find_name(words, at)
    if at not in words.names:
        words.names[at] = _find_name(words, at)
    return words.names[at]


def _find_name(words: Sequence[Word], at: int) -> Name | None:  # noqa: PLR0911 - one return per form
    """Return the name that begins at the place, by its first words."""
    if at >= len(words):
        return None
    if not words[at].is_capital and is_bare_group(words, at):
        return _group(words, at, at)
    if is_counted_or_level(words, at):
        return _group(words, at, at + words[at].is_number)
    quantifier = bodies.QUANTIFIERS.length(words, at)
    if quantifier:
        group = _group(words, at, at + quantifier)
        if group:
            return group
        return None
    size, tag = bodies.HEADS.match(words, at)
    if size and words[at].key == "đồng" and (office := _office_of(words, at + size)):
        post = name_at(words, office)
        return Name(at, post.last if post else office, Form.POST)
    if size:
        return _body(words, at, at + size, tag)
    if bodies.GROUP_NOUNS.length(words, at) and (is_bare_group(words, at) or _is_singled_out(words, at)):
        return _group(words, at, at)
    return None


def _office_of(words: Sequence[Word], at: int) -> int:
    """Return where the post begins that "đồng chí" is said with: at once, or behind the person's name and a comma; else 0."""
    end = at
    while end < min(len(words), at + _SYLLABLES) and words[end].is_capital and bodies.HEADS.match(words, end)[1] != "post":
        end += 1
    end += at < end < len(words) and words[end].key in (",", "-", "–")
    return end if bodies.HEADS.match(words, end)[1] == "post" else 0


def _is_singled_out(words: Sequence[Word], at: int) -> bool:
    """Return whether a group noun without "các" is told by what follows it: "đơn vị liên quan", "địa phương nêu trên"."""
    end = at + bodies.GROUP_NOUNS.length(words, at)
    size, tag = bodies.QUALIFIERS.match(words, end)
    return size > 0 and tag in ("predicate", "anaphora") and (size > 1 or words[end].key != "khác")


def _body(words: Sequence[Word], at: int, place: int, tag: str) -> Name | None:
    """Return the name that goes on after its head word."""
    head = words[at].key
    if words[at].key == "ban" and [word.key for word in words[at:place]] == ["ban", "chỉ", "đạo"]:
        end = purpose(words, place)
        if end:
            return Name(at, end, Form.BODY)
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


def _extend(words: Sequence[Word], at: int, place: int) -> int:
    """Return where the name ends whose head stands before the place."""
    limit = min(len(words), at + _LONGEST)
    while place < limit:
        step = _step(words, place)
        if not step:
            break
        place += step
    return place


def _step(words: Sequence[Word], place: int) -> int:
    """Return how many words the name goes on by at the place; 0 when it ends there."""
    word = words[place]
    if word.is_mark:
        return over_mark(words, place)
    if word.key == "và":
        return over_and(words, place)
    if [near.key for near in words[place : place + 3]] == ["ban", "chỉ", "đạo"] and (end := purpose(words, place + 3)):
        return end - place
    field = _field(words, place)
    if field:
        return field
    if word.is_capital and not (bodies.HEADS.match(words, place)[1] == "post" and words[place - 1].key != "và"):
        head, tag = bodies.HEADS.match(words, place)
        return max(1, bodies.INSIDE.length(words, place), work.WORK.length(words, place), head if tag == "body" else 0)
    return 0 if word.is_capital else _lower_step(words, place)


def _field(words: Sequence[Word], place: int) -> int:
    """Return how many words the field of a ministry, department or board has at the place.

    In small letters it may be the verb as well ("Văn phòng tổng hợp ..."): then it is a field only if a predicate follows.
    """
    size = bodies.FIELDS.length(words, place)
    if not size or words[place].is_capital:
        return size
    if not work.WORK.length(words, place):
        return size
    after = place + size
    named = words[place - 1].key in _MINISTERIAL and words[max(0, place - 2)].key not in ("văn", "cơ")
    goes_on = after < len(words) and (
        work.WORK.length(words, after) or acts.LEADS.length(words, after) or acts.DUTY.length(words, after)
        or acts.MANNER.length(words, after) or acts.COOPERATES.length(words, after) or bodies.INSIDE.length(words, after)
        or words[after].is_capital or words[after].is_mark
    )  # fmt: skip
    return size if named and (goes_on or after >= len(words)) else 0


def _lower_step(words: Sequence[Word], place: int) -> int:
    """Return how many words in small letters go on inside a name: a body within it, a group of levels, a qualifier."""
    word = words[place]
    if word.is_number:
        return int(words[place - 1].key in ("quận", "phường", "khóa", "khu"))
    if word.key == "khóa":
        return int(words[place - 1].key in ("hành", "vụ"))  # "Ban Chấp hành khóa V"
    head, tag = bodies.HEADS.match(words, place)
    if (
        tag in ("body", "shy", "place")
        and not work.WORK.length(words, place)
        and name_at(words, place)
        and word.key not in ("báo", "đoàn", "tổ", "đội", "ban", "báo cáo", "thường")
    ):
        return head
    if word.key in ("các", "hai", "ba", "bốn", "mỗi", "từng"):
        group = _group(words, place, place + 1)
        return group.last - place if group and words[place - 1].key not in (",", "cho", "với") else 0
    return relative(words, place) or bodies.INSIDE.length(words, place)


def _group(words: Sequence[Word], at: int, place: int) -> Name | None:
    """Return the group whose nouns begin at the place ("các" stands between ``at`` and it)."""
    end, form = place, Form.GROUP
    while True:
        size = bodies.GROUP_NOUNS.length(words, end)
        if not size:
            break
        end += size
        step = group_joint(words, end)
        if not step:
            break
        end += step
    if end == place:
        body = bodies.HEADS.match(words, place)
        if body[1] in ("body", "shy") and at != place:
            return Name(at, _extend(words, at, place + body[0]), Form.GROUP)
        return None
    return _qualified(words, at, end, form)


def _qualified(words: Sequence[Word], at: int, end: int, form: Form) -> Name:
    """Return the group with the qualifiers, proper names and parentheses that follow its nouns."""
    limit = min(len(words), at + _LONGEST)
    while end < limit:
        size, tag = bodies.QUALIFIERS.match(words, end)
        if bodies.FIELDS.length(words, end) <= size and not (tag == "predicate" and size == 1 and work.WORK.length(words, end)):
            form = {"predicate": Form.PREDICATE, "anaphora": Form.ANAPHORA}.get(tag, form)
            step = size
        else:
            step = 0
        step = step or within(words, end) or _group_step(words, end)
        if not step:
            break
        end += step
    return Name(at, end, form)


def _group_step(words: Sequence[Word], at: int) -> int:
    """Return how many words of a group go on at the place: a field, a proper name, another noun, a joint."""
    word = words[at]
    if word.is_mark or word.key == "và":
        return 1 if level_goes_on(words, at) or more_of_the_group(words, at) or names_places(words, at) else _over_mark(words, at)
    if word.is_capital:
        office = bodies.HEADS.length(words, at) if words[at - 1].key == "chí" else 0  # "các đồng chí Chủ tịch"
        return office or bodies.FIELDS.length(words, at) or _step(words, at)
    if word.key == "chưa":
        return lagging(words, at)
    if words[at - 1].key in _MINISTERIAL and _field(words, at):
        return _field(words, at)
    if word.key in ("các", "hai", "ba", "bốn") and bodies.LEVELS.length(words, at + 1):
        return 1 + bodies.LEVELS.length(words, at + 1)
    return 0 if work.WORK.length(words, at) else bodies.GROUP_NOUNS.length(words, at)


def _over_mark(words: Sequence[Word], at: int) -> int:
    """Return how many words to go on by over a dash or parentheses."""
    return over_mark(words, at) if words[at].key in DASHES or words[at].key == "(" else 0
