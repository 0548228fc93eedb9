"""What a directive counts: its tasks, the shares handed down, and the sum that is the whole."""

from __future__ import annotations

from datetime import date

import pytest

from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Forbidden, Refused
from khworkflow.core.transaction import unit_of_work
from khworkflow.figures import commands as figures, queries as counted
from khworkflow.figures.commands import Counted
from khworkflow.tasks import handing_down, measures, queries, shares
from khworkflow.tasks.handing_down import Wanted
from tests import factories
from tests.cast import make_communes

DAY, UNTIL = date(2019, 7, 8), date(2019, 9, 16)


@pytest.fixture
def communes(cast):
    return [one.id for one in make_communes(cast)]


@pytest.fixture
def number(cast, communes):
    """The number of Lan's task, which is counted by members."""
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    members = figures.add_indicator(cast.hoa.actor, cast.province, "Hội viên", "người")
    measures.count_by(cast.hoa.actor, task, members)
    found = task.id
    factories.database.session.commit()
    return found


def now(number):
    factories.database.session.expire_all()
    return queries.get(SYSTEM, number)


def hand_down(cast, number, targets):
    with unit_of_work():
        members = measures.indicators(now(number))[0].id
        wanted = [Wanted(one, "Rà soát hội viên.", UNTIL, {members: target}) for one, target in targets.items()]
        return [one.id for one in handing_down.hand_down(cast.lan.actor, now(number), wanted)]


def say(cast, person, number, value, *, final=True, on=DAY, reason=""):
    with unit_of_work():
        task = now(number)
        indicator = measures.indicators(task)[0]
        counted_here = Counted(value, on, final, f"{number}-{value}-{on}", reason)
        figures.report(getattr(cast, person).actor, indicator, task.association, counted_here)


def standing(number):
    task = now(number)
    (found,) = measures.standings(task, shares.of(SYSTEM, task), DAY)
    return found


def test_the_chair_sets_targets_of_communes_while_handing_down_and_the_whole_is_their_sum(cast, communes, number):
    first, second = hand_down(cast, number, {communes[0]: "1.400", communes[1]: "1.500,5"})
    say(cast, "tam", first, "1.365")
    assert (standing(number).value, standing(number).target) == (1_365_000, 2_900_500)
    assert standing(number).parts.reported == 1
    say(cast, "dung", second, "1.480", final=False)

    whole = standing(number)

    assert whole.value == sum(standing(one).value for one in (first, second)) == 2_845_000
    assert (whole.percent, whole.is_estimate) == (98, True)
    assert (standing(first).target, standing(first).percent) == (1_400_000, 97)


def test_without_shares_the_figure_is_the_associations_own(cast, number):
    say(cast, "lan", number, "27.310")

    found = standing(number)

    assert (found.value, found.target, found.percent, found.parts) == (27_310_000, None, None, None)


def test_a_share_taken_back_is_summed_no_more(cast, communes, number):
    first, second = hand_down(cast, number, {communes[0]: "", communes[1]: ""})
    say(cast, "tam", first, "10")
    say(cast, "dung", second, "5")
    with unit_of_work():
        handing_down.moves.move(cast.lan.actor, now(second), handing_down.Action.WITHDRAW)

    assert standing(number).value == 10_000


def test_a_target_that_is_no_figure_hands_nothing_down(cast, communes, number):
    with pytest.raises(Refused):
        hand_down(cast, number, {communes[0]: "nhiều"})

    assert shares.of(SYSTEM, now(number)) == []


def test_a_chair_sets_targets_below_him_and_neither_his_own_nor_his_neighbours(cast, communes, number):
    members = measures.indicators(now(number))[0]

    for person, association in (
        (cast.lan, cast.luc_yen),
        (cast.lan, cast.van_yen),
        (cast.tam, cast.luc_yen),
        (cast.minh, cast.luc_yen),
    ):
        with pytest.raises(Forbidden):
            figures.set_target(person.actor, cast.province, members, association, year=2019, value="1")


def test_only_the_committee_says_what_is_counted_and_says_it_once(cast, number):
    with unit_of_work():
        task = now(number)
        members = measures.indicators(task)[0]
        measures.count_by(cast.hoa.actor, task, members)
    for name in ("lan", "kien", "minh"):
        with pytest.raises(Forbidden):
            measures.count_by(getattr(cast, name).actor, now(number), members)
    with unit_of_work():
        measures.stop_counting(cast.hoa.actor, now(number), measures.indicators(now(number))[0])

    assert measures.indicators(now(number)) == []


def test_a_district_that_counted_nothing_itself_stands_with_what_its_communes_counted(cast, communes, number):
    first, second, _third = hand_down(cast, number, dict.fromkeys(communes, ""))
    say(cast, "tam", first, "10")
    say(cast, "dung", second, "5", final=False)

    (column,) = counted.table(measures.indicators(now(number)), cast.nine, DAY)
    cell = column.cells[cast.luc_yen.id]

    assert (cell.figure, cell.value, cell.is_estimate) == (None, 15_000, True)
    assert (cell.below.reported, cell.below.of) == (2, 3)
    assert (column.total, column.reported) == (15_000, 1)


def test_what_a_district_counted_itself_is_never_summed_with_its_communes(cast, communes, number):
    mine = hand_down(cast, number, dict.fromkeys(communes, ""))
    say(cast, "lan", number, "20")
    for one, person, value in zip(mine, ("tam", "dung", "lan"), ("10", "5", "4"), strict=True):
        say(cast, person, one, value)

    (column,) = counted.table(measures.indicators(now(number)), cast.nine, DAY)
    cell = column.cells[cast.luc_yen.id]

    assert (cell.value, cell.below.total, cell.differs) == (20_000, 19_000, True)
    assert column.total == 20_000
