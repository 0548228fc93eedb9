"""``khworkflow mail …`` and ``khworkflow clock accept``: what a person decides about the letters as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from khworkflow.cli.installation import opened
from khworkflow.cli.speech import Command, Group
from khworkflow.core import clock as time
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import reading
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import gettext as _, lazy_gettext as later, moment
from khworkflow.core.transaction import unit_of_work
from khworkflow.reminders import commands, ledger
from khworkflow.web.mails import why_held


@click.group(cls=Group, help=later("The letters as a whole: how they stand, held back, let go."))
def mail() -> None:
    """Hold the commands about the letters."""


@mail.command(cls=Command, help=later("Say whether letters leave, and if not, why."))
def status() -> int:
    """Say how the mail room stands; 1 when something waits for a person."""
    with opened(), reading():
        room = ledger.standing(time.now())
    found = troubles(room)
    for line in found or [_("Letters leave.")]:
        click.echo(line)
    return 1 if found else 0


def troubles(room: ledger.Standing) -> list[str]:
    """Return, in sentences, what keeps letters from leaving as they should, and what to do about it."""
    found = []
    if room.is_clock_doubted:
        found.append(_("%(why)s If it is: khworkflow clock accept", why=why_held(room.held_because)))
    elif room.held_at:
        found.append(_("Letters are held: %(why)s Let them go: khworkflow mail release", why=why_held(room.held_because)))
    if room.stopped_at:
        found.append(_("The mail server refuses us: %(why)s. Mend KHW_SMTP_URL, then: khworkflow mail resume", why=room.trouble))
    elif room.troubled_since:
        since = moment(room.troubled_since)
        found.append(_("The mail server cannot be used since %(moment)s: %(why)s", moment=since, why=room.trouble))
    if room.doubtful:
        found.append(_("Mails in doubt: %(count)s. Please settle them on the page of reminders.", count=room.doubtful))
    return found


@mail.command(cls=Command, help=later("Let no letter leave until somebody lets them go."))
@click.argument("reason")
def hold(reason: str) -> None:
    """Hold letters back."""
    with opened(), _said(later("Letters are held already.")), unit_of_work():
        commands.hold(SYSTEM, reason)
    click.echo(_("No letter leaves until somebody lets them go."))


@mail.command(cls=Command, help=later("Let letters leave again."))
@click.option("--without-owed", is_flag=True, help=later("Without what has been owed until now: it was told already."))
def release(*, without_owed: bool) -> None:
    """Let letters go."""
    with opened(), _said(later("No letters are held.")), unit_of_work():
        count = commands.release(SYSTEM, forgetting=without_owed)
    click.echo(_("Letters leave again; %(count)s older things are not told any more.", count=count))


@mail.command(cls=Command, help=later("Try the mail server again at once, when its password or itself was mended."))
def resume() -> None:
    """Let the next run try the server."""
    with opened(), _said(later("Nothing keeps the mail server from being tried.")), unit_of_work():
        commands.resume(SYSTEM)
    click.echo(_("The mail server is tried again now."))


@click.group(cls=Group, help=later("The machine's clock, when reminders have stopped because it jumped."))
def clock() -> None:
    """Hold the commands about the clock."""


@clock.command(cls=Command, help=later("Say that the clock is right as it is now: reminders and letters go on."))
def accept() -> None:
    """Believe the clock."""
    with opened():
        if not ledger.standing(time.now()).is_clock_doubted:
            raise Refused(_("Nobody doubts the clock."))
        with unit_of_work():
            commands.release(SYSTEM, forgetting=False)
    click.echo(_("The clock is believed. Letters leave again."))


@contextmanager
def _said(words: object) -> Iterator[None]:
    """Refuse with the words, where there is nothing to do."""
    try:
        yield
    except Conflict as error:
        raise Refused(str(words)) from error
