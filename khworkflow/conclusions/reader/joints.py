"""What joins the words inside a name: commas between levels, "và", dashes, parentheses, qualifiers of a group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from khworkflow.conclusions.reader.tables import acts, bodies, work
from khworkflow.conclusions.reader.words import Word

_PARENTHESIS: Final = 9  # words inside a name's parentheses: "(TT - MT)", "(Bộ đội Biên phòng)"
_SYLLABLES: Final = 4  # of the longest name of a place: "Mù Cang Chải", "Bà Rịa - Vũng Tàu"
_TYPES: Final = frozenset(("tỉnh", "huyện", "xã", "phường", "quận", "phố", "thôn", "trấn"))
DASHES: Final = frozenset("-–")


def purpose(words: Sequence[Word], place: int) -> int:
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


def over_mark(words: Sequence[Word], place: int) -> int:  # noqa: PLR0911
    """Return how many words to go on by over a dash, a full stop of "TP.", or parentheses."""
    mark = words[place]
    after = words[place + 1] if place + 1 < len(words) else None
    if after is None:
        return 0
    if mark.key == "," and (level_goes_on(words, place) or _another_place(words, place)):
        return 1
    if mark.key in DASHES and (after.is_capital or bodies.FIELDS.length(words, place + 1)):
        return 1 + max(1, bodies.FIELDS.length(words, place + 1))
    if mark.key == "." and words[place - 1].key in ("tp", "q", "p", "tx", "tt", "h") and after.is_capital:
        return 2
    if mark.key == "&" and after.is_capital:
        return 2
    if mark.key == "(" and after.is_capital:
        for ahead in range(place + 1, min(len(words), place + _PARENTHESIS)):
            if words[ahead].key == ")":
                return ahead + 1 - place
    return 0


def over_and(words: Sequence[Word], place: int) -> int:
    """Return how many words to go on by over "và" inside a name: "Giáo dục và Đào tạo", "HĐND và UBND TP"."""
    after = place + 1
    if level_goes_on(words, place):
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


def relative(words: Sequence[Word], place: int) -> int:
    """Return how many words of a qualifier stand at the place, verbs of work not being one."""
    size, tag = bodies.QUALIFIERS.match(words, place)
    if not size or (tag == "predicate" and words[place].key in ("sáp", "tham", "đăng", "khác", "làm")):
        return size if tag == "predicate" and words[place].key == "khác" else 0
    if words[place].key in ("này", "đó") and size == 1:
        return 0
    return size


def level_goes_on(words: Sequence[Word], at: int) -> bool:
    """Return whether the comma joins two level words: "xã, phường, thị trấn", "quận, huyện"."""
    size = bodies.LEVELS.length(words, at + 1) if words[at].key in (",", "và") else 0
    after = at + 1 + size
    named = after < len(words) and words[after].is_capital and not words[after].is_mark and not words[at + 1].is_capital
    return bool(size) and not named and any(bodies.LEVELS.length(words, at - back) == back for back in (1, 2) if at >= back)


def more_of_the_group(words: Sequence[Word], at: int) -> bool:
    """Return whether after the comma the group goes on: another place name or another part of the condition."""
    after = at + 1
    if after >= len(words) or words[at].key not in (",", "và"):
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


def group_joint(words: Sequence[Word], at: int) -> int:
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


def is_counted_or_level(words: Sequence[Word], at: int) -> bool:
    """Return whether a counted group ("3 bộ ngành nêu trên") or a level ("Cấp tỉnh ủy") begins at the place."""
    if words[at].key == "cấp":
        return bool(bodies.INSIDE.length(words, at + 1)) and not bodies.GROUP_NOUNS.match(words, at)[0] > 1
    return (
        words[at].is_number
        and words[at].key.isdigit()
        and words[min(at + 1, len(words) - 1)].key in ("bộ", "sở", "đơn", "địa", "cơ")
    )


def is_bare_group(words: Sequence[Word], at: int) -> bool:
    """Return whether group nouns stand in a row without "các": "sở, ngành", "tập đoàn tổng công ty"."""
    size = bodies.GROUP_NOUNS.length(words, at)
    if not size or work.WORK.length(words, at) >= size or words[at].key == "đồng":
        return False
    after = at + size
    if after < len(words) and words[after].key == ",":
        after += 1
    return bool(bodies.GROUP_NOUNS.length(words, after)) and not words[at].is_capital


def _another_place(words: Sequence[Word], at: int) -> bool:
    """Return whether the comma joins the names of two places of one type said once: "Hội Khuyến học huyện Kim Bôi, Lạc Sơn".

    A province behind a smaller place is its address ("UBND quận Thanh Khê, Đà Nẵng") and no part of the name.
    """
    back = at - 1
    while back > 0 and words[back].is_capital and not words[back].is_mark and at - back <= _SYLLABLES:
        back -= 1
    after = at + 1
    end = after
    while end < len(words) and words[end].is_capital and not words[end].is_mark and end - after < _SYLLABLES:
        end += 1
    if words[back].key not in _TYPES or back == at - 1 or end - after < 2:  # noqa: PLR2004 - a place has two syllables at least
        return False
    if bodies.HEADS.length(words, after) or bodies.GROUP_NOUNS.length(words, after):
        return False
    return words[back].key == "tỉnh" or not bodies.PROVINCES.length(words, after)


def within(words: Sequence[Word], at: int) -> int:
    """Return how many words say where a group is found: "trong cơ quan, đơn vị, doanh nghiệp", "ở các xã vùng cao"."""
    if at >= len(words) or words[at].key not in ("trong", "ở", "tại", "thuộc"):
        return 0
    end = at + 1
    end += end < len(words) and words[end].key in ("các", "những")
    begin = end
    while size := bodies.GROUP_NOUNS.length(words, end):
        end += size
        step = group_joint(words, end)
        if not step:
            break
        end += step
    while end > begin and (size := bodies.QUALIFIERS.length(words, end)) and not work.WORK.length(words, end):
        end += size
    return end - at if end > begin else 0


def names_places(words: Sequence[Word], at: int) -> bool:
    """Return whether the colon opens the names of the places of a group: "các thành phố: Hà Nội, ..."."""
    return (
        words[at].key == ":"
        and any(bodies.LEVELS.length(words, at - back) == back for back in (1, 2) if at >= back)
        and at + 1 < len(words)
        and words[at + 1].is_capital
    )


def lagging(words: Sequence[Word], at: int) -> int:
    """Return how many words tell what a group has not done yet, up to what it has to do: "các xã chưa nộp (A, B) khẩn trương nộp"."""
    if acts.MANNER.length(words, at + 1):
        return 0
    end = at + 1
    while end < min(len(words), at + _CLAUSE):
        if words[end].key == "(":
            close = next((place for place in range(end, min(len(words), end + _PLACES)) if words[place].key == ")"), 0)
            return close + 1 - at if close and work.WORK.length(words, close + 1) else 0
        if words[end].is_mark:
            return 0
        if acts.DUTY.match(words, end)[1] in ("duty", "forbid") or acts.MANNER.length(words, end):
            return end - at
        end += 1
    return 0


_CLAUSE: Final = 12  # words of what has not been done
_PLACES: Final = 40  # words in the parentheses that list the places
