"""What leaves is what was meant: no header can be smuggled into a mail."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser

import pytest

from khworkflow.mailing import message
from khworkflow.mailing.message import Envelope, UnsafeMessage, build, header, headers_are_safe

EVIL = "=?utf-8?q?x=0D=0ABcc:_evil@example.org?="
AT = datetime(2019, 7, 8, 2, 0, tzinfo=UTC)


def envelope(**changed: str) -> Envelope:
    given = {
        "message_id": "<1@example.vn>",
        "sender": "khuyenhoc@example.vn",
        "sender_name": "Hội Khuyến học tỉnh Yên Bái",
        "to": "lan@example.vn",
        "to_name": "Hoàng Thị Lan",
        "list_id": "letter.example.vn",
    } | changed
    return Envelope(**given, at=AT)


def parsed(subject: str, **changed: str) -> EmailMessage:
    raw = build(envelope(**changed), subject, "Kính gửi đồng chí", "<p>Kính gửi đồng chí</p>")
    found = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(found, EmailMessage)
    return found


def test_a_mail_says_that_a_machine_wrote_it():
    mail = parsed("Khuyến học: 1 việc quá hạn")

    assert mail["Subject"] == "Khuyến học: 1 việc quá hạn"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Message-ID"] == "<1@example.vn>"
    assert mail["From"].addresses[0].addr_spec == "khuyenhoc@example.vn"
    assert mail["List-Id"] == "<letter.example.vn>"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("length", range(40, 140, 7))
def test_a_long_subject_and_a_long_name_keep_their_spaces(length):
    """A letter's subject counts things: "11 việc chưa tiếp nhận" is not to arrive as "11việc"."""
    words = ("Khuyến học: 2 việc quá hạn, 1 kết quả chờ xác nhận, 11 việc chưa tiếp nhận, " * 2)[:length].strip()

    raw = build(envelope(to_name=words), words, "Kính gửi", "<p>Kính gửi</p>")

    # as RFC 2047 reads them: Python's newer parser adds a space inside long names
    plain = BytesParser(policy=policy.compat32).parsebytes(raw)
    assert str(make_header(decode_header(plain["Subject"]))) == words
    assert str(make_header(decode_header(plain["To"]))) == f"{words} <lan@example.vn>"
    assert max(len(line) for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n")) <= 78


@pytest.mark.parametrize("place", ["subject", "to_name", "sender_name"])
@pytest.mark.parametrize(
    "text",
    [
        EVIL,
        f"=={EVIL}",
        "x\r\nBcc: evil@example.org",
        "x\nBcc: evil@example.org",
        "x\u2028Bcc: evil@example.org",
        "x\x85Bcc: evil@example.org",
        "x\x0bBcc: evil@example.org",
        "=\u200b?utf-8?q?x=0D=0ABcc:_evil@example.org?\u200b=",
    ],
)
def test_no_title_and_no_name_smuggles_a_header_in(place, text):
    mail = parsed(text) if place == "subject" else parsed("Việc", **{place: text})

    assert mail["Bcc"] is None
    assert sorted(name.lower() for name in mail if not name.lower().startswith("content-")) == [
        "auto-submitted", "date", "from", "list-id", "message-id", "mime-version", "subject", "to", "x-auto-response-suppress"
    ]  # fmt: skip


def test_without_defusing_the_reading_back_would_stop_it(monkeypatch):
    monkeypatch.setattr(message, "header", lambda text: text)
    probe = EmailMessage(policy=policy.SMTP)
    probe["Subject"] = EVIL
    if b"\r\nBcc:" not in probe.as_bytes():
        pytest.skip(f"Python {sys.version_info} has CVE-2024-6923 repaired")

    with pytest.raises(UnsafeMessage):
        build(envelope(), message.header(EVIL), "a", "<p>a</p>")


def test_the_self_test_at_start_tells_a_safe_builder_from_an_unsafe_one(monkeypatch):
    assert headers_are_safe()

    monkeypatch.setattr(message, "header", lambda text: text + "\nBcc: evil@example.org")

    assert not headers_are_safe()


def test_a_defused_title_is_still_readable():
    assert header("Kế hoạch =?= 2020") == "Kế hoạch = ?= 2020".replace("?=", "? =")


def test_an_address_that_is_none_is_not_built():
    with pytest.raises(UnsafeMessage):
        parsed("Việc", to="lan@example.vn\r\nBcc: evil@example.org")
