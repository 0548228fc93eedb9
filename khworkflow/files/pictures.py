"""Photographs without what they tell beside the picture: where and when it was taken, on whose telephone.

Nothing is encoded anew: the segments that hold the picture stay as they are, the others go, and so
does whatever hangs behind its end.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageOps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_ORIENTATION: Final = 0x0112
_UPRIGHT: Final = 1
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD"}
)


class BrokenPictureError(ValueError):
    """The bytes do not hold together as a picture."""


def bare(media_type: str, content: bytes) -> bytes:
    """Return the photograph with its picture alone: no EXIF, no GPS, no comment, nothing behind the end.

    Other files come back as they are. Which side is up stays known.

    Raises:
        BrokenPictureError: the bytes end too early or are not what they say.

    """
    try:
        if media_type == "image/jpeg":
            return _bare_jpeg(content)
        if media_type == "image/png":
            return _PNG + b"".join(_png_chunks(content))
    except (struct.error, IndexError) as error:
        raise BrokenPictureError(str(error)) from error
    return content


def reduced(path: Path, most: int) -> bytes:
    """Return the photograph upright as a small JPEG, its longer side at most ``most`` points."""
    with Image.open(path, formats=["JPEG", "PNG"]) as image:
        image.draft("RGB", (most, most))
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((most, most))
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=80)
    return out.getvalue()


def _bare_jpeg(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        side_up = image.getexif().get(_ORIENTATION, _UPRIGHT)
    out = [b"\xff\xd8"]
    if side_up in range(2, 9):
        exif = Image.Exif()
        exif[_ORIENTATION] = side_up
        told = exif.tobytes()
        out.append(b"\xff\xe1" + struct.pack(">H", len(told) + 2) + told)
    out += _jpeg_segments(content)
    return b"".join(out)


def _jpeg_segments(content: bytes) -> Iterator[bytes]:
    """Yield the segments that make the picture, the last one being its end."""
    at = 2
    while True:
        if content[at] != 0xFF:  # noqa: PLR2004 - every segment begins with it
            raise BrokenPictureError("no segment where one must begin")
        while content[at + 1] == 0xFF:  # noqa: PLR2004 - padding
            at += 1
        mark = content[at + 1]
        if mark == _EOI:
            yield b"\xff\xd9"
            return
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if mark == _SOS:
            end = _end_of_scan(content, end)
        if end > len(content):
            raise BrokenPictureError("the picture ends too early")
        if _is_picture(mark, content[at + 4 : end]):
            yield content[at:end]
        at = end


def _is_picture(mark: int, body: bytes) -> bool:
    """Return whether the segment belongs to the picture: its data, its colours, and nothing told beside."""
    if mark == _APP2:
        return body.startswith(b"ICC_PROFILE\0")
    return mark in (_APP0, _APP14) or not (_APP0 <= mark <= _APP15 or mark == _COMMENT)


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the coded data ends: at the next mark that is no filling and no restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise BrokenPictureError("the picture ends too early")
        follows = content[at + 1]
        if follows != 0 and not 0xD0 <= follows <= 0xD7:  # noqa: PLR2004 - filling, restarts
            return at
        at += 2


def _png_chunks(content: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while True:
        (length,) = struct.unpack_from(">I", content, at)
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise BrokenPictureError("the picture ends too early")
        if kind in _PNG_KEPT:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end
