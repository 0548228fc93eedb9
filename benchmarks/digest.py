"""The digest of a Monday: 99 people over 100,000 tasks, 10,000 people over 1,000,000; against a floor.

One task in five is unfinished. The floor renders the same lines from one query and sends them over
one connection to the same mail server; it keeps no ledger, asks nothing before sending, and would
lose or double what a crash meets.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import smtplib
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from jinja2 import Environment

from khworkflow import settings
from khworkflow.accounts.models import User
from khworkflow.app import create_app
from khworkflow.associations import commands as associations
from khworkflow.associations.commands import Particulars
from khworkflow.associations.models import Association, Level, Membership
from khworkflow.conclusions.models import Conclusion, Directive, Kind, Part
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.db import database
from khworkflow.embedded.schema import migrate
from khworkflow.mailing import runs as mailing
from khworkflow.reminders import runs
from khworkflow.tasks.lifecycle import Claim, State
from khworkflow.tasks.models import Task
from tests.servers import smtp_sink, start_postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Monday 24 August 2026, 08:00 at the office: no task was given that day, none is due around it.
MONDAY = datetime(2026, 8, 24, 1, 0, tzinfo=UTC)
GIVEN = MONDAY - timedelta(days=60)
UNFINISHED = 5  # one in so many
PER_CONCLUSION = 20
PAGE = Environment(autoescape=True).from_string(
    "<h1>Kính gửi {{ name }}</h1><ul>{% for title, due in rows %}<li><a href='http://localhost/tasks/'>{{ title }}</a> {{ due }}{% endfor %}</ul>"
)


def main() -> None:
    """Measure, and print one JSON object last; each size in a process of its own, so that its memory is its own."""
    options = argparse.ArgumentParser(prog="python -m benchmarks digest")
    options.add_argument("--sizes", default="99:100000,10000:1000000", help="people:tasks, …")
    options.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    given = options.parse_args()
    sizes = given.sizes.split(",")
    if len(sizes) == 1:
        print(json.dumps({sizes[0]: _measured(sizes[0], given.engine)}))
        return
    found: dict[str, Any] = {}
    for size in sizes:
        words = [sys.executable, "-m", "benchmarks", "digest", "--sizes", size, "--engine", given.engine]
        ended = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
        found |= json.loads(ended.stdout.splitlines()[-1])
        print(size, found[size], file=sys.stderr)
    print(json.dumps(found))


def _measured(size: str, engine: str) -> dict[str, Any]:
    people, tasks = map(int, size.split(":"))
    with tempfile.TemporaryDirectory() as folder, smtp_sink() as (sink, url), _database(engine) as address:
        result = _measure({"KHW_DATA": folder, "KHW_SMTP_URL": url} | address, people, tasks)
        result["arrived"] = len(sink.mails)
    return result | {"engine": engine}


@contextmanager
def _database(engine: str) -> Iterator[dict[str, str]]:
    """Yield the setting of an empty database; PostgreSQL's waits for the disk as an office's does."""
    if engine == "sqlite":
        yield {}
        return
    with start_postgresql(trusting=False) as cluster:
        yield {"DATABASE_URL": cluster}


def _measure(told: dict[str, str], people: int, tasks: int) -> dict[str, Any]:
    told |= {"KHW_MAILS_PER_MINUTE": "0", "KHW_LETTERS_PER_DAY": "0", "KHW_URL": "http://localhost"}
    app = create_app(settings.load(told))
    migrate(app)
    with app.app_context(), clock.as_if(MONDAY):
        _load(people, tasks)
        asked = itertools.count()
        sa.event.listen(database.engine, "before_cursor_execute", lambda *said: _is_asked(said[2]) and next(asked))
        steps, before = {}, 0
        for name, step in (("plan", _plan), ("gather", _gather), ("deliver", _deliver)):
            began = time.perf_counter()
            count = step()
            queries = next(asked)
            steps[name] = {"seconds": round(time.perf_counter() - began, 2), "count": count, "queries": queries - before}
            before = queries
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        began = time.perf_counter()
        floor = _floor(told["KHW_SMTP_URL"])
        floor_seconds = time.perf_counter() - began
        database.engine.dispose()
    ours = sum(one["seconds"] for one in steps.values())
    sent = steps["deliver"]["count"]
    return {
        "steps": steps, "sent": sent, "megabytes": memory, "mails_per_second": round(sent / ours, 1),
        "floor": {"sent": floor, "seconds": round(floor_seconds, 2), "mails_per_second": round(floor / floor_seconds, 1)},
        "queries_per_letter": round(steps["deliver"]["queries"] / max(sent, 1), 2),
        "ratio": round(ours / floor_seconds, 2),
    }  # fmt: skip


def _is_asked(statement: str) -> bool:
    return not statement.startswith(("BEGIN", "PRAGMA"))


def _plan() -> int:
    return runs.plan(MONDAY)


def _gather() -> int:
    return mailing.gather(MONDAY, most=1_000_000)


def _deliver() -> int:
    return mailing.deliver(MONDAY, seconds=7_200)["sent"]


def _floor(url: str) -> int:
    """Send the same from one query."""
    with database.engine.connect() as connection:
        wanted = (
            sa.select(User.email, User.name, Directive.title, Task.due_on)
            .join(Membership, Membership.user_id == User.id)
            .join(Task, Task.association_id == Membership.association_id)
            .join(Directive, Directive.id == Task.directive_id)
            .where(Task.state == State.ASSIGNED, Membership.role == Role.CHAIR)
            .order_by(User.id, Task.due_on)
        )
        parts, sent = urlsplit(url), 0
        with smtplib.SMTP(parts.hostname or "", parts.port or 25) as line:
            rows: Iterator[Any] = iter(connection.execute(wanted))
            for (email, name), own in itertools.groupby(rows, key=lambda row: (row[0], row[1])):
                shown = [(title, due) for _email, _name, title, due in itertools.islice(own, 40)]
                line.send_message(_mail(email, PAGE.render(name=name, rows=shown)))
                sent += 1
    return sent


def _mail(to: str, html: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "khworkflow@localhost", to, "Việc trong tuần"
    mail.set_content(html, subtype="html")
    return mail


def _load(people: int, tasks: int) -> None:
    top = associations.create(SYSTEM, None, Particulars("Hội Khuyến học tỉnh", "Tỉnh hội", "Tỉnh", Level.PROVINCE, "15"))
    database.session.flush()
    first = top.id + 1
    units = [
        {"id": first + n, "parent_id": top.id, "path": f"{top.path}{first + n}.", "level": Level.COMMUNE, "name": f"Hội {n}",
         "short_name": f"Hội {n}", "territory": f"Xã {n}", "place": n, "version": 1}
        for n in range(people)
    ]  # fmt: skip
    database.session.execute(sa.insert(Association), units)
    users = [
        {"id": 1 + n, "username": f"u{n}", "name": f"Chủ tịch {n}", "name_key": f"{n}", "email": f"u{n}@example.test",
         "locale": "vi", "created_at": GIVEN, "version": 1}
        for n in range(people)
    ]  # fmt: skip
    database.session.execute(sa.insert(User), users)
    seats = [{"user_id": 1 + n, "association_id": first + n, "role": Role.CHAIR, "position": ""} for n in range(people)]
    database.session.execute(sa.insert(Membership), seats)
    directives = _directives(top.id, -(-tasks // people))
    for begin in range(0, tasks, 20_000):
        numbers = range(begin, min(begin + 20_000, tasks))
        database.session.execute(
            sa.insert(Task), [_task(directives[n // people], first + n % people, n // people + n % people) for n in numbers]
        )
    database.session.execute(sa.update(Conclusion).values(issued_at=GIVEN, issued_by_id=1))
    database.session.commit()
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _directives(association_id: int, count: int) -> list[int]:
    found: list[int] = []
    while len(found) < count:
        conclusion = Conclusion(
            association_id=association_id, title="Kết luận", text="Các đơn vị báo cáo. " * PER_CONCLUSION, number=f"{len(found)}/TB",
            dated_on=GIVEN.date(), signer="A", signer_position="Chủ tịch", created_by_id=1, version=1,
        )  # fmt: skip
        database.session.add(conclusion)
        database.session.flush()
        for place in range(PER_CONCLUSION):
            directive = Directive(
                conclusion_id=conclusion.id, start=place * 20, end=place * 20 + 18, quote="Các đơn vị báo cáo",
                title=f"Việc thứ {len(found)}", kind=Kind.OTHER, due_on=GIVEN.date(), due_phrase="", version=1,
            )  # fmt: skip
            database.session.add(directive)
            database.session.flush()
            found.append(directive.id)
    return found


def _task(directive_id: int, association_id: int, n: int) -> dict[str, Any]:
    is_open, due_on = n % UNFINISHED == 0, MONDAY.date() + timedelta(days=60 + n % 90)
    done = {"submitted_at": GIVEN, "closed_at": GIVEN, "submitted_by_id": 1, "decided_by_id": min(2, association_id)}
    return {
        "directive_id": directive_id, "association_id": association_id, "part": Part.LEAD, "issued_on": GIVEN.date(),
        "dated_on": GIVEN.date(), "due_on": due_on, "late_after": due_on, "waited_days": 0, "version": 1,
        "state": State.ASSIGNED if is_open else State.ACCEPTED, "round": 0 if is_open else 1, "claim": None if is_open else Claim.DONE,
    } | (dict.fromkeys(done) if is_open else done)  # fmt: skip
