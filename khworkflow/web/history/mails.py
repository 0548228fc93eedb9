"""Sentences about addresses whose mail comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import gettext as _
from khworkflow.inbound.events import MailAnswered, MailConfirmed, MailDropped, MailHeld
from khworkflow.mailing.events import AddressRefused, AddressReleased
from khworkflow.web.history.telling import Told

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling


def _refused(_telling: Telling, event: AddressRefused) -> Told:
    return Told(_("Mail to this person's address came back; nothing more is sent there."), event.words)


def _released(_telling: Telling, _event: AddressReleased) -> Told:
    return Told(_("Let mail go to this person's address again."))


def _answered(_telling: Telling, event: MailAnswered) -> Told:
    return Told(_("%(name)s answered by mail; it waits to be entered.", name=event.name))


def _held(_telling: Telling, event: MailHeld) -> Told:
    return Told(_("A mail to the reply address of %(name)s was held for the office.", name=event.name))


def _confirmed(_telling: Telling, _event: MailConfirmed) -> Told:
    return Told(_("Entered the mail as a reply."))


def _dropped(_telling: Telling, event: MailDropped) -> Told:
    return Told(_("Did not enter the mail."), event.words)


SENTENCES: Final[dict[type[Event], Sentence]] = {
    AddressRefused: _refused,
    AddressReleased: _released,
    MailAnswered: _answered,
    MailHeld: _held,
    MailConfirmed: _confirmed,
    MailDropped: _dropped,
}
