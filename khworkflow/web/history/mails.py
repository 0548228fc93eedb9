"""Sentences about addresses whose mail comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import gettext as _
from khworkflow.mailing.events import AddressRefused, AddressReleased
from khworkflow.web.history.telling import Told

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling


def _refused(_telling: Telling, event: AddressRefused) -> Told:
    return Told(_("Mail to this person's address came back; nothing more is sent there."), event.words)


def _released(_telling: Telling, _event: AddressReleased) -> Told:
    return Told(_("Let mail go to this person's address again."))


SENTENCES: Final[dict[type[Event], Sentence]] = {AddressRefused: _refused, AddressReleased: _released}
