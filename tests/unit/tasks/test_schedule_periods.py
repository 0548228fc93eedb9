"""Months, quarters, half-years and years by their codes."""

from __future__ import annotations

from datetime import date

import pytest

from khworkflow.tasks.schedule import days_of, period_named, period_of

MONDAY = date(2019, 12, 16)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("this-M", date(2019, 12, 1), date(2019, 12, 31)),
        ("next-M", date(2020, 1, 1), date(2020, 1, 31)),
        ("this-Q", date(2019, 10, 1), date(2019, 12, 31)),
        ("next-Q", date(2020, 1, 1), date(2020, 3, 31)),
        ("this-H", date(2019, 7, 1), date(2019, 12, 31)),
        ("this-Y", date(2019, 1, 1), date(2019, 12, 31)),
        ("2020-M2", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-Q3", date(2019, 7, 1), date(2019, 9, 30)),
        ("2019-H1", date(2019, 1, 1), date(2019, 6, 30)),
        ("2200-Y1", date(2200, 1, 1), date(2200, 12, 31)),
    ],
)
def test_a_code_names_a_stretch_of_days(code, first, last):
    named = period_named(code, MONDAY)

    assert named
    assert days_of(named) == (first, last)
    assert period_of(first, named[5]) == period_of(last, named[5]) == named


@pytest.mark.parametrize(
    "code", ["", "2019", "2019-Q0", "2019-Q5", "2019-M13", "2019-X1", "0000-M1", "9999-Y1", "last-M", "２019-M1"]
)
def test_what_is_no_code_names_nothing(code):
    assert period_named(code, MONDAY) is None
