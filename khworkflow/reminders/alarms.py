"""What the timetable notices by itself and a person must know: a jumped clock, an absent mail server, a harmful file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.accounts.models import User
from khworkflow.associations.models import Membership
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.db import database
from khworkflow.core.i18n import gettext as _, moment
from khworkflow.eventlog.log import record
from khworkflow.files import quarantine
from khworkflow.mailing import traffic, watch
from khworkflow.mailing.commands import owe
from khworkflow.mailing.parts import Counts, Line, Part
from khworkflow.reminders.events import LettersHeld, LettersReleased

if TYPE_CHECKING:
    from khworkflow.core.clock import Machine
    from khworkflow.mailing.models import Owed

#: A mail server may be away that long before its administrators are told (reliability notes, section 5).
PATIENCE: Final = timedelta(hours=4)
TROUBLE: Final = "mail_trouble"
SET_ASIDE: Final = "file_set_aside"


def is_clock_doubted(seen: Machine | None, now: datetime) -> bool:
    """Hold all letters when the machine's clock jumped, let them go when it is right again; return whether it is doubted."""
    row = traffic.book()
    ahead = watch.clock_ahead(row, seen)
    if ahead and row.held_at is None:
        watch.hold(row, now, watch.CLOCK, round(ahead / timedelta(hours=1)))
        record(SYSTEM, "letters", LettersHeld(row.held_because or ""))
    elif not ahead and watch.is_held_for(row, watch.CLOCK):
        row.held_at = row.held_because = None
        record(SYSTEM, "letters", LettersReleased(0))
    return bool(ahead)


def tell_of_trouble(now: datetime) -> int:
    """Owe the administrators a word, once, about a mail server that has been of no use for four hours, or refuses us."""
    row = traffic.seen()
    if row is None or row.troubled_since is None:
        return 0
    if row.stopped_at is None and now - row.troubled_since < PATIENCE:
        return 0
    since = row.troubled_since
    return sum(
        owe(
            number, TROUBLE, "letters", key=f"{TROUBLE}-{since:%Y%m%d%H%M%S}-{number}", at=now,
            since=since.isoformat(), words=row.trouble or "",
        )
        for number in _administrators()
    )  # fmt: skip


def tell_of_files(now: datetime) -> int:
    """Owe the administrators a word, once, about each file that was set aside as harmful (bad-input list, B50)."""
    found = quarantine.every()
    return sum(
        owe(
            number, SET_ASIDE, "files", key=f"{SET_ASIDE}-{one.sha256[:32]}-{number}", at=now,
            name=one.name, given_by_id=one.given_by_id, given_at=one.at.isoformat(),
        )
        for number in (_administrators() if found else ())
        for one in found
    )  # fmt: skip


def _administrators() -> list[int]:
    keepers = select(User.id).join(Membership).where(Membership.role == Role.ADMINISTRATOR, User.disabled_at.is_(None))
    return list(database.session.scalars(keepers.distinct()))


def mail_trouble(owed: Owed) -> Part:
    """Tell an administrator, by the first letter that leaves again, since when the mail server was of no use."""
    since = moment(datetime.fromisoformat(owed.detail["since"]))
    note = _("since %(moment)s; it said: %(words)s", moment=since, words=owed.detail["words"] or "–")
    counts = Counts(outages=frozenset({owed.detail["since"]}))
    told = Line(_("Letters could not leave"), note, key=f"{TROUBLE}-{owed.detail['since']}")
    return Part(_("The mail server"), (told,), rank=60, counts=counts)


def file_set_aside(owed: Owed) -> Part:
    """Tell an administrator which harmful file was given, by whom and when, and that nobody is handed it."""
    user = database.session.get(User, owed.detail["given_by_id"]) if owed.detail["given_by_id"] else None
    note = _(
        "given by %(name)s on %(moment)s. It was not accepted; it lies in the data folder, under files/quarantine, and is handed "
        "out to nobody. Please speak to whoever gave it.",
        name=user.name if user else "–",
        moment=moment(datetime.fromisoformat(owed.detail["given_at"])),
    )
    same = f"{owed.detail['given_at']} {owed.detail['name']}"  # administrators who share a mailbox are told of it once
    told = Line(owed.detail["name"], note, key=f"{SET_ASIDE}-{same}")
    return Part(_("A file that may do harm"), (told,), rank=61, counts=Counts(harmful=frozenset({same})))
