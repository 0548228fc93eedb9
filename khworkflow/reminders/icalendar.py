"""A calendar as other programs read it (RFC 5545): written here, read back by a real parser in the tests; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from khworkflow.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Octets of a line, its end not counted; a longer one goes on in the next behind a space.
LINE: Final = 75
#: Days before the day on whose morning the telephone rings.
ALARMS: Final = (3, 0)
MORNING: Final = time(7, 30)


@dataclass(frozen=True)
class Entry:
    """A day to remember.

    Args:
        uid: stays the same however often the day is moved.
        sequence: grows whenever anything of the entry may have changed.
        at: when it last changed.
        on: the day.
        title: what is due.
        words: the rest, in lines.
        url: where it can be opened; signing in is asked for there.
        rings: whether the telephone is to ring before it.

    """

    uid: str
    sequence: int
    at: datetime
    on: date
    title: str
    words: str
    url: str
    rings: bool


def written(name: str, entries: Iterable[Entry], *, domain: str) -> bytes:
    """Return the calendar as bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//khworkflow//reminders//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    ]
    for entry in entries:
        lines += _event(entry, domain)
    lines.append("END:VCALENDAR")
    return b"".join(part for line in lines for part in _folded(line))


def escaped(text: str) -> str:
    """Return the text as a value: composed, without control characters, its separators marked."""
    text = clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n").replace("\t", " ")


def _event(entry: Entry, domain: str) -> Iterator[str]:
    moment = f"{entry.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}@{domain}"
    yield f"DTSTAMP:{moment}"
    yield f"LAST-MODIFIED:{moment}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.title)}"
    yield f"DESCRIPTION:{escaped(entry.words)}"
    yield f"URL:{entry.url}"
    yield "TRANSP:TRANSPARENT"
    yield "CLASS:PRIVATE"
    for days in ALARMS if entry.rings else ():
        yield from (
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{escaped(entry.title)}",
            f"TRIGGER:{_before(days)}",
            "END:VALARM",
        )
    yield "END:VEVENT"


def _before(days: int) -> str:
    """Return the span from the beginning of the day to the morning so many days before it."""
    minutes = MORNING.hour * 60 + MORNING.minute - days * 24 * 60
    sign, minutes = ("-" if minutes < 0 else ""), abs(minutes)
    whole, rest = divmod(minutes, 24 * 60)
    return f"{sign}P{f'{whole}D' if whole else ''}T{rest // 60}H{rest % 60}M"


def _folded(line: str) -> Iterator[bytes]:
    """Return the line cut into pieces of at most 75 octets, no letter cut in two."""
    rest, room = line.encode(), LINE
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:  # noqa: PLR2004 - inside a letter of several octets
            cut -= 1
        yield rest[:cut] + b"\r\n "
        rest, room = rest[cut:], LINE - 1
    yield rest + b"\r\n"
