"""What the mail room is told at start: who renders which part, who lives where, which server sends."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import TYPE_CHECKING

from khworkflow.core.text import one_line
from khworkflow.mailing import desk
from khworkflow.mailing.parts import Counts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from khworkflow.mailing.addresses import ReturnAddresses
    from khworkflow.mailing.doubt import Doubt
    from khworkflow.mailing.models import Owed
    from khworkflow.mailing.parts import Part, Recipient, Untold

    Told = Part | tuple[Part, ...] | Untold | None


@dataclass(frozen=True)
class Post:
    """One installation's mail room."""

    parts: Mapping[str, Callable[[Owed], Told]]
    recipients: Callable[[Collection[int]], dict[int, Recipient]]  # who is missing may not be written to any more
    mail_from: str
    secret: str
    smtp_url: str | None = None
    per_day: int = 200  # letters; more of them, and more than usual, wait for a person; 0: as many as there are
    per_minute: int = 300  # mails that may leave in a minute, of all workers together; 0: as many as can
    optional: frozenset[str] = frozenset()  # parts that the reader may switch off with one click
    doubt: Mapping[str, Doubt] = field(default_factory=dict)  # kind of mail or part → what is done when it may have arrived
    relay_log: str | None = None  # where the relay writes down what it took; see ``mailing.relay``
    older_secrets: tuple[str, ...] = ()  # still good for reading what was signed
    standing: Callable[[Collection[int]], Counts] = lambda _people: Counts()  # what is overdue and near its day, in all
    office: Callable[[], str] = str  # the office's name, for the foot and the sender
    lay_out: Callable[[Collection[Owed]], object] = len  # reads, once for a batch, what its parts will ask for (``mailing.desk``)
    returns: ReturnAddresses | None = None  # where mail comes back to; None: nobody looks there
    when_blocked: Callable[[int, str], object] = lambda _person_id, _words: None  # whom to tell that a person's mail came back

    @property
    def sender(self) -> str:
        """The bare address that mails come from."""
        return parseaddr(self.mail_from)[1] or self.mail_from

    @property
    def domain(self) -> str:
        """Our mail domain."""
        return one_line(self.sender.rpartition("@")[2]) or "localhost"

    def office_name(self) -> str:
        """Return the office's name."""
        return desk.of("office", None, self.office)

    @property
    def server(self) -> str:
        """A fingerprint of the mail server's address, user and password."""
        return hmac.new(self.secret.encode(), (self.smtp_url or "").encode(), hashlib.sha256).hexdigest()[:16]

    def message_id(self, key: str) -> str:
        """Return the one Message-ID of the mail with this key.

        Every copy carries the same one, so that a mail sent twice by a crash is seen as one; it
        cannot be guessed by counting.
        """
        digest = hmac.new(self.secret.encode(), key.encode(), hashlib.sha256).hexdigest()
        return f"<{digest[:40]}@{self.domain}>"


_post: Post | None = None


def wire(post: Post) -> None:
    """Open the mail room of this process."""
    global _post  # noqa: PLW0603 - one mail room per process, set once at start
    _post = post


def room() -> Post:
    """Return the mail room.

    Raises:
        RuntimeError: it was never wired; a mistake of ours.

    """
    if _post is None:
        msg = "the mail room is not wired"
        raise RuntimeError(msg)
    return _post
