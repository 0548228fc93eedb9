"""How long a line of type is, near enough to draw a rule of a third to a half of it.

Nobody knows the true length before the reader's own programme sets the line; the mean widths here are of
Times New Roman and hold within a tenth for Vietnamese, and the decree leaves more room than that.
"""

from __future__ import annotations

from typing import Final

_CAPITALS: Final = 0.605  # mean width of a capital, spaces included, in parts of the size
_LETTERS: Final = 0.46
#: Words that open the second part of an association's name: "Hội Khuyến học | thành phố Yên Bái".
_UNITS: Final = frozenset({"tỉnh", "huyện", "xã", "phường", "thị", "thành", "đặc"})

#: The halves of the letterhead, and the room of a subject, on a line of 165 mm; in points.
LEFT_HALF, RIGHT_HALF = 72 / 25.4 * 72, 93 / 25.4 * 72  # the nation has room to spare in a font that is wider than ours
SUBJECT_LINE: Final = 0.85 * (LEFT_HALF + RIGHT_HALF)
#: The length of "Độc lập - Tự do - Hạnh phúc" in bold letters of 13 points.
MOTTO: Final = 160.0
#: That of "ĐẢNG CỘNG SẢN VIỆT NAM" in bold letters of 15 points.
PARTY: Final = 214.0


def of_line(text: str, size: float) -> float:
    """Return the length of the line in points."""
    return len(text) * size * (_CAPITALS if text == text.upper() else _LETTERS)


def of_rule(lines: tuple[str, ...], size: float, room: float) -> float:
    """Return the length, in points, of the rule below the lines: between a third and a half of their width."""
    longest = max(of_line(line, size) for line in lines)
    return 0.4 * min(longest, room)


def broken(name: str, size: float, room: float) -> tuple[str, ...]:
    """Return the name in capitals on one line, or on two even ones where it is longer than the room.

    It is broken where a term begins, never inside one: before a capital or before the kind of a unit.
    """
    whole = name.upper()
    words = name.split()
    if of_line(whole, size) <= room:
        return (whole,)
    places = [place for place in range(1, len(words)) if words[place][0].isupper() or words[place] in _UNITS]
    if not places:
        return (whole,)
    places = [place for place in places if words[place] in _UNITS | {"Hội"}] or places
    halves = [(" ".join(words[:place]).upper(), " ".join(words[place:]).upper()) for place in places]
    return min(halves, key=lambda pair: max(map(len, pair)))
