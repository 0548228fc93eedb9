"""Figures as people write them in Vietnamese: a point between thousands, a comma before decimals; kept in thousandths."""

from __future__ import annotations

import re
from typing import Final

from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line

THOUSANDTHS: Final = 1_000
#: Fifteen digits before the comma are more than any association counts, and fit 64 bits in thousandths.
_WRITTEN: Final = re.compile(r"(?P<whole>\d{1,15}|\d{1,3}(?:[. ]\d{3}){1,4})(?:,(?P<part>\d{1,3}))?")


def parsed(words: str) -> int:
    """Return the figure in thousandths.

    Raises:
        Refused: the words are no figure, such as "1.5" (is it one and a half, or fifteen hundred cut short?).

    """
    found = _WRITTEN.fullmatch(one_line(words))
    if found is None:
        raise Refused(_("Please write the figure like 1.250 or 12,5."), "value")
    whole = int(re.sub(r"[. ]", "", found["whole"]))
    return whole * THOUSANDTHS + int((found["part"] or "").ljust(3, "0"))


def written(value: int) -> str:
    """Return thousandths as they are written: 1250500 is "1.250,5"."""
    whole, part = divmod(value, THOUSANDTHS)
    decimals = f"{part:03d}".rstrip("0")
    return f"{whole:,}".replace(",", ".") + (f",{decimals}" if decimals else "")
