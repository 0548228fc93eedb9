"""Reports that one of our mails did not arrive: RFC 3464, and what Postfix, Exchange, Gmail, Exim and qmail write besides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from khworkflow.core.text import fold, one_line
from khworkflow.mailing.verdicts import Blame, blame, status_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from email.message import Message

WORDS_MOST: Final = 500
_MESSAGE_ID: Final = re.compile(r"^[ \t>]*Message-ID:\s*(<[^<>\s]{3,300}>)", re.IGNORECASE | re.MULTILINE)
_SUBJECT: Final = re.compile(
    r"undeliver|could not send message|delivery (?:status notification|has failed|failure|notification)|failure notice|returned mail|mail delivery (?:failed|system)"
    r"|delivery incomplete|message not delivered|khong (?:the )?gui duoc|khong the gui|thu bi tra (?:lai|ve)|gui thu that bai|khong chuyen duoc"
)
_FROM: Final = re.compile(r"^(?:mailer-?daemon|postmaster|mail-?daemon|microsoftexchange[0-9a-f]*)$")
_DELAYED: Final = re.compile(
    r"delay(?:ed)?|warning: could not send|will (?:be )?(?:retr|keep try)|bi tri hoan|delivery incomplete"
)
_GIVEN_BACK: Final = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers"}
)
_ANSWER: Final = re.compile(r"(?:^|[\s'\"#(:])([45]\d\d[ -][^\n]{3,300}|[45]\.\d{1,3}\.\d{1,3}[^\n]{0,300})")


@dataclass(frozen=True)
class Returned:
    """What a report says about one mail of ours; ``blame`` is None when it reports that all went well."""

    blame: Blame | None
    status: str
    words: str  # the server's, on one line
    recipient: str  # in lower case; may be empty
    message_ids: tuple[str, ...]  # of the mail that is reported on


def read(message: Message, parts: Iterable[Message], text: str, from_address: str, subject: str) -> Returned | None:
    """Return the report that the mail is, None when it is none.

    Args:
        message: the mail.
        parts: all its parts.
        text: its words.
        from_address: in lower case.
        subject: decoded.

    """
    parts = list(parts)
    reports = [part for part in parts if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")]
    ids = _ids(parts, text)
    if reports:
        return _by_report(reports[0], text, ids, subject)
    is_robot = _FROM.match(from_address.partition("@")[0]) is not None or not from_address
    if (
        message.get_content_type() == "multipart/report"
        and str(message.get_param("report-type", "")).lower() != "delivery-status"
    ):
        return None  # a receipt that it was read, or a complaint
    if not (is_robot and _SUBJECT.search(fold(subject))) and "qmail-send program" not in text:
        return None
    said = _said(text)
    if _DELAYED.search(fold(subject)):
        return Returned(Blame.DELAY, status_in(said), said, _address(text), ids)
    return Returned(blame(status_in(said), said), status_in(said), said, _address(text), ids)


def _by_report(report: Message, text: str, ids: tuple[str, ...], subject: str) -> Returned:
    """Read the block about the recipient: RFC 3464, section 2.3."""
    blocks: list[Any] = [one for one in report.get_payload() if hasattr(one, "get")] if report.is_multipart() else []
    block: Any = next((one for one in blocks if one.get("Action") or one.get("Status")), None)
    fields = {name.lower(): one_line(str(value)) for name, value in block.items()} if block is not None else {}
    action, status = fields.get("action", "").lower(), status_in(fields.get("status", ""))
    words = fields.get("diagnostic-code", "").partition(";")[2].strip() or _said(text) or one_line(subject)
    recipient = fields.get("final-recipient", "") or fields.get("original-recipient", "")
    address = recipient.rpartition(";")[2].strip(" <>").lower()
    if action in ("delivered", "relayed", "expanded"):
        return Returned(None, status, words[:WORDS_MOST], address, ids)
    judged = Blame.DELAY if action == "delayed" else blame(_more_telling(status, words), words)
    return Returned(judged, status or status_in(words), words[:WORDS_MOST], address, ids)


def _more_telling(status: str, words: str) -> str:
    """Return the status, or the server's own where the report's says nothing ("5.0.0")."""
    own = status_in(words)
    return own if own and status in ("", "5.0.0", "4.0.0") else status


def _ids(parts: Iterable[Message], text: str) -> tuple[str, ...]:
    """Return the Message-IDs of what is given back, whole, as headers, or only in words."""
    found: list[str] = []
    for part in parts:
        if part.get_content_type() in _GIVEN_BACK:
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) and inner else None
            if first is not None and hasattr(first, "get"):
                found.append(one_line(str(first.get("Message-ID", ""))))
            elif isinstance(inner, str):
                found += _MESSAGE_ID.findall(inner[:100_000])
    found += _MESSAGE_ID.findall(text[:100_000])
    return tuple(dict.fromkeys(one for one in found if one.startswith("<")))[:5]


def _said(text: str) -> str:
    """Return the line in which the server that refused speaks."""
    found = _ANSWER.search(text)
    return one_line(found.group(1))[:WORDS_MOST] if found else one_line(text)[:WORDS_MOST]


def _address(text: str) -> str:
    found = re.search(r"<?([^\s<>,;:()\"']{1,64}@[\w.-]{3,200})>?", text)
    return found.group(1).lower().rstrip(".") if found else ""
