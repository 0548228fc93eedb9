"""A report says what was true at a moment, whatever came later."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from docx import Document as Word

from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Refused
from khworkflow.documents import docx
from khworkflow.eventlog.log import happening_at
from khworkflow.reports import commands, queries, runs
from khworkflow.reports.models import ReportState
from khworkflow.reports.snapshot import Bucket
from khworkflow.tasks import commands as tasks
from khworkflow.tasks.commands import Answer
from tests import factories
from tests.factories import again


@pytest.fixture
def task(db, cast):
    """The second directive's task at Lục Yên: due 12/8, submitted on 20/8, confirmed on 26/8."""
    made = factories.issued(cast)
    task = factories.task_of(made, cast.luc_yen.id, "Báo cáo mô hình học tập")
    with happening_at(datetime(2019, 8, 20, 3, tzinfo=UTC)):
        tasks.submit(cast.lan.actor, task, Answer("Đã gửi báo cáo.", "a", task.version))
        db.commit()
    task = again(task)
    with happening_at(datetime(2019, 8, 26, 3, tzinfo=UTC)):
        tasks.accept(cast.hoa.actor, task, Answer("", "b", task.version))
        db.commit()
    return again(task)


def facts(task, day):
    snapshot = queries.snapshot(conclusions.get(SYSTEM, task.directive.conclusion_id), clock.end_of(day))
    return snapshot, next(one for one in snapshot.tasks if one.task_id == task.id)


@pytest.mark.parametrize(
    ("day", "bucket"),
    [
        (date(2019, 8, 12), Bucket.GOING),
        (date(2019, 8, 19), Bucket.OVERDUE),
        (date(2019, 8, 25), Bucket.SUBMITTED),
        (date(2019, 8, 26), Bucket.DONE_LATE),
    ],
)
def test_a_task_is_counted_as_it_was_on_the_day(task, day, bucket):
    snapshot, one = facts(task, day)

    assert one.bucket(snapshot.day) is bucket


def test_the_replay_of_the_whole_log_equals_the_rows(task):
    snapshot, _one = facts(task, date(2030, 1, 1))

    for told in snapshot.tasks:
        row = queries.database.session.get(type(task), told.task_id)
        assert (told.state, told.due_on, told.rounds) == (row.state, row.due_on, row.round)


def test_every_task_is_in_exactly_one_bucket(task):
    snapshot, _one = facts(task, date(2019, 10, 5))

    assert sum(len(snapshot.select(bucket=bucket)) for bucket in Bucket) == len(snapshot.tasks) == 11


def test_the_document_prints_what_the_lists_count_and_equal_snapshots_give_equal_bytes(task):
    made = runs.document(task.directive.conclusion_id, clock.end_of(date(2019, 10, 5)))
    content = docx.write(made)

    assert content == docx.write(runs.document(task.directive.conclusion_id, clock.end_of(date(2019, 10, 5))))
    tables = Word(io.BytesIO(content)).tables
    totals = [cell.text for cell in next(table for table in tables if "Đơn vị" in table.rows[0].cells[1].text).rows[-1].cells]
    assert totals[1:] == ["Cộng", "11", "0", "1", "0", "10", "0", "0"]


def test_a_report_is_asked_for_once_compiled_once_and_kept(db, cast, task):
    as_of = clock.end_of(date(2019, 8, 30))
    first = commands.request(cast.hoa.actor, task.directive.conclusion, as_of)
    second = commands.request(cast.hoa.actor, task.directive.conclusion, as_of)
    db.commit()
    assert first.id == second.id

    assert runs.compile_all() == 1
    assert runs.compile_all() == 0
    db.expire_all()
    report = queries.get(cast.hoa.actor, first.id)
    assert report.state is ReportState.READY
    assert report.file is not None
    assert report.file.name.endswith(".docx")


def test_there_is_no_report_before_the_conclusion_was_issued(db, cast, task):
    with pytest.raises(Refused):
        commands.request(cast.hoa.actor, task.directive.conclusion, clock.end_of(date(2019, 7, 1)))


def test_a_compiler_that_died_is_taken_over_after_its_lease(db, cast, task):
    report = commands.request(cast.hoa.actor, task.directive.conclusion, clock.end_of(date(2019, 8, 30)))
    report.state, report.lease_owner = ReportState.COMPILING, "dead"
    report.lease_until = clock.now() - runs.LEASE
    number = report.id
    db.commit()

    assert runs.compile_all() == 1
    db.expire_all()
    assert queries.get(cast.hoa.actor, number).state is ReportState.READY
