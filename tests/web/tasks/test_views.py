"""Lists, the board, the search and the sheet."""

from __future__ import annotations

from datetime import date

import pytest

from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.tasks import commands, handing_down, queries, remaining
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.handing_down import Wanted
from tests import factories
from tests.cast import make_communes, sign_in
from tests.pages import get


@pytest.fixture
def hoa(client, cast):
    factories.issued(cast)
    return sign_in(client, cast.hoa)


def test_a_search_says_how_many_it_found_and_keeps_the_words(hoa):
    page = get(hoa, "/tasks/search?q=nhan+su+luc+yen").text

    assert "Tìm thấy 1 nhiệm vụ với “nhan su luc yen”" in page
    assert "Huyện hội Lục Yên" in page
    assert "Không có nhiệm vụ phù hợp." in get(hoa, "/tasks/search?q=<script>").text
    assert "<script>alert" not in get(hoa, "/tasks/search?q=<script>alert(1)").text
    get(hoa, "/tasks/search")


def test_the_sheet_shows_what_is_still_open_of_one_association(hoa, cast):
    made = factories.task_of(queries.of_conclusion(SYSTEM, 1), cast.luc_yen.id)
    commands.report_progress(cast.lan.actor, made, Answer("Đã có danh sách.", "k", made.version))
    database.session.commit()
    page = get(hoa, f"/tasks/sheet/{cast.luc_yen.id}").text

    assert "Hội Khuyến học huyện Lục Yên còn phải làm theo các kết luận trước" in page
    assert page.count('<th scope="row">') == 2
    assert "Đã có danh sách." in page


def test_what_was_confirmed_only_in_part_stands_on_the_sheet_with_what_is_left(hoa, cast):
    made = factories.task_of(queries.of_conclusion(SYSTEM, 1), cast.luc_yen.id)
    commands.submit(cast.lan.actor, made, Answer("Xong hai trên ba xã.", "k", made.version))
    commands.accept(cast.hoa.actor, made, Answer("Thiếu biên bản của xã Minh Xuân.", "d", made.version), in_part=True)
    database.session.commit()
    page = get(hoa, f"/tasks/sheet/{cast.luc_yen.id}").text

    assert page.count('<th scope="row">') == 2
    assert "Còn lại: " in page
    assert "Thiếu biên bản của xã Minh Xuân." in page


def test_a_part_confirmed_in_part_is_owed_only_while_its_whole_is(hoa, cast):
    communes = make_communes(cast)
    made = factories.task_of(queries.of_conclusion(SYSTEM, 1), cast.luc_yen.id)
    wanted = [Wanted(communes[0].id, "Họp chọn nhân sự của xã.", date(2019, 9, 16))]
    (share,) = handing_down.hand_down(cast.lan.actor, made, wanted)
    commands.submit(cast.tam.actor, share, Answer("Xong.", "k", share.version))
    commands.accept(cast.lan.actor, share, Answer("Thiếu một chi hội.", "d", share.version), in_part=True)
    assert [one.id for one in remaining.of([communes[0].id])] == [share.id]

    commands.submit(cast.lan.actor, made, Answer("Xong.", "k", made.version))
    commands.accept(cast.hoa.actor, made, Answer("", "d", made.version))

    assert remaining.of([communes[0].id]) == []


def test_a_stranger_gets_no_sheet(client, cast):
    factories.issued(cast)
    get(sign_in(client, cast.van), f"/tasks/sheet/{cast.luc_yen.id}", 404)
