"""``khworkflow remind`` and ``khworkflow deliver``."""

from __future__ import annotations

from datetime import datetime

import click

from khworkflow.cli.installation import opened
from khworkflow.cli.speech import Command
from khworkflow.core import clock
from khworkflow.core.i18n import gettext as _, lazy_gettext as later
from khworkflow.mailing import runs as mailing
from khworkflow.reminders import days, runs


class Moment(click.ParamType["datetime"]):
    """A day or a moment in ISO 8601; without an offset the office's clock is meant."""

    name = "MOMENT"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            return clock.moment_from(value)
        except ValueError:
            self.fail(_("“%(value)s” is not a moment; for example 2019-09-02T07:30", value=value), param, ctx)


@click.command(cls=Command, help=later("Owe the reminders that the moment brings. Doing it twice owes nothing new."))
@click.option("--at", type=Moment(), help=later("The moment, by the office's clock; now otherwise."))
@click.option("--dry-run", is_flag=True, help=later("Only say what would be owed."))
def remind(at: datetime | None, *, dry_run: bool) -> None:
    """Say what is owed, one line per person."""
    with opened():
        days.know(at_once=True)
        lines = runs.remind(at or clock.now(), dry_run=dry_run)
    for line in lines:
        click.echo(line)
    said = _("Would be owed to %(count)s people.") if dry_run else _("Newly owed to %(count)s people.")
    click.echo(said % {"count": len(lines)})


@click.command(cls=Command, help=later("Make letters of what is owed and send them."))
def deliver() -> None:
    """Say how many letters met which end."""
    with opened():
        days.know(at_once=True)
        ends = mailing.post()
    click.echo(_("Letters begun: %(begun)s; sent: %(sent)s.", begun=ends.pop("begun", 0), sent=ends.pop("sent", 0)))
    for end, count in sorted(ends.items()):
        click.echo(f"  {end}: {count}")
