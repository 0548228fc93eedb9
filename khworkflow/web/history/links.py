"""Sentences about the links by which tasks are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import gettext as _
from khworkflow.tasks.link_events import LinkOpened, LinksRevoked, LinkTaken
from khworkflow.web.history.telling import Told

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling


def _links_revoked(_telling: Telling, _event: LinksRevoked) -> Told:
    return Told(_("Made the links sent by mail worthless"))


def _link_taken(_telling: Telling, event: LinkTaken) -> Told:
    return Told(_("Took the answering link of %(name)s, to send it by Zalo or text message", name=event.name))


def _link_opened(_telling: Telling, event: LinkOpened) -> Told:
    return Told(_("The link given to %(name)s was opened on a device", name=event.name))


SENTENCES: Final[dict[type[Event], Sentence]] = {
    LinksRevoked: _links_revoked,
    LinkTaken: _link_taken,
    LinkOpened: _link_opened,
}
