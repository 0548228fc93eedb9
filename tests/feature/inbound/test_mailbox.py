"""The office's mailbox on a real IMAP server: each mail once, marked and put aside, none deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.inbound import mailbox_runs, reception, runs
from khworkflow.inbound.fates import Fate
from khworkflow.inbound.models import Door, InboundMail, Mailbox
from khworkflow.inbound.reading.message import BYTES_MOST
from tests.conftest import at
from tests.dovecot import WORD, Dovecot, dovecot
from tests.feature.inbound.conftest import NOW, ONE

pytestmark = pytest.mark.slow
CORPUS = Path(__file__).parents[2] / "data" / "mail"


@pytest.fixture(scope="module")
def server():
    """Start one server for all tests here."""
    with dovecot() as started:
        yield started


@pytest.fixture
def box(server: Dovecot, house, monkeypatch):
    """Return an empty mailbox that the reception looks through."""
    server.forget()
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    reception.wire(replace(house, imap_url=server.url()))
    return server


def mail(name="gmail_en"):
    return (CORPUS / f"{name}.eml").read_bytes()


def rows():
    database.session.rollback()
    return list(database.session.scalars(select(InboundMail).order_by(InboundMail.id)))


def box_row():
    database.session.rollback()
    return database.session.scalars(select(Mailbox)).one()


def test_a_reply_in_the_mailbox_becomes_a_draft_and_is_put_aside_unread_by_nobody(box, written):
    box.put(mail())
    with at(clock.now()):
        assert mailbox_runs.look() == 1
        runs.handle()

    [row] = rows()
    assert (row.fate, row.door, row.task_id) == (Fate.DRAFT, Door.IMAP, written.staffing)
    assert (box.count("INBOX"), box.count("khworkflow")) == (0, 1)
    imap = box.client()
    imap.select("khworkflow")
    flags = imap.fetch("1", "(FLAGS)")[1][0]
    imap.logout()
    assert b"\\Seen" in flags
    assert b"khworkflow" in flags
    assert box_row().looked_at is not None


def test_looking_again_takes_nothing_again_and_new_mail_alone(box, written):
    box.put(mail())
    assert [mailbox_runs.look(), mailbox_runs.look()] == [1, 0]
    box.put(mail("iphone_vi"))

    assert mailbox_runs.look() == 1
    assert len(rows()) == 2


def test_a_break_between_keeping_and_putting_aside_doubles_nothing(box, written, monkeypatch):
    box.put(mail())
    with monkeypatch.context() as broken:
        broken.setattr("khworkflow.inbound.imap.Folder.put_aside", interrupt)
        with pytest.raises(KeyboardInterrupt):
            mailbox_runs.look()
    assert (len(rows()), box.count("INBOX")) == (1, 1)
    with at(clock.now() + mailbox_runs.LEASE + timedelta(seconds=1)):
        assert mailbox_runs.look() == 0

    assert len(rows()) == 1


def interrupt(self, uids):
    raise KeyboardInterrupt


def test_a_mailbox_that_is_numbered_anew_is_read_anew_and_known_by_its_bytes(box, written):
    box.put(mail())
    mailbox_runs.look()
    before = box_row().uid_validity
    box.forget()
    with unit_of_work():
        box_row().uid_validity = before + 7  # as if the server had lost its numbers
    box.put(mail())
    box.put(mail("iphone_vi"))

    assert mailbox_runs.look() == 1
    assert len(rows()) == 2


def test_a_mailbox_full_of_old_mail_is_not_taken_for_answers(box, written):
    import imaplib

    imap = box.client()
    old = imaplib.Time2Internaldate((clock.now() - timedelta(days=400)).timestamp())
    for number in range(3):
        imap.append("INBOX", "", old, b"Subject: c\xc5\xa9 %d\r\n\r\nx" % number)
    imap.logout()

    assert mailbox_runs.look() == 0
    box.put(mail())
    assert mailbox_runs.look() == 1
    assert (box.count("INBOX"), box.count("khworkflow")) == (3, 1)


def test_of_a_mail_that_is_too_large_only_the_head_is_fetched_and_its_sender_is_told(box, written):
    head = mail().split(b"\r\n\r\n")[0]
    box.put(head + b"\r\n\r\n" + b"x" * 76 * 10 + b"\r\n" + (b"y" * 998 + b"\r\n") * (BYTES_MOST // 1000 + 10))
    mailbox_runs.look()
    runs.handle()

    [row] = rows()
    assert row.fate is Fate.TOO_LARGE
    assert row.size > BYTES_MOST
    assert row.from_address == "lan@example.test"
    assert (
        database.session.scalar(
            select(func.count())
            .select_from(database.metadata.tables["mail"])
            .where(database.metadata.tables["mail"].c.kind == "reply_notice")
        )
        == 1
    )


@pytest.mark.parametrize(
    ("scheme", "word", "words"),
    [("imaps", "sai-mat-khau", "AUTHENTICATIONFAILED"), ("imap+starttls", "sai-mat-khau", "AUTHENTICATIONFAILED")],
)
def test_a_mailbox_that_lets_nobody_in_is_left_alone_for_longer_each_time(box, house, scheme, word, words):
    reception.wire(replace(house, imap_url=box.url(scheme, word)))
    with at(NOW):
        assert mailbox_runs.look() == 0
        row = box_row()
        assert words in row.trouble
        assert word not in row.trouble
        first = row.next_look_at - clock.now()
    with at(NOW + timedelta(minutes=2)):
        mailbox_runs.look()
        assert box_row().troubles == 2
        assert box_row().next_look_at - clock.now() > first
    with at(NOW + timedelta(minutes=3)):
        mailbox_runs.look()
        assert box_row().troubles == 2, "it is not its time yet"


def test_starttls_reads_the_mailbox_too(box, house, written):
    reception.wire(replace(house, imap_url=box.url("imap+starttls")))
    box.put(mail())

    assert mailbox_runs.look() == 1


@pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])
def test_a_server_that_nobody_vouches_for_gets_no_password(box, house, monkeypatch, scheme):
    monkeypatch.delenv("SSL_CERT_FILE")
    reception.wire(replace(house, imap_url=box.url(scheme)))
    mailbox_runs.look()

    assert "CERTIFICATE_VERIFY_FAILED" in box_row().trouble
    assert WORD not in (box.folder / "log").read_text()


def test_two_that_look_at_once_take_each_mail_once(box, written, app, db):
    import threading

    for name in ("gmail_en", "iphone_vi", "yahoo_vi"):
        box.put(mail(name))
    db.remove()
    barrier, taken = threading.Barrier(2), []

    def look():
        with app.app_context():
            barrier.wait()
            taken.append(mailbox_runs.look())
            database.session.remove()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [0, 3]
    assert len(rows()) == 3


def test_without_a_mailbox_nobody_looks(house):
    assert mailbox_runs.look() == 0
    assert database.session.scalar(select(func.count()).select_from(Mailbox)) == 0
    assert ONE
