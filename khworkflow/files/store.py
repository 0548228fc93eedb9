"""The content-addressed store: bytes lie once, under their SHA-256, outside any web root."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

_folder = Path("data/files")


def keep_in(folder: Path) -> None:
    """Let the store lie in the folder."""
    global _folder  # noqa: PLW0603 - one store per installation, set once at start
    _folder = folder


def path(sha256: str, shelf: str = "") -> Path:
    """Return where the bytes with this hash lie; what may be thrown away again lies on a shelf of its own."""
    return _folder / shelf / sha256[:2] / sha256


def put(content: bytes, shelf: str = "") -> str:
    """Keep the bytes and return their SHA-256; complete or absent, never half (rename is atomic)."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path(sha256, shelf)
    if target.is_file():
        return sha256
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return sha256


def throw_away(sha256: str, shelf: str) -> None:
    """Let the bytes on the shelf go; evidence lies on none and stays."""
    path(sha256, shelf).unlink(missing_ok=True)


def remove(sha256: str) -> bool:
    """Remove bytes that the system made and can make again; return whether they were there."""
    target = path(sha256)
    found = target.is_file()
    target.unlink(missing_ok=True)
    return found
