"""Speaking to a real mailbox; the only place that does. Nothing in it is ever deleted.

Addresses: ``imaps://user:password@host:port/Folder`` (TLS from the start), ``imap+starttls://``,
and ``imap://`` on this machine alone; certificates are verified in both of the former.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from datetime import date

SECONDS: Final = 30
DONE: Final = "khworkflow"  # the folder, and the mark, of what was taken in
_PORTS: Final = {"imaps": 993, "imap+starttls": 143, "imap": 143}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

#: What may go wrong while a mailbox is read.
Trouble = (imaplib.IMAP4.error, OSError, EOFError)


class Folder:
    """A conversation with the server about one folder, open until left."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._folder = unquote(self._parts.path.lstrip("/")) or "INBOX"
        self._imap: imaplib.IMAP4 | None = None
        self.uid_validity = self.uid_next = 0

    @property
    def name(self) -> str:
        """How the folder is told apart from others; without the password."""
        return f"{unquote(self._parts.username or '')}@{self._parts.hostname}/{self._folder}"

    def __enter__(self) -> Self:
        """Connect, sign in and open the folder.

        Raises:
            Trouble: one of them is refused.

        """
        imap = self._imap = self._connect()
        try:
            imap.login(unquote(self._parts.username or ""), unquote(self._parts.password or ""))
            _told(imap.select(_quoted(self._folder)))
            self.uid_validity = _number(imap.response("UIDVALIDITY")[1])
            self.uid_next = _number(imap.response("UIDNEXT")[1])
        except BaseException:
            self._hang_up()
            raise
        return self

    def __exit__(self, *unused: object) -> None:
        """Leave the folder as it is (no EXPUNGE) and hang up."""
        self._hang_up()

    def after(self, uid: int, most: int) -> list[int]:
        """Return the oldest mails above the number."""
        return self._found(f"UID {uid + 1}:*", uid)[:most]

    def since(self, day: date) -> list[int]:
        """Return the mails that came on the day or later."""
        return self._found(f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}", 0)

    def size(self, uid: int) -> int:
        """Return how large the mail is, in bytes; 0 when it is gone."""
        told = b" ".join(part if isinstance(part, bytes) else part[0] for part in self._fetch(uid, "(RFC822.SIZE)"))
        found = re.search(rb"RFC822\.SIZE (\d+)", told)
        return int(found.group(1)) if found else 0

    def read(self, uid: int, *, head_only: bool = False) -> bytes | None:
        """Return the mail, or its head, without marking it as read; None when it is gone."""
        parts = self._fetch(uid, "(BODY.PEEK[HEADER])" if head_only else "(BODY.PEEK[])")
        return next((part[1] for part in parts if isinstance(part, tuple)), None)

    def put_aside(self, uids: list[int]) -> None:
        """Mark the mails as read and taken, and move them into a folder of their own where the server can move."""
        if not uids:
            return
        chosen = ",".join(str(uid) for uid in uids)
        with contextlib.suppress(imaplib.IMAP4.error):  # a folder that lets nothing be marked is read all the same
            self._server.uid("STORE", chosen, "+FLAGS.SILENT", "(\\Seen)")
            self._server.uid("STORE", chosen, "+FLAGS.SILENT", f"({DONE})")
            if b"MOVE" in _capabilities(self._server):
                self._server.create(DONE)
                self._server.uid("MOVE", chosen, DONE)

    def _found(self, wanted: str, above: int) -> list[int]:
        answer = _told(self._server.uid("SEARCH", wanted))
        numbers = (int(one) for line in answer if isinstance(line, bytes) for one in line.split())
        return sorted(one for one in numbers if one > above)  # "n:*" means the last one at least

    def _fetch(self, uid: int, what: str) -> list[bytes | tuple[bytes, bytes]]:
        return [part for part in _told(self._server.uid("FETCH", str(uid), what)) if part is not None]

    @property
    def _server(self) -> imaplib.IMAP4:
        if self._imap is None:
            raise EOFError("the mailbox is not open")
        return self._imap

    def _connect(self) -> imaplib.IMAP4:
        host, port = self._parts.hostname or "localhost", self._parts.port or _PORTS[self._parts.scheme]
        if self._parts.scheme == "imaps":
            return imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=SECONDS)
        imap = imaplib.IMAP4(host, port, timeout=SECONDS)
        if self._parts.scheme == "imap+starttls":
            try:
                imap.starttls(ssl.create_default_context())
            except BaseException:
                with contextlib.suppress(OSError):  # the wrapping has closed what was wrapped
                    imap.shutdown()
                raise
        return imap

    def _hang_up(self) -> None:
        imap, self._imap = self._imap, None
        if imap is not None:
            with contextlib.suppress(*Trouble):
                imap.logout()


def _told(
    answer: tuple[str, list[bytes | tuple[bytes, bytes] | None]] | tuple[str, list[bytes | None]],
) -> list[bytes | tuple[bytes, bytes] | None]:
    said, lines = answer
    if said != "OK":
        raise imaplib.IMAP4.error(f"{said}: {lines[:1]!r}")
    return list(lines)


def _capabilities(imap: imaplib.IMAP4) -> list[bytes]:
    """Return what the server can do now; before signing in it says less."""
    return [word for line in imap.capability()[1] if isinstance(line, bytes) for word in line.upper().split()]


def _number(lines: list[bytes | None]) -> int:
    found = next((line for line in lines if line), b"0")
    return int(found)


def _quoted(folder: str) -> str:
    """Return the folder's name as the protocol wants it: modified UTF-7 is left to whoever names it, quotes are not."""
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
