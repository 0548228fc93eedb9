"""Which files are taken: type by name and by content, sizes, nothing that runs (files are hostile).

The outcomes are those of the bad-input list B41-B48 of the reliability notes; the limits are the
ones printed beside the upload field.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final
from xml.parsers import expat

from PIL import Image

from khworkflow.core.errors import Refused, TooMuch
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line
from khworkflow.files import active, office, pictures

BYTES_MOST: Final = 25 * 1024 * 1024
FILES_MOST: Final = 10
NAME_MOST: Final = 150
PIXELS_MOST: Final = 40_000_000
UNPACKED_MOST: Final = 200 * 1024 * 1024
RATIO_MOST: Final = 100
ENTRIES_MOST: Final = 2_000
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: Final = MappingProxyType(
    {
        "pdf": "application/pdf",
        "docx": _OFFICE + "wordprocessingml.document",
        "xlsx": _OFFICE + "spreadsheetml.sheet",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "png": "image/png",
    }
)
_OF_IPHONES: Final = {"heic", "heif"}
#: How such a file begins, whatever it is called (ISO/IEC 23008-12: brands of HEIF).
_HEIC: Final = re.compile(rb".{4}ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL)
#: In two halves, so that no scanner takes this file for the test file.
_EICAR: Final = b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE"
_MAIN_PART: Final = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_BROKEN_PACKAGE: Final = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError)
_EXECUTABLE: Final = re.compile(r"\.(exe|com|bat|cmd|scr|js|vbs|hta|lnk|msi|ps1|jar|html?|svg|xml)(\.|$)", re.IGNORECASE)


class Infected(Refused):
    """The file is known to do harm (B50): it is refused and set aside."""


def display_name(name: str) -> str:
    """Return the name as it is shown: the last part of a path, NFC, without controls, at most 150 letters."""
    last = re.split(r"[/\\]", one_line(name))[-1].strip(". ")
    stem, dot, suffix = last.rpartition(".")
    return f"{stem[: NAME_MOST - len(suffix) - 1]}{dot}{suffix}" if dot else last[:NAME_MOST]


def media_type(name: str, content: bytes) -> str:
    """Return the file's type, where its name and its content agree on one that is taken.

    Raises:
        Refused: the file is empty, too large, of another type, or holds what could do harm.

    """
    shown = display_name(name)
    suffix = PurePosixPath(shown).suffix.lstrip(".").lower()
    if suffix in _OF_IPHONES or _HEIC.match(content):
        raise Refused(
            _(
                "“%(name)s” is in Apple's HEIC format, which cannot be taken. On the iPhone choose Settings, Camera, "
                "Formats, Most Compatible; or send the photograph as JPG.",
                name=shown,
            ),
            "files",
        )
    if suffix not in MEDIA_TYPES or _EXECUTABLE.search(shown):
        raise Refused(
            _("“%(name)s” is not accepted. Please send PDF, Word (.docx), Excel (.xlsx), JPG or PNG.", name=shown), "files"
        )
    if not content:
        raise Refused(_("“%(name)s” is empty. Please choose it again.", name=shown), "files")
    if len(content) > BYTES_MOST:
        raise TooMuch(_("“%(name)s” is larger than 25 MB.", name=shown), "files")
    if _EICAR in content:
        raise Infected(
            _("“%(name)s” is a test file for virus scanners. It is not accepted; the administrator is told.", name=shown), "files"
        )
    check = _check_office if suffix in _MAIN_PART else _check_pdf if suffix == "pdf" else _check_image
    check(shown, suffix, content)
    return MEDIA_TYPES[suffix]


def bare(name: str, kind: str, content: bytes) -> bytes:
    """Return the file without what a photograph tells beside its picture; other files as they are.

    Raises:
        Refused: the picture is broken.

    """
    try:
        return pictures.bare(kind, content)
    except pictures.BrokenPictureError as error:
        raise _mismatch(display_name(name)) from error


def _mismatch(name: str) -> Refused:
    return Refused(_("The content of “%(name)s” does not match its name, or the file is broken.", name=name), "files")


def _check_pdf(name: str, suffix: str, content: bytes) -> None:
    del suffix
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise _mismatch(name)
    try:
        active.check(content)
    except active.ActiveError as error:
        raise Refused(_("“%(name)s” holds a script or an embedded file.", name=name), "files") from error
    except active.LockedError as error:
        raise Refused(
            _(
                "“%(name)s” is encrypted, so nobody can check what is in it. Please open it, print it to a new PDF, and send that.",
                name=name,
            ),
            "files",
        ) from error
    except active.UnreadableError as error:
        raise Refused(
            _(
                "“%(name)s” is packed so that nobody can check what is in it. Please open it, print it to a new PDF, and send that.",
                name=name,
            ),
            "files",
        ) from error


def _check_image(name: str, suffix: str, content: bytes) -> None:
    wanted = "PNG" if suffix == "png" else "JPEG"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[wanted]) as image:
                width, height = image.size
                if width * height > PIXELS_MOST:
                    raise _too_many_points(name)
                image.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_points(name) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise _mismatch(name) from error


def _too_many_points(name: str) -> Refused:
    return Refused(
        _(
            "The picture “%(name)s” has too many points (more than %(most)s million). "
            "Please take it again in a smaller size, or send a screenshot of it.",
            name=name,
            most=PIXELS_MOST // 1_000_000,
        ),
        "files",
    )


def _check_office(name: str, suffix: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_sizes(name, entries)
            names = {entry.filename for entry in entries}
            if _MAIN_PART[suffix] not in names or "[Content_Types].xml" not in names:
                raise _mismatch(name)
            if _lie_over_one_another(entries):
                raise _mismatch(name)
            for entry in entries:
                _check_entry(archive, entry)
    except office.HarmfulError as error:
        raise Refused(_("“%(name)s” holds a macro or an embedded object.", name=name), "files") from error
    except (*_BROKEN_PACKAGE, office.DoctypeError, expat.ExpatError) as error:
        raise _mismatch(name) from error


def _lie_over_one_another(entries: list[zipfile.ZipInfo]) -> bool:
    """Return whether two entries share bytes, as those of a zip bomb do (a local header is at least 30 bytes)."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [entry.header_offset + 30 + entry.compress_size for entry in ordered]
    return any(end > after.header_offset for end, after in zip(ends, ordered[1:], strict=False))


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    office.check_name(entry.filename)
    with archive.open(entry) as part:
        if entry.filename.lower().endswith((".rels", ".xml")):
            office.check_xml(part.read())
        else:
            start = part.read(8)
            office.check_start(start)
            if office.is_markup(start):
                office.check_drawing(start + part.read())


def _check_sizes(name: str, entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > ENTRIES_MOST or unpacked > UNPACKED_MOST or unpacked / packed > RATIO_MOST:
        raise Refused(_("“%(name)s” unpacks to far more than its size.", name=name), "files")
