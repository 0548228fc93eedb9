"""How each part of the installation is, for whoever watches it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.inbound import commands as commands_in, reception
from khworkflow.inbound.models import Door, Mailbox
from khworkflow.inbound.reception import Reception
from khworkflow.mailing import traffic
from khworkflow.mailing.addresses import ReturnAddresses
from khworkflow.reminders import commands, runs
from tests import factories
from tests.conftest import MONDAY, at


def deep(client):
    answer = client.get("/healthz/deep")
    return answer.status_code, answer.get_json()


def test_a_timetable_that_never_looked_or_fell_silent_is_told(client, cast):
    assert deep(client)[0] == 503
    assert deep(client)[1]["timetable"] == "silent"

    with at(MONDAY):
        runs.tick()
        status, said = deep(client)
    assert (status, said["timetable"], said["oldest_mail_seconds"]) == (200, "ok", 0)
    with at(MONDAY + timedelta(minutes=6)):
        assert deep(client)[0] == 503


def test_the_oldest_mail_a_paused_server_and_held_letters_are_told(client, cast):
    factories.issued(cast)
    with at(MONDAY + timedelta(minutes=10)):
        runs.tick()  # no mail server is set up: letters wait
        with unit_of_work():
            commands.hold(cast.an.actor, "Phục hồi")
            traffic.trouble(MONDAY + timedelta(minutes=10), "refused", is_refusal=False)
    with at(MONDAY + timedelta(minutes=10, seconds=30)):
        status, said = deep(client)

    assert status == 503
    assert (said["mail_server"], said["letters"]) == ("paused", "held")
    assert 25 <= said["oldest_mail_seconds"] <= 40
    assert "refused" not in str(said)


def test_what_comes_in_is_told_how_long_it_waits_and_when_the_mailbox_was_last_read(client, cast):
    assert deep(client)[1]["mailbox"] == "off"
    before = reception.reception()
    reception.wire(Reception(ReturnAddresses("thu.example.vn"), "imaps://u:geheim@mail.example.vn"))
    try:
        with at(MONDAY), unit_of_work():
            database.session.add(Mailbox(name="u@mail.example.vn/INBOX", looked_at=MONDAY))
            commands_in.keep(b"From: a@b\r\n\r\nx", Door.IMAP)
        with at(MONDAY + timedelta(minutes=5)):
            said = deep(client)[1]
            assert (said["mailbox"], said["last_look_seconds"] // 10, said["oldest_inbound_seconds"] // 10) == ("ok", 30, 30)
            with unit_of_work():
                database.session.scalars(select(Mailbox)).one().trouble = "geheim"
            status, said = deep(client)
    finally:
        reception.wire(before)
    assert (status, said["mailbox"]) == (503, "trouble")
    assert "geheim" not in str(said)
