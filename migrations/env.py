"""Run the migrations against the database of the present application."""

from __future__ import annotations

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def upgrade_or_compare() -> None:
    """Run inside one transaction per migration; SQLite tables are copied in batch mode.

    While tables are copied on SQLite, its foreign keys rest: a table that others point to could
    not make room for its copy. They are checked before the connection goes back.
    """
    options = current_app.extensions["migrate"].configure_args
    with database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")  # outside any transaction: inside one it would say nothing and do nothing
        try:
            context.configure(
                connection=connection,
                target_metadata=database.metadata,
                transaction_per_migration=True,
                **options,
            )
            with context.begin_transaction():
                context.run_migrations()
        finally:
            if is_sqlite:
                connection.rollback()
                raw.execute("PRAGMA foreign_keys=ON")
        if is_sqlite and (broken := raw.execute("PRAGMA foreign_key_check").fetchall()):
            msg = f"rows point to nothing: {broken[:5]}"
            raise RuntimeError(msg)


upgrade_or_compare()
