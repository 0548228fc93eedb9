"""A directive that recurs gives each period a task of its own: made ahead, never twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from khworkflow.conclusions import commands as conclusions, proposals, queries as drafts
from khworkflow.conclusions.commands import Description
from khworkflow.conclusions.models import Kind, Recurrence
from khworkflow.conclusions.recurring import MONTHS, due_of, period_end
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.core.errors import Refused
from khworkflow.reports import taking as reports
from khworkflow.tasks import commands as tasks, handing_down, queries, runs, shares, withdrawals
from khworkflow.tasks.handing_down import Wanted
from tests import factories
from tests.cast import make_communes

if TYPE_CHECKING:
    from khworkflow.conclusions.models import Conclusion
    from tests.cast import Cast

FIRST = date(2019, 7, 25)


def monthly(cast: Cast, until: date | None = None) -> Conclusion:
    """Return an issued conclusion whose second directive recurs each month, for Lục Yên and Văn Yên."""
    conclusion = factories.draft(cast)
    models = conclusion.directives[1]
    said = Description("Báo cáo tháng", Kind.REPORTING, FIRST, recurrence=Recurrence.MONTHLY, recurs_until=until)
    conclusions.describe(cast.kien.actor, models, said)
    tasks.issue(cast.hoa.actor, conclusion)
    database.session.commit()
    return conclusion


def dues(number: int, association_id: int) -> list[date | None]:
    database.session.rollback()
    made = [one for one in queries.of_conclusion(SYSTEM, number) if one.association_id == association_id]
    return [one.due_on for one in made if one.directive.title == "Báo cáo tháng"]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


@pytest.mark.usefixtures("db")
def test_the_next_period_begins_the_day_after_the_last_was_due_and_only_once(cast: Cast):
    number = monthly(cast).id
    assert dues(number, cast.luc_yen.id) == [FIRST]

    assert runs.begin_periods(at(FIRST)) == 0
    assert runs.begin_periods(at(FIRST + timedelta(days=1))) == 2
    assert runs.begin_periods(at(FIRST + timedelta(days=1))) == 0

    assert dues(number, cast.luc_yen.id) == [FIRST, date(2019, 8, 25)]
    assert dues(number, cast.city.id) == []


@pytest.mark.usefixtures("db")
def test_a_timetable_that_stood_still_makes_up_for_every_period(cast: Cast):
    number = monthly(cast).id

    assert runs.begin_periods(at(date(2019, 10, 1))) == 6

    assert dues(number, cast.van_yen.id) == [FIRST, date(2019, 8, 25), date(2019, 9, 25), date(2019, 10, 25)]


@pytest.mark.usefixtures("db")
def test_no_period_is_due_after_the_last_day(cast: Cast):
    number = monthly(cast, until=date(2019, 9, 30)).id

    runs.begin_periods(at(date(2021, 1, 1)))

    assert dues(number, cast.van_yen.id)[-1] == date(2019, 9, 25)


@pytest.mark.usefixtures("db")
def test_what_recurs_is_counted_and_replayed_like_any_task(cast: Cast):
    number = monthly(cast).id
    runs.begin_periods(at(date(2019, 8, 1)))

    database.session.rollback()
    conclusion = drafts.get(SYSTEM, number)
    snapshot = reports.snapshot([conclusion], conclusion.association, datetime.now(UTC))

    assert len(snapshot.tasks) == 13
    made = {one.id: (one.due_on, one.state) for one in queries.of_conclusion(SYSTEM, number)}
    assert {one.task_id: (one.due_on, one.state) for one in snapshot.tasks} == made


@pytest.mark.parametrize(
    ("description", "field"),
    [
        (Description("Báo cáo", Kind.REPORTING, recurrence=Recurrence.MONTHLY), "due_on"),
        (Description("Báo cáo", Kind.REPORTING, FIRST, recurs_until=date(2019, 12, 31)), "recurrence"),
        (
            Description("Báo cáo", Kind.REPORTING, FIRST, recurrence=Recurrence.YEARLY, recurs_until=date(2019, 7, 24)),
            "recurs_until",
        ),
    ],
)
@pytest.mark.usefixtures("db")
def test_a_recurrence_that_cannot_be_is_refused(cast: Cast, description: Description, field: str):
    conclusion = factories.draft(cast)

    with pytest.raises(Refused) as refused:
        conclusions.describe(cast.kien.actor, conclusion.directives[0], description)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("words", "recurrence", "due"),
    [
        ("hằng tháng báo cáo Tỉnh hội trước ngày 25", Recurrence.MONTHLY, date(2019, 7, 25)),
        ("hằng tháng báo cáo Tỉnh hội trước ngày 5", Recurrence.MONTHLY, date(2019, 8, 5)),
        ("hằng quý báo cáo Tỉnh hội kết quả thực hiện", Recurrence.QUARTERLY, date(2019, 9, 30)),
        ("hằng năm báo cáo Tỉnh hội kết quả thực hiện", Recurrence.YEARLY, date(2019, 12, 31)),
    ],
)
@pytest.mark.usefixtures("db")
def test_the_reader_proposes_the_first_period_from_the_papers_day(cast: Cast, words: str, recurrence: Recurrence, due: date):
    text = f"Yên Bái, ngày 8 tháng 7 năm 2019\nYêu cầu các huyện, thị, thành Hội {words}."
    conclusion = conclusions.create(cast.kien.actor, cast.province, None, title="", text=text, signer="", signer_position="")

    proposals.read_draft(cast.kien.actor, conclusion)

    assert [(one.recurrence, one.due_on) for one in conclusion.directives] == [(recurrence, due)]


@given(first=st.dates(date(2019, 1, 1), date(2030, 12, 31)), recurrence=st.sampled_from(Recurrence), period=st.integers(0, 60))
def test_periods_follow_each_other_by_their_months_whatever_the_day(first: date, recurrence: Recurrence, period: int):
    due, after = due_of(first, recurrence, period), due_of(first, recurrence, period + 1)

    assert due_of(first, recurrence, 0) == first
    assert (after.year * 12 + after.month) - (due.year * 12 + due.month) == MONTHS[recurrence]
    assert due.day == first.day or (due + timedelta(days=1)).day == 1
    assert first <= period_end(first, recurrence)


@pytest.mark.usefixtures("db")
def test_what_was_handed_down_comes_again_with_each_period_and_never_twice(cast: Cast):
    first, second, third = make_communes(cast)
    number = monthly(cast).id
    mine = next(
        one for one in queries.of_conclusion(SYSTEM, number) if one.due_on == FIRST and one.association_id == cast.luc_yen.id
    )
    wanted = [Wanted(one.id, f"Báo cáo của {one.territory}.", date(2019, 7, 20)) for one in (first, second, third)]
    made = [one.id for one in handing_down.hand_down(cast.lan.actor, mine, wanted)]
    task = queries.get(SYSTEM, made[1])
    withdrawals.withdraw(cast.lan.actor, task, tasks.Answer("Xã không có.", "w", task.version))
    whole = queries.get(SYSTEM, mine.id)
    tasks.submit(cast.lan.actor, whole, tasks.Answer("Xong.", "s", whole.version, despite_open=True))
    tasks.accept(cast.hoa.actor, whole, tasks.Answer("", "a", whole.version))  # two parts end with it, unfinished
    database.session.commit()

    assert runs.begin_periods(at(FIRST + timedelta(days=1))) == 2
    assert runs.begin_periods(at(FIRST + timedelta(days=1))) == 0

    database.session.rollback()
    new = next(one for one in queries.of_conclusion(SYSTEM, number) if one.period == 1 and one.association_id == cast.luc_yen.id)
    again = shares.of(SYSTEM, new)
    told = [(one.association_id, one.asked, one.due_on, one.state.value, one.period) for one in again]
    assert told == [
        (first.id, "Báo cáo của Tân Lĩnh.", date(2019, 8, 20), "assigned", 1),
        (third.id, "Báo cáo của Minh Xuân.", date(2019, 8, 20), "assigned", 1),
    ]
    assert [one.id for one in queries.mine(cast.tam.actor)] == [again[0].id]
    # periods missed meanwhile are caught up with, each with its own
    assert runs.begin_periods(at(date(2019, 10, 26))) == 6
    database.session.rollback()
    assert [one.due_on for one in queries.mine(cast.tam.actor)] == [date(2019, month, 20) for month in (8, 9, 10, 11)]
