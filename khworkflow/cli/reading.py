"""``khworkflow read``: needs no installation and loads none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from khworkflow.cli.speech import Command
from khworkflow.core.i18n import lazy_gettext as later


@click.command(cls=Command, help=later("Read a conclusion (text, .docx, .pdf) into drafts of directives."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=later("The day of the document; found in the text otherwise."))
@click.option("--json", "as_json", is_flag=True, help=later("Print JSON with offsets in code points of the NFC text."))
def read(file: Path, on: datetime | None, *, as_json: bool) -> int:
    """Print what was read."""
    from khworkflow.cli.read import read as read_file  # noqa: PLC0415 - the reader is loaded when it is asked for

    return read_file(file, on.date() if on else None, as_json)
