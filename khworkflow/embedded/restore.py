"""A backup becomes an installation again: into an empty folder, proved before anybody can use it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask
from flask_migrate import upgrade

from khworkflow.core import db
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.embedded import backup, schema, tables
from khworkflow.embedded.backup import KEY, OFFSET, Manifest
from khworkflow.eventlog import log

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from khworkflow.settings import Settings

SQLITE_FILE: Final = "khworkflow.sqlite"


def restore(
    file: Path, folder: Path, *, environ: Mapping[str, str], load: Callable[[], Settings], make: Callable[[Settings], Flask]
) -> tuple[Flask, Manifest]:
    """Unpack and prove a backup; return its application and what the backup says of itself.

    Args:
        file: the backup.
        folder: the data folder, which must be empty or absent.
        environ: where KHW_SECRET_KEYS and DATABASE_URL are looked up.
        load: loads the settings of that folder; called when its key is there.
        make: makes the application of them.

    Raises:
        Refused: with the reason; then nothing is left behind.

    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused(_("%(folder)s is not empty. A backup is restored into an empty folder only.", folder=folder))
    was_there = folder.exists()
    try:
        with _opened(file) as archive:
            manifest = backup.read(archive)
            _accept(manifest, environ)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _unpack(archive, folder, manifest)
            if manifest.engine == "sqlite":
                _unpack_sqlite(archive, _sqlite_target(folder, environ), manifest)
            app = make(load())
            with app.app_context():
                _fill(archive, app, manifest)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if was_there:
            folder.mkdir(mode=0o700, exist_ok=True)
        raise
    return app, manifest


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except OSError as error:
        raise Refused(_("%(file)s cannot be read: %(why)s", file=file, why=error.strerror or error)) from error
    except zipfile.BadZipFile as error:
        raise Refused(_("The backup is damaged: %(why)s", why=error)) from error


def _accept(manifest: Manifest, environ: Mapping[str, str]) -> None:
    """Refuse what this program, these keys or this database cannot take."""
    try:
        ScriptDirectory(str(db.MIGRATIONS)).get_revision(manifest.revision)
    except CommandError:
        raise Refused(_("This backup was made by a newer program. Please bring this one up to date first.")) from None
    keys = [key for key in environ.get("KHW_SECRET_KEYS", "").split(",") if key]
    if not keys and not manifest.has_key:
        raise Refused(_("This backup needs its key in KHW_SECRET_KEYS (fingerprint %(key)s).", key=manifest.key))
    if keys and manifest.key not in {backup.fingerprint(key) for key in keys}:
        raise Refused(_("None of the keys in KHW_SECRET_KEYS is this backup's (fingerprint %(key)s).", key=manifest.key))
    if (manifest.engine == "sqlite") != (environ.get("DATABASE_URL") or "sqlite").startswith("sqlite"):
        wanted = (
            _("without DATABASE_URL") if manifest.engine == "sqlite" else _("with DATABASE_URL of an empty PostgreSQL database")
        )
        raise Refused(_("This backup is of another kind of database. Please restore it %(how)s.", how=wanted))


def _unpack(archive: zipfile.ZipFile, folder: Path, manifest: Manifest) -> None:
    for name in (KEY, OFFSET):
        if name in manifest.digests:
            with os.fdopen(os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(archive.read(name))
    backup.unpack_files(archive, folder / "files", manifest)


def _sqlite_target(folder: Path, environ: Mapping[str, str]) -> Path:
    """Return where SQLite's file is to be.

    Raises:
        Refused: there is one already.

    """
    target = Path(sa.make_url(environ["DATABASE_URL"]).database or "") if environ.get("DATABASE_URL") else folder / SQLITE_FILE
    if target.exists():
        raise Refused(_("The database is not empty. A backup is restored into an empty one only."))
    return target


def _unpack_sqlite(archive: zipfile.ZipFile, target: Path, manifest: Manifest) -> None:
    for stale in (f"{target.name}-wal", f"{target.name}-shm"):  # of another database: SQLite would play it into this one
        target.with_name(stale).unlink(missing_ok=True)
    try:
        with archive.open(tables.SQLITE) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)
        rows = tables.count_sqlite(target)
    except (ValueError, KeyError, sqlite3.DatabaseError) as error:
        raise Refused(_("The backup is damaged: %(why)s", why=error)) from error
    _compare(rows, manifest)


def _fill(archive: zipfile.ZipFile, app: Flask, manifest: Manifest) -> None:
    """Bring the database to this program's version, and prove the log."""
    if not tables.is_sqlite():
        if tables.tables():
            raise Refused(_("The database is not empty. A backup is restored into an empty one only."))
        try:
            upgrade(directory=str(db.MIGRATIONS), revision=manifest.revision)
            _compare(tables.read_tables(archive), manifest)
            _prove(app, manifest)
        except BaseException:
            tables.empty_again()
            raise
        return
    _prove(app, manifest)


def _prove(app: Flask, manifest: Manifest) -> None:
    schema.migrate(app)
    _count, breaks = log.verify()
    if breaks or not backup.log_holds(manifest.head):
        raise Refused(_("The log of the backup does not hold; it was changed after it was written."))
    db.database.session.rollback()


def _compare(rows: dict[str, int], manifest: Manifest) -> None:
    if rows != manifest.rows:
        wrong = sorted(name for name in rows | manifest.rows if rows.get(name) != manifest.rows.get(name))
        raise Refused(_("The backup is damaged: %(why)s", why=", ".join(wrong)))
