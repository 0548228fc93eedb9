"""What can become of a mail that came in; pure, importable anywhere.

The classes are those of the reliability notes, section 5, «Reply by mail», and of its list of bad input (B52, B53).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Fate(StrEnum):
    """What became of a mail; exactly one for each, decided once."""

    DRAFT = "draft"  # about the letter's one task: a person confirms it into the task
    DRAFT_TO_PLACE = "draft_to_place"  # the letter told of several: a person says which task is meant
    OTHER_SENDER = "other_sender"  # the right address, written to by somebody else: held for the office
    UNPROVEN_SENDER = "unproven_sender"  # our own mail exchanger says that the sender is not who he says: held
    WRONG_TOKEN = "wrong_token"  # noqa: S105 - a fate, no secret: a reply address that we never gave
    REVOKED = "revoked"  # the letters' links were made worthless since
    CLOSED_TASK = "closed_task"  # nothing of the letter lies with the association any more
    NO_TASK = "no_task"  # the letter told of nothing that its reader answers for
    EMPTY = "empty"
    ONLY_QUOTE = "only_quote"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    UNREADABLE = "unreadable"  # it takes more time or memory than one mail may, or was given up after several tries
    DUPLICATE = "duplicate"
    AUTOMATIC = "automatic"  # an absence note, a robot
    LIST = "list"
    SPAM = "spam"
    OWN_ADDRESS = "own_address"  # from one of our own addresses: a loop
    UNKNOWN_RECIPIENT = "unknown_recipient"  # to none of our addresses
    BOUNCE_HARD = "bounce_hard"
    BOUNCE_SOFT = "bounce_soft"
    BOUNCE_REFUSED = "bounce_refused"  # for good, but not for the address's sake
    BOUNCE_DELAY = "bounce_delay"
    BOUNCE_UNKNOWN = "bounce_unknown"  # of no mail of ours


#: A person reads them and confirms them into a task, or drops them with a reason.
DRAFTS: Final = frozenset({Fate.DRAFT, Fate.DRAFT_TO_PLACE})
#: Held until somebody of the office has looked.
HELD: Final = frozenset({Fate.OTHER_SENDER, Fate.UNPROVEN_SENDER})
#: What waits for a person.
OPEN: Final = DRAFTS | HELD
#: Their sender hears, once a day at most, why his mail came to nothing; all others meet silence.
TOLD: Final = frozenset(
    {Fate.EMPTY, Fate.ONLY_QUOTE, Fate.TOO_LARGE, Fate.TOO_DEEP, Fate.CLOSED_TASK, Fate.NO_TASK, Fate.REVOKED, *HELD}
)
