"""A letter leaves, is answered by mail, and the answer stands with its task; another comes back, and is seen in red."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from khworkflow import settings
from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.inbound import jobs, reception
from khworkflow.inbound.models import InboundMail
from khworkflow.inbound.reception import Reception
from khworkflow.mailing import post, runs as mailing
from khworkflow.mailing.addresses import ReturnAddresses
from khworkflow.tasks.models import Reply
from tests import factories, pages
from tests.cast import sign_in
from tests.dovecot import dovecot
from tests.pages import token_of
from tests.servers import smtp_sink

pytestmark = pytest.mark.slow
DOMAIN = "thu.khuyenhoc.example.vn"


@pytest.fixture
def office(client, monkeypatch):
    """Wire an office to a real mail server, and to a real mailbox in which answers arrive."""
    before, told, returns = post.room(), reception.reception(), ReturnAddresses(DOMAIN)
    with smtp_sink() as (sink, url), dovecot() as box:
        monkeypatch.setenv("SSL_CERT_FILE", str(box.authority))
        post.wire(replace(before, smtp_url=url, returns=returns))
        reception.wire(Reception(returns, box.url()))
        yield sink, box
    post.wire(before)
    reception.wire(told)


def answer(letter, words):
    """Answer as a mail program does: to Reply-To, with the letter quoted below."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = letter["To"], letter["Reply-To"], f"Re: {letter['Subject']}"
    mail["Message-ID"], mail["In-Reply-To"], mail["References"] = (
        "<tra-loi@example.test>",
        letter["Message-ID"],
        letter["Message-ID"],
    )
    quoted = "\n".join("> " + line for line in letter.get_body(("plain",)).get_content().splitlines())
    mail.set_content(f"{words}\n\nVào T2, 8 thg 7, 2019 lúc 09:00 Hội Khuyến học <khworkflow@localhost> đã viết:\n{quoted}\n")
    return mail.as_bytes()


def bounce(sender, address):
    """Report as Postfix does, to the envelope's sender, that the address knows nobody."""
    return (
        (
            f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.test\nTo: {sender}\nSubject: Undelivered Mail Returned to Sender\n"
            "Message-ID: <b@mx.example.test>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=R\n\n"
            "--R\nContent-Type: text/plain\n\nUser unknown\n\n--R\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
            f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n--R--\n"
        )
        .replace("\n", "\r\n")
        .encode()
    )


def test_from_the_letter_to_the_history_and_from_the_bounce_to_the_red_mark(office, client, cast):
    sink, box = office
    factories.issued(cast)
    mailing.post(clock.now())
    letters = {mail["To"].addresses[0].addr_spec: (mail, sender) for mail, sender in zip(sink.mails, sink.senders, strict=True)}
    box.put(answer(letters["lan@example.test"][0], "Đã họp, chọn 17 đồng chí."))
    box.put(bounce(letters["van@example.test"][1], "van@example.test"))

    jobs.look_and_handle()

    database.session.rollback()
    draft = database.session.scalars(select(InboundMail).where(InboundMail.fate == "draft_to_place")).one()
    assert draft.words == "Đã họp, chọn 17 đồng chí."
    number = draft.id
    sign_in(client, cast.thu)
    page = pages.get(client, f"/inbound/{number}").text
    fields = {"task_id": 3, "choice": "report_progress", "words": draft.words, "said_by": "Hoàng Thị Lan"}
    assert client.post(f"/inbound/{number}/confirmation", data={"csrf_token": token_of(page), **fields}).status_code == 303
    task = pages.get(client, "/tasks/3").text
    assert "Hoàng Thị Lan báo qua thư" in task
    assert database.session.scalars(select(Reply)).one().words == "Đã họp, chọn 17 đồng chí."
    sign_in(client, cast.hoa)
    assert "Thư không đến được" in pages.get(client, f"/associations/{cast.van_yen.id}").text
    assert "Không đến được" in pages.get(client, "/reminders?state=bounced").text
    assert (box.count("INBOX"), box.count("khworkflow")) == (0, 2)


def khworkflow(data, *words, given=b"", **env):
    known = os.environ | {"KHW_DATA": str(data), "KHW_REPLY_DOMAIN": DOMAIN} | env
    return subprocess.run(
        [sys.executable, "-m", "khworkflow", *words], input=given, capture_output=True, env=known, timeout=120, check=False
    )


def test_a_mail_server_hands_mail_over_by_pipe_and_by_lmtp_and_is_told_when_to_try_again(tmp_path, monkeypatch):
    data = tmp_path / "data"
    raw = (Path(__file__).parents[1] / "data" / "mail" / "gmail_en.eml").read_bytes()
    assert khworkflow(data, "receive", given=raw).returncode == 75, "no database yet: to be tried again"
    assert khworkflow(data, "migrate").returncode == 0
    taken = khworkflow(data, "receive", "--to", f"reply+{'a' * 32}@{DOMAIN}", given=raw)
    assert (taken.returncode, taken.stdout) == (0, b"")
    assert khworkflow(data, "receive", given=b"").returncode == 65
    assert khworkflow(data, "receive", given=raw, KHW_REPLY_DOMAIN="").returncode == 78
    assert khworkflow(data, "lmtp", KHW_REPLY_DOMAIN="").returncode == 1

    known = os.environ | {"KHW_DATA": str(data), "KHW_REPLY_DOMAIN": DOMAIN, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "khworkflow", "lmtp", "--port", "0"], stdout=subprocess.PIPE, env=known
    ) as server:
        try:
            port = int(server.stdout.readline().decode().rstrip(".\n ").split()[-1])
            with smtplib.LMTP("127.0.0.1", port) as line:
                assert line.sendmail("lan@example.test", [f"reply+{'b' * 32}@{DOMAIN}"], raw.replace(b"<g2@", b"<g3@")) == {}
        finally:
            server.terminate()
    import sqlite3

    with sqlite3.connect(data / "khworkflow.sqlite") as base:
        doors = base.execute("SELECT door, envelope_to FROM inbound_mail ORDER BY id").fetchall()
    base.close()
    assert doors == [("pipe", f"reply+{'a' * 32}@{DOMAIN}"), ("lmtp", f"reply+{'b' * 32}@{DOMAIN}")]


def test_the_doctor_tries_the_mailbox_and_prints_no_password(tmp_path):
    data = tmp_path / "data"
    khworkflow(data, "migrate")
    with dovecot() as box:
        good = khworkflow(data, "doctor", KHW_IMAP_URL=box.url(), SSL_CERT_FILE=str(box.authority)).stdout.decode()
        bad = khworkflow(
            data, "doctor", KHW_IMAP_URL=box.url(word="sai-mat-khau"), SSL_CERT_FILE=str(box.authority)
        ).stdout.decode()

    assert "! Thư đến\n    Người gửi thư trả lời chỉ được đối chiếu theo địa chỉ" in good
    assert "✗ Thư đến\n    Không đọc được hộp thư" in bad
    assert "sai-mat-khau" not in bad
    assert settings.load({"KHW_DATA": str(data)}).imap_url is None
