"""The first page: what waits for me, late first."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khworkflow.core.db import database
from khworkflow.tasks import commands, extensions
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import Action
from tests import factories
from tests.cast import sign_in
from tests.conftest import at
from tests.pages import get


@pytest.fixture
def made(cast):
    return factories.issued(cast)


def test_the_committee_sees_results_refusals_and_requests_for_time_apart(client, cast, made):
    staffing, models = (
        factories.task_of(made, cast.luc_yen.id, title) for title in ("Nhân sự Đại hội", "Báo cáo mô hình học tập")
    )
    beside = factories.task_of(made, cast.van_yen.id)
    extensions.ask(cast.lan.actor, staffing, Answer("Chờ họp.", "a", staffing.version), date(2019, 10, 15))
    commands.submit(cast.lan.actor, models, Answer("Không có mô hình.", "b", models.version), Action.REFUSE)
    commands.submit(cast.van.actor, beside, Answer("Đã xong.", "c", beside.version))
    database.session.commit()
    page = get(sign_in(client, cast.hoa), "/").text

    assert "1 kết quả chờ xác nhận" in page
    assert "Từ 30/9/2019 đến 15/10/2019" in page
    assert "Đơn vị báo: không thực hiện được." in page
    assert page.index('id="time"') < page.index('id="refused"')


def test_a_quiet_day_shows_neither_requests_nor_refusals(client, cast, made):
    page = get(sign_in(client, cast.hoa), "/").text

    assert "Đề nghị gia hạn" not in page
    assert "Báo không thực hiện được" not in page


def test_a_chair_sees_her_own_tasks_late_first(client, cast, made):
    with at(datetime(2019, 8, 20, 2, tzinfo=UTC)):
        page = get(sign_in(client, cast.lan), "/").text

    assert page.index("Báo cáo mô hình học tập") < page.index("Nhân sự Đại hội")
    assert "Quá hạn" in page
