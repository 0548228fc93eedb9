"""Figures in a report: as they were known at its moment, summed with who reported, the same in every file."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from docx import Document as Word

from khworkflow.associations.models import Association
from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.documents import docx, pdf, xlsx
from khworkflow.eventlog.log import happening_at
from khworkflow.figures import commands as figures
from khworkflow.figures.commands import Counted
from khworkflow.reports import runs, taking
from khworkflow.reports.compile import status_report
from khworkflow.tasks import measures
from tests import factories
from tests.cast import make_communes
from tests.factories import again
from tests.unit.documents.measure import sheets

TARGET, FIRST, SECOND = (datetime(2019, *day, 3, tzinfo=UTC) for day in ((7, 20), (8, 10), (9, 10)))
END = clock.end_of(date(2019, 10, 5))


@pytest.fixture
def told(db, cast):
    """Members, counted by the directive on models: Lục Yên 900 of 1.000, then an estimate of 950; its fund."""
    made = factories.issued(cast)
    task = factories.task_of(made, cast.luc_yen.id, "Báo cáo mô hình học tập")
    with happening_at(TARGET):
        members = figures.add_indicator(cast.hoa.actor, cast.province, "Hội viên", "người")
        fund = figures.add_indicator(cast.hoa.actor, cast.province, "Quỹ", "triệu đồng")
        for one in (cast.luc_yen, cast.van_yen):
            figures.set_target(cast.hoa.actor, cast.province, members, one, year=2019, value="1.000")
        measures.count_by(cast.hoa.actor, again(task), members)
    for at, indicator, value, on, is_final in (
        (FIRST, members, "900", date(2019, 6, 30), True),
        (SECOND, members, "950", date(2019, 8, 31), False),
        (SECOND, fund, "12,5", date(2019, 8, 31), True),
    ):
        with happening_at(at):
            figures.report(cast.lan.actor, indicator, cast.luc_yen, Counted(value, on, is_final, f"{at:%m}"))
    db.commit()
    return again(task).directive.conclusion_id


def snapshot(db, cast, conclusion, as_of=END, since=None):
    return taking.snapshot([conclusions.get(SYSTEM, conclusion)], db.get(Association, cast.province.id), as_of, since=since)


def table(document, title):
    return next(one for one in document.body if getattr(one, "heading", "") == title)


def row(db, cast, conclusion, day):
    made = status_report(snapshot(db, cast, conclusion, clock.end_of(day)), lambda **_chosen: None)
    return [cell.text for cell in table(made, "Tổng hợp chỉ tiêu").rows[0]][1:]


def test_a_figure_counts_from_the_moment_it_was_reported(db, cast, told):
    assert snapshot(db, cast, told, clock.end_of(date(2019, 7, 19))).indicators == ()
    assert row(db, cast, told, date(2019, 8, 9)) == ["Hội viên", "người", "2.000", "-", "-", "0 trên 9", ""]
    assert row(db, cast, told, date(2019, 8, 10)) == ["Hội viên", "người", "2.000", "900", "45", "1 trên 9", "Chính thức"]
    assert row(db, cast, told, date(2019, 9, 10)) == ["Hội viên", "người", "2.000", "950", "47", "1 trên 9", "Có số ước"]


def test_the_report_on_a_conclusion_tells_its_own_indicators_that_of_a_period_all(db, cast, told):
    assert [one.name for one in snapshot(db, cast, told).indicators] == ["Hội viên"]
    assert [one.name for one in snapshot(db, cast, told, since=date(2019, 7, 1)).indicators] == ["Hội viên", "Quỹ"]
    with happening_at(datetime(2019, 9, 20, tzinfo=UTC)):
        measures.stop_counting(
            cast.hoa.actor, _task(told), db.get(measures.Indicator, snapshot(db, cast, told).indicators[0].indicator_id)
        )
        db.commit()
    assert snapshot(db, cast, told).indicators == ()
    assert len(snapshot(db, cast, told, clock.end_of(date(2019, 9, 19))).indicators) == 1


def _task(conclusion):
    return next(
        one
        for one in measures.database.session.scalars(factories.queries.visible(SYSTEM))
        if one.directive.conclusion_id == conclusion and one.directive.title == "Báo cáo mô hình học tập"
    )


def test_who_counted_nothing_is_told_by_those_below_it_and_nobody_is_counted_twice(db, cast, told):
    communes = make_communes(cast)
    with happening_at(SECOND):
        models = figures.add_indicator(cast.hoa.actor, cast.province, "Mô hình", "mô hình")
        fund = next(one for one in figures.queries.catalogue(SYSTEM) if one.name == "Quỹ")
        for one, value, on, is_final in zip(communes, ("3", "4"), (1, 2), (True, False), strict=False):
            figures.report(cast.hoa.actor, models, one, Counted(value, date(2019, 9, on), is_final, "m"))
            figures.report(cast.hoa.actor, fund, one, Counted("100", date(2019, 9, on), is_final, "f"))
        db.commit()

    made = status_report(snapshot(db, cast, told, since=date(2019, 7, 1)), lambda **_chosen: None)
    each = {(row[1].text, row[2].text): [cell.text for cell in row[5:]] for row in made.appendices[1].body[0].rows}

    assert each["Mô hình", "Huyện hội Lục Yên"] == ["7", "-", "01/9/2019", "Có số ước", "Cộng của 2 trên 3 đơn vị trực thuộc"]
    assert each["Mô hình", "Huyện hội Văn Yên"] == ["-", "-", "", "", "Chưa báo cáo"]
    assert each["Quỹ", "Huyện hội Lục Yên"] == ["12,5", "-", "31/8/2019", "Chính thức", "Đơn vị báo cáo"]
    assert [row[4].text for row in table(made, "Tổng hợp chỉ tiêu").rows] == ["950", "7", "12,5"]


def test_every_file_and_the_screen_say_the_same(db, cast, told):
    made = status_report(snapshot(db, cast, told, since=date(2019, 7, 1)), lambda **_chosen: None)
    rows = [[cell.text for cell in one] for one in table(made, "Tổng hợp chỉ tiêu").rows]
    each = made.appendices[1].body[0]

    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(made)))
    drawn = [[cell.text for cell in one.cells] for one in Word(io.BytesIO(docx.write(made))).tables[-1].rows][2:]
    printed = " ".join(line.text for line in sheets(pdf.write(made)).lines)

    assert rows[1] == ["2", "Quỹ", "triệu đồng", "-", "12,5", "-", "1 trên 9", "Chính thức"]
    assert [one[4] for one in list(book["Chỉ tiêu"].values)[4:]] == [950, 12.5]
    assert drawn == [[cell.text for cell in one] for one in each.rows]
    assert len(each.rows) == 18
    mine = next(one for one in each.rows if one[2].text == "Huyện hội Lục Yên")
    assert [cell.text for cell in mine[3:]] == ["người", "1.000", "950", "95", "31/8/2019", "Ước", "Đơn vị báo cáo"]
    sheet = list(book["Chỉ tiêu từng đơn vị"].values)
    assert datetime(2019, 8, 31) in {one[7] for one in sheet}  # noqa: DTZ001 - a day of a sheet
    assert "12,5" in printed
    assert "Chưa báo cáo chỉ tiêu “Quỹ”" in printed
    assert runs.document(told, END).appendices[1].title == "Chỉ tiêu của từng đơn vị"
