"""Addresses at which mail comes back: one for answers to each letter, one for what could not be delivered (VERP).

Plus-addresses of ``reply`` and ``bounce`` at a domain of ours (``reply+<token>@…``), or of the one
mailbox that the office has (``thu+reply-<token>@…``). A token is made anew from the mail's key
whenever it is needed and kept only as its hash: a leaked database gives no address away.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


class Way(StrEnum):
    """What an address of ours is good for."""

    REPLY = "reply"
    BOUNCE = "bounce"


_TOKEN: Final = 32  # hexadecimal digits: 128 bits
_KEY: Final = re.compile(r"(reply|bounce)[+-]([0-9a-f]{32,40})", re.ASCII)


@dataclass(frozen=True)
class ReturnAddresses:
    """Where mail comes back to: a domain ("thu.example.vn"), or a mailbox that knows plus-addresses ("thu@example.vn")."""

    base: str

    @property
    def domain(self) -> str:
        """The domain of all of them."""
        return self.base.rpartition("@")[2].lower()

    @property
    def mailbox(self) -> str:
        """The one mailbox, where there is one; else empty."""
        return self.base.lower() if "@" in self.base else ""

    def address(self, way: Way, key: str) -> str:
        """Return the address of that way with the key."""
        name = self.base.rpartition("@")[0]
        return f"{name}+{way}-{key}@{self.domain}" if name else f"{way}+{key}@{self.domain}"

    def read(self, address: str) -> tuple[Way, str] | None:
        """Return the way and the key of an address of ours; None for every other."""
        name, _at, domain = address.lower().rpartition("@")
        prefix = self.mailbox.partition("@")[0]
        if domain != self.domain or (prefix and not name.startswith(f"{prefix}+")):
            return None
        found = _KEY.fullmatch(name.removeprefix(f"{prefix}+") if prefix else name)
        return (Way(found.group(1)), found.group(2)) if found else None

    def is_ours(self, address: str) -> bool:
        """Return whether mail to the address is for us."""
        return self.read(address) is not None or bool(self.mailbox and address.lower() == self.mailbox)

    def found(self, addresses: Iterable[str], way: Way) -> list[str]:
        """Return the keys of the addresses of that way."""
        read = (self.read(one) for one in addresses)
        return [key for one in read if one is not None for found, key in [one] if found is way]


def token(secret: str, mail_key: str) -> str:
    """Return the token of the mail's reply address."""
    return hmac.new(secret.encode(), f"reply|{mail_key}".encode(), hashlib.sha256).hexdigest()[:_TOKEN]


def hashed(reply_token: str) -> str:
    """Return the token as it is kept."""
    return hashlib.sha256(reply_token.encode()).hexdigest()


def bounce_key(message_id: str) -> str:
    """Return the key of the mail's envelope sender: the part of its Message-ID that cannot be guessed."""
    return message_id.strip("<>").partition("@")[0]
