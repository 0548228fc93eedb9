"""The tree, and who sits in it."""

from __future__ import annotations

from datetime import date

import pytest

from khworkflow.associations import commands, policies, queries
from khworkflow.associations.commands import Particulars
from khworkflow.associations.models import Association, Level
from khworkflow.core.authz import SYSTEM, may
from khworkflow.core.errors import Forbidden, NotFound, Refused
from khworkflow.eventlog.log import history
from khworkflow.reminders import wishes

COMMUNE = Particulars("Hội Khuyến học xã Mường Lai", "Xã hội Mường Lai", "Mường Lai", Level.COMMUNE, begins_on=date(2019, 7, 1))
SAME = Particulars("Hội Khuyến học huyện Lục Yên", "Huyện hội Lục Yên", "Lục Yên", Level.DISTRICT, "135", 3)


@pytest.mark.parametrize("name", ["", "   ", "\u200b"])
def test_an_association_has_a_name_and_keeps_it(cast, name):
    nameless = Particulars(name, "Lục Yên", "Lục Yên", Level.DISTRICT)

    with pytest.raises(Refused, match="cần có tên"):
        commands.create(cast.an.actor, cast.province, nameless)
    with pytest.raises(Refused, match="cần có tên"):
        commands.amend(cast.an.actor, cast.luc_yen, nameless, seen_version=cast.luc_yen.version)


def test_amending_nothing_leaves_no_trace(db, cast):
    before = len(history(f"association:{cast.luc_yen.id}"))

    commands.amend(cast.an.actor, cast.luc_yen, SAME, seen_version=cast.luc_yen.version)
    db.commit()

    assert len(history(f"association:{cast.luc_yen.id}")) == before


def test_an_association_ends_once_and_not_before_it_began(db, cast):
    commune = commands.create(cast.an.actor, cast.luc_yen, COMMUNE)

    with pytest.raises(Refused, match=r"30/6/2019.*01/7/2019"):
        commands.end(cast.an.actor, commune, date(2019, 6, 30))
    commands.end(cast.an.actor, commune, date(2019, 7, 1))
    with pytest.raises(Refused, match="đã kết thúc"):
        commands.end(cast.an.actor, commune, date(2020, 7, 1))


def test_the_tree_is_kept_by_the_administrator_alone(cast):
    for person in (cast.hoa, cast.kien, cast.lan, cast.binh):
        with pytest.raises(Forbidden):
            commands.create(person.actor, cast.province, COMMUNE)
        with pytest.raises(Forbidden):
            commands.end(person.actor, cast.luc_yen, date(2020, 1, 1))


def test_the_policy_and_the_query_agree_for_everybody_about_every_association(db, cast):
    every = db.query(Association).all()

    for name, person in cast.people.items():
        seen = set(db.scalars(queries.visible(person.actor).with_only_columns(Association.id)))
        assert seen == {one.id for one in every if may(policies.see_association, person.actor, one)}, name
    assert set(queries.names(cast.lan.actor)) == {cast.luc_yen.id}


def test_a_foreign_association_is_not_found_any_more_than_a_missing_one(cast):
    for number in (cast.van_yen.id, cast.province_id, 999_999):
        with pytest.raises(NotFound):
            queries.get(cast.lan.actor, number)


def test_before_anything_is_built_mails_come_from_the_program_itself(db):
    assert queries.root() is None
    assert queries.office_name() == "khworkflow"


def test_mail_goes_to_the_chair_before_an_officer_and_past_a_closed_account(db, cast):
    assert queries.contacts_of([cast.luc_yen.id]) == {cast.luc_yen.id: cast.lan.id}

    cast.lan.user.disabled_at = cast.lan.user.created_at
    db.flush()

    assert queries.contacts_of([cast.luc_yen.id]) == {cast.luc_yen.id: cast.minh.id}
    assert wishes.recipients([cast.lan.id, 999_999]) == {}


def test_the_whole_tree_s_people_are_shown_to_the_system_and_to_nobody_who_may_not(cast):
    everybody = queries.people(SYSTEM, cast.lan.user.created_at)

    assert {seated.user.id for seats in everybody.values() for seated in seats} >= {one.id for one in cast.people.values()}
    with pytest.raises(Forbidden):
        queries.people(cast.lan.actor, cast.lan.user.created_at)
