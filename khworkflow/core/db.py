"""The one room that knows which engine it is: SQLite (embedded) or PostgreSQL (everything larger).

What differs is held here and nowhere else: how a transaction begins, that reading cannot write,
insert-once, claiming rows, and the lock under which the log grows. Evidence for each choice is in
the settings sheet of the reliability notes: on SQLite a deferred BEGIN loses three of four
writers to "database is locked", BEGIN IMMEDIATE none.
"""

from __future__ import annotations

import enum
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

MIGRATIONS: Final = Path(__file__).parents[2] / "migrations"
#: What a request meets when the database is away, locked for too long, or cannot write.
Unavailable = sa.exc.OperationalError
BUSY_SECONDS: Final = 10
LOG_LOCK: Final = 0x6B68_6C6F_67  # "khlog": the advisory lock under which the log grows


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment, kept in UTC; naive ones are refused on the way in."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn the moment to UTC; SQLite keeps no zone, so all of them are UTC there."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a moment needs a time zone"
            raise ValueError(msg)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give the moment its zone back."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of every row; the vocabulary of column types is ``type_annotation_map``."""

    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            str: sa.Text(),
            datetime: Moment(),
            dict[str, Any]: sa.JSON(),
            list[Any]: sa.JSON(),
            enum.Enum: sa.Enum(
                enum.Enum,
                native_enum=False,
                create_constraint=True,
                length=40,
                values_callable=lambda members: [member.value for member in members],
            ),
        },
    )


database: Final = SQLAlchemy(model_class=Model, disable_autonaming=True)

# 64 bits on PostgreSQL; SQLite numbers its rows by itself only for a plain INTEGER key.
Identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
intpk = Annotated[int, mapped_column(Identity, primary_key=True)]


def fk(target: str, **options: Any) -> Mapped[Any]:
    """Return an indexed foreign key column; ``ondelete`` stays RESTRICT: nothing vanishes by itself."""
    index = options.pop("index", True)
    return mapped_column(Identity, sa.ForeignKey(target), index=index, **options)


def version() -> Mapped[int]:
    """Return the column by which two people are kept from overwriting each other unseen."""
    return mapped_column(default=1)


_reading: ContextVar[bool] = ContextVar("reading", default=False)


def read_only(on: bool) -> None:  # noqa: FBT001 - a switch is what it is
    """Let transactions that begin from here on in this context be unable to write, or able again."""
    _reading.set(on)


@contextmanager
def reading() -> Iterator[None]:
    """Let transactions begun inside be unable to write."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def database_url(url: str) -> str:
    """Return the address with the driver spelled out, as SQLAlchemy wants it."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine's options for the address."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    return {
        "pool_pre_ping": True,
        "pool_size": 5,
        "max_overflow": 10,
        "connect_args": {
            "connect_timeout": 5,
            "options": "-c statement_timeout=15s -c idle_in_transaction_session_timeout=30s -c lock_timeout=5s",
        },
    }


def init_app(app: Flask) -> None:
    """Bind the application to its database."""
    database.init_app(app)
    with app.app_context():
        prepare(database.engine)


def prepare(engine: sa.Engine) -> None:
    """Teach the engine how its connections and transactions begin."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _connect_sqlite(connection: Any, record: object) -> None:
    del record
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    if _reading.get():
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgresql(connection: sa.Connection) -> None:
    if _reading.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _is_sqlite() -> bool:
    return database.session.connection().dialect.name == "sqlite"


def insert_once(table: type[Model], **values: Any) -> int | None:
    """Insert the row unless one with the same unique key is there; return its id, or None if it was.

    The table's key must be called ``id``. Column defaults apply as with any insert.
    """
    insert = sqlite.insert if _is_sqlite() else postgresql.insert
    key = table.__table__.c.id
    row = insert(table.__table__).values(**values).on_conflict_do_nothing().returning(key)  # type: ignore[arg-type]
    found: int | None = database.session.scalar(row)
    return found


def insert_many_once(table: type[Model], rows: list[dict[str, Any]], *returning: Any) -> list[Any]:
    """Insert the rows whose unique keys are not there yet; return the given columns of those that were inserted."""
    if not rows:
        return []
    insert = sqlite.insert if _is_sqlite() else postgresql.insert
    statement = insert(table.__table__).on_conflict_do_nothing().returning(*returning)  # type: ignore[arg-type]
    return list(database.session.execute(statement, rows))


def claimable(rows: sa.Select[Any]) -> sa.Select[Any]:
    """Let two workers asking for the same rows get different ones.

    On SQLite the one writer at a time makes the clause needless, and SQLAlchemy leaves it out.
    """
    return rows.with_for_update(skip_locked=True)


def lock_log() -> None:
    """Hold, until the transaction ends, the lock under which the log grows.

    ``SELECT … FOR UPDATE`` on the tail lets the chain fork under load; an advisory lock does not.
    SQLite's one writer needs none.
    """
    if not _is_sqlite():
        database.session.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOG_LOCK})


def lock_on(name: str) -> None:
    """Let one transaction at a time pass here for the name, until it ends; SQLite's one writer needs no lock."""
    if not _is_sqlite():
        database.session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def is_healthy() -> bool:
    """Return whether the database answers."""
    try:
        database.session.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        database.session.rollback()
        return False
    return True
