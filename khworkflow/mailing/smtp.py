"""Speaking to the mail server; the only place that does.

Addresses: ``smtp://user:password@host:port``, ``smtps://`` (TLS from the start) and
``smtp+starttls://``; certificates are verified in both.
"""

from __future__ import annotations

import smtplib
import ssl
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self
from urllib.parse import unquote, urlsplit

CONNECT_SECONDS: Final = 10
ANSWER_SECONDS: Final = 30
SEND_SECONDS: Final = 75  # for one mail, whatever the server takes its time for; a lease lasts longer
_PORTS: Final = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_DONE, _FORWARDED, _CLOSING = 250, 251, 421  # RFC 5321, 4.2.3
_SIGN_IN_FIRST: Final = (530, 535)  # RFC 4954
_NOT_ALIGNED: Final = "5.7.26"  # RFC 7372: SPF, DKIM or DMARC of our domain; no other mail would fare better
_NO_ANSWER: Final = -1  # smtplib's: the line says something that is not SMTP
_TRANSIENT: Final = range(400, 500)


class Verdict(StrEnum):
    """What became of one handing-over."""

    ACCEPTED = "accepted"
    LATER = "later"  # 4xx: surely not taken; try again
    DOUBTFUL = "doubtful"  # the line broke after the text was given: it may have been taken
    NEVER = "never"  # 5xx: for good
    UNREACHABLE = "unreachable"  # no conversation came about; costs the mail nothing
    NOT_US = "not_us"  # the server refuses us, not the mail; costs the mail nothing


@dataclass(frozen=True)
class Answer:
    """The verdict and the server's own words."""

    verdict: Verdict
    words: str


class Line:
    """A conversation with the mail server, kept open for the mails of one run."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._smtp: smtplib.SMTP | None = None
        self.said = ""  # the last answer's words

    def __enter__(self) -> Self:
        """Connect only when the first mail is there."""
        return self

    def __exit__(self, *unused: object) -> None:
        """Hang up."""
        self._hang_up()

    def send(self, raw: bytes, sender: str, to: str) -> Answer:
        """Hand one message for one recipient over, and return what became of it."""
        kept, began = self._smtp is not None, time.monotonic()
        answer = self._send(raw, sender, to)
        if kept and answer.verdict is Verdict.UNREACHABLE and time.monotonic() - began < CONNECT_SECONDS:
            answer = self._send(raw, sender, to)  # the server had closed a line that was idle
        self.said = answer.words
        return answer

    def _send(self, raw: bytes, sender: str, to: str) -> Answer:
        given, until = False, time.monotonic() + SEND_SECONDS
        try:
            smtp = self._smtp or self._connect()
            options = ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
            _patience(smtp, until)
            code, words = smtp.mail(sender, options)
            if code in (_DONE, _FORWARDED):
                _patience(smtp, until)
                code, words = smtp.rcpt(to)
            if code not in (_DONE, _FORWARDED):
                return self._refused(code, words)
            _patience(smtp, until)
            given = True
            code, words = smtp.data(raw)
            return Answer(Verdict.ACCEPTED, _words(code, words)) if code == _DONE else self._refused(code, words, given=True)
        except smtplib.SMTPAuthenticationError as error:
            self._hang_up()
            return Answer(Verdict.NOT_US, _words(error.smtp_code, error.smtp_error))
        except smtplib.SMTPDataError as error:
            return self._refused(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            self._hang_up()
            if isinstance(error, UnicodeError):
                return Answer(Verdict.NEVER, str(error))
            return Answer(Verdict.DOUBTFUL if given else Verdict.UNREACHABLE, f"{type(error).__name__}: {error}")

    def _refused(self, code: int, words: bytes | str, *, given: bool = False) -> Answer:
        """Return what a refusal means; the line is used again after a reset, unless it is of no use any more.

        Args:
            code: of the server's answer.
            words: the rest of it.
            given: whether the whole text had been handed over.

        """
        smtp, self._smtp = self._smtp, None
        if smtp is not None and code not in (_CLOSING, _NO_ANSWER):
            try:
                smtp.rset()
                self._smtp = smtp
            except (smtplib.SMTPException, OSError):
                smtp.close()
        elif smtp is not None:
            smtp.close()
        if code == _NO_ANSWER:
            return Answer(Verdict.DOUBTFUL if given else Verdict.UNREACHABLE, _words(code, words))
        if code in _SIGN_IN_FIRST or _NOT_ALIGNED in _words(code, words).split():
            return Answer(Verdict.NOT_US, _words(code, words))
        return Answer(Verdict.LATER if code in _TRANSIENT else Verdict.NEVER, _words(code, words))

    def _connect(self) -> smtplib.SMTP:
        parts = self._parts
        host, port = parts.hostname or "localhost", parts.port or _PORTS.get(parts.scheme, 25)
        context = ssl.create_default_context()
        if parts.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=CONNECT_SECONDS, context=context)
        else:
            smtp = smtplib.SMTP(host, port, timeout=CONNECT_SECONDS)
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(ANSWER_SECONDS)
            if parts.scheme == "smtp+starttls":
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if parts.username:
                _sign_in(smtp, unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            smtp.close()
            raise
        self._smtp = smtp
        return smtp

    def _hang_up(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()


def _patience(smtp: smtplib.SMTP, until: float) -> None:
    """Let the server take its time for the next answer, and no more than is left for the mail.

    Raises:
        TimeoutError: nothing is left.

    """
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError(f"no end after {SEND_SECONDS} s")
    if smtp.sock is not None:
        smtp.sock.settimeout(min(ANSWER_SECONDS, left))


def _sign_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    if not (user + password).isascii():  # smtplib can say no others; it is not the mails' fault
        raise smtplib.SMTPAuthenticationError(_SIGN_IN_FIRST[1], "KHW_SMTP_URL: user and password must be ASCII")
    smtp.login(user, password)


def _words(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:500]
