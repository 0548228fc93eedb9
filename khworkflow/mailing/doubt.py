"""The one doubtful instant: the text was given to the mail server, and its yes was not heard, or not kept.

Whoever sends such a mail again may send a copy; whoever does not may lose it. Which of the two, or whether
the relay's own log is asked, is decided for each kind of mail (``wiring.DOUBT``, ``KHW_DOUBTFUL``); the
figures behind the three stand in section 3.3 of the reliability notes.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from khworkflow.mailing.post import room

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from khworkflow.mailing.models import Mail

#: A relay may keep the end of a text to itself that long (RFC 5321, 4.5.3.2.6: ten minutes); its log is asked after that.
WAIT: Final = timedelta(minutes=10)


class Doubt(StrEnum):
    """What is done about a mail of which nobody knows whether it arrived."""

    RESEND = "resend"  # send it again, word for word, under the same Message-ID: never lost, perhaps a copy
    RECONCILE = "reconcile"  # ask the relay's log by Message-ID, and send again only what is not in it
    HOLD = "hold"  # a person says whether it arrived


_STRICTNESS: Final = (Doubt.RESEND, Doubt.RECONCILE, Doubt.HOLD)


def policy_of(mail: Mail) -> Doubt:
    """Return what holds for the mail: the strictest of its own kind and of what it tells.

    Where there is no relay's log to ask, what would be reconciled is sent again.
    """
    kinds = {mail.kind, *(one.kind for one in mail.owed)}
    strictest = max((room().doubt.get(kind, Doubt.RESEND) for kind in kinds), key=_STRICTNESS.index)
    return Doubt.RESEND if strictest is Doubt.RECONCILE and room().relay_log is None else strictest


def table_from(words: str, usual: Mapping[str, Doubt], kinds: Iterable[str]) -> dict[str, Doubt]:
    """Return the table with what an office wrote over it: "letter=hold,invitation=resend".

    Raises:
        ValueError: a kind or a policy is none.

    """
    table, known = dict(usual), set(kinds)
    for part in filter(None, (one.strip() for one in words.split(","))):
        kind, _equals, policy = (one.strip() for one in part.partition("="))
        if kind not in known or policy not in {one.value for one in Doubt}:
            raise ValueError(part)
        table[kind] = Doubt(policy)
    return table
