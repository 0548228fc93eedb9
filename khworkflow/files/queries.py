"""Finding files again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.files import pictures, store
from khworkflow.files.models import File

if TYPE_CHECKING:
    from pathlib import Path


def get(file_id: int) -> File:
    """Return the file; whether the reader may have it, the room whose evidence it is decides.

    Raises:
        NotFound: there is none.

    """
    file = database.session.get(File, file_id)
    if file is None:
        raise NotFound
    return file


def path(file: File) -> Path:
    """Return where the file's bytes lie."""
    return store.path(file.sha256)


def is_picture(file: File) -> bool:
    """Return whether the file is a photograph that can be shown small."""
    return file.media_type in ("image/jpeg", "image/png")


def reduced(file: File, most: int = 1200) -> bytes:
    """Return the photograph upright as a small JPEG, its longer side at most ``most`` points.

    Raises:
        NotFound: the file is no photograph.

    """
    if not is_picture(file):
        raise NotFound
    return pictures.reduced(path(file), most)
