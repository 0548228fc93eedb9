"""One-time links: invitations and forgotten passwords."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from khworkflow.accounts import commands
from khworkflow.accounts.models import OneTimeLink
from khworkflow.core.authz import SYSTEM
from khworkflow.mailing.models import Mail
from tests.cast import PASSWORD, sign_in
from tests.conftest import at
from tests.pages import check, get, post, token_of

GONE = "Liên kết không còn hiệu lực"


@pytest.fixture
def token(cast, db):
    made = commands.invite(SYSTEM, cast.lan.user, now=datetime.now(UTC))
    db.commit()
    return made


def use(client, token, password=PASSWORD, status=303):
    return post(client, f"/links/{token}", {"password": password, "again": password}, status=status)


def test_an_invitation_sets_the_password_signs_in_and_works_once(app, client, cast, token):
    use(client, token)

    assert client.get("/account").status_code == 200
    again = app.test_client().get(f"/links/{token}")
    assert again.status_code == 410
    assert GONE in again.text


def test_looking_at_a_link_a_hundred_times_uses_nothing_up(client, token):
    for method in ("GET", "HEAD") * 50:
        assert client.open(f"/links/{token}", method=method).status_code == 200

    use(client, token)


def test_a_changed_old_replaced_or_disabled_person_s_link_gets_one_and_the_same_page(client, cast, db, token):
    pages = [client.get(f"/links/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}"), client.get("/links/x")]
    with at(datetime.now(UTC) + timedelta(hours=72, seconds=5)):
        pages.append(client.get(f"/links/{token}"))
    newer = commands.invite(SYSTEM, cast.lan.user, now=datetime.now(UTC))
    db.commit()
    pages.append(client.get(f"/links/{token}"))
    commands.disable(SYSTEM, cast.lan.user, now=datetime.now(UTC))
    db.commit()
    pages.append(client.get(f"/links/{newer}"))

    assert {page.status_code for page in pages} == {410}
    assert len({page.text.split("<main")[1].split("</main>")[0] for page in pages}) == 1
    check(pages[0].text)


def test_a_link_is_kept_only_as_a_hash(db, token):
    assert token not in " ".join(db.scalars(sa.select(OneTimeLink.token_hash)))


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("ngắn quá", "12"),
        ("x" * 100_000, "quá dài"),
        ("matkhau12345", "dễ đoán"),
        ("Khuyến học 2019", "dễ đoán"),
        ("Hoàng Thị Lan 1", "dễ đoán"),
        ("aaaaaaaaaaaaaaaa", "dễ đoán"),
    ],
)
def test_a_password_that_is_short_huge_or_guessed_is_refused_in_words(client, token, password, said):
    answer = use(client, token, password, status=422)

    check(answer.text)
    assert said in answer.text
    assert password not in answer.text


def test_a_long_sentence_with_accents_and_spaces_is_taken_as_it_is(app, client, cast, token):
    sentence = "  Con đường đến lớp mùa nước lũ, ông vẫn nhớ; " * 4 + " "
    assert len(sentence) > 180
    use(client, token, sentence)

    def comes_in(word):
        page = app.test_client()
        return post(page, "/sign-in", {"username": "lan", "password": word}, status=303 if word == sentence else 422)

    comes_in(sentence)
    comes_in(sentence.rstrip())


def test_a_forgotten_password_is_mended_by_mail_and_every_session_ends(app, client, cast, db):
    elsewhere = sign_in(app.test_client(), cast.lan)

    asked = post(client, "/forgotten-password", {"username": "lan"})
    get(client, asked.location)
    mail = db.scalar(sa.select(Mail).where(Mail.kind == "password_reset"))
    assert mail.person_id == cast.lan.id
    use(client, mail.payload["url"].rsplit("/", 1)[1], "Một câu hoàn toàn khác, rất dài")

    assert elsewhere.get("/account").status_code == 303


def test_whoever_asks_for_a_reset_learns_nothing_and_floods_nobody(client, cast, db):
    sign_in(client, cast.lan)
    answers = [post(client, "/forgotten-password", {"username": name}) for name in ("lan", "nobody", "lan", "lan")]

    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/forgotten-password/sent")}
    assert db.scalar(sa.select(sa.func.count()).select_from(Mail)) == 1


def test_a_reset_link_lasts_thirty_minutes(client, cast, db):
    token = commands.reset_link(cast.lan.user, now=datetime.now(UTC))
    db.commit()

    with at(datetime.now(UTC) + timedelta(minutes=29)):
        assert client.get(f"/links/{token}").status_code == 200
    with at(datetime.now(UTC) + timedelta(minutes=31)):
        assert client.get(f"/links/{token}").status_code == 410


def test_asking_for_a_reset_leaves_an_open_invitation_good(client, cast, token):
    post(client, "/forgotten-password", {"username": "lan"})

    use(client, token)


def test_a_password_of_a_megabyte_is_refused_as_too_long(client, token):
    form = {"csrf_token": token_of(client.get(f"/links/{token}").text), "password": "x y" * 350_000, "again": "x y" * 350_000}

    assert client.post(f"/links/{token}", data=form | {"again": "khác"}).status_code == 422
