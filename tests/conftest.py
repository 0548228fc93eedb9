"""The ground every test stands on: an application, a fresh real database, a cast, a client.

``KHW_TEST_ENGINE=postgresql`` runs the same tests on PostgreSQL, started here from its wheel.
Each test has a database of its own, copied from one that was migrated once, or from one in which
the cast lives already, so everything is really committed: two sessions, two threads and two
processes see what they would see in an office.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import hypothesis
import pytest
import sqlalchemy as sa
import time_machine
from flask import has_app_context
from flask.testing import FlaskClient

from khworkflow import settings
from khworkflow.app import create_app
from khworkflow.core import clock, db as room, i18n, links
from khworkflow.core.db import database
from khworkflow.embedded.schema import migrate
from tests.brokers import as_told
from tests.cast import Cast, make_cast
from tests.servers import MEMORY, start_postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import scoped_session
    from werkzeug.test import TestResponse

#: A busy machine is not a finding.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
ENGINE = os.environ.get("KHW_TEST_ENGINE", "sqlite")
#: Monday 8 July 2019, 09:00 at the office: the day the conclusion is issued.
MONDAY = datetime(2019, 7, 8, 2, 0, tzinfo=UTC)

#: Modules that take seconds together; the quick part leaves them out.
LONG = frozenset((
    *("test_runs.py", "test_mailboxes.py", "test_delivery.py", "test_traffic.py", "test_broker.py", "test_room.py"),
    *("test_numbers.py", "test_snapshot.py", "test_pdf.py", "test_random_lives.py", "test_migrations.py"),
    *("test_templates.py", "test_holding.py", "test_kinds.py", "test_explanations.py", "test_hostile.py", "test_kills.py"),
    *("test_corpus.py", "test_speed.py", "test_marked.py", "test_variations.py", "test_corpus_of_mails.py"),
))  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the long modules."""
    for item in items:
        if item.path.name in LONG:
            item.add_marker("long")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL of our own; return the address of its cluster."""
    with start_postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of a migrated, empty database that is copied for each test."""
    if ENGINE == "postgresql":
        url = request.getfixturevalue("postgresql")
        _sql(url, "CREATE DATABASE template_khw TEMPLATE template0 ENCODING 'UTF8'")
        made = _named(url, "template_khw")
    else:
        folder = Path(tempfile.mkdtemp(dir=MEMORY))
        request.addfinalizer(lambda: shutil.rmtree(folder, ignore_errors=True))
        made = f"sqlite:///{folder / 'template.sqlite'}"
    app = create_app(_settings(made, Path(tempfile.mkdtemp())))
    migrate(app)
    _leave(app)
    yield made


@pytest.fixture(scope="session")
def inhabited(whole_app: Flask, template: str, request: pytest.FixtureRequest) -> tuple[str, Cast]:
    """Return the address of a database in which the cast lives, copied for each test that knows it; and the cast."""
    if ENGINE == "postgresql":
        url = request.getfixturevalue("postgresql")
        _sql(url, "CREATE DATABASE inhabited_khw TEMPLATE template_khw")
        made = _named(url, "inhabited_khw")
    else:
        file = Path(template.removeprefix("sqlite:///")).with_name("inhabited.sqlite")
        shutil.copy(template.removeprefix("sqlite:///"), file)
        made = f"sqlite:///{file}"
    with time_machine.travel(MONDAY - timedelta(seconds=10), tick=True), _on(whole_app, made), whole_app.app_context():
        i18n.speak("vi")
        people = make_cast()
        database.session.commit()
        database.session.remove()
        _leave(whole_app)
    return made, people


@pytest.fixture
def database_url(template: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of this test's own database: empty, or with the cast in it for a test that knows the cast."""
    source = request.getfixturevalue("inhabited")[0] if "cast" in request.fixturenames else template
    if ENGINE == "postgresql":
        cluster, name = request.getfixturevalue("postgresql"), f"khw_{uuid4().hex[:12]}"
        _sql(cluster, f"CREATE DATABASE {name} TEMPLATE {sa.make_url(source).database}")
        yield _named(cluster, name)
        _sql(cluster, f"DROP DATABASE {name} WITH (FORCE)")
    else:
        folder = Path(tempfile.mkdtemp(dir=MEMORY))
        shutil.copy(source.removeprefix("sqlite:///"), folder / "khworkflow.sqlite")
        yield f"sqlite:///{folder / 'khworkflow.sqlite'}"
        shutil.rmtree(folder, ignore_errors=True)


class Browser(FlaskClient):
    """A browser whose every request has a context and a session of its own, as in an office."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Make true what the test arranged, then send the request."""
        if has_app_context():
            database.session.commit()
        with self.application.app_context():
            return super().open(*args, **options)


@pytest.fixture(scope="session")
def whole_app(template: str) -> Iterator[Flask]:
    """Return the one application of the session; its database changes with each test.

    ``KHW_TEST_BROKER=stopped`` or ``frozen`` gives it a broker of no use, which must change nothing.
    """
    with as_told() as broker:
        app = create_app(_settings(template, Path(tempfile.mkdtemp()), broker))
        app.config["TESTING"] = False
        app.test_client_class = Browser
        yield app


@pytest.fixture
def app(whole_app: Flask, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Return the application on this test's own database and file store."""
    from khworkflow.files import store
    from khworkflow.reminders import days

    days.forget()  # another test's office may have decided otherwise
    store.keep_in(tmp_path / "files")
    links.base("http://localhost")  # another test may have made an application of another address
    clock.shift(timedelta(0))  # another test may have looked into an office whose clock is shifted
    with _on(whole_app, database_url):
        yield whole_app


@pytest.fixture
def db(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[scoped_session[sa.orm.Session]]:
    """Return the session inside an application context, at 09:00 on the Monday of issue."""
    monkeypatch.setattr(clock, "machine", lambda: None)  # tests travel through weeks, which no machine does
    with time_machine.travel(MONDAY, tick=True), app.app_context():
        i18n.speak("vi")
        yield database.session
        database.session.remove()


@pytest.fixture
def cast(db: scoped_session[sa.orm.Session], inhabited: tuple[str, Cast]) -> Cast:
    """Return the people and associations that every test knows; they live in its database already."""
    del db
    return replace(inhabited[1], people=dict(inhabited[1].people))  # whom a test adds is gone with its database


@pytest.fixture
def client(app: Flask, cast: Cast) -> FlaskClient:
    """Return a browser nobody is signed in with."""
    del cast
    return app.test_client()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the clock show the moment."""
    with time_machine.travel(moment, tick=True):
        yield


@contextmanager
def _on(app: Flask, url: str) -> Iterator[None]:
    """Let the application work on the database at the address."""
    engine = _engine()
    before, engine.url = engine.url, sa.make_url(room.database_url(url))
    with app.app_context():
        database.engines[None] = engine
    yield
    engine.dispose()
    engine.url = before


@cache
def _engine() -> sa.Engine:
    """Return the one engine of the session, which connects to wherever its address points.

    What SQLAlchemy compiled is kept by the engine: with one for each test a third of the time went into
    compiling the same statements again.
    """
    anywhere = "postgresql+psycopg://" if ENGINE == "postgresql" else "sqlite:///"
    engine = sa.create_engine(anywhere, **room.engine_options(anywhere))
    room.prepare(engine)

    @sa.event.listens_for(engine, "do_connect")
    def _where(dialect: sa.Dialect, _record: object, words: list[Any], options: dict[str, Any]) -> None:
        there, given = dialect.create_connect_args(engine.url)
        words[:] = there
        options.update(given)

    return engine


def _leave(app: Flask) -> None:
    """Leave the database so that it can be copied: nobody connected, and nothing beside its file."""
    with app.app_context():
        if ENGINE == "sqlite":
            with database.engine.connect() as connection:
                connection.exec_driver_sql("ROLLBACK")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
        database.engine.dispose()


def _settings(url: str, folder: Path, broker: str | None = None) -> settings.Settings:
    told = {"KHW_DATA": str(folder), "DATABASE_URL": url, "KHW_URL": "http://localhost"}
    return settings.load(told | ({"REDIS_URL": broker} if broker else {}))


def _sql(url: str, statement: str) -> None:
    engine = sa.create_engine(room.database_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def _named(url: str, name: str) -> str:
    """Return the address of another database of the same cluster."""
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)
