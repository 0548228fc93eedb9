"""Sentences about letters and the office's calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import gettext as _, week_day
from khworkflow.reminders.events import (
    CalendarDayDecided,
    CalendarDayTakenBack,
    CalendarFeedMade,
    CalendarFeedRevoked,
    DoubtSettled,
    LetterSentAgain,
    LettersHeld,
    LettersReleased,
    MailResumed,
    MailWishesChanged,
    UnitMailWishesChanged,
)
from khworkflow.web.history.telling import Told, written_day
from khworkflow.web.mails import why_held

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling


def _sent_again(_telling: Telling, _event: LetterSentAgain) -> Told:
    return Told(_("The letter was sent again."))


def _doubt_settled(_telling: Telling, event: DoubtSettled) -> Told:
    return Told(_("Noted that the mail had arrived.") if event.has_arrived else _("The mail was sent again, word for word."))


def _resumed(_telling: Telling, event: MailResumed) -> Told:
    return Told(_("Let the mail server be tried again."), event.trouble)


def _day_decided(_telling: Telling, event: CalendarDayDecided) -> Told:
    day = written_day(event.day)
    said = _("Entered %(day)s as a day of work.", day=day) if event.is_working else _("Entered %(day)s as a day off.", day=day)
    return Told(said, event.name)


def _day_taken_back(_telling: Telling, event: CalendarDayTakenBack) -> Told:
    return Told(_("Took the entry of %(day)s back.", day=written_day(event.day)), event.name)


def _wishes_changed(_telling: Telling, event: MailWishesChanged) -> Told:
    digest = _("with the weekly digest") if event.wants_digest else _("without the weekly digest")
    where = _("to another address") if event.is_redirected else _("to the usual address")
    return Told(_("Changed how letters are received: %(digest)s, %(where)s.", digest=digest, where=where))


def _unit_wishes_changed(_telling: Telling, event: UnitMailWishesChanged) -> Told:
    day = week_day(event.weekday)
    return Told(
        _("Chose when the association's letters come: the digest on %(day)s, letters from %(hour)s.", day=day, hour=event.hour)
    )


def _held(_telling: Telling, event: LettersHeld) -> Told:
    return Told(_("Held all letters back."), why_held(event.reason))


def _released(_telling: Telling, event: LettersReleased) -> Told:
    if event.count:
        return Told(_("Let letters leave again; %(count)s older things are not told any more.", count=event.count))
    return Told(_("Let letters leave again, with all that was owed."))


def _feed_made(_telling: Telling, event: CalendarFeedMade) -> Told:
    return Told(_("Gave the calendar a new secret address.") if event.is_renewed else _("Set up a calendar of due days."))


def _feed_revoked(_telling: Telling, _event: CalendarFeedRevoked) -> Told:
    return Told(_("Took the address of the calendar back."))


SENTENCES: Final[dict[type[Event], Sentence]] = {
    DoubtSettled: _doubt_settled,
    LetterSentAgain: _sent_again,
    MailResumed: _resumed,
    CalendarDayDecided: _day_decided,
    CalendarDayTakenBack: _day_taken_back,
    CalendarFeedMade: _feed_made,
    CalendarFeedRevoked: _feed_revoked,
    LettersHeld: _held,
    LettersReleased: _released,
    MailWishesChanged: _wishes_changed,
    UnitMailWishesChanged: _unit_wishes_changed,
}
