"""Bring the database to the version that this code expects; by one process at a time."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from khworkflow.core import db

#: "khmig": the advisory lock under which the schema changes.
LOCK: Final = 0x6B68_6D69_67


def migrate(app: Flask) -> None:
    """Upgrade the schema to the newest version; doing it again changes nothing."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with app.app_context(), _alone(Path(app.extensions["settings"].data)):
        upgrade(directory=str(db.MIGRATIONS))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock: a file beside SQLite's database, an advisory lock in PostgreSQL."""
    engine = db.database.engine
    if engine.dialect.name == "sqlite":
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / "migrate.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(sa.text("SET lock_timeout = '10min'"))
        connection.execute(sa.text("SET statement_timeout = '10min'"))
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
            connection.invalidate()  # the longer time-outs must not go back to the pool
