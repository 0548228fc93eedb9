"""Bytes of a text file to text: UTF-8, UTF-16, Windows-1258 and TCVN3 are told apart by what they would mean."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_TCVN3: Final = dict(
    zip(
        "¨©ª«¬­®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ¡¢£¤¥¦§",
        "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_VIETNAMESE: Final = frozenset("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")
_COMMON: Final = re.compile(
    r"\b(?:các|của|và|hội|ngày|không|tháng|huyện|tỉnh|học|báo|cáo|thực|hiện|được|trước|công|đơn|vị|về|những|cho|với|tổ|chức)\b"
)
_CONTROLS: Final = frozenset(chr(code) for code in (*range(9), *range(14, 32), 127))


class NotText(ValueError):
    """The bytes are no text in any encoding known here."""


def decoded(raw: bytes) -> str:
    """Return the text of the bytes; raises :class:`NotText` when they cannot be text."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(raw, "utf-16")
    if b"\x00" in raw[:2000]:
        return _strict(raw, "utf-16-le" if raw[1:2] == b"\x00" else "utf-16-be")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _legacy(raw)
    if any(letter in _CONTROLS for letter in text[:2000]):
        raise NotText
    return text


def _strict(raw: bytes, encoding: str) -> str:
    """Return the bytes decoded, or raise :class:`NotText`."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise NotText from None


def _legacy(raw: bytes) -> str:
    """Return the text of bytes that are no Unicode: Windows-1258 or TCVN3, whichever reads as Vietnamese."""
    readings = [unicodedata.normalize("NFC", raw.decode("cp1258", errors="replace"))]
    readings.append("".join(_TCVN3.get(letter, letter) for letter in raw.decode("latin-1")))
    best = max(readings, key=_likeness)
    if _likeness(best) <= 0 or sum(letter in _CONTROLS for letter in best[:2000]) > 0:
        raise NotText
    return best


def _likeness(text: str) -> int:
    """Return how much the text looks Vietnamese: its letters for it, everything foreign against it."""
    sample = text[:20_000]
    score = 4 * len(_COMMON.findall(sample.lower()))
    for letter in sample:
        if letter.lower() not in _VIETNAMESE and ord(letter) > 127 and letter not in "–—“”‘’…•\u00a0":  # noqa: PLR2004 - beyond ASCII
            score -= 2
    return score
