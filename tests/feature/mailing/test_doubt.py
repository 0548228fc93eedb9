"""The instant between the server's yes and our note of it: three policies, each on a real server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from khworkflow import settings, wiring
from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing import delivery, doubt, post, relay, runs
from khworkflow.mailing.doubt import Doubt
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.mailing.preparing import prepare
from tests import factories
from tests.conftest import MONDAY

LATER = MONDAY + timedelta(minutes=30)


@pytest.fixture
def log(tmp_path):
    return tmp_path / "mail.log"


@pytest.fixture
def doubting(sink, log):
    """Return a function that lets a policy hold for letters."""
    before = post.room()

    def choose(policy, where=None):
        post.wire(replace(before, smtp_url=post.room().smtp_url, doubt={"letter": policy}, relay_log=where and str(where)))

    yield choose
    post.wire(before)


def letters():
    database.session.rollback()
    return list(database.session.scalars(select(Mail).order_by(Mail.id)))


def broken_off(cast, sink, log, *, arrived):
    """Let nine letters go, of which the first is taken or not while the line breaks after its text."""
    factories.issued(cast)
    runs.gather(clock.now())
    sink.log, sink.keeps = log, arrived
    log.write_text("Nov 28 07:30:00 thu postfix/postfix-script[700]: starting the Postfix mail system\n")
    sink.hangs_up_at.add("TEXT")
    mails = letters()
    with unit_of_work():
        delivery.claim([mails[0].id], "me", clock.now())
    with runs.Line(post.room().smtp_url) as line:
        run = runs.Run(line, None, stop=float("inf"), owner="me")
        run.send([mails[0].id])
    sink.hangs_up_at.clear()
    return mails[0].id


def of(number):
    database.session.rollback()
    return database.session.get_one(Mail, number)


def test_resend_loses_nothing_and_may_send_a_copy_under_the_same_identity(cast, sink, log, doubting):
    doubting(Doubt.RESEND)
    number = broken_off(cast, sink, log, arrived=True)

    assert of(number).state is MailState.PLANNED
    runs.deliver(LATER)

    copies = [mail["Message-ID"] for mail in sink.mails if mail["To"].endswith(f"<{of(number).address}>")]
    assert (len(copies), len(set(copies))) == (2, 1)


@pytest.mark.parametrize(("arrived", "copies"), [(True, 1), (False, 1)])
def test_reconcile_asks_the_relays_log_and_neither_loses_nor_doubles(cast, sink, log, doubting, arrived, copies):
    """F16: the server takes the text, or not, and hangs up before its yes."""
    doubting(Doubt.RECONCILE, log)
    number = broken_off(cast, sink, log, arrived=arrived)

    assert of(number).state is MailState.DOUBTFUL
    runs.deliver(MONDAY + timedelta(minutes=9))
    assert of(number).state is MailState.DOUBTFUL, "the relay has ten minutes to say so"
    runs.deliver(LATER)

    assert of(number).state is MailState.SENT
    assert [mail["Message-ID"] for mail in sink.mails].count(of(number).message_id) == copies
    assert (of(number).answer == runs.FOUND) is arrived
    assert len(sink.mails) == 9
    assert not database.session.scalars(select(Owed).where(Owed.settled_at.is_(None))).all()


def test_a_log_that_cannot_be_read_proves_nothing(cast, sink, log, doubting):
    doubting(Doubt.RECONCILE, log)
    number = broken_off(cast, sink, log, arrived=True)
    log.write_text("")

    runs.deliver(LATER)

    assert of(number).state is MailState.DOUBTFUL
    assert of(number).answer.endswith("mail.log: empty")
    log.unlink()
    runs.deliver(LATER + timedelta(minutes=11))
    assert of(number).state is MailState.DOUBTFUL


def test_hold_leaves_it_to_a_person_for_ever(cast, sink, log, doubting):
    doubting(Doubt.HOLD, log)
    number = broken_off(cast, sink, log, arrived=True)

    runs.deliver(LATER)
    runs.deliver(LATER + timedelta(hours=3))

    assert of(number).state is MailState.DOUBTFUL
    assert len(sink.mails) == 9, "the eight others went"
    mail = of(number)
    with unit_of_work():
        assert delivery.believe(mail, LATER, "x")
        assert not delivery.repeat(mail, LATER), "two may press at once"
    assert of(number).state is MailState.SENT


def test_a_worker_that_died_while_sending_leaves_the_same_doubt(cast, sink, log, doubting):
    doubting(Doubt.HOLD)
    factories.issued(cast)
    runs.gather(clock.now())
    number = letters()[0].id
    with unit_of_work():
        delivery.claim([number], "dead", MONDAY)
        sending = prepare([number], "dead", MONDAY)[0][0]
    with unit_of_work():
        delivery.begin(sending, "dead", MONDAY)
    with unit_of_work():
        delivery.settle(MONDAY + timedelta(minutes=3))

    assert (of(number).state, of(number).answer) == (MailState.DOUBTFUL, delivery.BROKEN_OFF)
    with unit_of_work():
        assert delivery.repeat(of(number), LATER)
    runs.deliver(LATER)
    assert of(number).state is MailState.SENT


def test_a_letter_follows_the_strictest_of_what_it_tells(cast, sink):
    factories.issued(cast)
    runs.gather(clock.now())
    with unit_of_work():
        mail = prepared = letters()[0]
        assert [one.kind for one in database.session.scalars(select(Owed).where(Owed.mail_id == mail.id))] == [
            "conclusion_issued"
        ]
    before = post.room()
    with unit_of_work():
        delivery.claim([prepared.id], "me", MONDAY)
        prepare([prepared.id], "me", MONDAY)
        mail = database.session.get_one(Mail, prepared.id)
        for table, log, wanted in (
            ({"letter": Doubt.RESEND, "conclusion_issued": Doubt.HOLD}, None, Doubt.HOLD),
            ({"letter": Doubt.RECONCILE}, "mail.log", Doubt.RECONCILE),
            ({"letter": Doubt.RECONCILE}, None, Doubt.RESEND),
            ({}, "mail.log", Doubt.RESEND),
        ):
            post.wire(replace(before, doubt=table, relay_log=log))
            assert doubt.policy_of(mail) is wanted
    post.wire(before)


def test_a_text_that_broke_off_inside_the_relay_was_not_taken(log):
    log.write_text(
        "Nov 28 07:31:02 thu postfix/smtpd[811]: 4A1: client=localhost[127.0.0.1]\n"
        "Nov 28 07:31:02 thu postfix/cleanup[815]: 4A1: message-id=<broken@x>\n"
        "Nov 28 07:31:03 thu postfix/smtpd[811]: lost connection after DATA (512 bytes) from localhost[127.0.0.1]\n"
        "Nov 28 07:31:04 thu postfix/cleanup[815]: 4A2: message-id=<whole@x>\n"
        "Nov 28 07:31:04 thu postfix/qmgr[702]: 4A2: from=<a@x>, size=812, nrcpt=1 (queue active)\n"
    )
    log.with_name("mail.log.1").write_text(
        "Nov 27 07:31:04 thu postfix-out/cleanup[15]: 4B1: message-id=<before@x>\n"
        "Nov 27 07:31:05 thu postfix-out/smtp[16]: 4B1: to=<b@x>, relay=none, delay=1, dsn=2.0.0, status=sent (250 ok)\n"
    )

    assert relay.taken(str(log), ["<broken@x>", "<whole@x>", "<before@x>", "<never@x>"]) == {"<whole@x>", "<before@x>"}


def test_an_office_writes_its_own_policy_over_ours(tmp_path):
    told = {"KHW_DATA": str(tmp_path), "KHW_DOUBTFUL": "letter=hold, digest=resend"}
    table = wiring.doubt_table(settings.load(told))

    assert (table["letter"], table["digest"], table["invitation"]) == (Doubt.HOLD, Doubt.RESEND, Doubt.RECONCILE)
    for wrong in ("letter", "letter=never", "leter=hold"):
        with pytest.raises(settings.SettingsError, match="KHW_DOUBTFUL"):
            wiring.doubt_table(settings.load(told | {"KHW_DOUBTFUL": wrong}))


def test_a_request_for_an_explanation_is_left_to_a_person_and_every_kind_named_exists(tmp_path):
    table = wiring.doubt_table(settings.load({"KHW_DATA": str(tmp_path)}))

    assert table["explanation_asked"] is Doubt.HOLD
    assert set(table) <= {"letter", "trial", *wiring.PARTS, *wiring.ACCOUNT_MAILS}
