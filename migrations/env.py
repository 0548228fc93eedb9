"""Run the migrations against the database of the present application."""

from __future__ import annotations

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def upgrade_or_compare() -> None:
    """Run inside one transaction per migration; SQLite tables are copied in batch mode."""
    options = current_app.extensions["migrate"].configure_args
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            transaction_per_migration=True,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()


upgrade_or_compare()
