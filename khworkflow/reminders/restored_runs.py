"""What left between a backup and its restoring, as the relay's own log tells it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from khworkflow.core import calendar, clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog.keeping import SUBJECT, BackupRestored
from khworkflow.eventlog.log import record
from khworkflow.mailing import delivery, relay, runs as mailing, traffic, watch
from khworkflow.mailing.models import Mail, MailState
from khworkflow.mailing.post import room
from khworkflow.reminders import runs

if TYPE_CHECKING:
    from datetime import date, datetime

UNSETTLED = (MailState.PLANNED, MailState.CLAIMED, MailState.SENDING, MailState.DOUBTFUL)
EVERYBODY = 1_000_000


def begin_held(made_at: datetime, now: datetime) -> int:
    """Let a restored installation begin with its letters held; return how many mails the relay's log settles.

    The restored database has forgotten what left since. Where the relay's log can be read, each day since the
    backup is planned once more: its letters get the very Message-IDs they had, and what stands in the log left.
    The rest waits with everything else, until a person has looked at it.
    """
    settled = 0
    if room().relay_log is not None:
        for day in _days(clock.day_of(made_at), clock.day_of(now)):
            moment = min(now, clock.at_office(day, calendar.EVENING) - timedelta(minutes=1))
            with unit_of_work():
                traffic.book().let_go_on = day  # nothing leaves here: no flood is to be asked about
            runs.plan(moment)
            mailing.gather(moment, most=EVERYBODY)
            settled += _settle(moment)
    hold(made_at, now, settled)
    return settled


def hold(made_at: datetime, now: datetime, settled: int) -> None:
    """Hold all letters until a person lets them go, and say why."""
    with unit_of_work():
        row = traffic.book()
        row.let_go_on, row.restored_at, row.restored_from = None, now, made_at
        watch.believe_clock(row)
        watch.hold(row, now, watch.RESTORED, made_at.isoformat())
        record(SYSTEM, SUBJECT, BackupRestored(made_at.isoformat(), settled))


def _days(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if calendar.is_working(day)]


def _settle(moment: datetime) -> int:
    """Note of each mail that has not left, as far as this database knows, whether it did."""
    with unit_of_work():
        asked = {number: words for number, words in database.session.execute(  # noqa: C416 - rows are no pairs
            select(Mail.id, Mail.message_id).where(Mail.state.in_(UNSETTLED))
        )}  # fmt: skip
    taken = relay.taken(room().relay_log or "", asked.values()) if asked else set()
    with unit_of_work():
        for number in (number for number, message_id in asked.items() if message_id in taken):
            delivery.left_before(number, moment, mailing.FOUND)
    return len(taken)
