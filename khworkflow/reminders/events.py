"""What can happen to letters and to the calendar that a person has a hand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khworkflow.eventlog.events import Event


@dataclass(frozen=True)
class LetterSentAgain(Event):
    """Somebody let a letter that had failed for good go out again."""

    kind: ClassVar[str] = "letter.sent_again"

    mail_id: int
    person_id: int


@dataclass(frozen=True)
class DoubtSettled(Event):
    """Somebody said of a mail in doubt that it arrived, or let it go out again."""

    kind: ClassVar[str] = "letter.doubt_settled"

    mail_id: int
    person_id: int
    has_arrived: bool


@dataclass(frozen=True)
class MailResumed(Event):
    """Somebody let the mail server be tried again."""

    kind: ClassVar[str] = "mail.resumed"

    trouble: str


@dataclass(frozen=True)
class CalendarDayDecided(Event):
    """The office decided whether it works on a day."""

    kind: ClassVar[str] = "calendar_day.decided"

    day: str
    is_working: bool
    name: str


@dataclass(frozen=True)
class CalendarDayTakenBack(Event):
    """The office took its word on a day back: law and decrees hold again."""

    kind: ClassVar[str] = "calendar_day.taken_back"

    day: str
    name: str


@dataclass(frozen=True)
class LettersHeld(Event):
    """No letter leaves from now on until somebody lets them go: after a restored backup, or before a flood."""

    kind: ClassVar[str] = "letters.held"

    reason: str


@dataclass(frozen=True)
class LettersReleased(Event):
    """Letters leave again; of what was owed meanwhile so much was settled without one."""

    kind: ClassVar[str] = "letters.released"

    count: int


@dataclass(frozen=True)
class MailWishesChanged(Event):
    """A person wishes letters at another time or place, or no digest; the address itself is kept out of the log."""

    kind: ClassVar[str] = "mail_wishes.changed"

    person_id: int
    wants_digest: bool
    weekday: int | None  # None: as the association wishes it
    hour: str | None  # "07:30"
    is_redirected: bool


@dataclass(frozen=True)
class UnitMailWishesChanged(Event):
    """The letters of an association's people come at another time."""

    kind: ClassVar[str] = "unit_mail_wishes.changed"

    association_id: int
    weekday: int
    hour: str  # "07:30"


@dataclass(frozen=True)
class CalendarFeedMade(Event):
    """A person's calendar was given a secret address, or a new one."""

    kind: ClassVar[str] = "calendar_feed.made"

    person_id: int
    is_renewed: bool


@dataclass(frozen=True)
class CalendarFeedRevoked(Event):
    """The secret address of a person's calendar is good no more."""

    kind: ClassVar[str] = "calendar_feed.revoked"

    person_id: int
