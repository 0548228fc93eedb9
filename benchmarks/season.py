"""Eight weeks over Tết 2026, day by day, mail by mail: the real planner, ledger and SMTP, for nine or ninety-nine associations.

``python -m benchmarks season --associations 9`` prints a line for each mail that left (day, hour, to whom, subject,
and the headings of its parts) and says of each day off that nothing left; the last line is one JSON object.
What the associations do is the same in every run: some answer in time, some late, one asks for time, one waits for
its party committee, the rest is silent; the committee confirms on Tuesdays.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from khworkflow import settings
from khworkflow.accounts import commands as accounts
from khworkflow.accounts.models import User
from khworkflow.app import create_app
from khworkflow.associations import commands as associations, queries as tree
from khworkflow.associations.commands import Particulars
from khworkflow.associations.models import Level
from khworkflow.conclusions import commands as conclusions
from khworkflow.conclusions.commands import Description, Head
from khworkflow.conclusions.models import Kind
from khworkflow.core import calendar, clock
from khworkflow.core.authz import SYSTEM, Actor, Role
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.embedded.schema import migrate
from khworkflow.mailing.models import Owed
from khworkflow.reminders import runs
from khworkflow.tasks import commands, extensions
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import State
from khworkflow.tasks.models import Task
from tests.servers import smtp_sink

if TYPE_CHECKING:
    from email.message import EmailMessage

FIRST: Final = date(2026, 1, 12)
WEEKS: Final = 8
#: Title, due day: before Tết, on its eve, inside it, on the first days after it.
DIRECTIVES: Final = (
    ("Tặng quà Tết học sinh nghèo", date(2026, 2, 6)),
    ("Báo cáo quỹ khuyến học năm 2025", date(2026, 2, 13)),
    ("Danh sách gia đình học tập", date(2026, 2, 18)),
    ("Kế hoạch Đại hội nhiệm kỳ mới", date(2026, 2, 25)),
    ("Báo cáo mô hình học tập", date(2026, 3, 4)),
)
HEADING: Final = 5  # letters: what is written in capitals and longer is a heading
HOURS: Final = (time(7, 30), time(14, 0))


@dataclass
class Season:
    """Who is who, and what left so far."""

    hoa: int
    chairs: list[tuple[int, int]]  # association, person
    lines: list[str]
    kinds: Counter[str]
    sent: Counter[tuple[date, str]]
    off: list[date]


def main() -> None:
    """List every mail, and print one JSON object last."""
    options = argparse.ArgumentParser(prog="python -m benchmarks season")
    options.add_argument("--associations", type=int, default=9)
    count = options.parse_args().associations
    with tempfile.TemporaryDirectory() as folder, smtp_sink() as (sink, url):
        told = {"KHW_DATA": folder, "KHW_SMTP_URL": url, "KHW_MAILS_PER_MINUTE": "0", "KHW_URL": "http://localhost"}
        app = create_app(settings.load(told))
        migrate(app)
        with app.app_context():
            season = _office(count)
            for number in range(WEEKS * 7):
                _live(season, FIRST + timedelta(days=number), sink.mails)
            dropped = Counter(database.session.scalars(sa.select(Owed.dropped_because).where(Owed.dropped_because.is_not(None))))
            database.engine.dispose()
    print("\n".join(season.lines))
    found: dict[str, Any] = {
        "associations": count, "mails": sum(season.sent.values()), "parts": dict(season.kinds.most_common()),
        "most_to_one_person_on_a_day": max(season.sent.values()), "on_days_off": sum(
            number for (day, _to), number in season.sent.items() if not calendar.is_working(day)
        ), "days_off": len(season.off), "not_told": dict(dropped.most_common()),
    }  # fmt: skip
    print(json.dumps(found, ensure_ascii=False))


def _office(count: int) -> Season:
    with clock.as_if(clock.at_office(FIRST, time(7, 0))), unit_of_work():
        province = associations.create(
            SYSTEM, None, Particulars("Hội Khuyến học tỉnh Yên Bái", "Tỉnh hội", "Yên Bái", Level.PROVINCE, "15")
        )
        hoa = _person("Nguyễn Thị Hòa", "hoa", province, Role.COMMITTEE)
        kien = _person("Lê Trung Kiên", "kien", province, Role.INSPECTOR)
        units = [
            associations.create(
                SYSTEM, province,
                Particulars(f"Hội Khuyến học xã {n:02d}", f"Hội xã {n:02d}", f"Xã {n:02d}", Level.COMMUNE, f"{n:05d}", n),
            )
            for n in range(1, count + 1)
        ]  # fmt: skip
        chairs = [
            (unit.id, _person(f"Chủ tịch {unit.territory}", f"xa{n:02d}", unit, Role.CHAIR).id) for n, unit in enumerate(units, 1)
        ]
        _issue(tree.actor_for(kien), tree.actor_for(hoa), province, [unit.id for unit in units])
        return Season(hoa.id, chairs, [], Counter(), Counter(), [])


def _person(name: str, username: str, unit: Any, role: Role) -> User:
    user = accounts.create(name, username, email=f"{username}@example.test")
    associations.seat(SYSTEM, user, unit, role, "Chủ tịch")
    return user


def _issue(kien: Actor, hoa: Actor, province: Any, units: list[int]) -> None:
    text = "\n".join(f"{n}. Các hội thực hiện: {title}." for n, (title, _due) in enumerate(DIRECTIVES, 1))
    head = Head("Kết luận kiểm tra đầu năm 2026", "01/TB-HKH", FIRST, "Nguyễn Thị Hòa", "Chủ tịch")
    made = conclusions.create(kien, province, None, title=head.title, text=text, signer=head.signer, signer_position="Chủ tịch")
    conclusions.set_head(kien, made, head)
    for title, due_on in DIRECTIVES:
        directive = conclusions.mark_quote(kien, made, f"Các hội thực hiện: {title}")
        conclusions.describe(kien, directive, Description(title, Kind.REPORTING, due_on))
        conclusions.assign(kien, directive, units)
    database.session.flush()
    commands.issue(hoa, made)


def _live(season: Season, day: date, mails: list[EmailMessage]) -> None:
    """Live one day: the timetable twice, and between the two what people do."""
    before = sum(season.sent.values())
    for number, hour in enumerate(HOURS):
        with clock.as_if(clock.at_office(day, hour)):
            runs.tick()
        _note(season, clock.at_office(day, hour), day, mails)
        if number == 0 and calendar.is_working(day):
            with clock.as_if(clock.at_office(day, time(9, 0))):
                _act(season, day)
    if not calendar.is_working(day):
        season.off.append(day)
        season.lines.append(f"{day:%a %d/%m} nghỉ: {sum(season.sent.values()) - before} thư")


def _note(season: Season, moment: datetime, day: date, mails: list[EmailMessage]) -> None:
    for mail in sorted(mails, key=lambda one: str(one["To"])):
        part: Any = mail.get_body(("plain",))
        headings = [
            line.strip()
            for line in part.get_content().splitlines()
            if line.strip() and line == line.upper() and len(line) > HEADING
        ]
        headings = [line for line in headings if not line.startswith(("-", "HTTP"))]
        season.kinds.update(headings)
        to = str(mail["To"].addresses[0].username)
        season.sent[day, to] += 1
        hour = moment.astimezone(clock.OFFICE)
        season.lines.append(f"{day:%a %d/%m} {hour:%H:%M} {to:8} {mail['Subject']} | {'; '.join(headings)}")
    mails.clear()


def _act(season: Season, day: date) -> None:
    """Let people do what they do on the day: by the number of the association and of the directive."""
    for number, (association_id, person_id) in enumerate(season.chairs):
        rows = sa.select(Task.id, Task.due_on, Task.state).where(Task.association_id == association_id).order_by(Task.id)
        for place, (task_id, due_on, state) in enumerate(database.session.execute(rows).all()):
            days = (day - due_on).days
            answers = {0: -5, 1: 0, 2: 4, 3: 12}.get((number + place) % 6)  # the rest stays silent
            if state in (State.ASSIGNED, State.RETURNED) and answers is not None and days == _on_working(due_on, answers):
                _do(person_id, task_id, commands.submit, "Đã thực hiện, xin báo cáo.")
            elif number == 4 and place == 3 and days == -3:  # noqa: PLR2004 - one of them
                _do(person_id, task_id, lambda *given: extensions.ask(*given, date(2026, 3, 6)), "Đảng ủy chưa họp.")
            elif number == 5 and place == 0 and days == -1:  # noqa: PLR2004 - one of them
                _do(person_id, task_id, commands.wait_outside, "Chờ Đảng ủy thông qua.")
    if day.weekday() == 1:
        waiting = sa.select(Task.id).where(Task.state == State.SUBMITTED).order_by(Task.id)
        for task_id in list(database.session.scalars(waiting))[::2]:
            _do(season.hoa, task_id, commands.accept, "")


def _on_working(due_on: date, days: int) -> int:
    """Return the working day on or after that many days from the due day, as days from it."""
    return (calendar.next_working(due_on + timedelta(days=days)) - due_on).days


def _do(person_id: int, task_id: int, act: Any, words: str) -> None:
    with unit_of_work():
        actor = tree.actor_for(database.session.get_one(User, person_id))
        task = commands.queries.get(actor, task_id)
        act(actor, task, Answer(words, f"{act}-{task_id}"[:60], task.version))
