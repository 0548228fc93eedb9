"""What was counted is kept exactly, summed without counting anybody twice, and never changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from khworkflow.core.db import database
from khworkflow.core.errors import Forbidden, InvalidTransition, NotFound, Refused
from khworkflow.eventlog.log import history
from khworkflow.figures import commands, queries
from khworkflow.figures.commands import Counted
from khworkflow.figures.numbers import parsed, written

if TYPE_CHECKING:
    from khworkflow.figures.models import Indicator
    from tests.cast import Cast

DAY = date(2019, 7, 8)


@pytest.fixture
def members(db: object, cast: Cast) -> Indicator:
    return commands.add_indicator(cast.hoa.actor, cast.province, "Hội viên", "người")


def say(
    cast: Cast, indicator: Indicator, value: str, *, as_of: date = DAY, key: str = "", reason: str = "", final: bool = True
) -> bool:
    return commands.report(cast.lan.actor, indicator, cast.luc_yen, Counted(value, as_of, final, key or value, reason))


def refused(field: str, what: object, *args: object, **more: object) -> str:
    with pytest.raises(Refused) as error:
        what(*args, **more)  # type: ignore[operator]
    assert error.value.field == field
    return error.value.message


@pytest.mark.parametrize(
    ("words", "value"), [("0", 0), ("1250", 1_250_000), ("1.250", 1_250_000), ("1 250,5", 1_250_500), ("12,345", 12_345)]
)
def test_figures_are_read_as_they_are_written_in_vietnamese(words: str, value: int):
    assert parsed(words) == value


@pytest.mark.parametrize("words", ["", "1.5", "1,2345", "-3", "khoảng 5", "1e9", "12.34.567", "9" * 40])
def test_words_that_could_mean_two_figures_are_refused(words: str):
    refused("value", parsed, words)


@given(st.integers(0, 10**17))
def test_what_is_written_is_read_as_the_same(value: int):
    assert parsed(written(value)) == value


def test_the_latest_figure_by_the_day_counts_and_sums_know_who_reported(cast: Cast, members: Indicator):
    say(cast, members, "1.200", as_of=date(2019, 6, 30))
    say(cast, members, "1.250,5", final=False)
    commands.report(cast.van.actor, members, cast.van_yen, Counted("800", DAY, is_final=True, client_key="v"))
    commands.set_target(cast.hoa.actor, cast.province, members, cast.luc_yen, year=2019, value="2.000")

    column = queries.table(queries.catalogue(cast.hoa.actor), cast.nine, DAY)[0]
    earlier = queries.table(queries.catalogue(cast.hoa.actor), cast.nine, date(2019, 7, 1))[0]

    assert (written(column.total), column.reported, column.has_estimates) == ("2.050,5", 2, True)
    assert column.cells[cast.luc_yen.id].percent == 62
    assert column.cells[cast.city.id].percent is None
    assert (written(earlier.total), earlier.has_estimates) == ("1.200", False)


def test_a_lower_figure_needs_a_reason(cast: Cast, members: Indicator):
    say(cast, members, "1.200", as_of=date(2019, 6, 30))

    assert "Ngày 30/6/2019 đã báo 1.200" in refused("reason", say, cast, members, "1.100")
    assert say(cast, members, "1.100", reason="Sáp nhập ba chi hội.")


def test_a_figure_of_a_past_day_that_makes_the_next_one_a_fall_needs_a_reason(cast: Cast, members: Indicator):
    say(cast, members, "24.850", as_of=date(2019, 6, 30))

    told = refused("reason", say, cast, members, "99.000", as_of=date(2019, 6, 1))
    assert "Số liệu ngày 30/6/2019 thấp hơn: 24.850" in told
    assert say(cast, members, "24.000", as_of=date(2019, 6, 1))
    past = {"as_of": date(2019, 6, 2), "key": "past"}
    assert say(cast, members, "99.000", reason="Rà soát lại danh sách.", **past)
    assert not say(cast, members, "99.000", **past), "sent again"


def test_a_double_click_is_one_figure(cast: Cast, members: Indicator):
    assert say(cast, members, "1.200", key="k")
    assert not say(cast, members, "1.200", key="k")
    assert len(history(f"indicator:{members.id}")) == 2


def test_what_cannot_be_is_refused(cast: Cast, members: Indicator):
    hoa = cast.hoa.actor
    tomorrow = datetime.now(UTC).date().replace(year=2100)

    refused("as_of", say, cast, members, "5", as_of=tomorrow)
    refused("reason", say, cast, members, "5", reason="x" * 2_001)
    refused("name", commands.add_indicator, hoa, cast.province, "Hội viên", "người")
    refused("name", commands.add_indicator, hoa, cast.province, " ", "người")
    refused("unit", commands.add_indicator, hoa, cast.province, "Quỹ", "x" * 41)
    refused("year", commands.set_target, hoa, cast.province, members, cast.luc_yen, year=1900, value="5")
    with pytest.raises(NotFound):
        commands.set_target(hoa, cast.luc_yen, members, cast.van_yen, year=2019, value="5")
    with pytest.raises(Forbidden):
        commands.report(cast.van.actor, members, cast.luc_yen, Counted("5", DAY, is_final=True, client_key="x"))
    with pytest.raises(Forbidden):
        commands.add_indicator(cast.lan.actor, cast.luc_yen, "Quỹ", "triệu đồng")


def test_a_target_set_again_replaces_the_first_and_the_same_one_leaves_no_trace(cast: Cast, members: Indicator):
    for value in ("100", "100", "120"):
        commands.set_target(cast.hoa.actor, cast.province, members, cast.city, year=2019, value=value)

    assert queries.table(queries.catalogue(cast.hoa.actor), cast.nine, DAY)[0].cells[cast.city.id].target == 120_000
    assert len(history(f"indicator:{members.id}")) == 3


def test_an_indicator_that_ended_takes_no_more_figures_and_keeps_those_it_has(cast: Cast, members: Indicator):
    say(cast, members, "1.200")
    for _twice in range(2):
        commands.end_indicator(cast.hoa.actor, cast.province, members)

    with pytest.raises(InvalidTransition):
        say(cast, members, "1.300")
    assert queries.catalogue(cast.lan.actor) == []
    kept = queries.latest(members.id, cast.luc_yen.id, DAY)
    assert kept is not None
    assert kept.value == 1_200_000
    with pytest.raises(NotFound):
        queries.indicator(cast.hoa.actor, members.id)
    database.session.rollback()
