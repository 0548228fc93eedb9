"""A report says what was true at a moment, whatever came later."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from docx import Document as Word

from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM, may
from khworkflow.core.errors import NotFound, Refused
from khworkflow.documents import docx
from khworkflow.eventlog.log import happening_at
from khworkflow.files import store
from khworkflow.reports import commands, policies, queries, runs, taking
from khworkflow.reports.models import ReportState
from khworkflow.reports.snapshot import Bucket
from khworkflow.tasks import commands as tasks, extensions, queries as tasks_queries
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
    conclusion = conclusions.get(SYSTEM, task.directive.conclusion_id)
    snapshot = taking.snapshot([conclusion], conclusion.association, clock.end_of(day))
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
    assert totals[1:] == ["Cộng", "11", "0", "1", "0", "10", "0", "0", "0", "0,0"]


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
    assert [(one.format, one.file.name.rpartition(".")[2]) for one in report.files] == [
        (form, form.value) for form in queries.Format
    ]


def test_there_is_no_report_before_the_conclusion_was_issued(db, cast, task):
    with pytest.raises(Refused):
        commands.request(cast.hoa.actor, task.directive.conclusion, clock.end_of(date(2019, 7, 1)))


def test_there_is_no_report_on_a_draft(db, cast):
    drafted = factories.draft(cast)

    with pytest.raises(Refused, match="chưa ban hành"):
        commands.request(cast.hoa.actor, drafted, clock.now())


def test_a_report_is_asked_for_by_a_person(db, cast, task):
    with pytest.raises(ValueError, match="by a person"):
        commands.request(SYSTEM, task.directive.conclusion, clock.now())


def conclusion_of(task):
    """Return the number of the conclusion that the task came from, whatever the session has forgotten."""
    return again(task).directive.conclusion_id


def asked(cast, task, day=date(2019, 8, 30)):
    report = commands.request(cast.hoa.actor, again(task).directive.conclusion, clock.end_of(day))
    queries.database.session.commit()
    return report.id


def test_a_disk_that_takes_nothing_fails_the_report_with_a_reason_and_asking_again_makes_one(db, cast, task, tmp_path):
    number = asked(cast, task)
    (tmp_path / "no-folder").write_text("")
    store.keep_in(tmp_path / "no-folder")

    assert runs.compile_all() == 0

    db.expire_all()
    failed = queries.get(cast.hoa.actor, number)
    assert (failed.state, failed.files, failed.lease_owner) == (ReportState.FAILED, [], None)
    assert "no-folder" in failed.failed_because
    store.keep_in(tmp_path / "files")
    again = asked(cast, task)
    assert again != number
    assert runs.compile_all() == 1


def test_a_report_that_killed_its_compiler_twice_is_given_up_and_the_ones_behind_it_are_compiled(db, cast, task):
    deadly, other = asked(cast, task), asked(cast, task, date(2019, 8, 31))
    row = queries.get(cast.hoa.actor, deadly)
    row.state, row.lease_owner, row.lease_until = ReportState.COMPILING, "dead", clock.now() - runs.LEASE
    row.attempts = runs.ATTEMPTS_MOST
    db.commit()

    runs.compile_all()
    runs.compile_all()

    db.expire_all()
    assert queries.get(cast.hoa.actor, deadly).failed_because == "hai lần lập báo cáo đều bị ngắt giữa chừng"
    assert queries.get(cast.hoa.actor, other).state is ReportState.READY


def test_a_compiler_whose_lease_became_another_s_changes_nothing(db, cast, task):
    number = asked(cast, task)
    row = queries.get(cast.hoa.actor, number)
    row.state, row.lease_owner, row.lease_until = ReportState.COMPILING, "quicker", clock.now() + runs.LEASE
    db.commit()

    runs._compile(number, "slower")  # noqa: SLF001 - the lease is lost between two of its transactions
    runs._fail(number, "slower", "too late")  # noqa: SLF001

    db.expire_all()
    row = queries.get(cast.hoa.actor, number)
    assert (row.state, row.lease_owner, row.steps_done, row.files) == (ReportState.COMPILING, "quicker", 0, [])


def test_what_waits_for_others_is_told_apart_from_what_is_late(db, cast, task):
    """A task waiting for another body is not counted against the association, and the report asks for help with it."""
    staffing = factories.task_of(tasks_queries.of_conclusion(SYSTEM, conclusion_of(task)), cast.luc_yen.id)
    with happening_at(datetime(2019, 9, 3, 3, tzinfo=UTC)):
        tasks.wait_outside(cast.lan.actor, staffing, Answer("Đã trình Huyện ủy.", "w", staffing.version))
        db.commit()

    text = words(runs.document(conclusion_of(task), clock.end_of(date(2019, 10, 5))))

    assert "chờ cơ quan khác từ ngày 03/9/2019 (không tính là chậm của đơn vị). “Đã trình Huyện ủy.”" in text
    assert "Đề nghị cấp ủy, chính quyền địa phương sớm cho ý kiến về những nội dung Huyện hội Lục Yên đã trình" in text
    assert "Huyện hội Lục Yên, nội dung 1 (Nhân sự Đại hội): quá hạn" not in text
    assert "Huyện hội Văn Yên, nội dung 1 (Nhân sự Đại hội): quá hạn 5 ngày. Đơn vị chưa báo cáo nguyên nhân" in text


def test_a_reason_given_for_being_late_stands_in_the_report(db, cast, task):
    staffing = factories.task_of(tasks_queries.of_conclusion(SYSTEM, conclusion_of(task)), cast.luc_yen.id)
    with happening_at(datetime(2019, 9, 3, 3, tzinfo=UTC)):
        tasks.report_progress(cast.lan.actor, staffing, Answer("Chờ họp Ban Chấp hành.", "p", staffing.version))
        db.commit()

    text = words(runs.document(conclusion_of(task), clock.end_of(date(2019, 10, 5))))

    assert "quá hạn 5 ngày. Đơn vị báo cáo: “Chờ họp Ban Chấp hành.”" in text


def test_what_could_not_be_done_is_counted_apart_and_a_moved_day_shows_the_first_one(db, cast, task):
    made = tasks_queries.of_conclusion(SYSTEM, conclusion_of(task))
    staffing, other = factories.task_of(made, cast.luc_yen.id), factories.task_of(made, cast.van_yen.id)
    for one, person in ((staffing, cast.lan), (other, cast.van)):
        tasks.submit(person.actor, one, Answer("Không chọn được nhân sự.", f"s{one.id}", one.version))
    db.commit()
    staffing, other = again(staffing), again(other)
    tasks.close_not_done(cast.hoa.actor, staffing, Answer("Đồng ý.", "c", staffing.version))
    tasks.hand_back(cast.hoa.actor, other, Answer("Xin làm lại.", "h", other.version), date(2019, 10, 15))
    db.commit()

    snapshot, one = facts(again(staffing), date(2019, 8, 1))
    text = words(runs.document(conclusion_of(task), clock.end_of(date(2019, 10, 5))))

    assert one.bucket(snapshot.day) is Bucket.NOT_DONE
    assert "15/10/2019\n30/9/2019" in text


def words(made):
    """Return everything the document says, tables and appendix too."""
    whole = Word(io.BytesIO(docx.write(made)))
    cells = (cell.text for table in whole.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in whole.paragraphs), *cells])


def test_a_compiler_that_died_is_taken_over_after_its_lease(db, cast, task):
    report = commands.request(cast.hoa.actor, task.directive.conclusion, clock.end_of(date(2019, 8, 30)))
    report.state, report.lease_owner = ReportState.COMPILING, "dead"
    report.lease_until = clock.now() - runs.LEASE
    number = report.id
    db.commit()

    assert runs.compile_all() == 1
    db.expire_all()
    assert queries.get(cast.hoa.actor, number).state is ReportState.READY


def test_more_time_that_was_granted_counts_from_the_day_it_was_granted(db, cast, task):
    staffing = factories.task_of(tasks_queries.of_conclusion(SYSTEM, conclusion_of(task)), cast.luc_yen.id)
    with happening_at(datetime(2019, 9, 20, 3, tzinfo=UTC)):
        asked_for = extensions.ask(
            cast.lan.actor, staffing, Answer("Huyện ủy họp muộn.", "x", staffing.version), date(2019, 10, 31)
        )
        extensions.grant(cast.hoa.actor, staffing, asked_for, date(2019, 10, 31))
        db.commit()

    assert facts(again(staffing), date(2019, 9, 19))[1].due_on == date(2019, 9, 30)
    snapshot, one = facts(again(staffing), date(2019, 10, 5))
    assert (one.due_on, one.first_due_on) == (date(2019, 10, 31), date(2019, 9, 30))
    assert one.bucket(snapshot.day) is Bucket.GOING


def test_the_policy_and_the_query_agree_for_everybody(db, cast, task):
    number = asked(cast, task)
    report = queries.get(SYSTEM, number)

    for name, person in cast.people.items():
        found = {one.id for one in queries.latest(person.actor)}
        assert found == ({number} if may(policies.see_report, person.actor, report) else set()), name
    assert {one.id for one in queries.latest(cast.binh.actor)} == {number}
    assert queries.latest(cast.lan.actor) == []
    with pytest.raises(NotFound):
        queries.get(cast.lan.actor, number)
