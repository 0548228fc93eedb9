"""When the calendar brings a task up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from khworkflow.core import calendar
from khworkflow.reminders.schedule import (
    REACH,
    STEPS,
    STILL,
    day_of_step,
    digest_week,
    earns,
    is_planning_hour,
    missed_weeks,
    step_due,
)
from khworkflow.tasks.lifecycle import ENDED, State

DUE = date(2019, 9, 20)  # a Friday with no day off around it
DAYS = st.dates(date(2018, 1, 1), date(2027, 12, 31))
OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2019, 9, 12), None),
        (date(2019, 9, 13), -7),
        (date(2019, 9, 17), -3),
        (date(2019, 9, 19), -1),
        (date(2019, 9, 20), 0),
        (date(2019, 9, 23), 3),  # the 21st is a Saturday: its step and the third day's fall on the same Monday
        (date(2019, 9, 27), 7),
        (date(2019, 10, 5), None),
    ],
)
def test_the_steps_of_an_ordinary_task(today, step):
    assert step_due(DUE, today) == step


def test_a_step_before_the_day_moves_back_to_a_working_day():
    assert day_of_step(date(2019, 9, 9), -7) == date(2019, 8, 30)  # 2 September, and the weekend before it


def test_a_step_after_the_day_moves_on_to_a_working_day():
    assert day_of_step(date(2019, 9, 1), 1) == date(2019, 9, 3)


def test_a_task_due_on_a_sunday_is_brought_up_on_the_friday():
    assert step_due(date(2019, 9, 22), date(2019, 9, 20)) == 0


def test_after_days_missed_only_the_newest_step_is_due():
    assert step_due(DUE, date(2019, 9, 18)) == -3


def test_a_step_that_came_before_the_task_was_given_earns_nothing():
    assert step_due(DUE, date(2019, 9, 17), dated_on=date(2019, 9, 17)) is None
    assert step_due(DUE, date(2019, 9, 19), dated_on=date(2019, 9, 17)) == -1


@given(due_on=DAYS, step=st.sampled_from(STEPS))
def test_every_step_falls_on_a_working_day_within_reach(due_on, step):
    day = day_of_step(due_on, step)

    assert calendar.is_working(day)
    assert abs(day - due_on) + timedelta(days=STILL) < REACH


@given(due_on=DAYS)
def test_steps_never_come_in_the_wrong_order(due_on):
    days = [day_of_step(due_on, step) for step in STEPS]

    assert days == sorted(days)


@given(due_on=DAYS, shift=st.integers(-60, 60))
def test_a_day_brings_a_newer_step_than_the_day_before_or_the_same(due_on, shift):
    today = due_on + timedelta(days=shift)
    before, now = step_due(due_on, today - timedelta(days=1)), step_due(due_on, today)

    assert now is None or before is None or now >= before
    if shift > 40:
        assert now is None


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ENDED | {State.SUBMITTED})
def test_what_is_submitted_or_closed_is_never_brought_up(state, step):
    assert not earns(state, step)


def test_what_waits_for_an_outside_body_is_brought_up_before_its_day_only():
    assert [earns(State.WAITING_OUTSIDE, step) for step in STEPS] == [True, True, True, True, False, False, False]


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2019-07-15T07:29", None),
        ("2019-07-15T07:30", "2019-W29"),
        ("2019-07-17T23:00", "2019-W29"),
        ("2019-07-18T08:00", None),
        ("2019-09-02T07:30", "2019-W36"),  # National Day: owed all the same
        ("2019-12-30T08:00", "2020-W01"),
    ],
)
def test_the_digest_belongs_to_the_iso_week_from_monday_morning(moment, week):
    assert digest_week(datetime.fromisoformat(moment).replace(tzinfo=OFFICE)) == week


def test_nothing_is_planned_before_half_past_seven():
    assert not is_planning_hour(datetime(2019, 7, 15, 7, 29, tzinfo=OFFICE))
    assert is_planning_hour(datetime(2019, 7, 15, 7, 30, tzinfo=OFFICE))


@pytest.mark.parametrize(
    ("today", "weeks"),
    [
        (date(2019, 8, 14), []),  # a Wednesday: it can still be planned
        (date(2019, 8, 15), ["2019-W33"]),
        (date(2019, 8, 19), ["2019-W33"]),
        (date(2019, 8, 22), ["2019-W33", "2019-W34"]),
    ],
)
def test_a_week_is_missed_from_its_thursday_on(today, weeks):
    assert [week for week, _until in missed_weeks("2019-W32", today)] == weeks


def test_weeks_are_missed_across_the_new_year_and_at_most_eight():
    assert [week for week, _until in missed_weeks("2020-W52", date(2021, 1, 14))] == ["2020-W53", "2021-W01", "2021-W02"]
    assert len(missed_weeks("2019-W01", date(2019, 12, 1))) == 8
