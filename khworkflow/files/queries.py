"""Finding files again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.files import pictures, store
from khworkflow.files.models import File, FirstPage

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
    """Return what can be looked at of the file as a small JPEG: the photograph upright, or the first page of the PDF.

    Args:
        file: which.
        most: how many points the longer side of a photograph has at most.

    Raises:
        NotFound: there is nothing of it to look at, or not yet.

    """
    if is_picture(file):
        return pictures.reduced(path(file), most)
    drawn = database.session.scalar(select(FirstPage.picture_sha256).where(FirstPage.sha256 == file.sha256))
    if drawn is None:
        raise NotFound
    return store.path(drawn).read_bytes()


def undrawn(most: int = 50) -> list[str]:
    """Return the contents of PDFs that people gave whose first page was not drawn yet, the oldest first."""
    drawn = select(FirstPage.id).where(FirstPage.sha256 == File.sha256)
    papers = select(File.sha256, func.min(File.id)).where(File.media_type == "application/pdf", File.given_by_id.is_not(None))
    return list(
        database.session.scalars(papers.where(~drawn.exists()).group_by(File.sha256).order_by(func.min(File.id)).limit(most))
    )
