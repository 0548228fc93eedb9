"""Having the first page of a PDF drawn by a process that may fail, hang or lie without harm."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from PIL import Image

from khworkflow.files.first_page import LONGER

if TYPE_CHECKING:
    from pathlib import Path

SECONDS_MOST: Final = 20
PICTURE_MOST: Final = 2 * 1024 * 1024
_log = logging.getLogger(__name__)


def first_page(path: Path) -> bytes | None:
    """Return the first page of the PDF as a small JPEG; None when it cannot be drawn within its time and memory."""
    command = [sys.executable, "-I", "-m", "khworkflow.files.first_page"]
    try:
        with path.open("rb") as paper:
            done = subprocess.run(command, stdin=paper, capture_output=True, timeout=SECONDS_MOST, env={}, cwd="/", check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        _log.info("first page of %s not drawn: %s", path.name, error)
        return None
    return done.stdout if _is_picture(done.stdout) else None


def _is_picture(content: bytes) -> bool:
    """Return whether what came out is a JPEG of the size that was asked for, whatever the paper made of its reader."""
    if len(content) > PICTURE_MOST:
        return False
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
            is_small = max(image.size) <= LONGER
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return is_small
