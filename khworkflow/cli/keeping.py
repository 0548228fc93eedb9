"""``khworkflow backup`` and ``khworkflow restore``: an installation in one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from khworkflow import settings as settings_
from khworkflow.app import create_app
from khworkflow.cli.installation import opened
from khworkflow.cli.speech import Command
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.i18n import gettext as _, lazy_gettext as later, moment
from khworkflow.core.transaction import unit_of_work
from khworkflow.embedded import backup as archive, restore as restoring
from khworkflow.eventlog.keeping import SUBJECT, BackupMade
from khworkflow.eventlog.log import record
from khworkflow.mailing.relay import UnreadableLog
from khworkflow.reminders import days, restored_runs


@click.command(cls=Command, help=later("Write everything into one file: database, files, the key. Nobody has to stop working."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the file whole or not at all."""
    with opened() as app:
        manifest = archive.make(app.extensions["settings"], file)
        with unit_of_work():
            record(SYSTEM, SUBJECT, BackupMade(file.name, file.stat().st_size))
    told = {
        "file": file,
        "rows": sum(manifest.rows.values()),
        "files": manifest.files,
        "size": f"{file.stat().st_size / 1e6:.1f}",
    }
    click.echo(_("Written: %(file)s (%(size)s MB; %(rows)s rows, %(files)s files).", **told))
    if manifest.has_key:
        click.echo(_("The file holds personal data and the key of this installation. Keep it as carefully as the data folder."))
    else:
        click.echo(_("The keys are not inside. Keep KHW_SECRET_KEYS as well (fingerprint %(key)s).", key=manifest.key))


@click.command(
    cls=Command,
    help=later("Make an installation of a backup, in an empty data folder. Letters are held until somebody lets them go."),
)
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help=later("The data folder; KHW_DATA otherwise."))
def restore(file: Path, data: Path | None) -> None:
    """Unpack, prove, hold."""
    folder = settings_.data_folder(data)
    app, manifest = restoring.restore(
        file, folder, environ=settings_.told(), load=lambda: settings_.load(data=folder), make=create_app
    )
    with app.app_context():
        days.know(at_once=True)
        try:
            settled = restored_runs.begin_held(manifest.made, clock.now())
        except UnreadableLog as error:
            settled = -1
            click.echo(_("The mail server's log cannot be read: %(why)s", why=error), err=True)
            restored_runs.hold(manifest.made, clock.now(), 0)
    told = {"moment": moment(manifest.made), "folder": folder, "rows": sum(manifest.rows.values()), "files": manifest.files}
    click.echo(_("Restored into %(folder)s: the backup of %(moment)s, %(rows)s rows, %(files)s files; the log holds.", **told))
    if settled > 0:
        click.echo(_("Found in the mail server's log, and not sent again: %(count)s mails.", count=settled))
    click.echo(_("Letters are held. Look at the page of reminders, then let them go there, or by: khworkflow mail release"))
