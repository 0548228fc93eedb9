"""Addresses at which mail comes back, and what a refusal does to an address: over a real SMTP server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from khworkflow.mailing import addresses, bounces, post, runs, traffic
from khworkflow.mailing.addresses import ReturnAddresses, Way
from khworkflow.mailing.commands import owe
from khworkflow.mailing.events import AddressRefused, AddressReleased
from khworkflow.mailing.models import Mail, MailAddress, MailState, Owed
from khworkflow.mailing.verdicts import Blame
from tests import factories, pages
from tests.cast import sign_in
from tests.conftest import MONDAY, at
from tests.pages import token_of

NOON = MONDAY + timedelta(hours=3)


@pytest.fixture
def returns(sink):
    """Let mail come back to a domain."""
    before = post.room()
    post.wire(replace(before, returns=ReturnAddresses("thu.khuyenhoc.example.vn")))
    yield sink
    post.wire(before)


def tell(person, key="a"):
    with unit_of_work():
        owe(person.id, "conclusion_issued", "conclusion:1", key=f"{key}-{person.id}", association_id=0)


def letter_to(cast, person):
    database.session.rollback()
    return database.session.scalars(select(Mail).where(Mail.person_id == person.id).order_by(Mail.id.desc())).first()


def events(person):
    return [log.event_of(entry) for entry in log.history(f"person:{person.id}")]


def refuse(sink, words):
    sink.says["RCPT"] = words


def test_a_letter_says_where_its_answer_goes_and_its_envelope_where_it_comes_back(cast, returns):
    factories.issued(cast)
    runs.post()

    mail = next(one for one in returns.mails if "lan@" in one["To"])
    kept = letter_to(cast, cast.lan)
    ours = ReturnAddresses("thu.khuyenhoc.example.vn")
    way, token = ours.read(mail["Reply-To"].addresses[0].addr_spec)
    assert way is Way.REPLY
    assert kept.reply_hash == addresses.hashed(token)
    assert token not in repr(vars(kept)), "the token itself is kept nowhere"
    assert f"<{returns.senders[returns.mails.index(mail)].split('+')[1].split('@')[0]}@" in kept.message_id
    text = mail.get_body(("plain",)).get_content()
    assert text.startswith("—Trả lời phía trên dòng này—")
    assert "có người đọc và ghi vào nhiệm vụ" in text
    assert len({one["Reply-To"] for one in returns.mails}) == 9


def test_where_nobody_looks_for_answers_none_are_asked_for(cast, sink):
    factories.issued(cast)
    runs.post()

    assert [one["Reply-To"] for one in sink.mails] == [None] * 9
    assert set(sink.senders) == {post.room().sender}
    assert "Trả lời phía trên" not in sink.mails[0].as_string()


def test_a_copy_of_a_letter_has_the_same_reply_address_also_after_the_key_was_changed(cast, returns):
    factories.issued(cast)
    refuse(returns, "450 4.2.0 later")
    runs.post()
    first = letter_to(cast, cast.lan).reply_hash
    returns.says.clear()
    before = post.room()
    post.wire(replace(before, secret="n" * 40, older_secrets=(before.secret,)))
    runs.post(NOON)

    mail = next(one for one in returns.mails if "lan@" in one["To"])
    token = ReturnAddresses("thu.khuyenhoc.example.vn").read(mail["Reply-To"].addresses[0].addr_spec)[1]
    assert addresses.hashed(token) == first == letter_to(cast, cast.lan).reply_hash


@pytest.mark.parametrize("words", ["550 5.1.1 <lan@example.test>: User unknown", "550 5.1.10 RecipientNotFound"])
def test_an_address_that_knows_nobody_gets_nothing_more_until_it_changes(cast, returns, words):
    factories.issued(cast)
    refuse(returns, words)
    runs.post()
    returns.says.clear()

    assert letter_to(cast, cast.lan).state is MailState.FAILED
    assert isinstance(events(cast.lan)[-1], AddressRefused)
    assert cast.lan.user.email.lower() in bounces.blocked([cast.lan.user.email.upper()])
    tell(cast.lan)
    with at(NOON + timedelta(days=1)):
        runs.post()
        assert set(returns.recipients) == {cast.hoa.user.email}, "the committee hears of it, and nobody else of anything"
        assert "Hoàng Thị Lan" in returns.mails[0].get_body(("plain",)).get_content()
        returns.mails.clear()
        with unit_of_work():
            cast.lan.user.email = "lan.moi@example.test"
        factories.issued(cast, "06/TB-HKH")
        runs.post()
    assert [one["To"].addresses[0].addr_spec for one in returns.mails] == ["lan.moi@example.test"]


def test_a_person_who_looked_into_it_lets_letters_go_there_again(cast, client, returns):
    factories.issued(cast)
    refuse(returns, "550 5.1.1 User unknown")
    runs.post()
    returns.says.clear()
    sign_in(client, cast.hoa)

    page = pages.get(client, "/reminders").text
    assert page.count("Gửi lại thư đến địa chỉ này") == 9
    unit = pages.get(client, f"/associations/{cast.luc_yen.id}").text
    assert "Thư không đến được" in unit
    assert "550 5.1.1 User unknown" in unit
    client.post(f"/reminders/unreached/{cast.lan.id}/release", data={"csrf_token": token_of(page)})

    assert isinstance(events(cast.lan)[-1], AddressReleased)
    assert "Thư không đến được" not in pages.get(client, f"/associations/{cast.luc_yen.id}").text
    tell(cast.lan)
    assert client.post(f"/reminders/unreached/{cast.lan.id}/release", data={"csrf_token": token_of(page)}).status_code == 409


@pytest.mark.parametrize("words", ["552 5.2.2 Mailbox full", "550 5.7.1 Message rejected", "554 5.3.4 too big"])
def test_what_is_not_the_addresss_fault_is_shown_and_not_held_against_it(cast, returns, words):
    factories.issued(cast)
    refuse(returns, words)
    runs.post()

    mail = letter_to(cast, cast.lan)
    assert (mail.state, mail.answer) == (MailState.FAILED, words)
    assert bounces.blocked([cast.lan.user.email]) == {}


@pytest.mark.parametrize("words", ["550 5.7.26 Unauthenticated email is not accepted (DMARC)", "535 5.7.8 wrong password"])
def test_a_fault_of_ours_stops_the_queue_and_costs_no_mail_a_try(cast, returns, words):
    factories.issued(cast)
    refuse(returns, words)
    ends = runs.post()

    assert ends["not_us"] == 1
    assert {one.attempts for one in database.session.scalars(select(Mail))} == {0}
    with unit_of_work():
        assert words in traffic.seen().trouble


def test_a_full_mailbox_is_left_alone_after_four_times_unless_it_was_long_ago(cast, returns):
    factories.issued(cast)
    runs.post()
    mail_id = letter_to(cast, cast.lan).id

    def full(day, status):
        with unit_of_work():
            mail = database.session.get_one(Mail, mail_id)
            return bounces.note(mail, Blame.SOFT, status, "552 5.2.2 full", MONDAY + timedelta(days=day))

    assert [full(day, f"4.2.{day}") for day in (0, 20, 40, 60)] == [False] * 4
    assert [full(60 + day, f"4.3.{day}") for day in range(1, 4)] == [False, False, True]
    row = database.session.scalars(select(MailAddress)).one()
    assert 4 <= row.score < 5


def test_a_letter_that_came_back_is_owed_again_and_can_be_sent_anew(cast, client, returns):
    factories.issued(cast)
    runs.post()
    with unit_of_work():
        bounces.note(letter_to(cast, cast.lan), Blame.HARD, "5.1.1", "550 5.1.1 no such user", clock.now())

    mail = letter_to(cast, cast.lan)
    assert mail.state is MailState.BOUNCED
    assert [one.settled_at for one in database.session.scalars(select(Owed).where(Owed.mail_id == mail.id))] == [None]
    mail_id = mail.id
    sign_in(client, cast.hoa)
    assert "Không đến được" in pages.get(client, "/reminders?state=bounced").text
    with unit_of_work():
        cast.lan.user.email = "lan.moi@example.test"
    page = pages.get(client, "/reminders").text
    sign_in(client, cast.an)
    page = pages.get(client, f"/reminders/{mail_id}").text
    assert client.post(f"/reminders/{mail_id}/sending", data={"csrf_token": token_of(page)}).status_code == 303
    runs.post()
    assert returns.recipients[-1] == "lan.moi@example.test"


def test_the_same_bounce_twice_counts_once(cast, returns):
    factories.issued(cast)
    runs.post()
    for _ in range(2):
        with unit_of_work():
            bounces.note(letter_to(cast, cast.lan), Blame.SOFT, "4.2.2", "452 4.2.2 full", clock.now())

    assert database.session.scalars(select(MailAddress.score)).one() == 1.0
