"""The database as bytes in an archive, and back: SQLite's file, or PostgreSQL's tables row by row.

Neither needs a program beside Python. SQLite's own backup takes all pages in one step: page by page it never
ends beside a busy writer (measured, reliability notes, section 4). PostgreSQL is read in one REPEATABLE READ
snapshot and written back with its triggers resting: they guard what people do, not what was done already.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from alembic.migration import MigrationContext

from khworkflow.core.db import database

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

SQLITE: Final = "database.sqlite"
TABLES: Final = "tables/"
VERSION: Final = "alembic_version"


def revision() -> str:
    """Return the version of the schema."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def is_sqlite() -> bool:
    """Return whether the database is one file."""
    return database.engine.dialect.name == "sqlite"


def sqlite_file() -> Path:
    """Return where SQLite's file is."""
    return Path(database.engine.url.database or "")


def write(archive: zipfile.ZipFile, scratch: Path) -> dict[str, int]:
    """Write the database as it is at one moment; return how many rows each table has."""
    if not is_sqlite():
        return _write_tables(archive)
    copy = scratch / SQLITE
    with closing(sqlite3.connect(sqlite_file())) as here, closing(sqlite3.connect(copy)) as there:
        here.backup(there, pages=-1)
    rows = count_sqlite(copy)
    archive.write(copy, SQLITE)
    copy.unlink()
    return rows


def count_sqlite(file: Path) -> dict[str, int]:
    """Return how many rows each table of the file has, having proved that the file is whole.

    Raises:
        ValueError: it is not.

    """
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # the copy is one file, with nothing beside it
        if (said := connection.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise ValueError(said)
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise ValueError("rows point to nothing")
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - its own names
            for name in names
            if not name.startswith("sqlite_")
        }


def _write_tables(archive: zipfile.ZipFile) -> dict[str, int]:
    rows = {}
    with _postgresql() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for name, columns in _columns(connection).items():
            names = ", ".join(f'"{one}"' for one in columns)
            with connection.cursor() as cursor, archive.open(f"{TABLES}{name}", "w", force_zip64=True) as member:
                with cursor.copy(f'COPY "{name}" ({names}) TO STDOUT') as copy:
                    for block in copy:
                        member.write(block)
                rows[name] = cursor.rowcount
    return rows


def read_tables(archive: zipfile.ZipFile) -> dict[str, int]:
    """Fill the empty tables of a schema of the same version; return how many rows each has now."""
    names = [one.filename for one in archive.infolist() if one.filename.startswith(TABLES)]
    order = [table.name for table in database.metadata.sorted_tables]
    rows = {}
    with _postgresql() as connection:
        columns = _columns(connection)
        for name in sorted((one.removeprefix(TABLES) for one in names), key=lambda one: order.index(one) if one in order else -1):
            connection.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
            if name == VERSION or name in _SEEDED:
                connection.execute(f'DELETE FROM "{name}"')  # noqa: S608 - its own names
            listed = ", ".join(f'"{one}"' for one in columns[name])
            with connection.cursor() as cursor, archive.open(f"{TABLES}{name}") as member:
                with cursor.copy(f'COPY "{name}" ({listed}) FROM STDIN') as copy:
                    while block := member.read(1 << 20):
                        copy.write(block)
                rows[name] = cursor.rowcount
            connection.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
            if "id" in columns[name]:
                connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), coalesce(max(id), 1), max(id) IS NOT NULL) "  # noqa: S608
                    f"FROM \"{name}\" WHERE pg_get_serial_sequence('\"{name}\"', 'id') IS NOT NULL"
                )
        connection.commit()
    return rows


#: Tables that the migrations themselves put rows into.
_SEEDED: Final = frozenset[str]()


def empty_again() -> None:
    """Take everything out of a PostgreSQL database that was empty before a restore that failed."""
    with _postgresql() as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
        connection.commit()


def _columns(connection: Any) -> dict[str, list[str]]:
    """Return the columns of each table that can be written, in their order."""
    asked = (
        "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) "
        "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position"
    )
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(asked):
        found.setdefault(table, []).append(column)
    return found


@contextmanager
def _postgresql() -> Iterator[Any]:
    """Yield psycopg's own connection, with time for long work, and let it go afterwards."""
    raw = database.engine.raw_connection()
    connection: Any = raw.driver_connection
    try:
        connection.execute("SET statement_timeout = 0")
        connection.execute("SET idle_in_transaction_session_timeout = 0")
        connection.commit()
        yield connection
    finally:
        connection.rollback()
        raw.invalidate()  # the longer time-outs must not go back to the pool


def tables() -> list[str]:
    """Return the tables that are there."""
    return sa.inspect(database.engine).get_table_names()
