"""What every change to a draft asks first: who may, is it still a draft, is it still what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.conclusions import policies
from khworkflow.conclusions.models import Conclusion
from khworkflow.core.authz import ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, InvalidTransition, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line

if TYPE_CHECKING:
    from khworkflow.core.authz import Actor

TITLE_MOST: Final = 500


def held_draft(actor: Actor, conclusion: Conclusion, seen_version: int | None = None) -> None:
    """Let the actor change the draft, or stop him; holds the row, so that nobody issues it meanwhile.

    Raises:
        Forbidden: the actor drafts nothing for the association.
        InvalidTransition: the conclusion is issued.
        Conflict: somebody else changed the draft since that version was seen.

    """
    ensure(policies.draft_conclusion, actor, conclusion.association)
    still_draft(conclusion)
    unchanged(conclusion.version, seen_version)


def still_draft(conclusion: Conclusion) -> None:
    """Hold the conclusion's row, which must still be the draft that was loaded."""
    database.session.flush()
    held = select(Conclusion.issued_at, Conclusion.version).where(Conclusion.id == conclusion.id).with_for_update()
    issued_at, version = database.session.execute(held).one()
    if issued_at is not None:
        raise InvalidTransition(_("The conclusion is issued; its text is locked."))
    unchanged(version, conclusion.version)


def unchanged(version: int, seen: int | None) -> None:
    """Raise Conflict when another version was seen than the one that stands; None has seen nothing to compare."""
    if seen is not None and seen != version:
        raise Conflict


def line(text: str, field: str, missing: str | None = None, *, most: int = TITLE_MOST) -> str:
    """Return the line as it is kept, in one line and NFC.

    Args:
        text: as it was typed.
        field: what the form calls it.
        missing: the sentence for an empty one; without it the line may be empty.
        most: the characters it may have.

    Raises:
        Refused: it is missing or too long.

    """
    words = one_line(text)
    if missing and not words:
        raise Refused(missing, field)
    if len(words) > most:
        raise Refused(_("This is too long: at most %(most)s characters.", most=most), field)
    return words
