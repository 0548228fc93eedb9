"""What a worker does when it is asked: the job itself, inside the application, as often as one likes."""

from __future__ import annotations

import pytest
from flask import current_app, has_app_context
from sqlalchemy import select

from khworkflow import wiring
from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.celery import create_celery, job
from khworkflow.mailing.models import Mail, MailState
from khworkflow.reports import commands as reports, queries
from khworkflow.reports.models import ReportState
from tests import factories


@pytest.fixture
def worker(app):
    """Return the Celery application as a worker has it; no broker is needed to run a job here."""
    return wiring.celery_for(app, app.extensions["settings"])


def test_the_timetable_asks_for_jobs_that_there_are(worker):
    entries = worker.conf.beat_schedule

    assert {entry["task"] for entry in entries.values()} <= set(worker.tasks)
    assert all(entry["options"]["expires"] for entry in entries.values()), "a pile of old wake-ups is worth nothing"


def test_a_job_runs_inside_the_application(app):
    seen = []

    @job(name="look")
    def look():
        seen.append(has_app_context() and current_app.name)

    create_celery(app, "redis://127.0.0.1:1/0", [look], {}).tasks["look"].apply(throw=True)

    assert seen == [app.name]


def test_the_minute_s_job_makes_letters_and_a_second_one_makes_none(worker, db, cast):
    factories.issued(cast)
    db.remove()

    for _ in range(2):
        worker.tasks["tick"].apply(throw=True)

    assert len(list(db.scalars(select(Mail).where(Mail.state == MailState.PLANNED)))) == 9


def test_the_compiler_s_job_compiles_what_was_asked_for(worker, db, cast):
    number = factories.issued(cast)[0].directive.conclusion_id
    report = reports.request(cast.hoa.actor, conclusions.get(SYSTEM, number), clock.now()).id
    db.commit()
    db.remove()

    worker.tasks["compile"].apply(throw=True)

    assert queries.get(SYSTEM, report).state is ReportState.READY
