"""How one receives one's letters."""

from __future__ import annotations

from datetime import time

from khworkflow.core.db import database
from khworkflow.reminders import unit_wishes, wishes
from khworkflow.reminders.unit_wishes import UnitWishes
from khworkflow.reminders.wishes import Wishes
from tests import pages
from tests.cast import sign_in

URL = "/reminders/wishes"
FORM = {"digest": "no", "weekday": "2", "hour": "13:30", "redirect_to": "nha@example.vn"}


def test_a_chair_says_where_and_when(client, cast):
    sign_in(client, cast.lan)
    assert "không tắt được" in pages.get(client, URL).text

    pages.post(client, URL, FORM)

    page = pages.get(client, URL).text
    assert "nha@example.vn" in page
    database.session.rollback()
    assert wishes.of(cast.lan.id) == Wishes(wants_digest=False, weekday=2, hour=time(13, 30), redirect_to="nha@example.vn")


def test_a_refused_wish_keeps_what_was_typed(client, cast):
    sign_in(client, cast.lan)

    page = pages.post(client, URL, FORM | {"redirect_to": "khong phai"}, status=422).text
    assert "khong phai" in page
    assert "chưa phải địa chỉ" in page
    pages.post(client, URL, FORM | {"weekday": "6"}, status=422)
    pages.post(client, URL, FORM | {"hour": "03:00"}, status=422)
    pages.post(client, URL, FORM | {"digest": ""}, status=422)


def test_what_is_left_open_follows_the_association(client, cast):
    sign_in(client, cast.lan)

    pages.post(client, URL, FORM | {"weekday": "", "hour": "", "digest": "yes"})

    database.session.rollback()
    assert wishes.of(cast.lan.id) == Wishes(redirect_to="nha@example.vn")


def test_a_chair_says_when_the_letters_of_his_association_come(client, cast):
    sign_in(client, cast.lan)
    number = cast.luc_yen.id
    assert "Thư của Huyện hội Lục Yên" in pages.get(client, URL).text

    pages.post(client, f"{URL}/{number}", {f"unit{number}-weekday": "3", f"unit{number}-hour": "13:30"})

    page = pages.get(client, f"{URL}/{number}").text
    assert "Thứ Năm (thư tổng hợp), từ 13:30 (thư trong ngày)" in page
    database.session.rollback()
    assert unit_wishes.of_unit(number) == UnitWishes(3, time(13, 30))
    pages.post(client, f"{URL}/{number}", {f"unit{number}-weekday": "6", f"unit{number}-hour": "13:30"}, status=422)


def test_the_office_says_it_for_an_association(client, cast):
    sign_in(client, cast.hoa)
    number = cast.van_yen.id
    assert f"{URL}/{number}" in pages.get(client, f"/associations/{number}").text

    pages.post(client, f"{URL}/{number}", {f"unit{number}-weekday": "1", f"unit{number}-hour": "09:00"})

    database.session.rollback()
    assert unit_wishes.of_unit(number) == UnitWishes(1, time(9, 0))
