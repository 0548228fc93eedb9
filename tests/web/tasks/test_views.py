"""Lists, the board, the search and the sheet."""

from __future__ import annotations

import pytest

from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.tasks import commands, queries
from khworkflow.tasks.commands import Answer
from tests import factories
from tests.cast import sign_in
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


def test_a_stranger_gets_no_sheet(client, cast):
    factories.issued(cast)
    get(sign_in(client, cast.van), f"/tasks/sheet/{cast.luc_yen.id}", 404)
