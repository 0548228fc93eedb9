"""Draws the first page of a PDF: ``python -I -m khworkflow.files.first_page < paper.pdf > page.jpg``.

A PDF is hostile. It is read in a process of its own that knows no secret, may open no file to write, and ends by
itself when it takes more than its time or memory; ``drawing`` starts it and looks at what comes out.
"""

from __future__ import annotations

import contextlib
import io
import sys
from typing import Final

#: The longer side of the picture, in points.
LONGER: Final = 1200
_SECONDS: Final = 10
_MEMORY: Final = 1024 * 1024 * 1024


def limit() -> None:
    """Let this process have ten seconds of work and a gibibyte, and write no file."""
    import resource  # noqa: PLC0415 - not on every system

    for what, most in (
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with contextlib.suppress(ValueError, OSError):  # a system that does not know the limit
            resource.setrlimit(what, (most, most))


def drawn(content: bytes) -> bytes:
    """Return the first page as a JPEG, its longer side 1200 points."""
    import pypdfium2  # noqa: PLC0415 - read only inside the limits

    page = pypdfium2.PdfDocument(content)[0]
    width, height = page.get_size()
    image = page.render(scale=LONGER / max(width, height, 1)).to_pil().convert("RGB")
    image.thumbnail((LONGER, LONGER))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


if __name__ == "__main__":
    with contextlib.suppress(ImportError):
        limit()
    sys.stdout.buffer.write(drawn(sys.stdin.buffer.read()))
