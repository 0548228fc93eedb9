"""``khworkflow doctor``: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import click
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from khworkflow import settings as settings_
from khworkflow.app import create_app
from khworkflow.cli import mail
from khworkflow.cli.speech import Command
from khworkflow.core import clock, db
from khworkflow.core.i18n import gettext as _, lazy_gettext as later, moment
from khworkflow.embedded import broker
from khworkflow.eventlog import keeping
from khworkflow.inbound import imap
from khworkflow.mailing import message
from khworkflow.reminders import ledger

FREE_BYTES: Final = 500 * 1024 * 1024
BACKUP_DAYS: Final = 8
DRIFT: Final = timedelta(seconds=5)


@dataclass(frozen=True)
class Advice:
    """What a new office may leave as it is, and should know of."""

    words: str


@click.command(cls=Command, help=later("Say what is wrong with this installation, and how to mend it."))
def doctor() -> int:
    """Make every check; 1 when one of them found something that is wrong, not when there is only advice."""
    app = create_app(settings_.load())
    found = 0
    with app.app_context():
        for title, check in CHECKS:
            told = check(app)
            found += isinstance(told, str)
            words = told.words if isinstance(told, Advice) else told
            mark = "✓" if told is None else "✗" if isinstance(told, str) else "!"
            click.echo(f"{mark} {title}" + (f"\n    {words}" if words else ""))
    return 1 if found else 0


def _settings(app: Flask) -> settings_.Settings:
    given: settings_.Settings = app.extensions["settings"]
    return given


def _headers(app: Flask) -> str | None:
    """Try whether a title can become a header of a letter (finding 6 of the reliability notes)."""
    del app
    if not message.headers_are_safe():
        return _("A title can add headers to letters. Update Python.")
    return None


def _secret(app: Flask) -> str | None:
    if any(len(key) < settings_.SECRET_BYTES for key in _settings(app).secret_keys):
        return _("A secret key is too short. Remove it from KHW_SECRET_KEYS; everybody signs in again.")
    return None


def _folder(app: Flask) -> str | None:
    folder = _settings(app).data
    if not os.access(folder, os.W_OK):
        return _("%(folder)s cannot be written to. Give it to the user that runs khworkflow: chown", folder=folder)
    if folder.stat().st_mode & 0o077:
        return _("Other users can look into %(folder)s. Mend it: chmod 700 %(folder)s", folder=folder)
    return None


def _disk(app: Flask) -> str | None:
    free = shutil.disk_usage(_settings(app).data).free
    if free < FREE_BYTES:
        return _("Only %(free)s MB are free on the disk of the data folder. Make room.", free=free // 1024 // 1024)
    return None


def _database(app: Flask) -> str | None:
    del app
    try:
        with db.database.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError as error:
        return _("The database does not answer: %(why)s", why=str(error).splitlines()[0])
    return None


def _migrations(app: Flask) -> str | None:
    head = ScriptDirectory(str(db.MIGRATIONS)).get_current_head()
    try:
        with db.database.engine.connect() as connection:
            now = MigrationContext.configure(connection).get_current_revision()
    except sa.exc.SQLAlchemyError:
        return _("unknown, because the database does not answer")
    if now != head:
        values = {"now": now or "–", "head": head}
        return _("The database is at version %(now)s, this program at %(head)s. Mend it: khworkflow migrate", **values)
    del app
    return None


def _clock(app: Flask) -> str | None:
    """Leases are counted by the machine's clock: it must agree with the database's."""
    del app
    try:
        with db.database.engine.connect() as connection:
            text = "SELECT strftime('%s', 'now')" if connection.dialect.name == "sqlite" else "SELECT extract(epoch FROM now())"
            there = datetime.fromtimestamp(float(connection.execute(sa.text(text)).scalar_one()), UTC)
    except sa.exc.SQLAlchemyError:
        return _("unknown, because the database does not answer")
    if abs(there - datetime.now(UTC)) > DRIFT:
        return _("The clocks of this machine and of the database differ. Turn on time synchronisation on both.")
    return None


def _broker(app: Flask) -> str | None:
    address = _settings(app).redis_url
    if address is None:
        try:
            broker.binary()
        except broker.BrokerError as error:
            return _("%(why)s. Install valkey-server or redis-server, or set REDIS_URL.", why=error)
        return None
    try:
        _connect(address, 6379)
    except OSError as error:
        return _("The broker at REDIS_URL does not answer (%(why)s). Pages work; letters go out later.", why=error)
    return None


def _smtp(app: Flask) -> str | Advice | None:
    address = _settings(app).smtp_url
    if address is None:
        return Advice(
            _("No mail server is set yet, so letters are kept in the ledger and none leaves. To send them, set KHW_SMTP_URL.")
        )
    try:
        _connect(address, {"smtps": 465, "smtp+starttls": 587}.get(urlsplit(address).scheme, 25))
    except OSError as error:
        return _("The mail server does not answer (%(why)s). Check KHW_SMTP_URL and the firewall.", why=error)
    return None


def _backup(app: Flask) -> str | Advice | None:
    """Say how old the last backup is."""
    del app
    try:
        last = keeping.last_backup()
    except sa.exc.SQLAlchemyError:
        return _("unknown, because the database does not answer")
    if last is None:
        return Advice(_("No backup was made yet. Make one each night: khworkflow backup FILE"))
    days = (clock.now() - last).days
    if days > BACKUP_DAYS:
        return _("The last backup is %(days)s days old. Make one: khworkflow backup FILE", days=days)
    return Advice(_("The last backup was made %(moment)s.", moment=moment(last)))


def _letters(app: Flask) -> str | None:
    """Say whether something keeps letters from leaving that waits for a person."""
    del app
    try:
        room = ledger.standing(clock.now())
    except sa.exc.SQLAlchemyError:
        return _("unknown, because the database does not answer")
    return " ".join(mail.troubles(room)) or None


def _inbound(app: Flask) -> str | Advice | None:
    """Open the mailbox and sign in, without reading; the password is never printed."""
    given = _settings(app)
    if given.imap_url is None and given.reply_domain is None:
        return Advice(
            _("Nobody looks for answers and bounces. To take them in, set KHW_REPLY_DOMAIN, and KHW_IMAP_URL for a mailbox.")
        )
    if given.reply_domain is None:
        return _("KHW_IMAP_URL is set without KHW_REPLY_DOMAIN, so no letter says where its answer goes. Set both.")
    if given.imap_url is not None:
        try:
            with imap.Folder(given.imap_url):
                pass
        except imap.Trouble as error:
            return _("The mailbox at KHW_IMAP_URL cannot be read (%(why)s).", why=type(error).__name__)
    if given.authserv_id is None:
        return Advice(
            _("Senders of answers are not checked beyond their address. If your mail server checks them, set KHW_AUTHSERV_ID.")
        )
    return None


def _connect(address: str, port: int) -> None:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(parts.path)
        return
    socket.create_connection((parts.hostname or "localhost", parts.port or port), timeout=5).close()


CHECKS: Final[tuple[tuple[object, Callable[[Flask], str | Advice | None]], ...]] = (
    (later("Letters' headers"), _headers),
    (later("Secret key"), _secret),
    (later("Data folder"), _folder),
    (later("Disk space"), _disk),
    (later("Database"), _database),
    (later("Database version"), _migrations),
    (later("Clocks"), _clock),
    (later("Broker"), _broker),
    (later("Mail server"), _smtp),
    (later("Letters"), _letters),
    (later("Mail that comes in"), _inbound),
    (later("Backup"), _backup),
)
