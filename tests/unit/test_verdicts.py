"""What a refusal says of the address (reliability notes, section 5, «SMTP answers»)."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from khworkflow.mailing.addresses import ReturnAddresses, Way, bounce_key, hashed, token
from khworkflow.mailing.verdicts import Blame, blame, status_in


@pytest.mark.parametrize(
    ("status", "words", "judged"),
    [
        ("5.1.1", "550 5.1.1 <lan@example.test>: Recipient address rejected: User unknown", Blame.HARD),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", Blame.HARD),
        ("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled", Blame.HARD),
        ("5.4.4", "Host or domain name not found", Blame.HARD),
        ("5.2.2", "552 5.2.2 Mailbox full", Blame.SOFT),
        ("4.2.2", "452 4.2.2 The email account that you tried to reach is over quota", Blame.SOFT),
        ("4.4.1", "connection timed out", Blame.SOFT),
        ("5.7.1", "550 5.7.1 Message rejected as spam", Blame.REFUSED),
        ("5.7.26", "550 5.7.26 unauthenticated mail", Blame.REFUSED),
        ("", "554 Transaction failed", Blame.REFUSED),
        ("", "550 No such user here", Blame.HARD),
        ("", "552 Quota exceeded", Blame.SOFT),
        ("", "450 try again", Blame.SOFT),
        ("5.0.0", "550 5.0.0 User unknown", Blame.HARD),
        ("", "Sorry, no mailbox here by that name. (#5.1.1)", Blame.HARD),
        ("", "hộp thư đầy", Blame.SOFT),
    ],
)
def test_an_answer_blames_the_address_only_when_nobody_is_there(status, words, judged):
    assert blame(status, words) is judged


def test_an_address_of_the_network_or_a_version_is_no_status():
    assert status_in("host mx.example.test[15.1.1.20] said: 550 5.1.1 no") == "5.1.1"
    assert status_in("version 4.2.1.3") == ""


@given(st.text(), st.text())
def test_any_words_have_a_verdict(status, words):
    assert blame(status, words) in Blame


@pytest.mark.parametrize("base", ["thu.khuyenhoc.example.vn", "thu@khuyenhoc.example.vn", "Hoi.KH@Example.vn"])
@pytest.mark.parametrize("way", list(Way))
def test_an_address_that_we_give_is_read_back_in_any_case_and_fits_into_an_address(base, way):
    ours, key = ReturnAddresses(base), "0123456789abcdef" * 2 + ("01234567" if way is Way.BOUNCE else "")
    address = ours.address(way, key)

    assert ours.read(address.upper()) == (way, key)
    assert len(address.partition("@")[0]) <= 64
    assert ours.is_ours(address)


@pytest.mark.parametrize(
    "address",
    [
        "reply+0123@thu.example.vn",
        "reply+" + "g" * 32 + "@thu.example.vn",
        "reply+" + "a" * 32 + "@other.example.vn",
        "reply+" + "a" * 32 + "@thu.example.vn.evil.example",
        "xreply+" + "a" * 32 + "@thu.example.vn",
        "reply" + "a" * 32 + "@thu.example.vn",
        "reply+" + "á" * 32 + "@thu.example.vn",
        "",
    ],
)
def test_what_merely_looks_like_an_address_of_ours_is_none(address):
    assert ReturnAddresses("thu.example.vn").read(address) is None


def test_a_token_is_of_128_bits_differs_for_each_mail_and_key_and_is_kept_as_a_hash():
    first = token("k" * 40, "letter-1-2019-07-08")

    assert len(bytes.fromhex(first)) == 16
    assert first == token("k" * 40, "letter-1-2019-07-08")
    assert len({first, token("k" * 40, "letter-2-2019-07-08"), token("q" * 40, "letter-1-2019-07-08")}) == 3
    assert first not in hashed(first)
    assert bounce_key("<abc@example.vn>") == "abc"
