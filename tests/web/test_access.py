"""The matrix: every route × every role, generated from the map of addresses; and what GET can do: nothing."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from flask import url_for
from PIL import Image

from khworkflow.accounts import commands as accounts
from khworkflow.associations import queries as tree
from khworkflow.conclusions.models import Original
from khworkflow.core import db as room
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import Model, database, insert_once
from khworkflow.figures import commands as figures
from khworkflow.files import commands as files
from khworkflow.files.models import File
from khworkflow.inbound.fates import Fate
from khworkflow.inbound.models import Door, InboundFile, InboundMail
from khworkflow.inspections import commands as inspections
from khworkflow.inspections.models import TeamRole
from khworkflow.mailing import traffic
from khworkflow.mailing.commands import plan_account_mail
from khworkflow.mailing.models import Mail
from khworkflow.reminders import feed
from khworkflow.reminders.models import CalendarDay
from khworkflow.reports import commands as reports, explanations, lessons, runs
from khworkflow.reports.models import Explanation, ExplanationFile, ReportKind
from khworkflow.saved_filters import commands as saved_filters
from khworkflow.saved_filters.models import Filtered
from khworkflow.tasks import answering, commands as tasks, extensions, items
from khworkflow.tasks.commands import Answer
from khworkflow.web.access import SAFE, is_by_link, is_public
from tests import factories
from tests.pages import token_of
from tests.web.routes import ENDING, READING, ROUTES, WRITING

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.routing import Rule
    from werkzeug.test import TestResponse

    from khworkflow.tasks.models import Task
    from tests.cast import Cast

PEOPLE = (None, "hoa", "kien", "thu", "lan", "minh", "van", "binh", "an")
NAMED = {"f": {403}, "-": {404}, "s": {303, 401}}
PAYLOAD = {"url": "http://localhost/links/x", "secret": "x", "username": "lan", "office": "Tỉnh hội"}
#: A mail program sends these forms for its reader, without a session (RFC 8058).
ONE_CLICK = {"letters.stop"}
CLOSED = {403, 404, 401, 400, 405, 500, 503}


@dataclass
class World:
    """A full office, and a browser of everybody in it."""

    app: Flask
    values: dict[str, Any]
    browsers: dict[str | None, FlaskClient]

    def url(self, rule: Rule) -> str:
        """Return the route's address for the things of this world."""
        with self.app.test_request_context():
            wanted = {name: self.values[name] for name in rule.arguments}
            return url_for(rule.endpoint, **wanted)

    def send(self, rule: Rule, name: str | None) -> TestResponse:
        """Send an honest, empty form to the route."""
        client = self.browsers[name]
        token = token_of(client.get("/sign-in" if name is None else "/account").text)
        return client.post(self.url(rule), data={"csrf_token": token})


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    """Build a round with a team and a visit, an issued conclusion, an answer with evidence, a report, a mail."""
    made = factories.issued(cast)
    kien, lan = cast.kien.actor, cast.lan.actor
    given = inspections.Round("Đợt tháng 7/2019", "", date(2019, 7, 2), date(2019, 7, 3))
    inspection = inspections.record_round(kien, cast.province, given)
    member = inspections.name_member(kien, inspection, inspections.Member(TeamRole.HEAD, "Lê Trung Kiên", "Trưởng ban"))
    visit = inspections.record_visit(kien, inspection, inspections.Session(cast.luc_yen, date(2019, 7, 2)))
    task = factories.again(factories.task_of(made, cast.luc_yen.id))
    picture = files.keep(lan, "anh.jpg", photograph())
    extension = extensions.ask(lan, task, Answer("Bận.", "key-0", task.version), date(2019, 10, 20))
    reply = tasks.submit(lan, task, Answer("Đã họp", "key-1", task.version, [picture]))
    database.session.add(Original(conclusion_id=task.directive.conclusion_id, file_id=picture.id))
    lesson = lessons.mark(lan, lessons.reply(lan, reply.id), "Mời trưởng bản cùng vận động.")
    indicator = figures.add_indicator(cast.hoa.actor, cast.province, "Hội viên", "người")
    report = reports.request(cast.hoa.actor, task.directive.conclusion, datetime.now(UTC))
    explanation = explain(cast, task)
    plan_account_mail(cast.lan.id, "invitation", "invitation-1", PAYLOAD)
    draft = InboundMail(
        sha256="ab" * 32, size=1, door=Door.IMAP, envelope_to="", arrived_at=datetime.now(UTC), fate=Fate.DRAFT, decided_at=datetime.now(UTC),
        words="Đã họp.", association_id=cast.luc_yen.id, person_id=cast.lan.id, task_id=task.id, files=[InboundFile(file_id=picture.id)],
    )  # fmt: skip
    database.session.add(draft)
    database.session.flush()
    token = accounts.invite(SYSTEM, cast.minh.user, now=datetime.now(UTC))
    values = {
        "task_id": task.id,
        "conclusion_id": task.directive.conclusion_id,
        "directive_id": task.directive_id,
        "association_id": cast.luc_yen.id,
        "inspection_id": inspection.id,
        "member_id": member.id,
        "visit_id": visit.id,
        "report_id": report.id,
        "other_id": report.id,
        "lesson_id": lesson.id,
        "mail_id": database.session.scalar(sa.select(sa.func.max(Mail.id))),
        "file_id": picture.id,
        "inbound_id": draft.id,
        "indicator_id": indicator.id,
        "reply_id": reply.id,
        "form": "docx",
        "secret": answering.secret(task, cast.lan.id),
        "extension_id": extension.id,
        "item_id": items.of(task)[0].id,
        "filter_id": saved_filters.save(cast.hoa.actor, Filtered.BOARD, "Quá hạn", "state=overdue", is_shared=True).id,
        "code": "congress_staffing",
        "place": 1,
        "day": "2019-07-08",
        "explanation_id": explanation.id,
        "explanation_secret": explanations.address(explanation, cast.lan.id).rpartition("/")[2],
        "feed_secret": feed.renew(lan, cast.lan.id),
        "day_id": insert_once(CalendarDay, day=date(2019, 9, 3), is_working=False, name="Nghỉ bù"),
        "user_id": cast.minh.id,
        "membership_id": tree.members(cast.luc_yen.id)[-1].id,
        "number": 999_999,
        "kind": "status",
        "version": 0,
        "token": token,
    }
    assert reply.id
    traffic.book().ticked_at = datetime.now(UTC) + timedelta(hours=1)  # the timetable is at work, as long as this lasts
    browsers = {name: browser(app, cast, name) for name in PEOPLE}
    database.session.commit()
    runs.compile_all()
    database.session.commit()
    return World(app, values, browsers)


def explain(cast: Cast, task: Task) -> Explanation:
    """Return what a numbered letter to Lục Yên asks to be explained, with a paper given beforehand."""
    letter = reports.request(cast.hoa.actor, task.directive.conclusion, datetime.now(UTC), ReportKind.EXPLANATION, cast.luc_yen)
    letter.number, letter.series, letter.number_year, letter.signed_on = 1, "CV", 2019, date(2019, 7, 8)
    letter.frozen_at = datetime.now(UTC)
    asked = Explanation(report_id=letter.id, association_id=cast.luc_yen.id, answer_by=date(2019, 7, 30))
    database.session.add(asked)
    database.session.flush()
    paper = database.session.scalar(sa.select(sa.func.max(File.id)))
    database.session.add(ExplanationFile(explanation_id=asked.id, file_id=paper))
    database.session.flush()
    return asked


def photograph() -> bytes:
    content = BytesIO()
    Image.new("RGB", (8, 8), "green").save(content, "JPEG")
    return content.getvalue()


def browser(app: Flask, cast: Cast, name: str | None) -> FlaskClient:
    """Return a browser with an open session, without the cost of a password."""
    client = app.test_client()
    if name is not None:
        token = accounts.sign_in(getattr(cast, name).user, address="192.0.2.1", agent="test", now=datetime.now(UTC))
        database.session.commit()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie.permanent = token, True
    return client


def rules(app: Flask, *, safe: bool) -> list[Rule]:
    """Return the routes that only read, or those that change something."""
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    return sorted((one for one in found if bool(one.methods - SAFE) is not safe), key=lambda one: one.endpoint)


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()} - {"static"}

    assert routes == set(ROUTES)
    assert {len(row.split()) for row in ROUTES.values()} == {len(PEOPLE)}


def test_no_endpoint_takes_both_reading_and_writing(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert not (rule.methods & {"GET"} and rule.methods & {"POST", "PUT", "PATCH", "DELETE"}), rule


def test_reading_as_every_role_meets_the_table_and_changes_nothing(world: World) -> None:
    before, wrong = checksums(), []
    for rule in rules(world.app, safe=True):
        url = world.url(rule)
        for name, letter in zip(PEOPLE, READING[rule.endpoint].split(), strict=True):
            for method in ("GET", "HEAD"):
                answer = world.browsers[name].open(url, method=method)
                answer.close()  # a file may hang on it
                if not fits(answer.status_code, letter, answer.location):
                    wrong.append(f"{method} {url} as {name}: {answer.status_code}, the table says {letter}")
            if letter == "+" and answer.mimetype == "text/html":
                assert answer.headers["Cache-Control"] == "no-store"

    assert wrong == []
    assert checksums() == before


def test_whoever_may_not_write_is_stopped_and_changes_nothing(world: World) -> None:
    before, wrong = checksums(), []
    for rule in rules(world.app, safe=False):
        for name, letter in zip(PEOPLE, WRITING[rule.endpoint].split(), strict=True):
            if letter != "+":
                status = world.send(rule, name).status_code
                if status not in NAMED[letter]:
                    wrong.append(f"POST {rule.endpoint} as {name}: {status}, the table says {letter}")

    assert wrong == []
    assert checksums() == before


@pytest.mark.parametrize("together", ["the rest", *ENDING])
def test_whoever_may_write_is_let_in(world: World, together: str) -> None:
    wrong = []
    for rule in rules(world.app, safe=False):
        if rule.endpoint != together and (together != "the rest" or rule.endpoint in ENDING):
            continue
        done = False
        for name, letter in zip(PEOPLE, WRITING[rule.endpoint].split(), strict=True):
            if letter == "+":
                answer = world.send(rule, name)
                too_late = done and answer.status_code == 404  # somebody else took it away already
                if not too_late and not fits(answer.status_code, "+", answer.location):
                    wrong.append(f"POST {rule.endpoint} as {name}: {answer.status_code}")
                done = done or answer.status_code == 303

    assert wrong == []


def test_writing_without_the_forms_token_changes_nothing(world: World) -> None:
    before, wrong = checksums(), []
    for rule in rules(world.app, safe=False):
        url = world.url(rule)
        for name in (None, "hoa", "lan", "an"):
            with world.app.app_context():
                wanted = (
                    {422} if is_by_link(rule.endpoint) else {400} if name is not None or is_public(rule.endpoint) else {401, 303}
                )
            if rule.endpoint in ONE_CLICK:
                wanted = {200}  # the signed link in the address is the proof; this one is not signed and does nothing
            for data in ({}, {"csrf_token": "forged"}):
                status = world.browsers[name].post(url, data=data).status_code
                if status not in wanted:
                    wrong.append(f"POST {url} as {name} with {data}: {status}")

    assert wrong == []
    assert checksums() == before


def test_a_transaction_that_reads_cannot_write_whatever_a_page_tries(cast: Cast) -> None:
    database.session.rollback()
    with room.reading(), pytest.raises(sa.exc.DBAPIError):
        database.session.execute(sa.text("UPDATE association SET name = 'x'"))
    database.session.rollback()


def test_the_numbers_of_strangers_things_and_of_nothing_get_the_same_page(world: World) -> None:
    foreign = world.browsers["van"].get(f"/tasks/{world.values['task_id']}")
    missing = world.browsers["van"].get("/tasks/987654321")

    assert foreign.status_code == missing.status_code == 404
    assert bare(foreign.text) == bare(missing.text)


@pytest.mark.parametrize("number", ["-1", "0", str(2**63), "1 or 1=1", "../1", "%2e%2e", "1.0", "１"])
def test_a_number_that_is_none_is_not_found(world: World, number: str) -> None:
    assert world.browsers["hoa"].get(f"/tasks/{number}").status_code == 404


def fits(status: int, letter: str, location: str | None) -> bool:
    """Return whether the status is what the letter means; being sent to the sign-in page is not being let in."""
    sent_away = bool(location and "/sign-in?next=" in location)
    if letter == "s":
        return status == 401 or (status == 303 and sent_away)
    return status in NAMED[letter] if letter in NAMED else status not in CLOSED and not sent_away


def bare(html: str) -> str:
    """Return the page without what differs by design: the nonce and the form's token."""
    return re.sub(r'(nonce|value)="[^"]*"', "", html)


def checksums() -> dict[str, str]:
    """Return a checksum of the whole content of every table."""
    database.session.commit()
    found = {}
    for table in Model.metadata.sorted_tables:
        rows = database.session.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
        found[table.name] = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
    database.session.commit()
    return found
