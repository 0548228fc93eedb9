"""Style and scripts on their way to a slow telephone: packed, and kept by the browser for as long as they stay the same.

Only static files are packed: they hold no secret whose length packing could betray (BREACH).
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import current_app, request

if TYPE_CHECKING:
    from flask import Flask, Response

_TEXT: Final = (".css", ".js")
_YEAR: Final = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Hand out the static files."""
    app.view_functions["static"] = _send


def _send(filename: str) -> Response:
    answer = current_app.send_static_file(filename)
    if "v" in request.args:  # the address names the content (``filters.asset``)
        answer.headers["Cache-Control"] = _YEAR
    if filename.endswith(_TEXT):
        answer.vary.add("Accept-Encoding")
        if answer.status_code == 200 and request.accept_encodings["gzip"]:  # noqa: PLR2004 - not a part, and not "unchanged"
            answer.close()  # the file itself is not sent
            answer.direct_passthrough = False
            answer.set_data(_packed(Path(current_app.static_folder or "") / filename))
            answer.headers["Content-Encoding"] = "gzip"
    return answer


@cache
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
