"""Lists of tasks: what each filter lets through, to each reader only what he may see."""

from __future__ import annotations

from datetime import date

import pytest

from khworkflow.core.authz import SYSTEM, may
from khworkflow.tasks import commands, policies, queries
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import State
from khworkflow.tasks.queries import Filter
from tests import factories

MODELS = "Báo cáo mô hình học tập"


@pytest.fixture
def tasks(cast):
    return factories.issued(cast)


def listed(actor, chosen, today=date(2019, 8, 13)):
    rows, total = queries.page(actor, chosen, today, number=1)
    assert total == len(rows)
    return {(one.association_id, one.directive.title) for one in rows}


def test_the_policy_and_the_query_agree_for_everybody(cast, tasks):
    for name, person in cast.people.items():
        seen = {one.id for one in queries.page(person.actor, Filter(), date(2019, 8, 13), number=1)[0]}
        assert seen == {one.id for one in tasks if may(policies.see_task, person.actor, one)}, name
    assert len(listed(cast.hoa.actor, Filter())) == 11
    assert listed(cast.van.actor, Filter()) == {(cast.van_yen.id, "Nhân sự Đại hội"), (cast.van_yen.id, MODELS)}


def test_each_filter_lets_through_what_it_names(db, cast, tasks):
    models = factories.task_of(tasks, cast.luc_yen.id, MODELS)
    directive, conclusion = models.directive_id, models.directive.conclusion_id
    commands.submit(cast.lan.actor, models, Answer("Đã gửi.", "k", models.version))
    number = models.id
    db.commit()
    hoa = cast.hoa.actor

    assert len(listed(hoa, Filter(conclusion_id=conclusion))) == 11
    assert listed(hoa, Filter(conclusion_id=conclusion + 1)) == set()
    assert listed(hoa, Filter(directive_id=directive)) == {(cast.luc_yen.id, MODELS), (cast.van_yen.id, MODELS)}
    assert listed(hoa, Filter(association_id=cast.van_yen.id)) == {
        (cast.van_yen.id, "Nhân sự Đại hội"),
        (cast.van_yen.id, MODELS),
    }
    assert listed(hoa, Filter(states=frozenset({State.SUBMITTED}))) == {(cast.luc_yen.id, MODELS)}
    assert listed(hoa, Filter(is_overdue=True)) == {(cast.van_yen.id, MODELS)}, "what is handed in is not late any more"
    assert listed(hoa, Filter(ids=(number,))) == {(cast.luc_yen.id, MODELS)}
    assert listed(cast.van.actor, Filter(ids=(number,))) == set(), "a filter shows nobody more than he may see"


def test_a_long_list_is_cut_into_pages_without_gap_or_double(cast, tasks):
    found = [queries.page(SYSTEM, Filter(), date(2019, 8, 1), number=number, size=4) for number in (1, 2, 3, 4)]

    assert [len(rows) for rows, _total in found] == [4, 4, 3, 0]
    assert {total for _rows, total in found} == {11}
    assert len({one.id for rows, _total in found for one in rows}) == 11
