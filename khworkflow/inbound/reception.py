"""What the reception is told at start: which addresses are ours, which mailbox is looked through, whose word counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from khworkflow.mailing.addresses import ReturnAddresses


@dataclass(frozen=True)
class Reception:
    """One installation's reception; without return addresses nothing comes in."""

    returns: ReturnAddresses | None = None
    imap_url: str | None = field(default=None, repr=False)
    authserv_id: str | None = None  # the name under which our own exchanger writes Authentication-Results


_reception = Reception()


def wire(told: Reception) -> None:
    """Open the reception of this process."""
    global _reception  # noqa: PLW0603 - one reception per process, set once at start
    _reception = told


def reception() -> Reception:
    """Return the reception."""
    return _reception
