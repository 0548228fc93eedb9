"""«Tổ chức»: the tree, its people, their invitations."""

from __future__ import annotations

import re

import sqlalchemy as sa

from khworkflow.accounts.models import User
from khworkflow.associations import queries
from khworkflow.associations.models import Association
from khworkflow.core.authz import Role
from khworkflow.mailing.models import Mail
from tests.cast import PASSWORD, sign_in
from tests.pages import get, hidden, post

NEW = {"name": "Lý Thị Mai", "role": "officer", "position": "Ủy viên", "username": "0912000000", "email": "mai@example.test"}


def test_the_administrator_sees_the_tree_and_who_sits_where(client, cast):
    sign_in(client, cast.an)

    page = get(client, "/associations").text

    assert page.index("Hội Khuyến học thành phố Yên Bái") < page.index("Hội Khuyến học huyện Yên Bình")
    assert "Hoàng Thị Lan" in page
    assert "chưa mời" in page


def test_the_committee_reads_the_tree_and_finds_no_button(client, cast):
    sign_in(client, cast.hoa)

    page = get(client, f"/associations/{cast.luc_yen.id}").text

    assert "Hoàng Thị Lan" in page
    assert page.count("<form") == 1, "only the one that signs out"


def test_a_person_is_invited_by_a_link_shown_once_and_sent_by_mail(app, client, cast, db):
    sign_in(client, cast.an)
    home = f"/associations/{cast.luc_yen.id}"

    answer = post(client, f"{home}/people", NEW, page=home)
    page = get(client, answer.location).text
    link = re.search(r"http://localhost(/links/[^\"]+)", page)[1]

    assert "/links/" not in get(client, home).text
    assert db.scalar(sa.select(sa.func.count()).select_from(Mail).where(Mail.kind == "invitation")) == 1
    somebody = app.test_client()
    post(somebody, link, {"password": PASSWORD, "again": PASSWORD})
    assert somebody.get("/account").status_code == 200
    mai = db.scalar(sa.select(User).where(User.username == "0912000000"))
    assert queries.actor_for(mai).holds(Role.OFFICER, cast.luc_yen.id)


def test_a_refused_person_keeps_everything_that_was_typed(client, cast, db):
    sign_in(client, cast.an)
    home = f"/associations/{cast.luc_yen.id}"
    for wrong, said in (
        ({"username": "lan"}, "lan"),
        ({"email": "a@b\nBcc: x"}, "e-mail"),
        ({"name": "  \u200b "}, "họ và tên"),
        ({"role": ""}, "vai trò"),
    ):
        page = post(client, f"{home}/people", NEW | wrong, page=home, status=422).text
        assert 'value="Ủy viên"' in page
        assert said in page
    assert db.scalar(sa.select(sa.func.count()).select_from(User).where(User.username == "0912000000")) == 0


def test_disabling_ends_the_sessions_and_opening_again_brings_the_person_back(app, client, cast):
    lan = sign_in(app.test_client(), cast.lan)
    sign_in(client, cast.an)
    home = f"/associations/{cast.luc_yen.id}"

    post(client, f"/associations/people/{cast.lan.id}/disabling", {"association_id": cast.luc_yen.id}, page=home)
    assert lan.get("/account").status_code == 303
    assert "đã khóa" in get(client, home).text
    post(client, f"/associations/people/{cast.lan.id}/disabling", {}, page=home, status=409)
    post(client, f"/associations/people/{cast.lan.id}/enabling", {}, page=home)

    sign_in(lan, cast.lan)


def test_the_administrator_cannot_shut_himself_out(client, cast):
    sign_in(client, cast.an)
    home = f"/associations/{cast.province_id}"
    own = next(one for one in queries.members(cast.province_id) if one.user_id == cast.an.id)

    post(client, f"/associations/people/{cast.an.id}/disabling", {}, page=home, status=422)
    post(client, f"/associations/seats/{own.id}/removal", {}, page=home, status=422)


def test_taking_a_role_away_ends_its_rights_at_once(app, client, cast):
    minh = sign_in(app.test_client(), cast.minh)
    sign_in(client, cast.an)
    seat = next(one for one in queries.members(cast.luc_yen.id) if one.user_id == cast.minh.id)
    assert queries.visible(cast.minh.actor) is not None

    post(client, f"/associations/seats/{seat.id}/removal", {}, page=f"/associations/{cast.luc_yen.id}")

    assert cast.minh.actor.seats == ()
    assert minh.get("/account").status_code == 200, "the account stays, without rights"


def test_particulars_are_amended_and_the_second_of_two_is_told(client, cast, db):
    sign_in(client, cast.an)
    address = f"/associations/{cast.luc_yen.id}/particulars"
    page = get(client, address).text
    data = {"name": "Hội Khuyến học huyện Lục Yên mới", "short_name": "Lục Yên", "territory": "Lục Yên", "level": "district",
            "place": "3", "seen_version": hidden(page, "seen_version")}  # fmt: skip

    post(client, address, data)
    post(client, address, data | {"name": "Tên của người đến sau"}, status=409)

    db.rollback()
    assert cast.luc_yen.name == "Hội Khuyến học huyện Lục Yên mới"


def test_an_association_is_added_below_and_ends_with_a_day_but_stays(client, cast, db):
    sign_in(client, cast.an)
    address = f"/associations/{cast.luc_yen.id}/particulars"
    new = {"new-name": "Hội Khuyến học xã Mường Lai", "new-short_name": "Xã hội Mường Lai", "new-territory": "Mường Lai",
           "new-level": "commune", "new-begins_on": "1/7/2019"}  # fmt: skip
    made = post(client, f"/associations/{cast.luc_yen.id}/associations", new, page=address).location
    number = int(made.rsplit("/", 1)[1])
    assert db.get(Association, number).path == f"{cast.luc_yen.path}{number}."

    post(client, f"{made}/ending", {"ends_on": "30/6/2019"}, page=f"{made}/particulars", status=422)
    post(client, f"{made}/ending", {"ends_on": "30/2/2025"}, page=f"{made}/particulars", status=422)
    post(client, f"{made}/ending", {"ends_on": "30/6/2025"}, page=f"{made}/particulars")

    assert "30/6/2025" in get(client, made).text
