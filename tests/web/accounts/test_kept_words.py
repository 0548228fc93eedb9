"""Nothing that was typed is lost: not by an expired session, not by an old form."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa

from khworkflow.tasks.models import Reply
from tests import factories
from tests.cast import PASSWORD, sign_in
from tests.pages import check, hidden, token_of

WORDS = "Ngày 12/8 Hội đã họp.\nDanh sách nhân sự gồm <b>7</b> đồng chí & 2 dự khuyết. " * 3


def answer_to(client, task, **more):
    """Fill in the page of the task as a person does, without sending it."""
    page = client.get(f"/tasks/{task.id}").text
    known = {name: hidden(page, name) for name in ("csrf_token", "seen_version", "client_key")}
    return known | {"choice": "report_progress", "words": WORDS} | more


def resumed(html):
    """Return the form of the page as a browser would send it."""
    check(html)
    fields = {}
    import re
    from html import unescape

    form = re.search(r'<form class="stack" method="post".*?</form>', html, re.DOTALL)[0]
    for tag in re.findall(r"<input[^>]+type=\"hidden\"[^>]*>", form):
        fields[unescape(re.search(r'name="([^"]*)"', tag)[1])] = unescape(re.search(r'value="([^"]*)"', tag)[1])
    for name, value in re.findall(r'<textarea[^>]+name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        fields[name] = unescape(value)
    return re.search(r'action="([^"]+)"', form)[1], fields


def test_the_words_of_an_expired_session_come_back_after_signing_in_and_one_press_sends_them(client, cast, db):
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    number = task.id
    sign_in(client, cast.lan)
    data = answer_to(client, task)
    client.delete_cookie("kh")

    lost = client.post(
        f"/tasks/{number}/replies", data=data | {"files": (io.BytesIO(b"x"), "anh.jpg")}, content_type="multipart/form-data"
    )
    assert lost.status_code == 401
    action, fields = resumed(lost.text)
    assert action == "/sign-in"
    assert data["csrf_token"] not in lost.text

    wrong = client.post(action, data=fields | {"username": "lan", "password": "nhầm mất rồi"})
    assert wrong.status_code == 422
    action, fields = resumed(wrong.text)

    back = client.post(action, data=fields | {"username": "lan", "password": PASSWORD})
    assert back.status_code == 200
    assert "chọn lại" in back.text, "files must be chosen again, and the page says so"
    assert PASSWORD not in back.text
    action, fields = resumed(back.text)
    assert action == f"/tasks/{number}/replies"
    assert fields["words"].replace("\r\n", "\n") == WORDS.strip() or fields["words"].replace("\r\n", "\n") == WORDS

    assert client.post(action, data=fields).status_code == 303
    assert db.scalar(sa.select(Reply.words)).split() == WORDS.split()


def test_a_form_with_an_old_token_keeps_what_was_typed(client, cast, db):
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    number = task.id
    sign_in(client, cast.lan)
    data = answer_to(client, task, csrf_token="an old one")

    refused = client.post(f"/tasks/{number}/replies", data=data)

    assert refused.status_code == 400
    action, fields = resumed(refused.text)
    assert client.post(action, data=fields).status_code == 303
    assert db.scalar(sa.select(Reply.words)).split() == WORDS.split()


def test_signing_in_with_an_old_form_keeps_the_name_and_asks_for_the_password_again(client, cast):
    refused = client.post("/sign-in", data={"username": "lan", "password": PASSWORD})

    assert refused.status_code == 400
    check(refused.text)
    assert 'value="lan"' in refused.text
    assert PASSWORD not in refused.text
    assert 'type="password"' in refused.text


def test_what_was_typed_is_shown_as_text_and_never_as_page(client, cast):
    answer = client.post("/tasks/1/replies", data={'"><script>alert(1)</script>': "</textarea><script>alert(2)</script>" * 3})

    assert answer.status_code == 401
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("to", ["//evil.test/steal", "/\\evil.test", "https://evil.test"])
def test_kept_words_are_never_sent_to_another_house(app, client, cast, to):
    sign_in(app.test_client(), cast.lan)
    page = client.get("/sign-in").text
    data = {
        "csrf_token": token_of(page),
        "username": "lan",
        "password": PASSWORD,
        "resumed": "1",
        "next": to,
        "kept-words": WORDS,
    }

    assert "evil" not in client.post("/sign-in", data=data).text


def test_a_press_without_words_does_not_end_in_an_address_that_takes_no_visit(app, client, cast):
    sign_in(app.test_client(), cast.lan)
    lost = client.post("/account/sessions/end")
    action, fields = resumed(lost.text)

    back = client.post(action, data=fields | {"username": "lan", "password": PASSWORD})

    assert back.status_code == 200
    action, fields = resumed(back.text)
    assert client.post(action, data=fields).status_code == 303


def test_signing_out_when_the_session_is_over_already_needs_no_second_sign_in(client, cast):
    answer = client.post("/sign-out")

    assert (answer.status_code, answer.location) == (303, "/sign-in")
