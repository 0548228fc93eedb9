"""Passwords: argon2id with 19 MiB, two passes, one lane (OWASP; 27 ms on the machines measured)."""

from __future__ import annotations

from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import fold

LEAST: Final = 12  # characters
MOST: Final = 1_024  # bytes
_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: Verified when there is no such user, so that the answer takes the same time.
_NOBODY: Final = _hasher.hash("nobody has this password")
_COMMON: Final = (
    *("123456789012", "1234567890123", "password1234", "matkhau", "qwertyuiop12", "anhyeuem", "iloveyou", "administrator"),
    *("khuyenhoc", "khworkflow", "yenbai", "vietnam", "hoikhuyenhoc", "tinhhoi", "quantri"),
)


def hashed(password: str, *names: str) -> str:
    """Return the hash of a new password.

    Args:
        password: exactly as typed; spaces and accents count.
        names: words that are easily guessed for this person.

    Raises:
        Refused: it is too short, too long, or easily guessed.

    """
    if len(password) < LEAST:
        raise Refused(_("The password needs at least %(least)s characters. A short sentence is best.", least=LEAST), "password")
    if len(password.encode()) > MOST:
        raise Refused(_("The password is too long."), "password")
    bare = fold(password).replace(" ", "")
    guessed = [fold(name).replace(" ", "") for name in names if name] + list(_COMMON)
    if len(set(bare)) < 5 or any(word and word in bare and len(bare) < len(word) + 6 for word in guessed):  # noqa: PLR2004
        raise Refused(_("This password is easily guessed. A sentence that only you would say is better."), "password")
    return _hasher.hash(password)


def rehashed(password: str) -> str:
    """Return the hash, by today's setting, of a password that was accepted before."""
    return _hasher.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Return whether the password is the one kept; takes the same time when there is none."""
    if len(password.encode()) > MOST:
        password = ""
    try:
        _hasher.verify(kept or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Return whether the hash was made with an earlier setting."""
    return _hasher.check_needs_rehash(kept)
