"""``khworkflow report`` and ``khworkflow log verify``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from khworkflow.cli.installation import opened
from khworkflow.cli.letters import Moment
from khworkflow.cli.speech import Command, Group
from khworkflow.core import clock
from khworkflow.core.db import reading
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import gettext as _, lazy_gettext as later
from khworkflow.documents.formats import Format
from khworkflow.eventlog import log as entries
from khworkflow.reports import runs


@click.command(cls=Command, help=later("Write the status report of a conclusion for Word, as PDF or for Excel."))
@click.option("--conclusion", type=int, required=True, help=later("The number of the conclusion in this installation."))
@click.option("--as-of", type=Moment(), help=later("The day or moment that the report shows; now otherwise."))
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), required=True, help=later("The file written: .docx, .pdf or .xlsx")
)
def report(conclusion: int, as_of: datetime | None, to: Path) -> int:
    """Compile here and now, and write whole or not at all."""
    forms = {f".{form}": form for form in Format}
    if (form := forms.get(to.suffix.lower())) is None:
        click.echo(_("Only .docx, .pdf and .xlsx can be written; %(file)s is another kind.", file=to.name), err=True)
        return 2
    with opened(), reading():
        try:
            written = runs.written(conclusion, as_of or clock.now(), form)
        except NotFound:
            raise Refused(_("There is no conclusion %(number)s.", number=conclusion)) from None
    part = to.with_name(f".{to.name}.part")
    try:
        part.write_bytes(written)
        part.replace(to)
    except OSError as error:
        raise Refused(_("%(file)s cannot be written: %(why)s", file=to, why=error.strerror)) from error
    click.echo(_("Written: %(file)s", file=to))
    return 0


@click.group(cls=Group, help=later("The log of everything that happened."))
def log() -> None:
    """Hold the commands about the log."""


@log.command(cls=Command, help=later("Prove that no entry of the log was changed, removed or put in between."))
def verify() -> int:
    """Say whether the chain holds."""
    with opened(), reading():
        count, breaks = entries.verify()
    for one in breaks:
        click.echo(_("Entry %(number)s: %(why)s", number=one.entry_id, why=one.reason), err=True)
    if breaks:
        return 1
    click.echo(_("The log holds: %(count)s entries.", count=count))
    return 0
