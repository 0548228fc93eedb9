"""A status is a shape, a word and a colour; the day decides which."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from khworkflow.core.clock import OFFICE
from khworkflow.core.i18n import in_locale
from khworkflow.tasks.lifecycle import State
from khworkflow.tasks.models import Task
from khworkflow.web.status import status_of, word_of

DUE = date(2019, 9, 30)


def at_nine(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=OFFICE)


def task(state, **more):
    return Task(state=state, due_on=DUE, late_after=DUE, **more)


def said(one, days):
    """Return colour, word and note of the task so many days after its due day."""
    with in_locale("vi"):
        status = status_of(one, DUE + timedelta(days))
    return status.role, status.word, status.note


@pytest.mark.parametrize(
    ("state", "days", "mark"),
    [
        (State.ASSIGNED, -30, ("none", "Đã giao", None)),
        (State.IN_PROGRESS, -7, ("due", "Đến hạn", "còn 7 ngày")),
        (State.IN_PROGRESS, 0, ("due", "Đến hạn", "hôm nay")),
        (State.ACKNOWLEDGED, 4, ("late", "Quá hạn", "4 ngày")),
        (State.RETURNED, -1, ("due", "Trả lại, bổ sung", None)),
        (State.WITHDRAWN, 90, ("none", "Đã thu hồi", None)),
    ],
)
def test_a_task_in_hand_shows_what_its_day_asks(state, days, mark):
    assert said(task(state), days) == mark


@pytest.mark.parametrize(("days", "note"), [(5, "5 ngày"), (0, "hôm nay")])
def test_a_result_shows_how_long_it_waits_for_the_committee_and_is_never_late(days, note):
    handed_in = task(State.SUBMITTED, submitted_at=at_nine(DUE))

    assert said(handed_in, days)[::2] == ("wait", note)


def test_waiting_for_another_body_shows_since_when_and_is_not_late():
    assert said(task(State.WAITING_OUTSIDE, waiting_since=at_nine(DUE - timedelta(3))), 10)[::2] == ("wait", "13 ngày")


@pytest.mark.parametrize(
    ("handed_in", "mark"), [(0, ("done", "Hoàn thành", None)), (2, ("done", "Hoàn thành quá hạn", "2 ngày"))]
)
def test_what_is_done_says_whether_it_was_handed_in_late_however_long_the_confirmation_took(handed_in, mark):
    assert said(task(State.ACCEPTED, submitted_at=at_nine(DUE + timedelta(handed_in))), 60) == mark


def test_every_state_has_a_word_in_both_languages():
    for state in State:
        with in_locale("en"):
            english = word_of(state)
        with in_locale("vi"):
            assert word_of(state) != english
