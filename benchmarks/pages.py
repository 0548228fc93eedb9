"""Own list, whole list, one task, one save and the board, with 10,000 and 100,000 tasks, on both engines.

Each figure is a median in milliseconds of this process, without a network; ``ratio`` is the
product's over the floor's, taken turn by turn in the same run, so the machine's mood cancels out.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from benchmarks import floor
from khworkflow import settings
from khworkflow.accounts import commands as accounts
from khworkflow.app import create_app
from khworkflow.associations import commands as associations
from khworkflow.associations.commands import Particulars
from khworkflow.associations.models import Level
from khworkflow.conclusions.models import Assignment, Conclusion, Directive, Kind, Part
from khworkflow.core import db as room
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.db import database
from khworkflow.embedded.schema import migrate
from khworkflow.tasks.lifecycle import Claim, State
from khworkflow.tasks.models import Task
from tests.pages import hidden, token_of
from tests.servers import start_postgresql

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

UNITS = 99
PASSWORD = "một câu dài để đo đạc"
TEXT = "Các đơn vị báo cáo kết quả. " * 40


def main() -> None:
    """Measure, print a table to stderr, and one JSON object last."""
    options = argparse.ArgumentParser(prog="python -m benchmarks pages")
    options.add_argument("--sizes", default="10000,100000")
    options.add_argument("--engines", default="sqlite,postgresql")
    options.add_argument("--rounds", type=int, default=60)
    given = options.parse_args()
    figures: dict[str, Any] = {}
    with ExitStack() as stack:
        for engine in given.engines.split(","):
            cluster = stack.enter_context(start_postgresql()) if engine == "postgresql" else None
            for size in map(int, given.sizes.split(",")):
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                url = cluster or f"sqlite:///{folder / 'khworkflow.sqlite'}"
                figures[f"{engine}-{size}"] = _measure(url, folder, size, given.rounds, fresh=cluster is not None)
    print(json.dumps(figures))


def _measure(url: str, folder: Path, size: int, rounds: int, *, fresh: bool) -> dict[str, Any]:
    if fresh:
        _empty(url)
    app = create_app(settings.load({"KHW_DATA": str(folder), "DATABASE_URL": url, "KHW_URL": "http://localhost"}))
    migrate(app)
    with app.app_context():
        _load(size)
        office, chair = _client(app, "office"), _client(app, "chair0")
    bare = floor.engine_for(url)
    floor.load(bare, size, UNITS)
    under = floor.app(bare).test_client()
    saves = itertools.cycle(_own_tasks(app, rounds + 5))
    pairs: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
        "own": (lambda: chair.get("/"), lambda: under.get("/own")),
        "all": (lambda: office.get("/tasks?" + "&".join(f"state={one.value}" for one in _open())), lambda: under.get("/all")),
        "one": (lambda: office.get("/tasks/7"), lambda: under.get("/tasks/7")),
        "save": (_saver(chair, saves), lambda: under.post("/tasks/7", data={"state": "open"})),
    }
    result: dict[str, Any] = {name: _pair(ours, theirs, rounds) for name, (ours, theirs) in pairs.items()}
    result["board"] = _alone(office, "/tasks/board", rounds)
    result["board_of_all"] = _alone(office, "/tasks/board?conclusion_id=all", max(rounds // 6, 3))
    bare.dispose()
    print(f"{url.split(':', maxsplit=1)[0]} {size}: {result}", file=sys.stderr)
    return result


def _pair(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int) -> dict[str, float]:
    taken: list[tuple[float, float]] = []
    for turn in range(rounds + 3):
        one, other = _timed(ours), _timed(theirs)
        if turn > 2:  # noqa: PLR2004 - the first three warm up
            taken.append((one, other))
    return {
        "ms": round(1000 * statistics.median(one for one, _other in taken), 2),
        "floor_ms": round(1000 * statistics.median(other for _one, other in taken), 2),
        "ratio": round(statistics.median(one / other for one, other in taken), 2),
    }


def _alone(client: FlaskClient, path: str, rounds: int) -> dict[str, float]:
    """Measure a page that the floor has nothing like: in milliseconds, and how large it is compressed."""
    taken = [_timed(lambda: client.get(path)) for _turn in range(rounds + 1)]
    return {"ms": round(1000 * statistics.median(taken[1:]), 2), "kb": round(len(gzip.compress(client.get(path).data)) / 1000, 1)}


def _timed(ask: Callable[[], Any]) -> float:
    if hasattr(ask, "prepare"):
        ask.prepare()
    began = time.perf_counter()
    answer = ask()
    taken = time.perf_counter() - began
    if answer.status_code >= 400:  # noqa: PLR2004 - an error page is no page
        raise SystemExit(answer.text[-2000:])
    return taken


class _saver:  # noqa: N801 - called like a function
    """Report progress on a task of one's own; reading the form beforehand is not counted."""

    def __init__(self, client: FlaskClient, numbers: Any) -> None:
        self.client, self.numbers = client, numbers

    def prepare(self) -> None:
        """Open the page and fill in its form."""
        self.number = next(self.numbers)
        html = self.client.get(f"/tasks/{self.number}").text
        form = html[html.index("/replies") :]
        self.fields = {
            "csrf_token": token_of(html), "choice": "report_progress", "words": "Đang làm.",
            "seen_version": hidden(form, "seen_version"), "client_key": hidden(form, "client_key"),
        }  # fmt: skip

    def __call__(self) -> Any:
        return self.client.post(f"/tasks/{self.number}/replies", data=self.fields)


def _open() -> tuple[State, ...]:
    return (State.ASSIGNED, State.IN_PROGRESS)


def _own_tasks(app: Flask, count: int) -> list[int]:
    with app.app_context():
        mine = sa.select(Task.id).where(Task.association_id == 2, Task.state == State.ASSIGNED).limit(count)  # noqa: PLR2004 - chair0's
        return list(database.session.scalars(mine))


def _client(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    page = client.get("/sign-in")
    answer = client.post("/sign-in", data={"csrf_token": token_of(page.text), "username": username, "password": PASSWORD})
    if answer.status_code != 303:  # noqa: PLR2004 - signed in
        raise SystemExit(answer.text[-1000:])
    return client


def _load(size: int) -> None:
    """A province of 99 associations and their tasks, one in five unfinished."""
    now = datetime.now(UTC)
    province = associations.create(SYSTEM, None, Particulars("Hội Khuyến học tỉnh", "Tỉnh hội", "Tỉnh", Level.PROVINCE))
    units = [
        associations.create(SYSTEM, province, Particulars(f"Hội {n}", f"Hội {n}", f"Xã {n}", Level.COMMUNE, place=n))
        for n in range(UNITS)
    ]
    office = _person("office", province, Role.COMMITTEE, now)
    chairs = [_person(f"chair{number}", unit, Role.CHAIR, now) for number, unit in enumerate(units[:3])]
    database.session.commit()
    ids, today = [unit.id for unit in units], date.today()  # noqa: DTZ011 - a benchmark's day
    per_conclusion = UNITS * 10
    for first in range(0, size, per_conclusion):
        conclusion = Conclusion(
            association_id=province.id, title=f"Kết luận {first}", text=TEXT, number=f"{first}/TB", dated_on=today, signer="A",
            signer_position="Chủ tịch", created_by_id=office, version=1,
        )  # fmt: skip
        database.session.add(conclusion)
        database.session.flush()
        for place in range(10):
            directive = Directive(
                conclusion_id=conclusion.id, start=place * 28, end=place * 28 + 26, quote="Các đơn vị báo cáo kết quả", title=f"Việc {place}",
                kind=Kind.OTHER, due_on=today, due_phrase="", version=1,
            )  # fmt: skip
            database.session.add(directive)
            database.session.flush()
            done = {"submitted_at": now, "closed_at": now, "submitted_by_id": chairs[0], "decided_by_id": office}
            rows = [_task(directive.id, one, n, today, done) for n, one in enumerate(ids, first + place * UNITS) if n < size]
            if rows:
                database.session.execute(sa.insert(Task), rows)
                database.session.execute(
                    sa.insert(Assignment),
                    [{"directive_id": directive.id, "association_id": row["association_id"], "part": Part.LEAD} for row in rows],
                )
        conclusion.issued_at, conclusion.issued_by_id = now, office  # last: from here on it is locked
        database.session.commit()
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _task(directive_id: int, association_id: int, n: int, today: date, done: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a task: one in five is unfinished, the others were done and confirmed."""
    is_open, due_on = n % 5 == 0, today + timedelta(days=n % 700 - 300)
    return {
        "directive_id": directive_id, "association_id": association_id, "part": Part.LEAD, "issued_on": today, "dated_on": today,
        "due_on": due_on, "late_after": due_on, "waited_days": 0, "version": 1, "state": State.ASSIGNED if is_open else State.ACCEPTED,
        "round": 0 if is_open else 1, "claim": None if is_open else Claim.DONE,
    } | (dict.fromkeys(done) if is_open else done)  # fmt: skip


def _person(username: str, unit: Any, role: Role, now: datetime) -> int:
    user = accounts.create(username, username, email=f"{username}@example.test")
    associations.seat(SYSTEM, user, unit, role, "")
    accounts.set_password(accounts.reset_link(user, now=now), PASSWORD, now=now)
    return user.id


def _empty(url: str) -> None:
    engine = sa.create_engine(room.database_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
