"""Draws the first page of a PDF: ``python -I -m khworkflow.files.first_page < paper.pdf > page.jpg``.

A PDF is hostile. It is read in a process of its own that knows no secret, may open no file to write, and ends by
itself when it takes more than its time or memory; ``drawing`` starts it and looks at what comes out.
"""

from __future__ import annotations

import io
import sys
from typing import Final

from khworkflow.core.confine import confine

#: The longer side of the picture, in points.
LONGER: Final = 1200
_SECONDS: Final = 10
_MEBIBYTES: Final = 1024


def limit() -> None:
    """Let this process have ten seconds of work and a gibibyte, and write no file."""
    confine(_MEBIBYTES, _SECONDS)


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
    limit()
    sys.stdout.buffer.write(drawn(sys.stdin.buffer.read()))
