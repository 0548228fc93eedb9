"""A reminder with the link for Zalo, and one's own reply after it was sent, on the task's page."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest

from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.tasks import commands, queries
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import State
from tests import factories
from tests.cast import sign_in
from tests.pages import get, post, token_of

PDF = b"%PDF-1.4 x %%EOF"


@pytest.fixture
def number(cast):
    found = factories.task_of(factories.issued(cast), cast.luc_yen.id).id
    database.session.rollback()
    return found


def now(number):
    database.session.rollback()
    database.session.expire_all()
    return queries.get(SYSTEM, number)


def test_the_office_takes_a_reminder_with_the_link_and_the_history_says_for_whom(client, app, cast, number):
    hoa = sign_in(client, cast.hoa)
    assert f'href="/tasks/{number}/reminder"' in get(hoa, f"/tasks/{number}").text
    offered = get(hoa, f"/tasks/{number}/reminder").text
    assert "/tasks/answer/" not in offered

    post(hoa, f"/tasks/{number}/reminder", {"person_id": cast.lan.id})
    taken = unescape(get(hoa, f"/tasks/{number}/reminder").text)
    [link] = re.findall(r"http://localhost(/tasks/answer/\S+)", taken)

    assert "Kính gửi đồng chí Hoàng Thị Lan" in taken
    assert app.test_client().get(link).status_code == 200
    assert "/tasks/answer/" not in get(hoa, f"/tasks/{number}/reminder").text  # shown once: taking it again is written down again
    assert "Nguyễn Thị Hòa: Lấy liên kết trả lời của đồng chí Hoàng Thị Lan" in get(hoa, f"/tasks/{number}").text


def test_the_reminder_of_one_task_is_not_shown_on_another_s_page(client, cast, number):
    hoa = sign_in(client, cast.hoa)
    post(hoa, f"/tasks/{number}/reminder", {"person_id": cast.lan.id})

    assert "/tasks/answer/" not in get(hoa, f"/tasks/{number + 1}/reminder").text


def test_a_link_for_somebody_elses_person_is_not_given(client, cast, number):
    hoa = sign_in(client, cast.hoa)

    assert (
        "Xin chọn một đồng chí của đơn vị" in post(hoa, f"/tasks/{number}/reminder", {"person_id": cast.van.id}, status=422).text
    )
    post(hoa, f"/tasks/{number}/reminder", {}, status=422)


def test_a_chair_adds_a_paper_to_her_answer_and_takes_it_back(client, cast, number):
    lan = sign_in(client, cast.lan)
    task = now(number)
    reply = commands.submit(cast.lan.actor, task, Answer("Đã họp.", "k", task.version)).id
    database.session.commit()
    page = get(lan, f"/tasks/{number}").text
    assert "Gửi thêm ảnh, tài liệu" in page

    path = f"/tasks/{number}/replies/{reply}"
    post(lan, f"{path}/evidence", {"files": (BytesIO(PDF), "qd.pdf")}, page=f"/tasks/{number}")
    assert "qd.pdf" in get(lan, f"/tasks/{number}").text
    refused = post(lan, f"{path}/evidence", {"files": (BytesIO(b"x"), "a.exe")}, page=f"/tasks/{number}", status=422)
    assert "a.exe" in refused.text
    post(lan, f"{path}/taking-back", {}, page=f"/tasks/{number}")

    page = get(lan, f"/tasks/{number}").text
    assert now(number).state is State.IN_PROGRESS
    assert "Đã rút lại" in page
    assert "Rút lại câu trả lời gần nhất. Trạng thái" in page
    assert "Gửi thêm ảnh, tài liệu" not in page


def test_the_queue_of_a_phone_hears_in_words_why_a_file_is_not_taken(client, cast, number):
    lan = sign_in(client, cast.lan)
    task = now(number)
    reply = commands.submit(cast.lan.actor, task, Answer("Đã họp.", "k", task.version)).id
    database.session.commit()
    token = token_of(get(lan, f"/tasks/{number}").text)

    answer = lan.post(
        f"/tasks/{number}/replies/{reply}/evidence",
        data={"csrf_token": token, "files": (BytesIO(b"x"), "IMG_1.HEIC")},
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 422
    assert "HEIC" in answer.json["reason"]
