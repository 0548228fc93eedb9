"""Building the one form of mail that leaves this house, and proving that its headers are ours.

CPython before 3.12.5 and 3.11.10 turns ``=?utf-8?q?x=0D=0ABcc:_a@b?=`` in a subject into a header
of its own (CVE-2024-6923), though the text holds no line end. So the mark of an encoded word is
defused in whatever a person typed, and every message is read back before it may leave.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final

from khworkflow.core.text import clean, one_line

if TYPE_CHECKING:
    from datetime import datetime

SUBJECT_MOST: Final = 180
_NAMED: Final = ("from", "to")
_PROBE: Final = "=?utf-8?q?x=0D=0ABcc:_evil@example.org?="


class _Whole(policy.EmailPolicy):
    """Writes words beyond ASCII as encoded words throughout.

    Left to itself, Python mixes encoded words with plain ones where a long line is broken, and loses
    the space between them: "11 việc" arrives as "11việc".
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return the header as it travels."""
        if name.lower() == "subject" and not str(value).isascii():
            return self._line(name, _encoded(name, str(value)))
        if name.lower() in _NAMED and not value.addresses[0].display_name.isascii():
            one = value.addresses[0]
            return self._line(name, f"{_encoded(name, one.display_name)}\r\n <{one.addr_spec}>")
        return super().fold_binary(name, value)

    @staticmethod
    def _line(name: str, value: str) -> bytes:
        return f"{name}: {value}\r\n".encode("ascii")


def _encoded(name: str, text: str) -> str:
    return Header(text, "utf-8", header_name=name, maxlinelen=76).encode(linesep="\r\n")


_POLICY: Final = _Whole(linesep="\r\n", max_line_length=78)


class UnsafeMessage(Exception):
    """The built message does not read back as what was meant, or cannot be built at all."""


@dataclass(frozen=True)
class Envelope:
    """From whom, to whom, under which identity."""

    message_id: str
    sender: str
    sender_name: str
    to: str
    to_name: str
    list_id: str
    at: datetime
    stop: str | None = None  # where one click switches off what may be switched off (RFC 8058)
    reply_to: str | None = None  # where an answer to this one mail goes
    thread: str | None = None  # the never-sent Message-ID under which all mails about one thing stand together


def build(envelope: Envelope, subject: str, text: str, html: str) -> bytes:
    """Return the message as bytes, read back and compared.

    Raises:
        UnsafeMessage: an address is none, or the headers read back differ from those written.

    """
    return _checked(envelope, header(subject)[:SUBJECT_MOST], text, html)


def header(text: str) -> str:
    """Return the text fit for a header: one line, and no mark of an encoded word in it."""
    line = one_line(text)
    while "=?" in line or "?=" in line:
        line = line.replace("=?", "= ?").replace("?=", "? =")
    return line


def headers_are_safe() -> bool:
    """Return whether a subject made to smuggle a header in comes out harmless under this Python (``doctor`` asks)."""
    from khworkflow.core import clock  # noqa: PLC0415 - only this probe needs a moment of its own

    envelope = Envelope("<probe@localhost>", "probe@localhost", "", "probe@localhost", _PROBE, "probe.localhost", clock.now())
    try:
        raw = build(envelope, _PROBE, "probe", "<p>probe</p>")
    except UnsafeMessage:
        return False
    return BytesParser(policy=policy.default).parsebytes(raw)["Bcc"] is None


def _checked(envelope: Envelope, subject: str, text: str, html: str) -> bytes:
    try:
        message = _message(envelope, subject, text, html)
        raw = message.as_bytes(policy=_POLICY)
    except (ValueError, IndexError, MessageError) as error:
        raise UnsafeMessage(str(error)) from error
    wanted = Counter(name.lower() for name in message)
    found = BytesParser(policy=policy.default).parsebytes(raw, headersonly=True)
    if Counter(name.lower() for name in found) != wanted or one_line(str(found["Subject"])) != one_line(subject):
        msg = "the headers read back differ from those written"
        raise UnsafeMessage(msg)
    return raw


def _message(envelope: Envelope, subject: str, text: str, html: str) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message["Message-ID"] = envelope.message_id
    message["Date"] = format_datetime(envelope.at)
    message["From"] = Address(header(envelope.sender_name), addr_spec=envelope.sender)
    message["To"] = Address(header(envelope.to_name), addr_spec=envelope.to)
    if envelope.reply_to:
        message["Reply-To"] = Address(header(envelope.sender_name), addr_spec=envelope.reply_to)
    message["Subject"] = subject
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Id"] = f"<{envelope.list_id}>"
    if envelope.thread:
        message["References"] = envelope.thread
    if envelope.stop:
        message["List-Unsubscribe"] = f"<{envelope.stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(clean(text) + "\n", cte="quoted-printable")
    message.add_alternative(clean(html) + "\n", subtype="html", cte="quoted-printable")
    return message
