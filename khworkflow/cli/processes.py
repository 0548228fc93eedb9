"""``up`` and the separate processes of a cluster."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from flask import Flask

from khworkflow import settings as settings_
from khworkflow.app import create_app
from khworkflow.cli import first
from khworkflow.cli.speech import Command
from khworkflow.core.i18n import lazy_gettext as later
from khworkflow.embedded import schema, up as embedded

NAME = "Hội Khuyến học tỉnh"
CELERY = (sys.executable, "-m", "celery", "--quiet", "--app", "khworkflow.worker")


@click.command(
    cls=Command,
    help=later("Run everything on this machine and in one folder: database, broker, files, web, worker, timetable."),
)
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help=later("The data folder; KHW_DATA otherwise."))
@click.option("--port", type=click.IntRange(1, 65535), help=later("The port listened on; KHW_PORT or 8000 otherwise."))
@click.option("--host", default="127.0.0.1", help=later("The address listened on; 0.0.0.0 lets other machines in."))
@click.option("--demo", is_flag=True, help=later("Build the inspection of July 2019 on the first start."))
@click.option("--name", default=NAME, help=later("What your association is called, on a first start without --demo."))
@click.option("--verbose", is_flag=True, help=later("Show what the processes say; it is kept in log/ of the folder anyway."))
def up(  # noqa: PLR0913 - the options of a command line
    data: Path | None, port: int | None, host: str, name: str, *, demo: bool, verbose: bool
) -> None:
    """Start the tree and stay until it is stopped."""
    given = settings_.load(data=data, port=port)

    def prepare(app: Flask) -> list[str]:
        return first.start(app, demo=demo, name=name)

    plan = embedded.Plan(settings=given, host=host, make=create_app, prepare=prepare, verbose=verbose)
    embedded.run(plan, click.echo)


@click.command(cls=Command, help=later("Serve the pages, as one process of a cluster."))
@click.option("--bind", default="0.0.0.0:8000", help=later("The address and port listened on."))
def web(bind: str) -> None:
    """Become gunicorn."""
    words = (sys.executable, "-m", "gunicorn", "--config", "python:khworkflow.embedded.server", "--bind", bind)
    _become(*words, "--chdir", str(embedded.ROOT))


@click.command(cls=Command, help=later("Do the background work, as one process of a cluster."))
@click.option("--concurrency", type=click.IntRange(1, 64), default=2, help=later("How many jobs at once."))
def worker(concurrency: int) -> None:
    """Become a Celery worker."""
    flags = ("--pool", "threads", "--concurrency", str(concurrency), "--without-mingle", "--without-gossip", "--loglevel", "INFO")
    _become(*CELERY, "worker", *flags)


@click.command(cls=Command, help=later("Ask for the background work by the timetable; two of them harm nothing."))
def timetable() -> None:
    """Become Celery's beat."""
    _become(*CELERY, "beat", "--schedule", "/tmp/khworkflow-timetable", "--pidfile", "")  # noqa: S108 - nothing is owed to it


@click.command(cls=Command, help=later("Bring the database to this version. Doing it again changes nothing."))
@click.option(
    "--first-start", is_flag=True, help=later("Print the administrator's link where nobody is in the installation yet.")
)
@click.option("--name", default=NAME, help=later("What your association is called, on a first start without --demo."))
def migrate(name: str, *, first_start: bool) -> None:
    """Upgrade the schema."""
    app = create_app(settings_.load())
    schema.migrate(app)
    if first_start:
        for line in first.start(app, demo=False, name=name):
            click.echo(line)


def _become(*words: str) -> None:
    sys.stdout.flush()
    os.execv(words[0], words)  # noqa: S606 - our own command line
