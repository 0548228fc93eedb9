"""Whether a PDF (ISO 32000-1) runs or carries something, told from its names and without opening it.

Streams are left out where a short name would be met by chance, but only those that every reader takes for one: a
dictionary that begins with its object and ends where ``stream`` stands. What looks like a stream in a comment or a
string is read as anything else, and so is an object that lies within a stream or a comment, for a table may point
there. Streams
that hold objects (7.5.7) are inflated within a limit and read as well; one that cannot be looked into, since it is
encrypted or packed otherwise, is told as that.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


def _named(*names: bytes) -> re.Pattern[bytes]:
    """Return what finds one of the names, each letter written plainly or escaped: ``/#4a#53`` is ``/JS`` (7.3.5)."""
    written = (b"".join(b"(?:%c|(?i:#%02x))" % (letter, letter) for letter in name) for name in names)
    return re.compile(b"/(?:%b)\\b" % b"|".join(written))


#: Long enough never to be met by chance, therefore looked for everywhere.
_LONG: Final = _named(b"JavaScript", b"Launch", b"EmbeddedFile")
_ANY: Final = _named(b"JavaScript", b"JS", b"Launch", b"EmbeddedFile")
_ENCRYPT: Final = _named(b"Encrypt")
_OBJECTS: Final = _named(b"ObjStm")
_FIRST: Final = _named(b"First")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_INFLATED_MOST: Final = 64 * 1024 * 1024
#: White space and comments (7.2.2, 7.2.3), as they stand between two tokens.
_GAP: Final = rb"(?:[\0\t\n\f\r ]|%[^\r\n]*(?:[\r\n]|$))*"
_STREAM: Final = re.compile(rb"stream[\0\t\f ]*(?:\r\n|\n|\r)")
#: Where an object begins; its two numbers may stand wherever they like before it.
_OBJECT: Final = re.compile(rb"[\0\t\n\f\r 0-9]obj(?![A-Za-z])")
_BLANK: Final = re.compile(rb"[\0\t\n\f\r ]*")
#: What stands in a dictionary: a gap, a part of it, or a string (a hexadecimal one holds no bracket of its own).
_TOKEN: Final = re.compile(_GAP + rb"(<<|>>|\(|<[^<>]*>|/?[^\0\t\n\f\r ()<>\[\]{}/%]+|[/\[\]{}])")
_IN_STRING: Final = re.compile(rb"\\.|[()]", re.DOTALL)
#: How objects are packed in a stream that can be looked into: not at all, or by Flate alone and without a predictor.
_PACKED: Final = re.compile(rb"/Filter(?:G/FlateDecodeG(?=[/>])|G\[G/FlateDecodeG\])".replace(b"G", _GAP))
_PREDICTED: Final = re.compile(rb"/(?:DecodeParms|F)(?![A-Za-z])")
#: Objects do not lie in one another in an honest PDF: each byte outside its streams is read once, of 25 MB at most.
_BYTES_MOST: Final = 64 * 1024 * 1024
_TOKEN_COSTS: Final = 12  # as many bytes as take the same time


class ActiveError(ValueError):
    """The PDF holds a script, starts a program or embeds a file; or it unpacks to too much."""


class UnreadableError(ValueError):
    """The PDF holds objects that cannot be looked into."""


class LockedError(UnreadableError):
    """The same, since the PDF is encrypted."""


def check(content: bytes) -> None:
    """Look for what runs.

    Raises:
        ActiveError: something does.
        UnreadableError: objects are packed in a way that is not looked into.
        LockedError: objects are encrypted.

    """
    if _LONG.search(content):
        raise ActiveError
    hidden = LockedError if _ENCRYPT.search(content) else UnreadableError
    left = _INFLATED_MOST
    for outside, dictionary, stream in _pieces(content):
        inside = _OBJECT.search(stream)
        within = stream[inside.start() :] if inside else b""
        if _ANY.search(outside) or _ANY.search(within):
            raise ActiveError
        if _OBJECTS.search(outside.rstrip(b"\0\t\n\f\r ").removesuffix(dictionary)):
            raise hidden  # of no stream that we would find
        if _OBJECTS.search(dictionary) or _FIRST.search(dictionary):  # by its type, or by where its first object stands
            objects = _unpacked(told := _plain(dictionary), stream, left)
            if objects is None or (hidden is LockedError and b"/Filter" not in told):
                raise hidden
            left -= len(objects)
            if left <= 0 or _ANY.search(objects):
                raise ActiveError


def _plain(content: bytes) -> bytes:
    """Return the bytes with the escapes of names undone."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)


def _pieces(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield what stands before each stream, its dictionary (part of that), and the stream; after a false one all is one piece."""
    at, left = 0, [_BYTES_MOST]
    for found in _STREAM.finditer(content):
        if found.start() < at:
            continue  # within the stream before
        dictionary = _dictionary(content, at, found.start(), left)
        ends = content.find(b"endstream", found.end())
        if dictionary is None or ends < 0:
            break
        yield content[at : found.start()], dictionary, content[found.end() : ends]
        at = ends + len(b"endstream")
    yield content[at:], b"", b""


def _dictionary(content: bytes, at: int, end: int, left: list[int]) -> bytes | None:
    """Return the dictionary after which a stream begins at the end; None where a reader could see anything else there.

    Every object that begins in what was not read before must have ended, wherever it begins, be it in a comment or a
    string of another one: a table may point to it. The last one is a dictionary up to the end.
    """
    objects = list(_OBJECT.finditer(content, at, end))
    for before in objects[:-1]:
        if not _is_over(content, before.end(), end, left):
            return None
    return _up_to(content, objects[-1].end(), end, left) if objects else None


def _tokens(content: bytes, place: int, end: int, left: list[int]) -> Iterator[tuple[bytes, int]]:
    """Yield the tokens with where they end, until something is none."""
    while place < end and (token := _TOKEN.match(content, place, end)):
        before, place = place, _after_string(content, token.end(), end) if token[1] == b"(" else token.end()
        left[0] -= place - before + _TOKEN_COSTS
        if left[0] < 0:
            raise UnreadableError
        yield token[1], place


def _is_over(content: bytes, place: int, end: int, left: list[int]) -> bool:
    return any(token == b"endobj" for token, _after in _tokens(content, place, end, left))


def _up_to(content: bytes, begins: int, end: int, left: list[int]) -> bytes | None:
    depth = 0
    for token, after in _tokens(content, begins, end, left):
        depth += {b"<<": 1, b">>": -1}.get(token, 0)
        if depth <= 0:
            return content[begins:after] if depth == 0 and _BLANK.fullmatch(content[after:end]) else None
    return None


def _after_string(content: bytes, place: int, end: int) -> int:
    """Return where the string ends whose opening bracket was just read; brackets in it are balanced (7.3.4.2)."""
    depth = 1
    for found in _IN_STRING.finditer(content, place, end):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return end


def _unpacked(dictionary: bytes, stream: bytes, most: int) -> bytes | None:
    """Return the objects in the stream; None where it is packed in a way that is not looked into."""
    filters = dictionary.count(b"/Filter")
    if not filters:
        return stream
    if filters > 1 or not _PACKED.search(dictionary) or _PREDICTED.search(dictionary):
        return None
    try:
        return zlib.decompressobj().decompress(stream, most)
    except zlib.error:
        return None
