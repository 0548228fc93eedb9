"""The ledger of mails, as the committee and the administrator see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from khworkflow.mailing import delivery, post, runs, traffic
from khworkflow.mailing.commands import plan_account_mail
from khworkflow.mailing.doubt import Doubt
from khworkflow.mailing.models import Mail, MailState
from khworkflow.mailing.preparing import prepare
from khworkflow.mailing.smtp import Answer, Verdict
from tests import factories, pages
from tests.cast import sign_in
from tests.conftest import MONDAY, at
from tests.servers import smtp_sink


def letter_to(person):
    number = database.session.scalars(select(Mail.id).where(Mail.person_id == person.id)).one()
    database.session.rollback()
    return number


def test_without_a_mail_server_a_letter_can_be_read_in_the_ledger(client, cast):
    factories.issued(cast)
    runs.post()
    number = letter_to(cast.lan)
    sign_in(client, cast.hoa)

    page = pages.get(client, "/reminders").text
    assert "Chưa cấu hình máy chủ thư" in page
    assert page.count("<span>Chưa gửi") == 9
    page = pages.get(client, f"/reminders/{number}").text
    assert "Nội dung nếu gửi lúc này" in page
    assert "Báo cáo mô hình học tập" in page


def handed_over(number, answer):
    """Let the mail be claimed, sent and answered."""
    now = clock.now()
    with unit_of_work():
        delivery.claim([number], "me", now)
        sending = prepare([number], "me", now)[0][0]
    with unit_of_work():
        delivery.begin(sending, "me", now)
    with unit_of_work():
        delivery.conclude(sending, "me", answer, now)


def test_words_are_honest_the_server_accepted_nobody_read(client, cast):
    factories.issued(cast)
    runs.gather(clock.now())
    number = letter_to(cast.lan)
    handed_over(number, Answer(Verdict.ACCEPTED, "250 2.0.0 kept"))
    sign_in(client, cast.an)

    page = pages.get(client, f"/reminders/{number}").text

    assert "Máy chủ thư đã nhận" in page
    assert "250 2.0.0 kept" in page
    assert "đã đọc" not in page
    assert "lan@example.test" in page


def test_people_without_address_are_named(client, cast):
    cast.van.user.email = None
    database.session.commit()
    factories.issued(cast)
    runs.post()
    sign_in(client, cast.hoa)

    page = pages.get(client, "/reminders").text

    assert "Bùi Thị Vân" in page
    assert "chưa có e-mail" in page


@pytest.mark.parametrize("who", ["lan", "kien", "binh", "van"])
def test_the_ledger_is_the_committee_s_and_the_administrator_s(client, cast, who):
    factories.issued(cast)
    runs.post()
    number = letter_to(cast.lan)
    sign_in(client, getattr(cast, who))

    pages.get(client, "/reminders", 403)
    pages.get(client, f"/reminders/{number}", 404)


def test_a_link_into_an_account_is_shown_to_the_administrator_alone(client, cast):
    with unit_of_work():
        payload = {"url": "http://localhost/links/s3cr3t", "secret": "s3cr3t", "username": "lan"}
        plan_account_mail(cast.lan.id, "invitation", "invitation-1", payload)
    number = letter_to(cast.lan)

    sign_in(client, cast.hoa)
    pages.get(client, f"/reminders/{number}", 404)
    administrator = sign_in(client.application.test_client(), cast.an)
    assert "s3cr3t" in pages.get(administrator, f"/reminders/{number}").text


@pytest.fixture
def sink(db):
    """The mailbox behind the SMTP server that this test's mail room sends through."""
    before = post.room()
    with smtp_sink() as (kept, url):
        post.wire(replace(before, smtp_url=url))
        yield kept
    post.wire(before)


@pytest.fixture
def failed(cast):
    """The number of Lan's letter, whose address the mail server refused for good."""
    factories.issued(cast)
    runs.gather(clock.now())
    number = letter_to(cast.lan)
    handed_over(number, Answer(Verdict.NEVER, "550 5.1.1 no such user"))
    return number


def row(number):
    database.session.rollback()
    database.session.expire_all()
    return database.session.get_one(Mail, number)


def test_a_letter_that_failed_for_good_is_sent_again_to_the_mended_address_under_the_same_identity(client, cast, failed, sink):
    identity = row(failed).message_id
    page = pages.get(sign_in(client, cast.hoa), f"/reminders/{failed}").text
    assert "550 5.1.1 no such user" in page
    cast.lan.user.email = "lan.moi@example.test"
    database.session.commit()

    answer = pages.post(client, f"/reminders/{failed}/sending", {}, page=f"/reminders/{failed}")
    assert answer.location == f"/reminders/{failed}"
    assert "Thư sẽ được gửi lại" in pages.get(client, answer.location).text
    assert runs.deliver()["sent"] == 9

    mail = next(mail for mail in sink.mails if "lan.moi@" in mail["To"])
    assert mail["Message-ID"] == identity
    assert "Huyện hội Lục Yên có 2 việc" in mail.get_body(("plain",)).get_content()
    page = pages.get(client, f"/reminders/{failed}").text
    assert "Nguyễn Thị Hòa" in page
    assert "Đã cho gửi lại thư" in page


def test_sending_again_twice_is_sending_once(client, cast, failed):
    sign_in(client, cast.hoa)
    pages.post(client, f"/reminders/{failed}/sending", {}, page=f"/reminders/{failed}")

    pages.post(client, f"/reminders/{failed}/sending", {}, page="/account", status=409)

    assert len(log.history(f"mail:{failed}")) == 1
    assert "Gửi lại</button>" not in pages.get(client, f"/reminders/{failed}").text


def test_without_an_address_nothing_is_sent_again_and_the_page_says_what_is_missing(client, cast, failed):
    cast.lan.user.email = None
    database.session.commit()
    sign_in(client, cast.hoa)

    told = pages.post(client, f"/reminders/{failed}/sending", {}, page=f"/reminders/{failed}", status=422)

    assert "Chưa có địa chỉ để gửi" in told.text
    assert "Gửi lại</button>" in told.text
    assert row(failed).state is MailState.FAILED


def test_a_letter_given_up_after_tries_in_vain_goes_out_word_for_word(client, cast, failed):
    """It may have arrived; a copy under the same identity must be the same."""
    row(failed).attempts = delivery.TRIES_MOST
    database.session.commit()
    text = row(failed).text
    sign_in(client, cast.hoa)

    pages.post(client, f"/reminders/{failed}/sending", {}, page=f"/reminders/{failed}")

    mail = row(failed)
    assert (mail.state, mail.attempts, mail.text) == (MailState.PLANNED, 0, text)


def test_a_letter_sent_again_on_another_day_is_that_day_s_letter_unless_there_is_one(client, cast, failed, sink):
    cast.lan.user.email = "lan.moi@example.test"
    database.session.commit()
    sign_in(client, cast.hoa)
    pages.post(client, f"/reminders/{failed}/sending", {}, page=f"/reminders/{failed}")

    with at(MONDAY + timedelta(days=1)):
        runs.post()

    assert row(failed).day == date(2019, 7, 9)
    assert sink.recipients.count("lan.moi@example.test") == 1


@pytest.mark.parametrize("who", ["kien", "lan", "van", "binh"])
def test_nobody_else_sends_anything_again(client, cast, failed, who):
    sign_in(client, getattr(cast, who))

    pages.post(client, f"/reminders/{failed}/sending", {}, page="/account", status=404)

    assert row(failed).state is MailState.FAILED


def test_a_mail_with_a_link_into_an_account_is_not_sent_again(client, cast):
    with unit_of_work():
        plan_account_mail(cast.lan.id, "invitation", "invitation-1", {"url": "http://localhost/links/x", "secret": "x"})
    number = letter_to(cast.lan)
    row(number).state = MailState.FAILED
    database.session.commit()
    sign_in(client, cast.an)

    pages.post(client, f"/reminders/{number}/sending", {}, page="/account", status=409)
    assert "Gửi lại</button>" not in pages.get(client, f"/reminders/{number}").text


def test_what_is_in_doubt_is_listed_and_settled_by_a_person(client, cast):
    factories.issued(cast)
    runs.gather(clock.now())
    before = post.room()
    post.wire(replace(before, doubt={"letter": Doubt.HOLD}))
    try:
        for person in (cast.lan, cast.van):
            handed_over(letter_to(person), Answer(Verdict.DOUBTFUL, "SMTPServerDisconnected: closed"))
    finally:
        post.wire(before)
    sign_in(client, cast.an)
    page = pages.get(client, "/reminders").text
    assert page.count("SMTPServerDisconnected: closed") == 2

    for number, way in ((letter_to(cast.lan), "arrival"), (letter_to(cast.van), "repetition")):
        assert "Thư đã đến nơi" in pages.get(client, f"/reminders/{number}").text
        pages.post(client, f"/reminders/{number}/{way}", {}, page=f"/reminders/{number}")
        pages.post(client, f"/reminders/{number}/{way}", {}, page="/reminders", status=409)

    assert row(letter_to(cast.lan)).state is MailState.SENT
    assert row(letter_to(cast.van)).state is MailState.PLANNED
    assert row(letter_to(cast.van)).text is not None, "word for word"
    assert "Ghi nhận thư đã đến nơi" in pages.get(client, f"/reminders/{letter_to(cast.lan)}").text


def test_a_server_that_refuses_us_is_told_of_on_the_first_page_and_tried_again_at_a_push(client, cast):
    with unit_of_work():
        traffic.trouble(clock.now(), "535 5.7.8 authentication failed", is_refusal=True)
    sign_in(client, cast.hoa)

    assert "Thư chưa gửi đi bình thường" in pages.get(client, "/").text
    assert "535 5.7.8 authentication failed" in pages.get(client, "/reminders").text
    pages.post(client, "/reminders/resumption", {}, page="/reminders")
    pages.post(client, "/reminders/resumption", {}, page="/reminders", status=409)
