"""Signing in, staying in, and being out at once."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from khworkflow.accounts import commands, passwords, queries
from khworkflow.accounts.models import FailedSignIn, SignIn, User
from khworkflow.core.authz import SYSTEM
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from tests.cast import PASSWORD, sign_in
from tests.conftest import at
from tests.pages import check, get, post, token_of

OTHER = "Một câu khác hẳn, cũng đủ dài"


def try_as(client, username, password, *, address="203.0.113.7"):
    page = client.get("/sign-in")
    data = {"csrf_token": token_of(page.text), "username": username, "password": password}
    return client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address})


def cookie_of(client):
    return client.get_cookie("kh").value


def replayed(app, value):
    """Return the status of a page for somebody who kept a copy of the cookie."""
    thief = app.test_client()
    thief.set_cookie("kh", value)
    return thief.get("/account").status_code


def test_a_cookie_copied_before_sign_out_is_worth_nothing_after(app, client, cast):
    copy = cookie_of(sign_in(client, cast.lan))
    assert replayed(app, copy) == 200

    post(client, "/sign-out", {}, page="/account")

    assert replayed(app, copy) == 303


def test_changing_the_password_ends_every_other_session_and_keeps_this_one(app, client, cast):
    elsewhere = cookie_of(sign_in(app.test_client(), cast.lan))
    sign_in(client, cast.lan)

    post(client, "/account/password", {"old": PASSWORD, "password": OTHER, "again": OTHER}, page="/account")

    assert replayed(app, elsewhere) == 303
    assert client.get("/account").status_code == 200
    assert try_as(app.test_client(), "lan", PASSWORD).status_code == 422
    assert try_as(app.test_client(), "lan", OTHER).status_code == 303


def test_the_password_is_not_changed_without_the_present_one(client, cast):
    sign_in(client, cast.lan)

    answer = post(
        client, "/account/password", {"old": "nhầm rồi", "password": OTHER, "again": OTHER}, page="/account", status=422
    )

    assert "Mật khẩu hiện tại" in answer.text
    check(answer.text)


def test_a_disabled_person_is_out_at_once_and_may_come_back_with_the_old_password(app, client, cast, db):
    copy = cookie_of(sign_in(client, cast.lan))

    commands.disable(SYSTEM, cast.lan.user, now=datetime.now(UTC))
    db.commit()

    assert replayed(app, copy) == 303
    assert try_as(app.test_client(), "lan", PASSWORD).status_code == 422
    commands.enable(SYSTEM, cast.lan.user)
    db.commit()
    assert replayed(app, copy) == 303, "the session that ended does not come back"
    assert try_as(app.test_client(), "lan", PASSWORD).status_code == 303


def test_a_session_ends_after_eight_idle_hours_and_after_fourteen_days_at_most(client, cast):
    sign_in(client, cast.lan)
    start = datetime.now(UTC)
    with at(start + timedelta(hours=7, minutes=50)):
        assert client.get("/account").status_code == 200
    with at(start + timedelta(hours=15)):
        assert client.get("/account").status_code == 200, "each request counts the eight hours anew"
    with at(start + timedelta(hours=23, minutes=30)):
        assert client.get("/account").status_code == 303

    sign_in(client, cast.lan)
    moment = start = datetime.now(UTC)
    while moment < start + timedelta(days=13, hours=14):
        moment += timedelta(hours=7)
        with at(moment):
            assert client.get("/account").status_code == 200, moment - start
    with at(start + timedelta(days=14, minutes=1)):
        assert client.get("/account").status_code == 303


def test_signing_in_gives_a_new_token_and_the_database_keeps_only_its_hash(client, cast, db):
    sign_in(client, cast.lan)
    with client.session_transaction() as first:
        before, form_before = first["_user_id"], first.get("csrf_token")
    sign_in(client, cast.lan)
    with client.session_transaction() as second:
        assert second["_user_id"] != before
        assert form_before is None or second.get("csrf_token") != form_before
    assert before not in {row.token_hash for row in db.scalars(sa.select(SignIn))}


def test_one_sees_and_ends_one_s_own_sessions_and_nobody_else_s(app, client, cast, db):
    elsewhere = cookie_of(sign_in(app.test_client(), cast.lan))
    stranger = cookie_of(sign_in(app.test_client(), cast.van))
    sign_in(client, cast.lan)
    db.rollback()
    rows = {row.user_id: row.id for row in db.scalars(sa.select(SignIn).order_by(SignIn.id.desc()))}
    first = db.scalar(sa.select(sa.func.min(SignIn.id)).where(SignIn.user_id == cast.lan.id))

    assert get(client, "/account").text.count('/end"') >= 1
    post(client, f"/account/sessions/{rows[cast.van.id]}/end", {}, page="/account", status=404)
    post(client, f"/account/sessions/{first}/end", {}, page="/account")

    assert replayed(app, elsewhere) == 303
    assert replayed(app, stranger) == 200


def test_unknown_name_wrong_password_and_disabled_person_get_the_same_answer(app, client, cast, db):
    sign_in(app.test_client(), cast.lan)
    sign_in(app.test_client(), cast.van)
    commands.disable(SYSTEM, cast.van.user, now=datetime.now(UTC))
    db.commit()
    answers = [try_as(app.test_client(), name, word) for name, word in (("nobody", PASSWORD), ("lan", "sai"), ("van", PASSWORD))]

    assert {answer.status_code for answer in answers} == {422}
    said = {answer.text.split('role="alert">')[1].split("<")[0] for answer in answers}
    assert len(said) == 1


def test_the_time_of_the_answer_does_not_tell_whether_a_name_exists(cast, db):
    token = commands.invite(SYSTEM, cast.lan.user, now=datetime.now(UTC))
    commands.set_password(token, PASSWORD, now=datetime.now(UTC))

    def seconds(name):
        start = time.perf_counter()
        commands.prove(commands.look_up(name, commands.Caller("192.0.2.1"), now=datetime.now(UTC)), "một mật khẩu sai")
        return time.perf_counter() - start

    tries = [(seconds("lan"), seconds("nobody"), seconds("van")) for _ in range(15)]  # by turns: all under the same load
    known, unknown, uninvited = (min(taken) for taken in zip(*tries, strict=True))  # load makes a try longer, never shorter

    assert 0.5 < known / unknown < 2
    assert 0.5 < uninvited / unknown < 2


def test_guessing_is_slowed_down_and_the_owner_comes_in_from_elsewhere(app, client, cast, db):
    sign_in(app.test_client(), cast.lan)
    statuses = [try_as(client, "lan", f"sai {number}").status_code for number in range(4)]
    assert statuses == [422, 422, 422, 429]

    slowed = try_as(client, "lan", PASSWORD, address="203.0.113.99")

    assert slowed.status_code == 429, "the whole /24 waits, whatever is typed"
    assert int(slowed.headers["Retry-After"]) >= 1
    assert 'value="lan"' in slowed.text
    check(slowed.text)
    assert try_as(app.test_client(), "lan", PASSWORD, address="198.51.100.5").status_code == 303
    with at(datetime.now(UTC) + timedelta(seconds=3)):
        assert try_as(client, "lan", PASSWORD).status_code == 303, "a short wait, never a lock"


def test_the_wait_doubles_up_to_a_minute(cast, db):
    now, waits = datetime.now(UTC), []
    for _number in range(11):
        waits.append(queries.seconds_to_wait("lan", "203.0.113.0/24", now))
        commands.note_failure("lan", "203.0.113.0/24", now=now)

    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


def test_one_network_has_thirty_failures_a_minute_over_all_names(cast, db):
    now = datetime.now(UTC)
    for number in range(30):
        commands.note_failure(f"name{number}", "203.0.113.0/24", now=now)

    assert queries.seconds_to_wait("lan", "203.0.113.0/24", now) == 60
    assert queries.seconds_to_wait("lan", "198.51.100.0/24", now) == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("", "unknown"),
    ],
)
def test_tries_are_counted_by_network(address, network):
    assert commands.Caller(address).network == network


def test_what_happened_stands_in_the_log_without_any_secret(app, client, cast, db):
    try_as(client, "lan", "mật khẩu gõ nhầm 777")
    try_as(client, "mật khẩu gõ vào ô tên 888", "x")
    sign_in(client, cast.lan)
    post(client, "/sign-out", {}, page="/account")
    db.rollback()

    entries = list(db.scalars(sa.select(log.LogEntry).order_by(log.LogEntry.id)))

    assert [entry.kind for entry in entries if entry.kind.startswith("person.")] == [
        *("person.sign_in_failed", "person.sign_in_failed", "person.password_set", "person.signed_in", "person.signed_out")
    ]
    written = " ".join(str(entry.body) + entry.subject for entry in entries)
    assert "777" not in written
    assert "888" not in written
    assert PASSWORD not in written


@pytest.mark.parametrize(
    "evil",
    ["//evil.test", "/\\evil.test", "///evil.test", "/%09/evil.test", "/%5cevil.test", "https:evil.test", "https://evil.test",
     "/ok\n//evil", "javascript:alert(1)", "evil.test", "/%0d%0aLocation:x"],
)  # fmt: skip
def test_signing_in_never_leads_to_another_house(client, cast, evil):
    sign_in(client, cast.lan)
    page = client.get("/sign-in", query_string={"next": evil})

    data = {"csrf_token": token_of(page.text), "username": "lan", "password": PASSWORD, "next": evil}
    answer = client.post("/sign-in", data=data)

    assert answer.status_code == 303
    assert answer.location == "/"
    assert "evil" not in page.text.replace("&#", "")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(app, client, cast):
    sign_in(app.test_client(), cast.lan)
    asked = client.get("/tasks?overdue=1")
    page = client.get(asked.location)

    data = {"csrf_token": token_of(page.text), "username": "lan", "password": PASSWORD, "next": "/tasks?overdue=1"}
    assert client.post("/sign-in", data=data).location == "/tasks?overdue=1"


def test_the_hash_is_made_anew_when_the_setting_has_changed(client, cast, db):
    sign_in(client, cast.lan)
    import argon2

    db.rollback()
    cast.lan.user.password_hash = argon2.PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    db.commit()
    sign_in(client, cast.lan)
    db.expire_all()
    db.rollback()

    assert "m=19456,t=2,p=1" in db.scalar(sa.select(User.password_hash).where(User.id == cast.lan.id))


def test_old_failures_are_forgotten(cast, db):
    now = datetime.now(UTC)
    commands.note_failure("lan", "x", now=now - timedelta(days=31))
    commands.note_failure("lan", "x", now=now)

    assert db.scalar(sa.select(sa.func.count()).select_from(FailedSignIn)) == 1


def test_nobody_s_save_waits_while_a_password_is_compared(app, client, cast, db):
    import argon2

    costly = argon2.PasswordHasher(time_cost=100, memory_cost=19 * 1024, parallelism=1).hash(PASSWORD)
    cast.lan.user.password_hash = costly
    db.commit()
    page = client.get("/sign-in").text
    db.remove()
    ends = []

    def sign_in_slowly():
        began = time.perf_counter()
        data = {"csrf_token": token_of(page), "username": "lan", "password": PASSWORD}
        with app.app_context():
            answer = client.post("/sign-in", data=data)
        ends.append((answer.status_code, time.perf_counter() - began))

    slow, saves = threading.Thread(target=sign_in_slowly), []
    slow.start()
    while slow.is_alive():
        began = time.perf_counter()
        with unit_of_work():
            commands.note_failure("somebody", "198.51.100.0/24", now=datetime.now(UTC))
        saves.append(time.perf_counter() - began)
        slow.join(0.05)  # saves one after the other without a pause would keep the sign-in itself out

    assert ends[0][0] == 303
    assert max(saves) < ends[0][1] / 2


@pytest.mark.parametrize("change", ["password", "account"])
def test_a_password_proved_before_it_was_changed_or_the_account_closed_opens_nothing(client, cast, db, change):
    sign_in(client, cast.lan)
    now, caller = datetime.now(UTC), commands.Caller("192.0.2.1")
    proof = commands.prove(commands.look_up("lan", caller, now=now), PASSWORD)
    assert proof.fits
    if change == "password":
        cast.lan.user.password_hash = passwords.hashed(OTHER)
    else:
        commands.disable(SYSTEM, cast.lan.user, now=now)

    tried = commands.attempt(proof, caller, now=now)

    assert (tried.token, tried.wait) == (None, 0)


def test_guesses_made_at_the_same_instant_are_counted_one_by_one(cast, db):
    now, caller = datetime.now(UTC), commands.Caller("192.0.2.1")
    proofs = [commands.prove(commands.look_up("lan", caller, now=now), "sai") for _ in range(5)]

    waits = [commands.attempt(proof, caller, now=now).wait for proof in proofs]

    assert waits[:3] == [0, 0, 0]
    assert all(waits[3:]), "each was allowed when it was looked up, and not any more when it came in"
