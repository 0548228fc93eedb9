"""Accounts: who may have one, and what ends with it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from khworkflow.accounts import commands, passwords, queries
from khworkflow.core.authz import NOBODY, SYSTEM
from khworkflow.core.errors import Conflict, Forbidden, NotFound, Refused
from khworkflow.eventlog.log import history
from tests.cast import PASSWORD

NOW = datetime(2019, 7, 8, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "username", "email", "field"),
    [
        ("  \u200b", "mai", None, "name"),
        ("Nguyễn Thị Mai", "  ", None, "name"),
        ("Nguyễn Thị Mai", " LAN ", None, "username"),
        ("Nguyễn Thị Mai", "mai", "mai@", "email"),
        ("Nguyễn Thị Mai", "mai", "mai@example.test\r\nBcc: evil@example.test", "email"),
    ],
)
def test_a_person_needs_a_name_a_sign_in_name_of_his_own_and_an_address_that_is_one(cast, name, username, email, field):
    with pytest.raises(Refused) as refused:
        commands.create(name, username, email=email)

    assert refused.value.field == field


def test_a_closed_account_is_not_invited_and_none_is_opened_twice(cast):
    commands.disable(cast.an.actor, cast.lan.user, now=NOW)

    with pytest.raises(Conflict):
        commands.invite(cast.an.actor, cast.lan.user, now=NOW)
    with pytest.raises(Conflict):
        commands.disable(cast.an.actor, cast.lan.user, now=NOW)
    commands.enable(cast.an.actor, cast.lan.user)
    with pytest.raises(Conflict):
        commands.enable(cast.an.actor, cast.lan.user)


def test_accounts_are_kept_by_the_administrator_alone(cast):
    for deed in (commands.end_all, commands.enable):
        with pytest.raises(Forbidden):
            deed(cast.hoa.actor, cast.lan.user)
    with pytest.raises(NotFound):
        queries.get(cast.hoa.actor, cast.lan.id)
    assert queries.get(cast.an.actor, cast.lan.id).id == cast.lan.id


def test_somebody_without_an_address_gets_his_link_by_hand(cast):
    user = commands.create("Nguyễn Thị Mai", "mai")
    token = commands.invite(SYSTEM, user, now=NOW)

    assert not commands.send_link(user, token, "invitation", "Hội Khuyến học")


def test_only_languages_that_are_spoken_here_can_be_chosen(cast):
    with pytest.raises(Refused):
        commands.choose_language(cast.lan.user, "fr")
    commands.choose_language(cast.lan.user, "en")
    assert cast.lan.user.locale == "en"


def test_whoever_is_nobody_has_no_account_of_his_own(cast):
    with pytest.raises(NotFound):
        queries.oneself(None)
    with pytest.raises(NotFound):
        queries.oneself(999_999)


def test_signing_out_of_a_session_that_is_nobody_s_is_no_event(db, cast):
    before = len(history("person:None"))

    commands.sign_out(NOBODY, "no token")

    assert len(history("person:None")) == before


def test_one_s_own_other_sessions_end_and_the_present_one_stays(db, cast):
    user = cast.lan.user
    mine, other = (commands.sign_in(user, address="192.0.2.1", agent="test", now=NOW) for _ in range(2))

    with pytest.raises(NotFound):
        commands.end_session(user, 999_999)
    assert commands.end_others(user, keep=mine) == 1
    db.commit()
    assert queries.signed_in(other) is None
    assert queries.signed_in(mine) is not None


def test_a_password_longer_than_any_is_wrong_and_costs_no_more_than_another(cast):
    kept = passwords.hashed(PASSWORD)

    assert passwords.fits(PASSWORD, kept)
    assert not passwords.fits("x" * 1_000_000, kept)
    assert not passwords.fits("", passwords.rehashed("x"))


def test_a_hash_nobody_can_read_opens_no_door():
    assert not passwords.fits(PASSWORD, "md5:0123")
