"""The ledger of mails, as the committee and the administrator see it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing import delivery, runs
from khworkflow.mailing.commands import plan_account_mail
from khworkflow.mailing.models import Mail
from khworkflow.mailing.smtp import Answer, Verdict
from tests import factories, pages
from tests.cast import sign_in


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
    assert page.count("Chưa gửi") == 9
    page = pages.get(client, f"/reminders/{number}").text
    assert "Nội dung nếu gửi lúc này" in page
    assert "Báo cáo mô hình học tập" in page


def test_words_are_honest_the_server_accepted_nobody_read(client, cast):
    factories.issued(cast)
    runs.gather(clock.now())
    number = letter_to(cast.lan)
    for step in ("claim", "begin", "conclude"):
        with unit_of_work():
            now = clock.now()
            if step == "claim":
                delivery.claim([number], "me", now)
            elif step == "begin":
                delivery.begin(number, "me", now)
            else:
                delivery.conclude(number, "me", Answer(Verdict.ACCEPTED, "250 2.0.0 kept"), now, is_fresh=True)
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
