"""Papers of every kind: names as of their day, the office's rule, letters, minutes, sheets, periods, and what is prepared."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khworkflow.associations import commands as tree
from khworkflow.associations.commands import Particulars
from khworkflow.associations.models import Association
from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.core.errors import Forbidden, Refused
from khworkflow.documents import docx, pdf
from khworkflow.documents.model import Layout
from khworkflow.eventlog.log import event_of, happening_at, history
from khworkflow.mailing.models import Owed
from khworkflow.reports import commands, comparison, periods, policies, queries, runs, taking
from khworkflow.reports.events import PaperRulesSet
from khworkflow.reports.models import Report, ReportKind
from khworkflow.reports.periods import Period
from khworkflow.reports.snapshot import Bucket, OnTime
from khworkflow.tasks import commands as tasks
from khworkflow.tasks.commands import Answer
from tests import factories

OFFICE = "Hội Khuyến học tỉnh Yên Bái"


@pytest.fixture
def conclusion(db, cast):
    """Eleven tasks; Lục Yên's report was handed in on time, sent back, handed in late, confirmed on 26/8."""
    made = factories.issued(cast)
    task = factories.task_of(made, cast.luc_yen.id, "Báo cáo mô hình học tập")
    for when, person, act, words, extra in (
        (datetime(2019, 8, 9, 3, tzinfo=UTC), cast.lan, tasks.submit, "Đã gửi báo cáo.", ()),
        (datetime(2019, 8, 10, 3, tzinfo=UTC), cast.hoa, tasks.hand_back, "Còn thiếu số liệu.", (date(2019, 8, 14),)),
        (datetime(2019, 8, 20, 3, tzinfo=UTC), cast.lan, tasks.submit, "Đã bổ sung số liệu.", ()),
        (datetime(2019, 8, 26, 3, tzinfo=UTC), cast.hoa, tasks.accept, "", ()),
    ):
        task = factories.again(task)
        with happening_at(when):
            act(person.actor, task, Answer(words, f"{when:%d}", task.version), *extra)
            db.commit()
    return factories.again(task).directive.conclusion_id


def of(conclusion):
    return conclusions.get(SYSTEM, conclusion)


def compiled(db, report):
    number = report.id
    db.commit()
    runs.compile_all()
    db.expire_all()
    return queries.get(SYSTEM, number)


def text_of(document):
    rows = [part.rows for part in document.body if hasattr(part, "rows")]
    cells = [cell.text for table in rows for row in table for cell in row]
    items = [one.text for part in document.body if hasattr(part, "items") for one in part.items]
    return "\n".join([*(part.text for part in document.body if hasattr(part, "text")), *items, *cells])


def test_an_association_is_called_as_it_was_called_on_the_day(db, cast, conclusion):
    van_yen = db.get(Association, cast.van_yen.id)
    new = Particulars("Hội Khuyến học xã Mậu A", "Hội xã Mậu A", "Mậu A", tree.Level.COMMUNE, place=van_yen.place)
    with happening_at(datetime(2019, 9, 10, tzinfo=UTC)):
        tree.amend(cast.an.actor, van_yen, new, seen_version=van_yen.version)
        db.commit()

    def names(day):
        taken = taking.snapshot([of(conclusion)], db.get(Association, cast.province.id), clock.end_of(day))
        return {(one.name, one.short_name, one.territory, one.level.value) for one in taken.associations}

    old = ("Hội Khuyến học huyện Văn Yên", "Huyện hội Văn Yên", "Văn Yên", "district")
    assert old in names(date(2019, 9, 5))
    assert old not in names(date(2019, 9, 10))
    assert ("Hội Khuyến học xã Mậu A", "Hội xã Mậu A", "Mậu A", "commune") in names(date(2019, 9, 10))


def test_associations_of_two_levels_are_counted_by_level(db, cast, conclusion):
    van_yen = db.get(Association, cast.van_yen.id)
    new = Particulars(van_yen.name, van_yen.short_name, van_yen.territory, tree.Level.COMMUNE, place=van_yen.place)
    with happening_at(datetime(2019, 9, 10, tzinfo=UTC)):
        tree.amend(cast.an.actor, van_yen, new, seen_version=van_yen.version)
        db.commit()

    made = runs.document(conclusion, clock.end_of(date(2019, 10, 5)))

    table = next(part for part in made.body if getattr(part, "heading", "") == "Tổng hợp theo cấp Hội")
    assert [(row[1].text, row[2].text) for row in table.rows] == [
        ("Huyện, thị xã, thành phố", "9"),
        ("Xã, phường, thị trấn", "2"),
    ]


@pytest.mark.parametrize(("rule", "bucket"), [(OnTime.LAST, Bucket.DONE_LATE), (OnTime.FIRST, Bucket.DONE_ON_TIME)])
def test_the_office_chooses_what_is_on_time_and_the_report_prints_it(db, cast, conclusion, rule, bucket):
    commands.set_rules(cast.hoa.actor, db.get(Association, cast.province.id), rule, Layout.DECREE)
    report = compiled(db, commands.request(cast.hoa.actor, of(conclusion), clock.end_of(date(2019, 8, 30))))

    assert report.figures[bucket.value] == 1
    assert {OnTime.LAST: "đã gửi lần cuối", OnTime.FIRST: "đã gửi lần đầu"}[rule] in text_of(runs.paper(report))


def test_rules_are_the_committee_s_stand_in_the_log_once_and_leave_earlier_papers_alone(db, cast, conclusion):
    earlier = compiled(db, commands.request(cast.hoa.actor, of(conclusion), clock.end_of(date(2019, 8, 30))))
    for _again in range(2):
        commands.set_rules(cast.hoa.actor, db.get(Association, cast.province.id), OnTime.FIRST, Layout.PARTY)
        db.commit()

    events = [event_of(entry) for entry in history(f"association:{cast.province.id}")]
    assert [one for one in events if isinstance(one, PaperRulesSet)] == [PaperRulesSet(cast.province.id, "first", "party")]
    assert (queries.get(SYSTEM, earlier.id).on_time, queries.get(SYSTEM, earlier.id).layout) == (OnTime.LAST, Layout.DECREE)
    with pytest.raises(Forbidden):
        commands.set_rules(cast.kien.actor, db.get(Association, cast.province.id), OnTime.LAST, Layout.DECREE)


def test_a_letter_asks_an_association_to_explain_what_is_overdue(db, cast, conclusion):
    def letter(day, to):
        wish = {"kind": ReportKind.EXPLANATION, "addressee": db.get(Association, to)}
        return runs.paper(compiled(db, commands.request(cast.hoa.actor, of(conclusion), clock.end_of(day), **wish)))

    made = letter(date(2019, 10, 5), cast.van_yen.id)
    assert made.subject == "giải trình việc chậm thực hiện Thông báo kết luận số 05/TB-HKH"
    assert "còn 2 nhiệm vụ quá hạn, trong đó 2 nhiệm vụ chưa báo cáo nguyên nhân, cụ thể:" in text_of(made)
    assert "trong thời hạn 05 ngày làm việc" in text_of(made)
    assert "không có nhiệm vụ quá hạn." in text_of(letter(date(2019, 8, 1), cast.van_yen.id))


def test_minutes_hand_open_tasks_over_with_a_signature_of_each_side(db, cast, conclusion):
    giver, receiver = db.get(Association, cast.van_yen.id), db.get(Association, cast.luc_yen.id)
    house, now = db.get(Association, cast.province.id), clock.end_of(date(2019, 10, 5))
    with pytest.raises(Refused, match="đơn vị khác"):
        commands.request_on(cast.hoa.actor, house, ReportKind.HANDOVER, giver, now, receiver=giver)

    report = compiled(db, commands.request_on(cast.hoa.actor, house, ReportKind.HANDOVER, giver, now, receiver=receiver))
    made = runs.paper(report)

    assert made.type_name == "Biên bản"
    assert "bàn giao cho Hội Khuyến học huyện Lục Yên 2 nhiệm vụ chưa hoàn thành, trong đó 2 nhiệm vụ quá hạn" in text_of(made)
    assert [one.position for one in made.sides] == ["Đại diện bên giao", "Đại diện bên nhận"]
    commands.freeze(cast.thu.actor, queries.get(SYSTEM, report.id), date(2019, 10, 8))
    assert compiled(db, report).official_number == "01/BB-HKH"
    assert docx.write(made)
    assert pdf.write(made)


def test_a_sheet_lists_what_an_association_still_has_to_do_late_first(db, cast, conclusion):
    house, one = db.get(Association, cast.province.id), db.get(Association, cast.luc_yen.id)
    wish = commands.request_on(cast.hoa.actor, house, ReportKind.REMAINING, one, clock.end_of(date(2019, 10, 5)))

    made = runs.paper(compiled(db, wish))

    assert made.subject == "Nhiệm vụ còn tồn tại của Hội Khuyến học huyện Lục Yên"
    (table,) = (part for part in made.body if hasattr(part, "rows"))
    assert [[cell.text for cell in row[1:5]] for row in table.rows] == [
        ["Nhân sự Đại hội", "05/TB-HKH", "30/9/2019", "Đã giao, chưa tiếp nhận, quá hạn 5 ngày"]
    ]
    assert "trong 2 nhiệm vụ được giao, Hội Khuyến học huyện Lục Yên còn 1 nhiệm vụ chưa hoàn thành" in text_of(made)


def test_the_sheet_lists_what_was_confirmed_only_in_part_with_what_is_missing(db, cast, conclusion):
    house, one = db.get(Association, cast.province.id), db.get(Association, cast.luc_yen.id)
    mine = factories.task_of(tasks.queries.of_conclusion(SYSTEM, conclusion), cast.luc_yen.id)
    tasks.submit(cast.lan.actor, mine, Answer("Xong hai trên ba xã.", "k2", mine.version))
    tasks.accept(cast.hoa.actor, mine, Answer("Thiếu xã Minh Xuân.", "d2", mine.version), in_part=True)
    db.commit()
    made = runs.paper(
        compiled(db, commands.request_on(cast.hoa.actor, house, ReportKind.REMAINING, one, clock.end_of(date(2019, 10, 5))))
    )

    (table,) = (part for part in made.body if hasattr(part, "rows"))
    assert "Còn lại: Thiếu xã Minh Xuân." in [row[5].text for row in table.rows]
    assert "1 nhiệm vụ mới hoàn thành một phần" in text_of(made)


def test_one_association_s_own_report_tells_of_its_own_tasks_to_the_body_above(db, cast, conclusion):
    own = db.get(Association, cast.luc_yen.id)
    report = compiled(db, commands.request_period(cast.hoa.actor, own, date(2019, 7, 1), clock.end_of(date(2019, 12, 31))))
    made = runs.paper(report)

    assert (made.superior_body, made.issuing_body) == (OFFICE, "Hội Khuyến học huyện Lục Yên")
    assert made.addressees == (f"Thường trực {OFFICE}",)
    assert sum(report.figures.values()) == 2
    assert "Hội Khuyến học huyện Lục Yên được giao 2 nhiệm vụ" in text_of(made)
    assert "các đơn vị" not in text_of(made)


@pytest.mark.parametrize(
    ("since", "until", "name"),
    [
        ((2019, 9, 2), (2019, 9, 8), "tuần từ ngày 02/9/2019 đến ngày 08/9/2019"),
        ((2019, 9, 1), (2019, 9, 30), "tháng 9 năm 2019"),
        ((2020, 2, 1), (2020, 2, 29), "tháng 2 năm 2020"),
        ((2019, 7, 1), (2019, 9, 30), "quý III năm 2019"),
        ((2019, 1, 1), (2019, 6, 30), "6 tháng đầu năm 2019"),
        ((2019, 7, 1), (2019, 12, 31), "6 tháng cuối năm 2019"),
        ((2019, 1, 1), (2019, 12, 31), "năm 2019"),
        ((2019, 2, 1), (2019, 4, 30), "từ ngày 01/02/2019 đến ngày 30/4/2019"),
    ],
)
def test_a_period_is_called_as_offices_call_it(since, until, name):
    assert periods.called(date(*since), date(*until)) == name


@pytest.mark.parametrize("today", [date(2019, 1, 1), date(2019, 6, 30), date(2019, 9, 5), date(2020, 2, 29), date(2019, 12, 31)])
def test_the_periods_offered_are_whole_ones_that_run_or_have_just_ended(today):
    offered = periods.around(today)

    assert len(set(offered)) == len(offered) == 10
    assert not [one for one in offered if periods.called(one.since, one.until).startswith("từ ngày")]
    assert sum(one.since <= today <= one.until for one in offered) == 5


def test_the_week_s_report_and_the_drafts_are_prepared_once_and_told_to_the_committee(db, cast, conclusion):
    def prepared(moment):
        return runs.prepare_all(datetime(*moment, tzinfo=UTC))

    assert prepared((2019, 7, 7, 23)) == 0  # Monday morning of the week in which it was issued: nothing was given before
    assert prepared((2019, 9, 2, 0)) == 1
    assert prepared((2019, 9, 4, 0)) == 0  # a later day of the same week, or a worker that looks again
    assert prepared((2019, 12, 5, 1)) == 2
    assert prepared((2020, 6, 10, 1)) == 2
    assert prepared((2020, 6, 11, 1)) == 0

    rows = list(database.session.scalars(queries.select(Report).order_by(Report.id)))
    assert [one.occasion for one in rows] == [
        "week 2019-08-26",
        "week 2019-11-25",
        "year 2019",
        "week 2020-06-01",
        "half-year 2020",
    ]
    assert {one.requested_by_id for one in rows} == {None}
    told = set(database.session.scalars(queries.select(Owed.subject).where(Owed.kind == "report_prepared")))
    assert told == {f"report:{one.id}" for one in rows}
    assert runs.compile_all() == 5
    db.expire_all()
    half = runs.paper(queries.get(SYSTEM, rows[-1].id))
    assert half.subject.endswith("6 tháng đầu năm 2020")
    assert half.subject_note == "(Số liệu tính đến ngày 10/6/2020)"


def test_two_workers_prepare_one_report(db, cast, conclusion):
    house = db.get(Association, cast.province.id)
    span, now = Period(date(2019, 8, 26), date(2019, 9, 1)), clock.end_of(date(2019, 9, 1))

    assert commands.prepare(house, "week 2019-08-26", span, now) is not None
    assert commands.prepare(house, "week 2019-08-26", span, now) is None


def test_what_moved_between_two_reports_is_told_task_by_task(db, cast, conclusion):
    house = db.get(Association, cast.province.id)
    earlier, later = (taking.snapshot([of(conclusion)], house, clock.end_of(date(2019, *day))) for day in ((8, 13), (10, 5)))

    found = comparison.compared(earlier, later)

    assert [(one.before, one.after, len(one.tasks)) for one in found.moved] == [
        (Bucket.GOING, Bucket.OVERDUE, 9),
        (Bucket.GOING, Bucket.DONE_LATE, 1),
    ]
    assert found.stayed == 1
    assert {bucket: (before, after) for bucket, before, after in found.counts}[Bucket.OVERDUE] == (1, 10)
    assert sum(len(one.tasks) for one in found.moved) + found.stayed == len(later.tasks)


def test_what_is_in_one_report_alone_came_or_went(db, cast, conclusion):
    house, day = db.get(Association, cast.province.id), clock.end_of(date(2019, 10, 5))
    whole = taking.snapshot([of(conclusion)], house, day)
    since = taking.snapshot([of(conclusion)], house, day, since=date(2019, 9, 1))

    assert [(one.before, one.after, len(one.tasks)) for one in comparison.compared(since, whole).moved] == [
        (None, Bucket.DONE_LATE, 1)
    ]
    assert [(one.before, one.after) for one in comparison.compared(whole, since).moved] == [(Bucket.DONE_LATE, None)]


def test_the_chart_over_time_ends_with_the_figures_of_the_report(db, cast, conclusion):
    taken = taking.snapshot([of(conclusion)], db.get(Association, cast.province.id), clock.end_of(date(2019, 10, 5)))

    assert [point.on for point in taken.course] == sorted({point.on for point in taken.course})
    assert taken.course[-1].on == taken.day
    assert taken.course[-1].counts == tuple(taken.figures.values())
    assert len(taken.course) == taking.DRAWN_DAYS
    for point in taken.course[1:]:  # what the chart says of a day is what a report of that day says
        there = taking.snapshot([of(conclusion)], db.get(Association, cast.province.id), clock.end_of(point.on))
        assert point.counts == tuple(there.figures.values())


def test_a_chair_asks_for_the_report_of_his_own_association_words_it_and_sees_no_other(db, cast, conclusion):
    own, now = db.get(Association, cast.luc_yen.id), clock.end_of(date(2019, 12, 31))
    of_chair = compiled(db, commands.request_period(cast.lan.actor, own, date(2019, 7, 1), now))
    of_staff = compiled(db, commands.request_period(cast.hoa.actor, db.get(Association, own.id), date(2019, 8, 1), now))

    assert [one.id for one in queries.latest(cast.lan.actor)] == [of_chair.id]
    assert queries.latest(cast.minh.actor) == queries.latest(cast.van.actor) == []
    for person in cast.people.values():
        seen = {one.id for one in queries.latest(person.actor)}
        assert seen == {one.id for one in (of_chair, of_staff) if policies.see_report(person.actor, one)}
    assert [one.id for one in queries.houses(cast.lan.actor)] == [own.id]
    with pytest.raises(Forbidden):
        commands.request_period(cast.lan.actor, db.get(Association, cast.van_yen.id), date(2019, 7, 1), now)
    with pytest.raises(Forbidden):
        commands.request(cast.lan.actor, of(conclusion), now)
    with pytest.raises(Forbidden):
        commands.request_on(cast.lan.actor, own, ReportKind.REMAINING, own, now)
    with pytest.raises(Forbidden):
        commands.freeze(cast.lan.actor, of_staff, date(2020, 1, 3))
    assert commands.freeze(cast.lan.actor, queries.get(cast.lan.actor, of_chair.id), date(2020, 1, 3)) == "01/BC-HKH"
