"""``khworkflow demo``."""

from __future__ import annotations

import click

from khworkflow import settings
from khworkflow.app import create_app
from khworkflow.cli import demo as demonstration, first
from khworkflow.cli.speech import Command
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _, lazy_gettext as later
from khworkflow.embedded import schema


@click.command(
    cls=Command, help=later("Build the inspection of July 2019, its people and nine associations, in an empty installation.")
)
def demo() -> None:
    """Migrate, build and print one link per person."""
    app = create_app(settings.load())
    schema.migrate(app)
    with app.app_context():
        if demonstration.is_built():
            raise Refused(_("There are people in this installation already; the demonstration needs an empty one."))
        for line in first.build_demo(app):
            click.echo(line)
