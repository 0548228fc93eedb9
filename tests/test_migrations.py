"""The schema comes from its migrations alone, and goes again, on the engine under test."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, date, datetime
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


#: An office of the first version: an issued conclusion, its task done and confirmed, evidence, a letter.
DAY, MOMENT = date(2019, 7, 8), datetime(2019, 7, 8, 2, 0, tzinfo=UTC)
OFFICE = (
    ("user_account", {"username": "hoa", "name": "Hòa", "name_key": "hoa", "locale": "vi", "created_at": MOMENT, "version": 1}),
    ("user_account", {"username": "lan", "name": "Lan", "name_key": "lan", "locale": "vi", "created_at": MOMENT, "version": 1}),
    ("association", {"path": "1.", "level": "province", "name": "Hội tỉnh", "short_name": "Tỉnh hội", "territory": "Yên Bái"}),
    ("association", {"parent_id": 1, "path": "1.2.", "level": "district", "name": "Hội huyện", "short_name": "Huyện hội",
                     "territory": "Lục Yên"}),
    ("membership", {"user_id": 2, "association_id": 2, "role": "chair", "position": "Chủ tịch"}),
    ("conclusion", {"association_id": 1, "title": "Kết luận", "text": "Gửi báo cáo.", "signer": "Hòa", "number": "05", "dated_on": DAY,
                    "signer_position": "Chủ tịch", "created_by_id": 1, "issued_at": MOMENT, "issued_by_id": 1}),
    ("directive", {"conclusion_id": 1, "start": 0, "end": 11, "quote": "Gửi báo cáo", "title": "Báo cáo", "kind": "reporting",
                   "due_on": DAY, "due_phrase": "", "is_reviewed_half_yearly": False}),
    ("assignment", {"directive_id": 1, "association_id": 2, "part": "lead"}),
    ("task", {"directive_id": 1, "association_id": 2, "part": "lead", "state": "accepted", "due_on": DAY, "issued_on": DAY, "round": 1,
              "submitted_at": MOMENT, "submitted_by_id": 2, "closed_at": MOMENT, "moved_at": MOMENT}),
    ("reply", {"task_id": 1, "kind": "result", "round": 1, "words": "Đã gửi.", "author_id": 2, "at": MOMENT, "client_key": "a"}),
    ("reply", {"task_id": 1, "kind": "decision", "round": 1, "words": "Đồng ý.", "author_id": 1, "at": MOMENT, "client_key": "b"}),
    ("file", {"sha256": "a" * 64, "size": 1, "media_type": "application/pdf", "name": "a.pdf", "given_at": MOMENT}),
    ("evidence", {"reply_id": 1, "file_id": 1}),
    ("reminder", {"task_id": 1, "due_on": DAY, "step": 0, "person_id": 2, "planned_at": MOMENT}),
)  # fmt: skip


def test_an_office_of_the_first_version_is_brought_to_the_newest_with_all_it_has(empty):
    upgrade(directory=str(db.MIGRATIONS), revision="0001")
    _move_in()

    upgrade(directory=str(db.MIGRATIONS))

    with database.engine.connect() as connection:
        counts = {name: connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name, _row in OFFICE}  # noqa: S608
        words = connection.execute(sa.text("SELECT words FROM reply ORDER BY id")).scalars().all()
        with pytest.raises(sa.exc.IntegrityError, match="an issued conclusion is locked"):
            connection.execute(sa.text("UPDATE conclusion SET text = 'khác'"))
    assert counts == Counter(name for name, _row in OFFICE)
    assert words == ["Đã gửi.", "Đồng ý."]


def _move_in() -> None:
    with database.engine.begin() as connection:
        known = sa.MetaData()
        known.reflect(connection)
        for name, row in OFFICE:
            table = known.tables[name]
            usual = {"version": 1} if "version" in table.c else {}
            usual |= {"place": 0} if "place" in table.c and name == "association" else {}
            connection.execute(sa.insert(table).values(usual | row))
