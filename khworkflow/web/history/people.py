"""Sentences about accounts and about the tree of associations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from khworkflow.accounts import events as people
from khworkflow.associations import events as tree
from khworkflow.core.i18n import gettext as _, lazy_gettext as _later
from khworkflow.web.history.telling import Told, written_day

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling

_OF_PEOPLE: Final[dict[type[Event], Any]] = {
    people.PersonInvited: _later("A one-time link to sign in was made"),
    people.PasswordSet: _later("The password was set"),
    people.PersonSignedIn: _later("Signed in"),
    people.PersonSignedOut: _later("Signed out"),
    people.PersonDisabled: _later("The account was disabled"),
    people.PersonEnabled: _later("The account was opened again"),
    people.PasswordResetAsked: _later("A link for a new password was asked for"),
}
_OF_THE_TREE: Final[dict[type[Event], Any]] = {
    tree.AssociationAmended: _later("The particulars of the association were changed"),
    tree.SeatGiven: _later("A role was given"),
    tree.SeatRemoved: _later("A role was taken away"),
}


def _person(_telling: Telling, event: Event) -> Told:
    return Told(str(_OF_PEOPLE[type(event)]))


def _sessions_ended(_telling: Telling, event: people.SessionsEnded) -> Told:
    return Told(_("Sessions were ended: %(count)s", count=event.count))


def _sign_in_failed(_telling: Telling, event: people.SignInFailed) -> Told:
    return Told(_("A try to sign in failed (network %(network)s)", network=event.network))


def _association(telling: Telling, event: tree.AssociationAmended | tree.SeatGiven | tree.SeatRemoved) -> Told | None:
    return Told(str(_OF_THE_TREE[type(event)])) if event.association_id in telling.associations else None


def _created(telling: Telling, event: tree.AssociationCreated) -> Told | None:
    said = Told(_("The association was added: %(name)s", name=event.name))
    return said if event.association_id in telling.associations else None


def _ended(telling: Telling, event: tree.AssociationEnded) -> Told | None:
    said = Told(_("The association ends on %(day)s", day=written_day(event.ends_on)))
    return said if event.association_id in telling.associations else None


SENTENCES: Final[dict[type[Event], Sentence]] = {
    **dict.fromkeys(_OF_PEOPLE, _person),
    **dict.fromkeys(_OF_THE_TREE, _association),
    people.SessionsEnded: _sessions_ended,
    people.SignInFailed: _sign_in_failed,
    tree.AssociationCreated: _created,
    tree.AssociationEnded: _ended,
}
