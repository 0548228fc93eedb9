"""Secrets that are shown once and kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

BYTES: Final = 32  # 256 bits (ASVS 7.2.3)


def new() -> str:
    """Return a fresh token."""
    return secrets.token_urlsafe(BYTES)


def hashed(token: str) -> str:
    """Return what is kept of a token; it is random enough that a plain hash is safe."""
    return hashlib.sha256(token.encode()).hexdigest()
