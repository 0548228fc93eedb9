"""Forms whose files are together more than is taken at once: their words are read, their files are let go unread."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Final

from flask import Request as FlaskRequest, request

from khworkflow.core.errors import TooMuch
from khworkflow.core.i18n import gettext as _

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MEBIBYTE: Final = 1024 * 1024
TAKEN_MOST: Final = 25 * MEBIBYTE + MEBIBYTE // 2  # the file's own 25 MB, and the words around it
#: Up to here the words of a form are still read; beyond it the request is refused before it is read.
READ_MOST: Final = 250 * MEBIBYTE


class Request(FlaskRequest):
    """A request that keeps no byte of files that are too many bytes together."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if total_content_length is not None and total_content_length > TAKEN_MOST:
            return _Sink()
        return super()._get_file_stream(total_content_length, content_type, filename, content_length)


def ensure_taken() -> None:
    """Let the request's files pass if they are not more than is taken at once.

    Raises:
        TooMuch: they are; the message says by how much, and what to do.

    """
    size = request.content_length or 0
    if size > TAKEN_MOST:
        raise TooMuch(
            _(
                "These files have %(size)s MB together; at most 25 MB are taken at a time. Please choose fewer or smaller "
                "ones; the others can be added after it was sent.",
                size=round(size / MEBIBYTE),
            ),
            "files",
        )


class _Sink(io.BytesIO):
    def write(self, data: ReadableBuffer, /) -> int:
        return len(memoryview(data))
