"""Links in mails that are their own proof: a purpose, a few words, and a sign that only this installation makes."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from khworkflow.mailing.post import room

DIGEST: Final = "digest"
_SIGN: Final = 32  # hexadecimal digits: 128 bits


def make(purpose: str, words: str) -> str:
    """Return the words, of letters, digits and hyphens, with their sign behind them."""
    return f"{words}.{_sign(room().secret, purpose, words)}"


def read(purpose: str, token: str) -> str | None:
    """Return the words, if this installation signed them for the purpose under its present or an earlier key."""
    words, _dot, sign = token.rpartition(".")
    if not token.isascii():
        return None
    return words if any(hmac.compare_digest(_sign(key, purpose, words), sign) for key in _keys()) else None


def _keys() -> tuple[str, ...]:
    return (room().secret, *room().older_secrets)


def _sign(key: str, purpose: str, words: str) -> str:
    return hmac.new(key.encode(), f"{purpose}|{words}".encode(), hashlib.sha256).hexdigest()[:_SIGN]
