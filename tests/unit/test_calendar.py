"""The office's days of 2019 and 2026 as they were announced, and until 2030 as the law has them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from khworkflow.core import calendar

#: Year → its weekdays off. 2019: announcement of the Ministry of Labour for civil servants (Labour Code of 2012: one day
#: for 2/9). 2026: Tết 16-20/2 and 31/8 for 22/8 as announced in October 2025; 24/11 by Nghị quyết 28/2026/QH16.
#: From 2027: by law; the lunar days by Hanoi's time.
OFF = {
    2019: "1/1 4/2 5/2 6/2 7/2 8/2 15/4 29/4 30/4 1/5 2/9",
    2026: "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11",
    2027: "1/1 4/2 5/2 8/2 9/2 10/2 16/4 30/4 3/5 2/9 3/9 24/11",
    2028: "3/1 24/1 25/1 26/1 27/1 28/1 4/4 1/5 2/5 1/9 4/9 24/11",
    2029: "1/1 12/2 13/2 14/2 15/2 16/2 23/4 30/4 1/5 3/9 4/9 26/11",
    2030: "1/1 31/1 1/2 4/2 5/2 6/2 12/4 30/4 1/5 2/9 3/9 25/11",
}
#: Saturdays worked for a weekday given off.
WORKED = {2019: "5/1 4/5", 2026: "10/1 22/8"}


def days(words: str, year: int) -> list[date]:
    return [date(year, int(month), int(day)) for day, _, month in (one.partition("/") for one in words.split())]


def of_year(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range(365 + (year % 4 == 0))]


@pytest.mark.parametrize("year", sorted(OFF))
def test_the_weekdays_off_are_those_announced_or_by_law(year):
    off = [day for day in of_year(year) if day.weekday() < 5 and not calendar.is_working(day)]

    assert off == days(OFF[year], year)


@pytest.mark.parametrize("year", sorted(OFF))
def test_the_saturdays_worked_are_those_decreed(year):
    assert calendar.worked_weekends_of(year) == days(WORKED.get(year, ""), year)


def test_tet_of_2030_is_hanois_and_not_beijings():
    assert (date(2030, 2, 2), "Tết Nguyên Đán") in calendar.holidays_of(2030)  # the moon is new there after midnight


def test_a_step_goes_around_all_of_tet():
    assert calendar.last_working(date(2026, 2, 22)) == date(2026, 2, 13)
    assert calendar.next_working(date(2026, 2, 14)) == date(2026, 2, 23)
    assert calendar.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 23)


def test_the_office_s_word_holds_before_the_law():
    calendar.learn({date(2027, 2, 11): False, date(2027, 2, 13): True})
    try:
        assert not calendar.is_working(date(2027, 2, 11))
        assert calendar.is_working(date(2027, 2, 13))
        assert calendar.is_working_by_law(date(2027, 2, 11))
    finally:
        calendar.learn({})
