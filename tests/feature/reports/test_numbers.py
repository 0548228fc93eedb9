"""A report that was given its number stays as it is: words, figures, bytes; and no number is given twice."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from khworkflow.associations.models import Association
from khworkflow.core import clock
from khworkflow.core.errors import Forbidden, NotFound, Refused
from khworkflow.core.transaction import unit_of_work
from khworkflow.documents import record
from khworkflow.eventlog.log import event_of, happening_at, history
from khworkflow.files import commands as kept, queries as files
from khworkflow.files.models import File
from khworkflow.reports import commands, narrative, queries, runs, taking
from khworkflow.reports.events import ReportCompiled, ReportFrozen
from khworkflow.reports.models import ReportKind, ReportState
from khworkflow.reports.narrative import Passage
from khworkflow.tasks import commands as tasks, queries as tasks_queries
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import Action
from tests import factories

DAY = date(2019, 10, 8)


@pytest.fixture
def conclusion(db, cast):
    """Eleven tasks; Lục Yên handed one in, late, and it was confirmed on 26/8."""
    made = factories.issued(cast)
    task = factories.task_of(made, cast.luc_yen.id, "Báo cáo mô hình học tập")
    with happening_at(datetime(2019, 8, 20, 3, tzinfo=UTC)):
        tasks.submit(cast.lan.actor, task, Answer("Đã gửi báo cáo.", "a", task.version))
        db.commit()
    task = factories.again(task)
    with happening_at(datetime(2019, 8, 26, 3, tzinfo=UTC)):
        tasks.accept(cast.hoa.actor, task, Answer("", "b", task.version))
        db.commit()
    return factories.again(task).directive.conclusion_id


def of(conclusion):
    from khworkflow.conclusions import queries as conclusions
    from khworkflow.core.authz import SYSTEM

    return conclusions.get(SYSTEM, conclusion)


def compiled(db, cast, conclusion, day=date(2019, 8, 30), **wish):
    report = commands.request(cast.hoa.actor, of(conclusion), clock.end_of(day), **wish)
    number = report.id
    db.commit()
    runs.compile_all()
    db.expire_all()
    return queries.get(cast.hoa.actor, number)


def numbered(db, cast, report, number=None, day=DAY):
    report = queries.get(cast.thu.actor, report.id)
    printed = commands.freeze(cast.thu.actor, report, day, number)
    number = report.id
    db.commit()
    runs.compile_all()
    db.expire_all()
    return printed, queries.get(cast.hoa.actor, number)


def requested(db, cast, conclusion):
    report = commands.request(cast.hoa.actor, of(conclusion), clock.end_of(date(2019, 8, 30)))
    number = report.id
    db.commit()
    db.expire_all()
    return queries.get(cast.hoa.actor, number)


def text_of(report):
    made = runs.paper(report)
    return "\n".join(part.text for part in made.body if hasattr(part, "text"))


def test_a_number_stands_on_the_paper_with_its_day_and_the_log_holds_the_hashes(db, cast, conclusion):
    printed, report = numbered(db, cast, compiled(db, cast, conclusion))

    made = runs.paper(report)
    assert (printed, made.number, made.place_and_day) == ("01/BC-HKH", "01/BC-HKH", "Yên Bái, ngày 08 tháng 10 năm 2019")
    events = [event_of(entry) for entry in history(f"report:{report.id}")]
    assert [event.number for event in events if isinstance(event, ReportFrozen)] == ["01/BC-HKH"]
    last = [event for event in events if isinstance(event, ReportCompiled)][-1]
    for form, told in (("docx", last.sha256), ("pdf", last.pdf), ("xlsx", last.xlsx)):
        assert hashlib.sha256(runs.printed(report, form)).hexdigest() == told
    assert hashlib.sha256(files.path(report.data).read_bytes()).hexdigest() == last.data


def test_a_frozen_report_whose_files_were_lost_is_printed_again_to_the_same_bytes_whatever_happened_since(db, cast, conclusion):
    _printed, report = numbered(db, cast, compiled(db, cast, conclusion))
    before = {form.value: runs.printed(report, form) for form in queries.Format}
    database_row = db.get(Association, cast.luc_yen.id)
    database_row.short_name = "Hội khác"
    db.commit()
    report = queries.get(cast.hoa.actor, report.id)
    for one in report.files:
        files.path(one.file).unlink()

    assert {form.value: runs.printed(report, form) for form in queries.Format} == before
    with pytest.raises(NotFound):
        runs.printed(report, "odt")


def test_files_expire_and_are_made_again_to_the_same_bytes(db, cast, conclusion):
    number = compiled(db, cast, conclusion).id
    report = queries.get(cast.hoa.actor, number)
    before, ready_at = {form.value: runs.printed(report, form) for form in queries.Format}, report.ready_at
    paper = report.files[0].file.id
    db.commit()

    assert runs.expire_all(ready_at + runs.KEPT) == 0
    assert runs.expire_all(ready_at + runs.KEPT + timedelta(seconds=1)) == 3
    assert runs.expire_all(ready_at + runs.KEPT + timedelta(days=1)) == 0

    db.expire_all()
    report = queries.get(cast.hoa.actor, number)
    assert not any(files.path(one.file).is_file() for one in report.files)
    assert {form.value: runs.printed(report, form) for form in queries.Format} == before
    kept.keep(cast.lan.actor, "bao-cao.docx", before["docx"], "application/msword")
    assert kept.let_go(db.get(File, paper)) is False
    assert files.path(report.files[0].file).is_file()


def test_a_document_kept_as_data_is_the_same_document(db, cast, conclusion):
    made = runs.worded(compiled(db, cast, conclusion))

    assert record.read(record.kept(made)) == made
    with pytest.raises(TypeError, match="a document was expected"):
        record.read(record.kept(made.signature))


def test_numbers_go_up_by_one_begin_anew_each_year_and_are_never_given_twice(db, cast, conclusion):
    reports = [compiled(db, cast, conclusion, date(2019, 8, day)) for day in (10, 11, 12, 13)]

    assert numbered(db, cast, reports[0], 7)[0] == "07/BC-HKH"
    assert numbered(db, cast, queries.get(cast.hoa.actor, reports[1].id))[0] == "08/BC-HKH"
    third = queries.get(cast.thu.actor, reports[2].id)
    with pytest.raises(Refused, match="07/BC-HKH"):
        commands.freeze(cast.thu.actor, third, DAY, 7)
    assert numbered(db, cast, third, day=date(2020, 1, 3))[0] == "01/BC-HKH"


def test_two_people_at_once_get_two_numbers(app, db, cast, conclusion):
    ids = [compiled(db, cast, conclusion, date(2019, 8, day)).id for day in range(10, 16)]
    actor = cast.thu.actor
    db.commit()

    def give(number):
        with app.app_context():
            try:
                with unit_of_work():
                    return commands.freeze(actor, queries.get(actor, number), DAY)
            finally:
                db.remove()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(give, ids)) == [f"0{n}/BC-HKH" for n in range(1, 7)]


def test_a_frozen_report_is_neither_worded_numbered_nor_cancelled_any_more(db, cast, conclusion):
    _printed, report = numbered(db, cast, compiled(db, cast, conclusion))

    for refused in (
        lambda: commands.reword(cast.hoa.actor, report, {"summary": "Khác"}),
        lambda: commands.freeze(cast.hoa.actor, report, DAY),
        lambda: commands.cancel(cast.hoa.actor, report),
    ):
        with pytest.raises(Refused):
            refused()


def test_a_number_is_given_to_what_is_ready_by_whom_keeps_the_register(db, cast, conclusion):
    report = requested(db, cast, conclusion)

    with pytest.raises(Refused, match="chưa lập xong"):
        commands.freeze(cast.thu.actor, report, DAY)
    with pytest.raises(Forbidden):
        commands.freeze(cast.lan.actor, report, DAY)


def test_words_put_anew_stand_in_the_paper_and_an_empty_passage_is_written_from_the_numbers(db, cast, conclusion):
    report = compiled(db, cast, conclusion)
    commands.reword(cast.hoa.actor, report, {"summary": "Câu thứ nhất.\nCâu thứ hai.", "measures": " ", "odd": "x"})
    number = report.id
    db.commit()
    runs.compile_all()
    db.expire_all()
    report = queries.get(cast.hoa.actor, number)

    text = text_of(report)
    assert "Câu thứ nhất.\nCâu thứ hai." in text
    assert "các đơn vị đã hoàn thành" not in text
    assert report.words == {"summary": "Câu thứ nhất.\nCâu thứ hai."}
    with pytest.raises(Refused, match=r"10000|10\.000"):
        commands.reword(cast.hoa.actor, report, {"summary": "x" * 10_001})


def test_a_report_is_compared_with_the_last_frozen_one_before_it(db, cast, conclusion):
    numbered(db, cast, compiled(db, cast, conclusion, date(2019, 8, 19)), 3, date(2019, 8, 20))
    later = runs.paper(compiled(db, cast, conclusion, date(2019, 10, 5)))

    table = next(part for part in later.body if getattr(part, "heading", "") == "So với báo cáo trước")
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    assert [one.title for one in table.columns] == ["Chỉ tiêu", "Đến 19/8/2019", "Đến 05/10/2019", "Tăng, giảm"]
    assert rows["Tổng số nhiệm vụ"] == ["11", "11", "0"]
    assert rows["Đang TH trong hạn"] == ["9", "0", "-9"]
    assert rows["Đang TH quá hạn"] == ["2", "10", "+8"]
    assert "So với Báo cáo số 03/BC-HKH (số liệu tính đến ngày 19/8/2019):" in [getattr(part, "text", "") for part in later.body]


def test_a_wish_taken_back_is_not_compiled_and_can_be_wished_again(db, cast, conclusion):
    report = requested(db, cast, conclusion)
    commands.cancel(cast.hoa.actor, report)
    number = report.id
    db.commit()

    assert runs.compile_all() == 0
    assert queries.get(cast.hoa.actor, number).state is ReportState.CANCELLED
    assert compiled(db, cast, conclusion).id != number


def test_a_report_cancelled_while_it_is_compiled_leaves_nothing(db, cast, conclusion):
    report = requested(db, cast, conclusion)
    number = report.id
    db.commit()
    claimed = runs._claim()  # noqa: SLF001 - the wish is taken back between two of its transactions
    commands.cancel(cast.hoa.actor, queries.get(cast.hoa.actor, number))
    db.commit()

    runs._compile(*claimed)  # noqa: SLF001

    db.expire_all()
    report = queries.get(cast.hoa.actor, number)
    assert (report.state, report.files, report.data_id) == (ReportState.CANCELLED, [], None)


def test_the_notice_is_the_conclusion_s_own_text_with_its_assignment_of_tasks(db, cast, conclusion):
    report = compiled(db, cast, conclusion, kind=ReportKind.NOTICE)
    made = runs.paper(report)

    assert (made.type_name, made.number, made.day) == ("Thông báo", "05/TB-HKH", date(2019, 7, 8))
    assert "\n".join(part.text for part in made.body) == factories.TEXT.strip()
    (annex,) = made.appendices
    assert (annex.title, annex.is_landscape) == ("Phân công nhiệm vụ", True)
    rows = [[cell.text for cell in row] for row in annex.body[0].rows]
    assert rows[0][1:6] == [factories.STAFFING, "Các huyện, thị, thành Hội", "", "Báo cáo kết quả", "30/9/2019"]
    assert rows[1][2:4] == ["Huyện hội Lục Yên", "Huyện hội Văn Yên"]
    assert rows[0][6] == "Lê Trung Kiên"
    with pytest.raises(Refused, match="mang số của thông báo kết luận"):
        commands.freeze(cast.thu.actor, report, DAY)


def test_a_letter_urges_one_association_with_what_it_owes_late_first(db, cast, conclusion):
    report = compiled(db, cast, conclusion, date(2019, 10, 5), kind=ReportKind.URGING, addressee=cast.van_yen)
    made = runs.paper(report)

    assert (made.type_name, made.subject) == ("", "đôn đốc thực hiện Thông báo kết luận số 05/TB-HKH")
    assert made.addressees == ("Hội Khuyến học huyện Văn Yên",)
    table = next(part for part in made.body if hasattr(part, "rows"))
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["1", "Báo cáo mô hình học tập", "12/8/2019", "Đã giao, chưa tiếp nhận", "54"],
        ["2", "Nhân sự Đại hội", "30/9/2019", "Đã giao, chưa tiếp nhận", "5"],
    ]
    assert "được giao 2 nhiệm vụ" in made.body[0].text
    assert "còn 2 nhiệm vụ chưa hoàn thành, trong đó 2 nhiệm vụ quá hạn" in made.body[0].text
    assert numbered(db, cast, report)[0] == "01/HKH-VP"
    with pytest.raises(Refused, match="chọn đơn vị nhận"):
        commands.request(cast.hoa.actor, of(conclusion), clock.now(), kind=ReportKind.URGING)


def test_a_report_of_a_period_counts_all_conclusions_and_leaves_out_what_had_ended_before(db, cast, conclusion):
    def of_period(since, until):
        report = commands.request_period(cast.hoa.actor, cast.province, since, clock.end_of(until))
        number = report.id
        db.commit()
        runs.compile_all()
        db.expire_all()
        return queries.get(cast.hoa.actor, number)

    report = of_period(date(2019, 7, 1), date(2019, 12, 31))

    assert runs.paper(report).subject == "Tình hình thực hiện các thông báo kết luận kiểm tra\n6 tháng cuối năm 2019"
    assert sum(report.figures.values()) == 11
    assert report.figures["done_late"] == 1
    assert sum(of_period(date(2019, 8, 26), date(2019, 12, 31)).figures.values()) == 11
    assert sum(of_period(date(2019, 8, 27), date(2019, 12, 30)).figures.values()) == 10
    assert "từ ngày 27/8/2019 đến ngày 30/12/2019" in runs.paper(of_period(date(2019, 8, 27), date(2019, 12, 30))).subject
    with pytest.raises(Refused, match="kết thúc trước khi bắt đầu"):
        of_period(date(2020, 1, 1), date(2019, 12, 31))
    with pytest.raises(Forbidden):
        commands.request_period(cast.lan.actor, cast.province, date(2019, 7, 1), clock.now())


def test_a_period_without_tasks_says_so(db, cast, conclusion):
    number = commands.request_period(cast.hoa.actor, cast.province, date(2019, 1, 1), clock.end_of(date(2019, 6, 30))).id
    db.commit()
    report = queries.get(cast.hoa.actor, number)
    words = narrative.written(taking.snapshot_of(report))

    assert words[Passage.SUMMARY] == "Đến ngày 30/6/2019, không có nhiệm vụ nào trong kỳ báo cáo."
    assert words[Passage.PROPOSALS] == "Không có"
    assert "Giữ vững kết quả" in words[Passage.MEASURES]


def test_the_paragraphs_tell_the_numbers(db, cast, conclusion):
    report = compiled(db, cast, conclusion, date(2019, 10, 5))
    words = narrative.written(taking.snapshot_of(report))

    assert words[Passage.SUMMARY] == (
        "Đến ngày 05/10/2019, các đơn vị đã hoàn thành 9,1% (1 trên 11 nhiệm vụ), đều quá hạn. "
        "Còn 10 nhiệm vụ quá hạn tại 9 đơn vị."
    )
    assert "nhiều nhất là Huyện hội Văn Yên (2 nhiệm vụ)" in words[Passage.SHORTCOMINGS]
    assert (
        "Quá hạn lâu nhất là nội dung 2 (Báo cáo mô hình học tập) của Huyện hội Văn Yên, 54 ngày." in words[Passage.SHORTCOMINGS]
    )


def test_what_waits_elsewhere_and_what_cannot_be_done_become_proposals_upward(db, cast, conclusion):
    made = tasks_queries.of_conclusion(cast.hoa.actor, conclusion)
    waiting, refused = (factories.task_of(made, one.id) for one in (cast.luc_yen, cast.van_yen))
    with happening_at(datetime(2019, 9, 3, 3, tzinfo=UTC)):
        tasks.wait_outside(cast.lan.actor, waiting, Answer("Đã trình Huyện ủy.", "w", waiting.version))
        tasks.submit(cast.van.actor, refused, Answer("Không có người.", "r", refused.version), Action.REFUSE)
        db.commit()

    words = narrative.written(taking.snapshot_of(compiled(db, cast, conclusion, date(2019, 9, 5))))

    assert "sớm cho ý kiến về những nội dung Huyện hội Lục Yên đã trình" in words[Passage.PROPOSALS]
    assert "xem xét 1 nhiệm vụ mà Huyện hội Văn Yên báo cáo không thực hiện được" in words[Passage.PROPOSALS]
    assert "Có 1 nhiệm vụ phải chờ cơ quan khác giải quyết" in words[Passage.SHORTCOMINGS]
