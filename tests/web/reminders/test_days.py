"""The office's calendar, as the committee keeps it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from khworkflow.core import calendar
from khworkflow.core.db import database
from khworkflow.eventlog import log
from khworkflow.mailing import runs
from khworkflow.reminders import days
from khworkflow.reminders.models import CalendarDay
from tests import pages
from tests.cast import sign_in
from tests.conftest import at

FORM = {"day": "2019-09-03", "choice": "off", "name": "Nghỉ bù theo thông báo của tỉnh"}
URL = "/reminders/calendar/days"
PAGE = "/reminders/calendar?year=2019"


def test_the_page_shows_the_year_by_law_and_decree(client, cast):
    sign_in(client, cast.hoa)

    page = pages.get(client, PAGE).text
    assert "Lịch làm việc năm 2019" in page
    assert "Quốc khánh" in page
    assert page.count("Làm bù cho ngày nghỉ hoán đổi") == 2
    assert "Lịch làm việc năm 2019" in pages.get(client, "/reminders/calendar?year=99999").text


def test_a_day_entered_holds_at_once_and_is_in_the_history(client, cast):
    sign_in(client, cast.hoa)
    answer = pages.post(client, URL, FORM, page=PAGE)

    page = pages.get(client, answer.location).text
    assert "Nghỉ bù theo thông báo của tỉnh" in page
    assert "Do cơ quan tự nhập" in page
    assert "Nhập ngày 03/9/2019 là ngày nghỉ." in page
    assert not runs.office_is_open(datetime(2019, 9, 3, 2, 0, tzinfo=UTC))
    assert calendar.next_working(date(2019, 8, 31)) == date(2019, 9, 4)


def test_a_later_word_replaces_the_earlier_and_taking_it_back_restores_the_law(client, cast):
    sign_in(client, cast.an)
    pages.post(client, URL, FORM, page=PAGE)
    pages.post(client, URL, FORM | {"choice": "worked", "name": "Đính chính"}, page=PAGE)
    assert calendar.is_working(date(2019, 9, 3))
    number = database.session.scalars(select(CalendarDay.id)).one()

    pages.post(client, f"{URL}/{number}/removal", {}, page=PAGE)
    database.session.rollback()

    assert list(database.session.scalars(select(CalendarDay))) == []
    assert [entry.kind for entry in log.history("calendar")] == [
        *("calendar_day.decided", "calendar_day.decided", "calendar_day.taken_back")
    ]
    pages.post(client, f"{URL}/{number}/removal", {}, page=PAGE, status=404)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"day": ""}, "Xin chọn ngày."),
        ({"day": "31/2/2019"}, "Không có ngày này"),
        ({"day": "1019-09-03"}, "từ năm 2015 đến năm 2099"),
        ({"choice": ""}, "Xin chọn một trong hai."),
        ({"name": " "}, "Xin ghi ngắn gọn lý do."),
    ],
)
def test_a_refused_entry_keeps_what_was_typed(client, cast, wrong, told):
    sign_in(client, cast.hoa)

    page = pages.post(client, URL, FORM | wrong, page=PAGE, status=422).text

    assert told in page
    assert ("name" in wrong) or FORM["name"] in page
    database.session.rollback()
    assert list(database.session.scalars(select(CalendarDay))) == []


def test_more_than_two_weeks_off_in_a_row_are_refused(client, cast):
    """So that a slip of the pen cannot silence the reminders for a month."""
    sign_in(client, cast.hoa)
    for day in (23, 24, 25, 26):
        pages.post(client, URL, FORM | {"day": f"2026-02-{day}"}, page=PAGE)

    page = pages.post(client, URL, FORM | {"day": "2026-02-27"}, page=PAGE, status=422).text

    assert "hơn 14 ngày nghỉ liền nhau" in page


def test_another_process_hears_of_it_within_fifteen_seconds(client, cast, db, monkeypatch):
    days.know()
    database.session.add(CalendarDay(day=date(2019, 9, 4), is_working=False, name="x"))
    db.commit()
    days.know()
    assert calendar.is_working(date(2019, 9, 4)), "not asked again so soon"
    monkeypatch.setattr(days, "KNOWN_SECONDS", -1.0)

    days.know()

    assert not calendar.is_working(date(2019, 9, 4))


def test_the_timetable_reads_the_calendar_before_it_plans(cast, db):
    from khworkflow.reminders import runs as reminders

    database.session.add(CalendarDay(day=date(2019, 7, 9), is_working=False, name="x"))
    db.commit()

    with at(datetime(2019, 7, 9, 2, 0, tzinfo=UTC)):
        reminders.tick()

    assert not calendar.is_working(date(2019, 7, 9))
