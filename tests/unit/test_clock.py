"""Days and moments as the office writes and counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khworkflow.core import calendar, clock, db
from khworkflow.core.i18n import in_locale, long_day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019-09-30", datetime(2019, 9, 30, 16, 59, 59, 999999, UTC)),  # all of that day
        ("2019-09-02T07:30", datetime(2019, 9, 2, 0, 30, tzinfo=UTC)),  # the office's wall clock
        ("2019-09-02T07:30:00+00:00", datetime(2019, 9, 2, 7, 30, tzinfo=UTC)),
        ("2019-09-02T00:30:00Z", datetime(2019, 9, 2, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_day_means_its_last_instant_and_a_bare_hour_the_office_s_clock(text, moment):
    assert clock.moment_from(text) == moment
    assert clock.moment_from(text).tzinfo is UTC


@pytest.mark.parametrize("text", ["", "mai", "2019-02-30", "30/9/2019", "2019-09-02T25:00"])
def test_what_is_neither_day_nor_moment_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the words are Python's own
        clock.moment_from(text)


def test_working_days_are_counted_over_weekends_and_holidays():
    friday = date(2019, 8, 30)

    assert calendar.add_working_days(friday, 1) == date(2019, 9, 3)  # Monday 2 September is National Day
    assert calendar.add_working_days(friday, 0) == friday


def test_a_day_in_full_is_said_in_the_reader_s_language():
    with in_locale("vi"):
        assert long_day(date(2019, 9, 20)) == "Thứ Sáu, ngày 20 tháng 9 năm 2019"
    with in_locale("en"):
        assert long_day(date(2019, 9, 20)) == "Friday, 20 September 2019"


def test_a_moment_without_a_zone_cannot_be_kept():
    with pytest.raises(ValueError, match="a moment needs a time zone"):
        db.Moment().process_bind_param(datetime(2019, 9, 2), None)  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("given", ["postgres://u@h/khw", "postgresql://u@h/khw", "postgresql+psycopg://u@h/khw"])
def test_the_address_of_a_cluster_is_understood_as_providers_write_it(given):
    assert db.database_url(given) == "postgresql+psycopg://u@h/khw"
    assert db.engine_options(db.database_url(given))["pool_pre_ping"]
