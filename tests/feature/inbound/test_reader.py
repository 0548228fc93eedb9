"""One evil mail costs bounded seconds and memory, and the next one is read all the same."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from khworkflow.core.db import database
from khworkflow.inbound import runs
from khworkflow.inbound.fates import Fate
from khworkflow.inbound.models import Door, InboundMail
from khworkflow.inbound.reader import Reader
from khworkflow.inbound.reading.message import BYTES_MOST, read
from tests.conftest import at
from tests.feature.inbound.conftest import NOW

HEAD = b"From: Lan <lan@example.test>\r\nMessage-ID: <a@b>\r\n"
#: Each of them takes minutes, or nearly a gibibyte, where nothing stops it.
PARAMETERS = HEAD + b"Content-Type: text/plain; " + b"a*0=b; " * 500_000 + b"\r\n\r\nx"
HEADERS = HEAD + b"a:b\n" * 3_000_000 + b"\nx"
GOOD = (Path(__file__).parents[2] / "data" / "mail" / "attachment_pdf.eml").read_bytes()


def test_a_mail_that_takes_too_much_memory_is_unreadable_and_the_next_is_read():
    with Reader(mebibytes=200) as reader:
        assert reader.read(HEADERS).flaw is Fate.UNREADABLE
        assert reader.read(GOOD) == read(GOOD)


def test_of_a_mail_that_is_too_large_only_its_beginning_goes_to_the_reader():
    with Reader() as reader:
        assert reader.read(HEAD + b"\r\n" + b"x" * (2 * BYTES_MOST)).flaw is Fate.TOO_LARGE


def test_the_largest_mail_that_a_telephone_sends_is_read():
    photo = b"QUJD" * 18 + b"\r\n"
    raw = HEAD + b"Content-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n" + photo * (14 * 2**20 // 74)
    with Reader() as reader:
        assert [len(one.content) > 10_000_000 for one in reader.read(raw).attached] == [True]


def test_a_reader_that_does_not_start_condemns_no_mail(written, monkeypatch):
    monkeypatch.setattr("khworkflow.inbound.reader.sys.executable", "/bin/false")
    with at(NOW):
        number = runs.take(GOOD, Door.PIPE)
        assert runs.handle() == {"later": 1}

    database.session.rollback()
    assert database.session.get_one(InboundMail, number).fate is None


def test_a_reader_that_is_ended_from_outside_condemns_no_mail():
    with Reader() as reader:
        reader.read(GOOD)
        child = reader._child  # noqa: SLF001 - the machine ends it, for want of memory
        child.kill()
        child.wait()
        with pytest.raises(OSError, match="from outside"):
            reader.read(GOOD)
        assert reader.read(GOOD) == read(GOOD)


def test_an_evil_mail_meets_its_fate_at_the_first_try_and_stops_no_other(written, monkeypatch):
    monkeypatch.setattr(runs, "Reader", lambda: Reader(seconds=1))
    began = time.monotonic()
    with at(NOW):
        evil, good = runs.take(PARAMETERS, Door.PIPE), runs.take(GOOD, Door.PIPE)
        assert runs.handle() == {"unreadable": 1, "draft": 1}

    database.session.rollback()
    row = database.session.get_one(InboundMail, evil)
    assert (row.fate, row.attempts, row.from_address, row.message_id) == (Fate.UNREADABLE, 1, "lan@example.test", "<a@b>")
    assert database.session.get_one(InboundMail, good).fate is Fate.DRAFT
    assert time.monotonic() - began < runs.LEASE.total_seconds()
