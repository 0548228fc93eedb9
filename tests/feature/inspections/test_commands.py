"""A round is written down within its days, and read by those above and by its own team."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from khworkflow.core.authz import SYSTEM, may
from khworkflow.core.errors import Conflict, Forbidden, NotFound, Refused
from khworkflow.inspections import commands, policies, queries
from khworkflow.inspections.commands import Member, Round, Session
from khworkflow.inspections.models import TeamRole

if TYPE_CHECKING:
    from khworkflow.inspections.models import Inspection
    from tests.cast import Cast

JULY = Round("Kiểm tra tháng 7", "Đánh giá 6 tháng", date(2019, 7, 2), date(2019, 7, 3))


def recorded(cast: Cast) -> Inspection:
    return commands.record_round(cast.kien.actor, cast.province, JULY)


def test_a_round_keeps_its_team_and_its_three_visits(cast: Cast) -> None:
    inspection, kien = recorded(cast), cast.kien.actor
    commands.name_member(kien, inspection, Member(TeamRole.HEAD, "Nguyễn Thị Hòa", "Chủ tịch", cast.hoa.id))
    commands.name_member(kien, inspection, Member(TeamRole.PEER, "Hoàng Hữu Đạt", "Chủ tịch Huyện hội Văn Chấn"))
    for association, on in ((cast.van_yen, 2), (cast.luc_yen, 2), (cast.city, 3)):
        commands.record_visit(kien, inspection, Session(association, date(2019, 7, on), "Trụ sở", "Đã báo cáo.", "Tốt."))

    assert [member.role for member in inspection.team] == [TeamRole.HEAD, TeamRole.PEER]
    assert [visit.on.day for visit in inspection.visits] == [2, 2, 3]


def test_a_round_cannot_end_before_it_begins(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        commands.record_round(cast.kien.actor, cast.province, Round("Đợt", "", date(2019, 7, 3), date(2019, 7, 2)))

    assert refused.value.field == "ends_on"


@pytest.mark.parametrize("title", ["", " \u200b ", "x" * 501])
def test_a_round_needs_a_title_that_fits(cast: Cast, title: str) -> None:
    with pytest.raises(Refused):
        commands.record_round(cast.kien.actor, cast.province, Round(title, "", date(2019, 7, 2), date(2019, 7, 2)))


def test_a_visit_lies_within_the_round_at_an_association_that_is_there(cast: Cast) -> None:
    inspection, kien = recorded(cast), cast.kien.actor
    cast.van_yen.ends_on = date(2019, 7, 1)
    commands.record_visit(kien, inspection, Session(cast.luc_yen, date(2019, 7, 2)))

    for association, on in ((cast.city, 4), (cast.van_yen, 2), (cast.luc_yen, 2), (cast.province, 2)):
        with pytest.raises(Refused):
            commands.record_visit(kien, inspection, Session(association, date(2019, 7, on)))


def test_the_days_of_a_round_keep_its_visits_inside(cast: Cast) -> None:
    inspection, kien = recorded(cast), cast.kien.actor
    commands.record_visit(kien, inspection, Session(cast.luc_yen, date(2019, 7, 3)))

    with pytest.raises(Refused):
        commands.amend_round(kien, inspection, Round("Đợt", "", date(2019, 7, 2), date(2019, 7, 2)))


def test_the_second_of_two_who_amend_is_told(cast: Cast) -> None:
    inspection = recorded(cast)
    visit = commands.record_visit(cast.kien.actor, inspection, Session(cast.luc_yen, date(2019, 7, 2)))
    seen, of_visit = inspection.version, visit.version
    commands.amend_round(cast.hoa.actor, inspection, Round("Khác", "", date(2019, 7, 2), date(2019, 7, 3)), seen_version=seen)
    again = Session(cast.luc_yen, date(2019, 7, 2), findings="Tốt.")
    commands.amend_visit(cast.hoa.actor, inspection, visit, again, seen_version=of_visit)

    with pytest.raises(Conflict):
        commands.amend_round(cast.kien.actor, inspection, JULY, seen_version=seen)
    with pytest.raises(Conflict):
        commands.amend_visit(cast.kien.actor, inspection, visit, again, seen_version=of_visit)


def test_a_team_has_one_head_and_nobody_twice_and_no_forged_account(cast: Cast) -> None:
    inspection, kien = recorded(cast), cast.kien.actor
    commands.name_member(kien, inspection, Member(TeamRole.HEAD, "Hòa", "", cast.hoa.id))

    with pytest.raises(Refused):
        commands.name_member(kien, inspection, Member(TeamRole.HEAD, "Kiên", ""))
    with pytest.raises(Refused):
        commands.name_member(kien, inspection, Member(TeamRole.MEMBER, "Hòa", "", cast.hoa.id))
    with pytest.raises(NotFound):
        commands.name_member(kien, inspection, Member(TeamRole.MEMBER, "Ai", "", 987_654))


def test_a_peer_reads_his_round_and_no_other_and_changes_nothing(cast: Cast) -> None:
    own, other = recorded(cast), recorded(cast)
    commands.name_member(cast.kien.actor, own, Member(TeamRole.PEER, "Vân", "Chủ tịch", cast.van.id))

    assert [one.id for one in queries.listed(cast.van.actor)] == [own.id]
    with pytest.raises(NotFound):
        queries.get(cast.van.actor, other.id)
    with pytest.raises(Forbidden):
        commands.remove_member(cast.van.actor, own, own.team[0].id)


def test_the_policy_and_the_query_agree_for_everybody(cast: Cast) -> None:
    inspection = recorded(cast)
    commands.name_member(cast.kien.actor, inspection, Member(TeamRole.PEER, "Vân", "Chủ tịch", cast.van.id))

    seen = {name: bool(queries.listed(person.actor)) for name, person in cast.people.items()}

    assert seen == {name: may(policies.see_inspection, person.actor, inspection) for name, person in cast.people.items()}
    assert (seen["hoa"], seen["kien"], seen["van"], seen["lan"], seen["an"]) == (True, True, True, False, False)


def test_a_visit_of_another_round_is_not_found_in_one_s_own(cast: Cast) -> None:
    mine, other = recorded(cast), recorded(cast)
    visit = commands.record_visit(cast.kien.actor, other, Session(cast.luc_yen, date(2019, 7, 2)))

    assert queries.visit(cast.kien.actor, other.id, visit.id).id == visit.id
    with pytest.raises(NotFound):
        queries.visit(cast.kien.actor, mine.id, visit.id)


def test_the_timetable_sees_every_round_and_a_stranger_none(cast: Cast) -> None:
    inspection = recorded(cast)

    assert [one.id for one in queries.listed(SYSTEM)] == [inspection.id]
    assert queries.listed(cast.van.actor) == []


@pytest.mark.parametrize("words", ["x" * 20_001, "x" * 1_000_000])
def test_findings_without_end_are_refused(cast: Cast, words: str) -> None:
    inspection = recorded(cast)

    with pytest.raises(Refused) as refused:
        commands.record_visit(cast.kien.actor, inspection, Session(cast.luc_yen, date(2019, 7, 2), "", "", words))

    assert refused.value.field == "findings"
