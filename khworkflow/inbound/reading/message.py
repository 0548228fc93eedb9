"""From the bytes of a mail to what is to be known of it; whatever the bytes are, something is returned.

Headers are read with the tolerant policy and by hand: the strict one raises on what robots write,
and the library's own reading of addresses can be led astray (CVE-2023-27043).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from khworkflow.core.text import clean, one_line
from khworkflow.inbound.fates import Fate
from khworkflow.inbound.reading import automatic, html, quoted, returned
from khworkflow.inbound.reading.parts import Attached, PartsTooDeepError, attached, flat, text_of

if TYPE_CHECKING:
    from email.message import Message

    from khworkflow.inbound.reading.returned import Returned

BYTES_MOST: Final = 15 * 1024 * 1024
WORDS_MOST: Final = 10_000
SUBJECT_MOST: Final = 200
NAME_MOST: Final = 150
_HEADER_MOST: Final = 4_000  # letters of one header that are looked at
_HEADERS_MOST: Final = 200
_NESTED_MOST: Final = 60
_SEAMS_MOST: Final = 2_000
_ADDRESSES_MOST: Final = 50
_QUOTED_NAME: Final = re.compile(r'"(?:[^"\\]|\\.)*"|=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=|\([^()]*\)')
_ONE_ADDRESS: Final = re.compile(r"^[^<>@,;:]*<\s*([^\s<>@,;:\"]+@[\w.-]+)\s*>\s*$|^\s*([^\s<>@,;:\"]+@[\w.-]+)\s*$")
_ADDRESS: Final = re.compile(r"[^\s<>@,;:\"'()\[\]\\]{1,200}@[\w.-]{1,200}")
_ID: Final = re.compile(r"<[^<>\s]{3,300}>")
_TO: Final = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "to", "cc")


@dataclass(frozen=True)
class Arrival:
    """A mail as it was understood."""

    flaw: Fate | None = None  # why nothing more can be known of it
    message_id: str = ""
    from_address: str = ""  # in lower case; empty when there is none, or more than one
    from_name: str = ""
    recipients: tuple[str, ...] = ()  # in lower case, from the headers
    answers: tuple[str, ...] = ()  # Message-IDs of what it answers
    subject: str = ""
    sent_at: datetime | None = None
    is_automatic: Fate | None = None
    returned: Returned | None = None
    words: str = ""  # what the person wrote himself
    was_quoted: bool = False  # something was cut off
    attached: tuple[Attached, ...] = field(default=())
    results: tuple[str, ...] = ()  # Authentication-Results, topmost first


def read(raw: bytes) -> Arrival:
    """Return what the mail says. Never raises."""
    if len(raw) > BYTES_MOST:
        return replace(_safely(raw.partition(b"\r\n\r\n")[0][:100_000] + b"\r\n\r\n"), flaw=Fate.TOO_LARGE)
    lower = raw.lower()
    nested = lower.count(b"multipart/") + lower.count(b"message/rfc822")
    if nested > _NESTED_MOST or raw.count(b"\n--") > _SEAMS_MOST:
        return replace(_safely(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0][:100_000]), flaw=Fate.TOO_DEEP)
    return _safely(raw)


def _safely(raw: bytes) -> Arrival:
    try:
        return _read(BytesParser(policy=policy.compat32).parsebytes(raw))
    except (PartsTooDeepError, RecursionError):
        return Arrival(flaw=Fate.TOO_DEEP)
    except Exception:  # noqa: BLE001 - a mail is whatever somebody sent; the library's readers break in many ways
        return Arrival(flaw=Fate.UNREADABLE)


def _read(message: Message) -> Arrival:
    headers: dict[str, str] = {}
    for name, value in message.items()[:_HEADERS_MOST]:
        headers.setdefault(name.lower(), str(value)[:_HEADER_MOST])
    from_address, from_name = _sender([str(value) for value in message.get_all("From", [])])
    subject = decoded(headers.get("subject", ""))[:SUBJECT_MOST]
    arrival = Arrival(
        message_id=next(iter(_ID.findall(headers.get("message-id", ""))), ""),
        from_address=from_address,
        from_name=from_name,
        recipients=_recipients(message),
        answers=tuple(dict.fromkeys(_ID.findall(headers.get("in-reply-to", "") + " " + headers.get("references", "")))),
        subject=subject,
        sent_at=_moment(headers.get("date", "")),
        is_automatic=automatic.kind_of(headers, from_address, subject),
        results=tuple(str(value)[:_HEADER_MOST] for value in message.get_all("Authentication-Results", [])[:20]),
    )
    try:
        parts = flat(message)
    except PartsTooDeepError:
        return replace(arrival, flaw=Fate.TOO_DEEP)
    plain, marked = text_of(parts, "text/plain"), text_of(parts, "text/html")
    report = returned.read(message, parts, plain or html.text_of(marked)[0], from_address, subject)
    words, was_quoted = _words(plain, marked)
    return replace(arrival, returned=report, words=words, was_quoted=was_quoted, attached=attached(parts, decoded))


def _words(plain: str, marked: str) -> tuple[str, bool]:
    """Return what the person wrote: of the plain text, of the marked one where there is no plain."""
    if plain.strip():
        words, was_quoted = quoted.cut(plain)
    else:
        text, was_marked = html.text_of(marked)
        words, was_cut = quoted.cut(text)
        was_quoted = was_marked or was_cut
    words = re.sub(r"[ \t]+\n", "\n", re.sub(r"\n{3,}", "\n\n", words))
    return clean(words)[:WORDS_MOST], was_quoted


def decoded(value: str) -> str:
    """Return a header's value as its reader sees it, on one line; a broken word stays as it is."""
    value = value[:_HEADER_MOST]
    try:
        pieces = decode_header(value)
    except Exception:  # noqa: BLE001 - the library's reader breaks in many ways
        return one_line(value.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    return one_line("".join(_piece(piece, charset) for piece, charset in pieces))


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return piece.decode(charset or "utf-8")
    except (LookupError, ValueError):
        return piece.decode("latin-1")


def _sender(values: list[str]) -> tuple[str, str]:
    """Return the one address that the mail is from, and the name beside it; nothing when there is not exactly one."""
    if len(values) != 1:
        return "", ""
    value = values[0][:_HEADER_MOST]
    bare = _QUOTED_NAME.sub(" ", value.replace("\r", " ").replace("\n", " "))
    found = _ONE_ADDRESS.match(bare)
    if found is None:
        return "", ""
    return (found.group(1) or found.group(2)).lower(), decoded(value.rpartition("<")[0]).strip(' "')[:NAME_MOST]


def _recipients(message: Message) -> tuple[str, ...]:
    found: list[str] = []
    for name in _TO:
        for value in message.get_all(name, [])[:5]:
            found += [one.lower() for one in _ADDRESS.findall(str(value)[:20_000])]
    return tuple(dict.fromkeys(found))[:_ADDRESSES_MOST]


def _moment(value: str) -> datetime | None:
    try:
        said = parsedate_to_datetime(value)
        return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
