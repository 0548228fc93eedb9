"""Mail comes in by a real LMTP conversation, and by standard input; what goes wrong is said so that it is tried again."""

from __future__ import annotations

import asyncio
import smtplib
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import store
from khworkflow.inbound import commands, lmtp, reception, runs
from khworkflow.inbound.fates import Fate
from khworkflow.inbound.models import Door, InboundMail
from khworkflow.inbound.reading.message import BYTES_MOST
from khworkflow.mailing.models import Mail, Owed
from tests.conftest import at
from tests.feature.inbound.conftest import DOMAIN, NOW, ONE, SEVERAL

CORPUS = Path(__file__).parents[2] / "data" / "mail"
REPLY = f"reply+{ONE}@{DOMAIN}"


def mail(name="gmail_en"):
    return (CORPUS / f"{name}.eml").read_bytes()


def rows():
    database.session.rollback()
    return list(database.session.scalars(select(InboundMail).order_by(InboundMail.id)))


class Listening:
    """An LMTP server in a thread of its own."""

    def __init__(self, keep, is_ours):
        self.port, self.ready = 0, threading.Event()
        self.loop = asyncio.new_event_loop()
        self.handler = lmtp.Handler(keep, is_ours)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        assert self.ready.wait(10)

    def run(self):
        asyncio.set_event_loop(self.loop)
        self.task = self.loop.create_task(lmtp.listen("127.0.0.1", 0, self.handler, self.listening))
        try:
            self.loop.run_until_complete(self.task)
        except asyncio.CancelledError:
            pass
        finally:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()

    def listening(self, port):
        self.port = port
        self.ready.set()

    def stop(self):
        self.loop.call_soon_threadsafe(self.task.cancel)
        self.thread.join(10)
        self.handler.close()


@pytest.fixture
def door(app, written):
    def keep(raw, to):
        with app.app_context():
            if fails:
                raise OSError("the disk is full")
            runs.take(raw, Door.LMTP, to)
            database.session.remove()

    fails = []
    server = Listening(keep, reception.reception().returns.is_ours)
    server.fails = fails
    yield server
    server.stop()


def test_a_mail_is_kept_before_the_server_says_so_and_its_envelope_counts(door, written):
    raw = mail("no_token").replace(b"vanphong@khuyenhoc.example.vn", b"undisclosed@example.test")
    with smtplib.LMTP("127.0.0.1", door.port) as line:
        assert line.sendmail("lan@example.test", [REPLY], raw) == {}

    [row] = rows()
    assert store.path(row.sha256, commands.SHELF).read_bytes() == raw
    with at(NOW):
        runs.handle()
    assert rows()[0].fate is Fate.DRAFT
    assert rows()[0].door is Door.LMTP


def test_each_recipient_gets_an_answer_of_his_own(door):
    with smtplib.LMTP("127.0.0.1", door.port) as line:
        line.ehlo()
        line.mail("lan@example.test")
        assert line.rcpt(REPLY)[0] == 250
        assert line.rcpt(f"reply+{SEVERAL}@{DOMAIN}")[0] == 250
        assert line.rcpt("ai-do@example.test") == (550, b"5.1.1 no such address here")
        assert line.data(mail())[0] == 250
        assert line.getreply()[0] == 250


def test_the_hundred_and_first_recipient_is_asked_to_come_later(door):
    with smtplib.LMTP("127.0.0.1", door.port) as line:
        line.ehlo()
        line.mail("lan@example.test")
        said = [line.rcpt(f"reply+{number:032x}@{DOMAIN}")[0] for number in range(101)]

    assert said == [250] * 100 + [452]


def test_a_mail_of_fifty_megabytes_is_refused_at_the_door(door):
    with smtplib.LMTP("127.0.0.1", door.port) as line, pytest.raises(smtplib.SMTPException) as refused:
        line.sendmail("lan@example.test", [REPLY], b"Subject: x\r\n\r\n" + (b"y" * 998 + b"\r\n") * 50_000)

    assert "552" in str(refused.value)
    assert rows() == []


def test_what_cannot_be_kept_is_to_be_tried_again(door):
    door.fails.append(1)
    with smtplib.LMTP("127.0.0.1", door.port) as line, pytest.raises(smtplib.SMTPDataError) as later:
        line.sendmail("lan@example.test", [REPLY], mail())

    assert later.value.smtp_code == 451
    assert rows() == []


def test_the_same_mail_twice_and_once_more_by_another_way_is_one_draft(written):
    again = b"Received: from mx2.example.test by mx1; Mon, 8 Jul 2019 10:00:00 +0700\r\n" + mail()
    with at(NOW):
        assert runs.take(mail(), Door.LMTP, [REPLY]) is not None
        assert runs.take(mail(), Door.LMTP, [REPLY]) is None
        runs.take(again, Door.IMAP)
        assert runs.handle() == {"draft": 1, "duplicate": 1}


def test_a_mail_that_kills_every_try_is_given_up_and_stops_no_other(written, monkeypatch):
    with at(NOW):
        bad, good = runs.take(mail("iphone_vi"), Door.PIPE), runs.take(mail(), Door.PIPE)
    real = runs.deciding.decide

    def decide(row, arrival, now):
        if row.id == bad:
            raise MemoryError
        return real(row, arrival, now)

    monkeypatch.setattr(runs.deciding, "decide", decide)
    for hour in range(6):
        with at(NOW + timedelta(hours=2 * hour)):
            runs.handle()

    database.session.rollback()
    assert database.session.get_one(InboundMail, bad).fate is Fate.UNREADABLE
    assert database.session.get_one(InboundMail, bad).attempts == runs.TRIES_MOST
    assert database.session.get_one(InboundMail, good).fate is Fate.DRAFT


def test_a_worker_that_died_with_a_mail_leaves_it_to_the_next(written):
    with at(NOW):
        number = runs.take(mail(), Door.PIPE)
        assert runs._claim("dead", clock.now())[0] == number  # noqa: SLF001 - the first half of a run
        assert runs.handle() == {}
    with at(NOW + runs.LEASE + timedelta(seconds=1)):
        assert runs.handle() == {"draft": 1}


def test_a_fault_in_the_middle_leaves_nothing_half_done(written, monkeypatch):
    monkeypatch.setattr("khworkflow.inbound.notices.tell_office", lambda *_: 1 / 0)
    with at(NOW):
        runs.take(mail("attachment_pdf"), Door.PIPE)
        assert runs.handle() == {"later": 1}

    assert rows()[0].fate is None
    assert database.session.scalar(select(func.count()).select_from(database.metadata.tables["file"])) == 0
    assert database.session.scalar(select(func.count()).where(Owed.kind == "mail_answered")) == 0


def test_a_sender_hears_once_a_day_whatever_he_sends(written):
    with at(NOW):
        for name in ("empty", "only_quote", "only_quote_html"):
            runs.take(mail(name), Door.PIPE)
        runs.handle()
    with at(NOW + timedelta(days=1)):
        runs.take(mail("signature_only"), Door.PIPE)
        runs.handle()

    notices = list(database.session.scalars(select(Mail).where(Mail.kind == "reply_notice").order_by(Mail.id)))
    assert [one.payload["reason"] for one in notices] == ["empty", "empty"]


def test_bytes_go_after_thirty_days_and_words_of_what_waits_for_nobody(written):
    with at(NOW):
        draft, held = runs.take(mail(), Door.PIPE), runs.take(mail("postfix_unknown_user"), Door.PIPE)
        runs.handle()
    with at(NOW + timedelta(days=29)):
        runs.handle()
        assert all(store.path(row.sha256, commands.SHELF).is_file() for row in rows())
    with at(NOW + timedelta(days=31)):
        runs.handle()

    assert not any(store.path(row.sha256, commands.SHELF).exists() for row in rows())
    assert [row.words != "" for row in rows()] == [True, False]
    assert [row.id for row in rows()] == [draft, held]


def test_a_forged_sender_is_held_where_our_exchanger_says_so(written, house):
    from dataclasses import replace

    reception.wire(replace(house, authserv_id="mx.example.vn"))
    good = b"Authentication-Results: mx.example.vn; dmarc=pass header.from=example.test\r\n" + mail("iphone_vi")
    evil = b"Authentication-Results: mx.evil.example; dmarc=pass header.from=example.test\r\n" + mail()
    with at(NOW):
        runs.take(good, Door.PIPE)
        runs.take(evil, Door.PIPE)
        runs.handle()

    assert [(row.fate, row.is_proven) for row in rows()] == [(Fate.DRAFT, True), (Fate.UNPROVEN_SENDER, False)]


def test_of_a_mail_that_is_too_large_the_head_alone_is_kept(written):
    with at(NOW):
        number = runs.take(mail() + b"x" * BYTES_MOST, Door.PIPE)
        runs.handle()

    row = database.session.get_one(InboundMail, number)
    assert row.fate is Fate.TOO_LARGE
    assert store.path(row.sha256, commands.SHELF).stat().st_size < 100_000
    with unit_of_work():
        assert row.size > BYTES_MOST
