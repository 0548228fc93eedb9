"""Whether a PDF (ISO 32000-1) runs or carries something, told from its names and without opening it.

Streams are cut out where a short name would be met by chance; those that hold objects (7.5.7) are
inflated within a limit and read as well. An object stream under another filter than Flate, or
encrypted, is not read: such a file is only ever served as an attachment.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Long enough never to be met by chance, therefore looked for everywhere.
_LONG: Final = re.compile(rb"/(JavaScript|Launch|EmbeddedFile)\b")
_ANY: Final = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile)\b")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_INFLATED_MOST: Final = 64 * 1024 * 1024


def holds_something_active(content: bytes) -> bool:
    """Return whether the PDF holds a script, starts a program or embeds a file; so too where it unpacks to too much."""
    if _LONG.search(_plain(content)):
        return True
    left = _INFLATED_MOST
    for outside, stream in _pieces(content):
        names = _plain(outside)
        if _ANY.search(names):
            return True
        if b"/ObjStm" in names:
            objects = _inflated(stream, left)
            left -= len(objects)
            if left <= 0 or _ANY.search(_plain(objects)):
                return True
    return False


def _plain(content: bytes) -> bytes:
    """Return the bytes with the escapes of names undone: ``/#4a#53`` is ``/JS`` (7.3.5)."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)


def _pieces(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield what stands before each stream, and the stream; one that does not end is none."""
    at = 0
    while True:
        begins = content.find(b"stream", at)
        ends = content.find(b"endstream", begins) if begins >= 0 else -1
        if ends < 0:
            yield content[at:], b""
            return
        yield content[at:begins], content[begins + len(b"stream") : ends]
        at = ends + len(b"endstream")


def _inflated(stream: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream.lstrip(b"\r\n"), most)
    except zlib.error:
        return b""
