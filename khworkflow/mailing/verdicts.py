"""What a mail server's refusal says about the address: for good or for now, and whether the address is at fault.

The table is that of the reliability notes, section 5, «SMTP answers»; codes are those of RFC 3463. Pure.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Blame(StrEnum):
    """What a refusal says of the address."""

    HARD = "hard"  # there is nobody at the address
    SOFT = "soft"  # full, or not reached in time: perhaps another time
    REFUSED = "refused"  # for good, but for another reason than the address
    DELAY = "delay"  # not delivered yet; it is still being tried


_STATUS: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE: Final = re.compile(r"^\s*([245])\d\d\b")
_NOBODY: Final = frozenset({(1, 0), (1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1), (4, 4)})
_FULL: Final = frozenset({(2, 2), (2, 3)})
_UNKNOWN_WORDS: Final = re.compile(
    r"user (?:is )?unknown|unknown (?:user|recipient|mailbox|local part)|no such (?:user|mailbox|recipient|address)|no mailbox here"
    r"|does ?n[o']t exist|doesn't have an? .{0,40}account|recipient (?:address )?(?:rejected: )?.{0,40}not found|recipientnotfound"
    r"|(?:mailbox|address|account|recipient) (?:not found|unavailable|is disabled|has been disabled|disabled|is inactive)|invalid (?:recipient|mailbox)"
    r"|couldn't be found|wasn't found|couldn't find any host|host or domain name not found|địa chỉ không tồn tại|không tìm thấy địa chỉ",
    re.IGNORECASE,
)
_FULL_WORDS: Final = re.compile(
    r"quota|mailbox (?:is )?full|over ?quota|insufficient (?:system )?storage|hộp thư đầy", re.IGNORECASE
)


def status_in(words: str) -> str:
    """Return the first enhanced status code of a failure in the words ("5.1.1"); empty when there is none."""
    found = next((one for one in _STATUS.finditer(words) if one.group(1) in "45"), None)
    return found.group() if found else ""


def blame(status: str, words: str) -> Blame:
    """Return what a failure says of the address.

    Args:
        status: the enhanced code, "5.1.1"; may be empty.
        words: the server's, with its three figures before them where it spoke SMTP.

    """
    known = _STATUS.search(status) or _STATUS.search(status_in(words))
    if known is None:
        return _by_words(words)
    kind, detail = known.group(1), (int(known.group(2)), int(known.group(3)))
    if kind != "5" or detail in _FULL:
        return Blame.SOFT
    if detail in _NOBODY:
        return Blame.HARD
    return Blame.HARD if detail == (0, 0) and _by_words(words) is Blame.HARD else Blame.REFUSED


def _by_words(words: str) -> Blame:
    code = _CODE.match(words)
    if code and code.group(1) == "4":
        return Blame.SOFT
    if _FULL_WORDS.search(words):
        return Blame.SOFT
    return Blame.HARD if _UNKNOWN_WORDS.search(words) else Blame.REFUSED
