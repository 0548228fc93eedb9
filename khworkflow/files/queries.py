"""Finding files again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.files import store
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
