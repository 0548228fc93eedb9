"""Whatever the bytes of a mail are, something is said of it, and no mail costs more than a moment."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings, strategies as st

from khworkflow.inbound.fates import Fate
from khworkflow.inbound.reading import html, quoted
from khworkflow.inbound.reading.message import BYTES_MOST, SUBJECT_MOST, read
from khworkflow.inbound.reading.proof import is_proven

HEAD = b"From: Lan <lan@example.test>\r\nMessage-ID: <a@b>\r\n"
TOKENS = st.sampled_from([
    b"From: ", b"To: ", b"Subject: ", b"=?utf-8?B?", b"?=", b"\r\n", b"\n", b"\r\n\r\n", b"--B", b"--B--", b"Content-Type: multipart/mixed; boundary=B",
    b"Content-Type: message/rfc822", b"Content-Type: message/delivery-status", b"Content-Type: text/html; charset=x-evil", b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: x-uuencode", b"Content-Disposition: attachment; filename*0*=utf-8''%E1", b"\x00", b"\xff\xfe", b"<", b">", b"@", b'"',
    b"Date: ", b"Auto-Submitted: ", b"<![", b"<!--", b'boundary="', b";", b"Received: ", b"Content-Type: multipart/report; report-type=delivery-status; boundary=B",
])  # fmt: skip


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=3_000), st.lists(st.one_of(TOKENS, st.binary(max_size=12)), max_size=60).map(b"".join)))
@example(b"")
@example(b'From: \xff\xfe\r\nSubject: =?utf-8?B?\xff?=\r\nContent-Type: text/plain; charset="\xff"\r\n\r\n\xff')
def test_no_bytes_are_refused_by_an_error(raw):
    arrival = read(raw)

    assert len(arrival.subject) <= SUBJECT_MOST
    assert "\x00" not in arrival.words + arrival.from_name + arrival.subject
    arrival.words.encode()
    arrival.subject.encode()


@given(st.text(max_size=2_000))
@example("<![x")
def test_any_markup_and_any_text_give_words(text):
    assert isinstance(html.text_of(text)[0], str)
    assert isinstance(quoted.cut(text)[0], str)


def nested(depth: int) -> bytes:
    parts = [b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (one, one) for one in range(depth)]
    return b"".join([HEAD, *parts, b"Content-Type: text/plain\r\n\r\nx\r\n"])


@pytest.mark.parametrize(
    ("raw", "flaw"),
    [
        (nested(1_000), Fate.TOO_DEEP),
        (nested(40), Fate.TOO_DEEP),
        (HEAD + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n" + b"--B\r\n\r\nx\r\n" * 50_000, Fate.TOO_DEEP),
        (HEAD + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n" + b"--B\r\n\r\nx\r\n" * 1_500, Fate.TOO_DEEP),
        (HEAD + b"\r\n" + b"x" * 50_000_000, Fate.TOO_LARGE),
        (HEAD + b"Subject: " + b"S" * 100_000 + b"\r\n\r\nx", None),
        (HEAD + b"To: " + b", ".join(b"a%d@example.test" % number for number in range(5_000)) + b"\r\n\r\nx", None),
        (HEAD + b"".join(b"X-%d: y\r\n" % number for number in range(20_000)) + b"\r\nx", None),
        (HEAD + b"Subject: " + b"=?utf-8?Q?=E1?= " * 5_000 + b"\r\n\r\nx", None),
        (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 200_000, None),
        (HEAD + b"\r\n" + b"V\xc3\xa0o 1 <" * 50_000, None),
        (HEAD + b"\r\n" + b"> " * 500_000 + b"\r\n", None),
        (HEAD + b"\r\n" + "Từ: x\n".encode() * 50_000, None),
    ],
    ids=[
        "deep",
        "forty",
        "many parts",
        "parts",
        "large",
        "subject",
        "recipients",
        "headers",
        "words",
        "tags",
        "attribution",
        "quotes",
        "from",
    ],
)
def test_a_bomb_costs_a_moment(raw, flaw):
    began = time.process_time()
    arrival = read(raw)

    assert time.process_time() - began < 5
    assert arrival.flaw is flaw
    assert arrival.from_address == "lan@example.test"
    assert len(arrival.subject) <= SUBJECT_MOST
    assert len(arrival.recipients) <= 50
    assert BYTES_MOST == 15 * 1024 * 1024


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("lan@example.test", "lan@example.test"),
        ("Lan <LAN@Example.Test>", "lan@example.test"),
        ('"khac@evil.example" <lan@example.test>', "lan@example.test"),
        ("=?utf-8?B?TGFuIDxraGFjQGV2aWw+?= <lan@example.test>", "lan@example.test"),
        ("lan@example.test (khac@evil.example)", "lan@example.test"),
        ("khac@evil.example <lan@example.test>", ""),
        ("<lan@example.test> <khac@evil.example>", ""),
        ("lan@example.test, khac@evil.example", ""),
        ("Nhóm: lan@example.test;", ""),
        ("lan@example.test\r\n khac@evil.example", ""),
        ("", ""),
    ],
)
def test_a_mail_is_from_exactly_one_address_or_from_nobody(header, address):
    assert read(f"From: {header}\r\n\r\nx".encode()).from_address == address


def test_two_from_lines_are_nobodys():
    assert read(b"From: lan@example.test\r\nFrom: khac@evil.example\r\n\r\nx").from_address == ""


@pytest.mark.parametrize(
    ("results", "proven"),
    [
        (["mx.example.vn; dmarc=pass header.from=example.test"], True),
        (["mx.example.vn; spf=pass smtp.mailfrom=lan@example.test"], True),
        (["mx.example.vn 1; dkim=pass (2048-bit key) header.d=mail.example.test"], True),
        (["mx.example.vn; dkim=pass header.i=@example.test; dmarc=fail header.from=example.test"], False),
        (["mx.example.vn; spf=pass smtp.mailfrom=evil.example; dkim=none"], False),
        (["mx.example.vn; dkim=pass header.d=test"], False),
        (["evil.example; dmarc=pass"], False),
        (["mx.example.vn.evil.example; dmarc=pass"], False),
        (["mx.example.vn; dmarc=fail", "mx.example.vn; dmarc=pass"], False),
        (["(mx.example.vn;) evil.example; dmarc=pass"], False),
        ([], False),
        (["; ; ="], False),
    ],
)
def test_only_the_topmost_word_of_our_own_exchanger_proves_a_sender(results, proven):
    assert is_proven(results, "MX.example.vn", "lan@example.test") is proven


def test_where_no_exchanger_is_ours_nothing_is_proven_and_nothing_denied():
    assert is_proven(["mx.example.vn; dmarc=pass"], None, "lan@example.test") is None


def test_a_persons_own_sentence_with_viet_is_not_taken_for_a_quotation():
    words = "Ban Tổ chức Huyện ủy đã viết:\nđồng ý với danh sách.\nNgày mai gửi."

    assert quoted.cut(words) == (words, False)


def test_a_mail_built_by_pythons_own_hand_is_read_back():
    message = EmailMessage()
    message["From"], message["Subject"] = "Hoàng Thị Lan <lan@example.test>", "Trả lời: Khuyến học"
    message.set_content("Đã họp.\n")
    message.add_attachment(b"%PDF-1.4 %%EOF", maintype="application", subtype="pdf", filename="biên bản.pdf")
    arrival = read(message.as_bytes())

    assert (arrival.from_name, arrival.subject, arrival.words) == ("Hoàng Thị Lan", "Trả lời: Khuyến học", "Đã họp.")
    assert [one.name for one in arrival.attached] == ["biên bản.pdf"]
