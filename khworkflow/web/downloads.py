"""Files that people gave, handed out so that no browser runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import send_file

from khworkflow.files import queries as files

if TYPE_CHECKING:
    from flask import Response

    from khworkflow.files.models import File


def download(file: File) -> Response:
    """Return the file as a download under the name it was given with; whether the reader may have it was asked before."""
    path = files.path(file)
    return sandboxed(send_file(path, mimetype=file.media_type, as_attachment=True, download_name=file.name, etag=file.sha256))


def sandboxed(answer: Response) -> Response:
    """Return the answer with the header that takes every right from what is in it (CSP ``sandbox``)."""
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
