"""Speaking to mail servers as they are: with TLS and passwords, with refusals, and with lines that break."""

from __future__ import annotations

import socket
import ssl
import threading
from urllib.parse import quote

import pytest
import trustme

from khworkflow.mailing.smtp import Line, Verdict
from tests.servers import only, smtp_sink

RAW = b"Message-ID: <1@example.test>\r\nSubject: Viec moi\r\n\r\nKinh gui dong chi\r\n"
WORD = "m@t kh/u"
SENDER, TO = "khuyenhoc@example.test", "lan@example.test"


@pytest.fixture
def authority(monkeypatch, tmp_path):
    """Return an authority this machine trusts, as an office trusts its own by ``SSL_CERT_FILE``."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


def certificate(authority, name="127.0.0.1"):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def send(url, raw=RAW, to=TO):
    with Line(url) as line:
        return line.send(raw, SENDER, to)


def with_user(url, word=WORD):
    return url.replace("://", f"://hoi:{quote(word, safe='')}@")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it is: from the first byte on
@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_mail_goes_out_encrypted_to_a_server_that_wants_a_password(authority, scheme):
    # aiosmtpd does not count TLS from the start as TLS when it decides whether AUTH may be offered
    options = only("hoi", WORD) | ({"auth_require_tls": False} if scheme == "smtps" else {})
    with smtp_sink(scheme, certificate(authority), **options) as (sink, url):
        answer = send(with_user(url))

    assert answer.verdict is Verdict.ACCEPTED
    assert answer.words == "250 kept"
    assert sink.signed_in == ["hoi"]
    assert sink.recipients == [TO]


def test_a_wrong_password_is_our_fault_and_not_the_mails(authority):
    with smtp_sink("smtp+starttls", certificate(authority), **only("hoi", "khác")) as (sink, url):
        answer = send(with_user(url))

    assert answer.verdict is Verdict.NOT_US
    assert answer.words.startswith("535 ")
    assert sink.mails == []


def test_a_password_that_mail_servers_cannot_be_told_fails_no_mail_for_good(authority):
    with smtp_sink("smtp+starttls", certificate(authority), **only("hoi", "mật khẩu")) as (sink, url):
        answer = send(with_user(url, "mật khẩu"))

    assert answer.verdict is Verdict.NOT_US
    assert "KHW_SMTP_URL" in answer.words
    assert sink.mails == []


def test_a_server_that_wants_a_password_nobody_gave_is_our_fault_too(authority):
    with smtp_sink("smtp+starttls", certificate(authority), **only("hoi", WORD)) as (sink, url):
        answer = send(url)

    assert answer.verdict is Verdict.NOT_US
    assert answer.words.startswith("530 ")
    assert sink.mails == []


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_server_whose_certificate_nobody_vouches_for_gets_neither_password_nor_mail(authority, scheme):
    stranger = trustme.CA()
    with smtp_sink(scheme, certificate(stranger), **only("hoi", WORD)) as (sink, url):
        answer = send(with_user(url))

    assert answer.verdict is Verdict.UNREACHABLE
    assert "CERTIFICATE_VERIFY_FAILED" in answer.words
    assert (sink.signed_in, sink.mails) == ([], [])


def test_a_certificate_of_another_server_is_not_accepted(authority):
    with smtp_sink("smtps", certificate(authority, "mail.other.example")) as (sink, url):
        answer = send(url)

    assert answer.verdict is Verdict.UNREACHABLE
    assert "127.0.0.1" in answer.words
    assert sink.mails == []


def test_a_server_that_cannot_encrypt_gets_nothing_when_encryption_was_asked_for():
    with smtp_sink() as (sink, url):
        answer = send(url.replace("smtp:", "smtp+starttls:"))

    assert answer.verdict is Verdict.UNREACHABLE
    assert "STARTTLS" in answer.words
    assert sink.mails == []


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "TEXT"])
@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("450 4.2.1 mailbox busy", Verdict.LATER),
        ("421 4.3.2 shutting down", Verdict.LATER),
        ("550 5.7.1 no", Verdict.NEVER),
        ("530 5.7.0 sign in first", Verdict.NOT_US),
    ],
)
def test_a_refusal_means_the_same_at_every_stage_and_the_next_mail_goes_out(stage, words, verdict):
    with smtp_sink() as (sink, url), Line(url) as line:
        sink.says[stage] = words
        answer = line.send(RAW, SENDER, TO)
        sink.says.clear()
        after = line.send(RAW, SENDER, "van@example.test")

    assert (answer.verdict, answer.words) == (verdict, words)
    assert after.verdict is Verdict.ACCEPTED
    assert sink.recipients == ["van@example.test"], "nothing of the refused mail is left on the line"


@pytest.mark.parametrize(
    ("stage", "verdict"),
    [("MAIL", Verdict.UNREACHABLE), ("RCPT", Verdict.UNREACHABLE), ("TEXT", Verdict.DOUBTFUL)],
)
def test_a_server_that_hangs_up_in_the_middle_leaves_doubt_only_after_the_text(stage, verdict):
    with smtp_sink() as (sink, url), Line(url) as line:
        sink.hangs_up_at.add(stage)
        answer = line.send(RAW, SENDER, TO)
        sink.hangs_up_at.clear()
        after = line.send(RAW, SENDER, TO)

    assert answer.verdict is verdict
    assert after.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(("stage", "verdict"), [("RCPT", Verdict.UNREACHABLE), ("TEXT", Verdict.DOUBTFUL)])
def test_a_server_that_answers_nonsense_leaves_doubt_only_after_the_text(stage, verdict):
    with smtp_sink() as (sink, url):
        sink.says[stage] = "what?"
        answer = send(url)

    assert answer.verdict is verdict


def test_many_mails_go_over_one_line():
    with smtp_sink() as (sink, url), Line(url) as line:
        for _ in range(3):
            line.send(RAW, SENDER, TO)

    assert (len(sink.mails), sink.conversations) == (3, 1)


def test_a_line_the_server_closed_while_it_was_idle_is_opened_again():
    with smtp_sink(timeout=0.2) as (sink, url), Line(url) as line:
        line.send(RAW, SENDER, TO)
        closed(line)
        answer = line.send(RAW, SENDER, TO)

    assert answer.verdict is Verdict.ACCEPTED
    assert (len(sink.mails), sink.conversations) == (2, 2)


def closed(line):
    """Wait until the server has said its farewell on the idle line."""
    line._smtp.sock.recv(1, socket.MSG_PEEK)  # noqa: SLF001 - nothing else tells that the other side is gone


def test_a_server_that_hangs_up_after_refusing_is_called_again_for_the_next_mail():
    with smtp_sink() as (sink, url), Line(url) as line:
        sink.says["RCPT"] = "550 5.1.1 no such user"
        sink.hangs_up_at.add("RSET")
        answer = line.send(RAW, SENDER, TO)
        sink.says.clear()
        after = line.send(RAW, SENDER, "van@example.test")

    assert answer.verdict is Verdict.NEVER
    assert after.verdict is Verdict.ACCEPTED
    assert sink.conversations == 2


def test_a_mail_larger_than_the_server_takes_is_refused_for_good():
    with smtp_sink(data_size_limit=1_000) as (sink, url):
        answer = send(url, RAW + b"x" * 70 + b"\r\n" + b"y" * 990 + b"\r\n")

    assert answer.verdict is Verdict.NEVER
    assert answer.words.startswith("552 ")
    assert sink.mails == []


def test_an_address_that_cannot_be_written_on_an_envelope_is_refused_for_good():
    with smtp_sink() as (sink, url):
        answer = send(url, to="lân@example.test")

    assert answer.verdict is Verdict.NEVER
    assert sink.mails == []


def test_a_server_that_turns_everybody_away_at_the_door_costs_the_mail_nothing():
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=turn_away, args=[door], daemon=True).start()
        answer = send(f"smtp://127.0.0.1:{door.getsockname()[1]}")

    assert answer.verdict is Verdict.UNREACHABLE
    assert "554" in answer.words


def turn_away(door):
    line, _ = door.accept()
    line.sendall(b"554 5.3.2 not today\r\n")
    line.close()


def test_nobody_listening_costs_the_mail_nothing():
    assert send("smtp://127.0.0.1:9").verdict is Verdict.UNREACHABLE
