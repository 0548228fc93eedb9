"""How many questions a page asks the database does not grow with what it shows."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from khworkflow.conclusions import commands, queries
from khworkflow.core.db import database
from khworkflow.inspections import commands as inspections
from khworkflow.inspections.commands import Round, Session
from khworkflow.tasks import answering
from tests import factories
from tests.cast import sign_in

#: The most statements of one request, signing in's own three included.
BUDGET = 14


@contextmanager
def counted():
    said = []
    engine = database.engine

    def note(connection, cursor, statement, *rest):
        if not statement.startswith(("BEGIN", "PRAGMA", "SET")):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("lan", "/"),
        ("hoa", "/"),
        ("hoa", "/tasks"),
        ("hoa", "/tasks/board"),
        ("hoa", "/tasks/waiting"),
        ("hoa", "/tasks/1"),
        ("lan", "/tasks/3"),
        ("hoa", "/conclusions"),
        ("hoa", "/conclusions/1"),
        ("hoa", "/inspections"),
        ("hoa", "/reports"),
        ("hoa", "/reports/templates/1"),
        ("hoa", "/reports/templates/1/status"),
        ("hoa", "/reports/templates/1/status/0"),
        ("hoa", "/figures"),
        ("lan", "/figures"),
        ("lan", "/reminders/wishes"),
        ("hoa", "/reminders/wishes/2"),
    ],
)
def test_a_page_keeps_to_its_budget_of_statements(cast, client, name, path):
    factories.issued(cast)
    sign_in(client, getattr(cast, name))

    with counted() as said:
        answer = client.get(path)

    assert answer.status_code == 200
    assert len(said) <= BUDGET, said


def test_the_page_behind_a_link_keeps_to_its_budget_of_statements(cast, client):
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    secret = answering.secret(task, cast.lan.id)
    database.session.commit()

    with counted() as said:
        answer = client.get(f"/tasks/answer/{secret}")

    assert answer.status_code == 200
    assert len(said) <= BUDGET + 4, said


def test_the_ledger_keeps_to_its_own_budget(cast, client):
    factories.issued(cast)
    sign_in(client, cast.hoa)

    with counted() as said:
        client.get("/reminders")

    assert len(said) <= BUDGET + 4, said


def test_the_draft_keeps_to_its_own_budget_however_many_it_names(cast, client):
    number = factories.draft(cast).id
    sign_in(client, cast.kien)

    with counted() as said:
        client.get(f"/conclusions/{number}")
    with counted() as before_issuing:
        client.get(f"/conclusions/{number}/preview")

    assert len(said) <= BUDGET + 6, said
    assert len(before_issuing) <= BUDGET, before_issuing


def test_a_long_history_costs_no_more_statements_than_a_short_one(cast, client):
    number = factories.draft(cast).id
    sign_in(client, cast.kien)

    with counted() as short:
        client.get(f"/conclusions/{number}")
    for directive in queries.get(cast.kien.actor, number).directives * 5:
        commands.assign(cast.kien.actor, directive, [cast.luc_yen.id], [cast.van_yen.id])
    database.session.commit()
    with counted() as long:
        answer = client.get(f"/conclusions/{number}")

    assert answer.text.count("Giao ý kiến") >= 10
    assert len(long) <= len(short), long


def test_a_round_of_nine_visits_costs_no_more_statements_than_one_of_one(cast, client):
    factories.issued(cast)
    days = date(2019, 7, 15), date(2019, 7, 16)
    short = inspections.record_round(cast.kien.actor, cast.province, Round("Một buổi", "", *days))
    long = inspections.record_round(cast.kien.actor, cast.province, Round("Chín buổi", "", *days))
    inspections.record_visit(cast.kien.actor, short, Session(cast.city, days[0]))
    for one in cast.nine:
        inspections.record_visit(cast.kien.actor, long, Session(one, days[1]))
    numbers = short.id, long.id
    sign_in(client, cast.kien)

    with counted() as of_one:
        client.get(f"/inspections/{numbers[0]}")
    with counted() as of_nine:
        answer = client.get(f"/inspections/{numbers[1]}")

    assert answer.text.count("Nhân sự Đại hội") == 9
    assert len(of_nine) <= len(of_one), of_nine
