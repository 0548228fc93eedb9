"""The parts of a mail: its texts in whatever characters they say, and what hangs beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from khworkflow.core.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from email.message import Message

DEPTH_MOST: Final = 10
PARTS_MOST: Final = 300
_ATTACHED_MOST: Final = 50
_TEXT_BYTES: Final = 2_000_000


class PartsTooDeepError(ValueError):
    """Parts in parts in parts, or more of them than any program writes."""


@dataclass(frozen=True)
class Attached:
    """A file beside the words."""

    name: str
    content: bytes


def flat(message: Message) -> list[Message]:
    """Return all parts, the mail itself first; of a mail inside the mail only its hull.

    Raises:
        PartsTooDeepError: they are too many, or lie too deep.

    """
    found: list[Message] = []
    waiting: list[tuple[Any, int]] = [(message, 0)]
    while waiting:
        part, depth = waiting.pop(0)
        if depth > DEPTH_MOST or len(found) > PARTS_MOST:
            raise PartsTooDeepError
        found.append(part)
        inner = part.get_payload()
        if isinstance(inner, list) and part.get_content_maintype() == "multipart":
            waiting[0:0] = [(one, depth + 1) for one in inner if hasattr(one, "get_payload")]
    return found


def text_of(parts: Sequence[Message], kind: str) -> str:
    """Return the texts of that kind that are no attachments, one after the other."""
    own = [part for part in parts if part.get_content_type() == kind and not _is_file(part)]
    return "\n".join(_text(part) for part in own if not part.is_multipart())


def attached(parts: Sequence[Message], decoded: Callable[[str], str]) -> tuple[Attached, ...]:
    """Return the files, pictures inside the text too; a mail hung on is one file."""
    found = []
    for part in parts:
        kind = part.get_content_type()
        if part.get_content_maintype() == "multipart" or (kind in ("text/plain", "text/html") and not _is_file(part)):
            continue
        if kind.startswith("message/") or kind in ("text/rfc822-headers", "text/calendar", "application/pkcs7-signature"):
            name = _name(part, decoded) or ("thu.eml" if kind == "message/rfc822" else "")
            content: Any = b"" if name else None
        else:
            name, content = _name(part, decoded), part.get_payload(decode=True)
        if isinstance(content, bytes) and (name or content):
            found.append(Attached(name or "tep", content))
    return tuple(found[:_ATTACHED_MOST])


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename() and part.get_content_type() != "text/plain")


def _name(part: Message, decoded: Callable[[str], str]) -> str:
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        name = ""
    return one_line(decoded(name))[:300]


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    content = content[:_TEXT_BYTES] if isinstance(content, bytes) else b""
    charset = str(part.get_param("charset", "utf-8") or "utf-8").strip("\"' ").lower()
    if charset in ("us-ascii", "ascii", "utf-7", "unicode-1-1-utf-7"):
        charset = "utf-8"  # what is more than ASCII then is nearly always UTF-8; UTF-7 can hide markup
    try:
        return content.decode(charset)
    except (LookupError, ValueError):
        return _guessed(content)


def _guessed(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except ValueError:
        return content.decode("latin-1")
