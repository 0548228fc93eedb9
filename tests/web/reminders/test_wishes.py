"""How one receives one's letters."""

from __future__ import annotations

from datetime import time

from khworkflow.core.db import database
from khworkflow.reminders import wishes
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
