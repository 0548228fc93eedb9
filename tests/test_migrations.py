"""The schema comes from its migrations alone, and goes again, on the engine under test."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from khworkflow import settings
from khworkflow.app import create_app
from khworkflow.core import db
from khworkflow.core.db import database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask


@pytest.fixture
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Return an application whose database has nothing in it."""
    url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    cluster = ""
    if os.environ.get("KHW_TEST_ENGINE") == "postgresql":
        cluster = request.getfixturevalue("postgresql")
        name = f"empty_{uuid4().hex[:12]}"
        url = sa.make_url(cluster).set(database=name).render_as_string(hide_password=False)
        _sql(cluster, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    app = create_app(settings.load({"KHW_DATA": str(tmp_path), "DATABASE_URL": url}))
    with app.app_context():
        yield app
        database.engine.dispose()
    if cluster:
        _sql(cluster, f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)")


def test_there_is_one_newest_version():
    assert len(ScriptDirectory(str(db.MIGRATIONS)).get_heads()) == 1


def test_models_and_migrations_agree(empty):
    upgrade(directory=str(db.MIGRATIONS))

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, database.metadata)

    assert differences == []


def test_the_database_states_every_rule_of_the_models_once(empty):
    upgrade(directory=str(db.MIGRATIONS))

    wrong = []
    with database.engine.connect() as connection:
        inspector = sa.inspect(connection)
        for name, table in database.metadata.tables.items():
            said = {str(rule.name) for rule in table.constraints if isinstance(rule, sa.CheckConstraint)}
            kept = [str(rule["name"]) for rule in inspector.get_check_constraints(name)]
            wrong += [(name, rule) for rule in said ^ set(kept)] + [(name, rule) for rule in kept if kept.count(rule) > 1]

    assert wrong == []


def test_going_back_to_nothing_leaves_nothing_and_up_again_works(empty):
    upgrade(directory=str(db.MIGRATIONS))
    first = _tables()

    downgrade(directory=str(db.MIGRATIONS), revision="base")
    left = _tables()
    upgrade(directory=str(db.MIGRATIONS))

    assert left == {"alembic_version"}
    assert _tables() == first
    assert first == set(database.metadata.tables) | {"alembic_version"}


def _tables() -> set[str]:
    with database.engine.connect() as connection:
        return set(sa.inspect(connection).get_table_names())


def _sql(url: str, statement: str) -> None:
    engine = sa.create_engine(db.database_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
