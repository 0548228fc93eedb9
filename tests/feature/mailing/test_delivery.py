"""From what is owed to what the mail server accepted."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing import delivery, post, runs
from khworkflow.mailing.commands import owe, plan_account_mail, settle_past
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.mailing.preparing import prepare
from khworkflow.mailing.smtp import Answer, Verdict
from khworkflow.tasks import commands
from khworkflow.tasks.commands import Answer as Words
from tests import factories
from tests.conftest import MONDAY, at

NOON = MONDAY + timedelta(hours=3)
TUESDAY = MONDAY + timedelta(days=1)


def mails():
    database.session.rollback()
    return list(database.session.scalars(select(Mail).order_by(Mail.id)))


def owed_to(person):
    return list(database.session.scalars(select(Owed).where(Owed.person_id == person.id).order_by(Owed.id)))


def test_issuing_sends_one_letter_to_each_association(cast, sink):
    factories.issued(cast)

    ends = runs.post()

    assert ends == {"begun": 9, "sent": 9}
    assert len(set(sink.recipients)) == 9
    lan = next(mail for mail in sink.mails if "lan@" in mail["To"])
    assert lan["Subject"] == "Khuyến học: 2 việc mới"
    text = lan.get_body(("plain",)).get_content()
    assert "Huyện hội Lục Yên có 2 việc theo kết luận này" in text
    assert "hạn 30/9/2019" in text
    assert "đã đọc" not in text


def test_gathering_and_delivering_again_sends_nothing_more(cast, sink):
    factories.issued(cast)
    runs.post()

    assert runs.post() == {"begun": 0}
    assert len(sink.mails) == 9


def test_two_gatherers_at_once_make_one_letter(app, cast, db):
    factories.issued(cast)
    db.remove()
    barrier, begun, wrong = threading.Barrier(2), [], []

    def work():
        with app.app_context():
            barrier.wait()
            try:
                begun.append(runs.gather(NOON))
            except Exception as error:  # noqa: BLE001 - shown below
                wrong.append(error)
            database.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert sum(begun) == 9
    assert len(mails()) == 9
    assert all(one.mail_id for one in database.session.scalars(select(Owed)))


def test_two_deliverers_at_once_send_each_letter_once(app, cast, sink, db):
    factories.issued(cast)
    runs.gather(clock.now())
    db.remove()
    barrier, ends = threading.Barrier(2), []

    def work():
        with app.app_context():
            barrier.wait()
            ends.append(runs.deliver())
            database.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(one["sent"] for one in ends) == 9
    assert len(sink.mails) == len({mail["Message-ID"] for mail in sink.mails}) == 9


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2019, 7, 8, 0, 29, tzinfo=UTC),  # 07:29
        datetime(2019, 7, 8, 13, 0, tzinfo=UTC),  # 20:00
        datetime(2019, 7, 13, 3, 0, tzinfo=UTC),  # a Saturday
        datetime(2019, 9, 2, 3, 0, tzinfo=UTC),  # National Day
    ],
)
def test_no_letter_is_made_or_leaves_when_the_office_is_shut(cast, sink, moment):
    factories.issued(cast)

    with at(moment):
        assert runs.gather(moment) == 0
        assert runs.deliver()["sent"] == 0
    assert sink.mails == []


def test_what_is_owed_before_the_letter_leaves_joins_it(cast, sink):
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    runs.gather(clock.now())
    with unit_of_work():
        owe(cast.lan.id, "task_step", f"task:{task.id}", key="again", due_on="2019-09-30", step=-7)

    runs.post()

    assert len([to for to in sink.recipients if to.startswith("lan@")]) == 1
    assert all(one.settled_at for one in owed_to(cast.lan))


def test_what_is_owed_after_the_letter_left_waits_for_the_next_working_day(cast, sink):
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    runs.post()
    with unit_of_work():
        owe(cast.lan.id, "task_step", f"task:{task.id}", key="again", due_on="2019-09-30", step=-7)

    assert runs.post()["sent"] == 0
    with at(TUESDAY):
        assert runs.post()["sent"] == 1
    assert sink.recipients.count("lan@example.test") == 2


def test_a_letter_that_could_not_leave_on_its_day_is_the_next_days_only_letter(cast, sink):
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    runs.gather(clock.now())
    with unit_of_work():
        owe(cast.lan.id, "task_step", f"task:{task.id}", key="more", at=TUESDAY, due_on="2019-09-30", step=-7)

    with at(TUESDAY):
        runs.post()

    assert sink.recipients.count("lan@example.test") == 1
    assert next(mail for mail in mails() if mail.person_id == cast.lan.id).day == date(2019, 7, 9)


def test_what_became_untrue_is_not_told_and_the_letter_is_dropped(cast, sink):
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    with unit_of_work():
        commands.submit(cast.lan.actor, task, Words("Đã họp chọn nhân sự.", "k1", task.version))
    runs.gather(clock.now())
    with unit_of_work():
        task = commands.queries.get(cast.hoa.actor, task.id)
        commands.accept(cast.hoa.actor, task, Words("", "k2", task.version))

    runs.deliver()

    hoa = next(mail for mail in mails() if mail.person_id == cast.hoa.id)
    assert hoa.state is MailState.DROPPED
    assert [one.dropped_because for one in owed_to(cast.hoa)] == ["no longer true"]
    assert "hoa@example.test" not in sink.recipients


def test_a_letter_dropped_in_the_morning_is_taken_up_again_when_something_is_owed_later(cast, sink):
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    with unit_of_work():
        owe(cast.hoa.id, "task_submitted", f"task:{task.id}", key="untrue")
    runs.post()
    with unit_of_work():
        task = commands.queries.get(cast.lan.actor, task.id)
        commands.submit(cast.lan.actor, task, Words("Đã họp.", "k1", task.version))

    runs.post()

    assert sink.recipients.count("hoa@example.test") == 1


def test_without_an_address_nothing_is_lost_and_the_chair_s_mailbox_takes_his_letters(cast, sink):
    for person, mailbox in ((cast.lan, "hoi@lucyen.example"), (cast.van, None)):
        person.user.email = None
        (cast.luc_yen if person is cast.lan else cast.van_yen).email = mailbox
    database.session.commit()
    factories.issued(cast)

    runs.post()

    assert "hoi@lucyen.example" in sink.recipients
    assert len(sink.mails) == 8
    assert [one.settled_at for one in owed_to(cast.van)] == [None]


def test_a_person_whose_account_is_closed_is_not_written_to(cast, sink):
    factories.issued(cast)
    cast.lan.user.disabled_at = MONDAY
    database.session.commit()

    runs.post()

    assert "lan@example.test" not in sink.recipients
    assert [one.dropped_because for one in owed_to(cast.lan)] == ["the person may not be written to"]


def test_without_a_mail_server_letters_stay_planned_and_readable(cast):
    factories.issued(cast)

    assert runs.post() == {"begun": 9}
    assert {mail.state for mail in mails()} == {MailState.PLANNED}


def claimed(cast):
    factories.issued(cast)
    runs.gather(NOON)
    mail = next(one for one in mails() if one.person_id == cast.lan.id)
    with unit_of_work():
        delivery.claim([mail.id], "me", MONDAY)
    return mail.id


def begin(mail_id, owner="me", now=MONDAY):
    """Return what is being sent from now on, or None when the mail is not the owner's."""
    with unit_of_work():
        ready, ends = prepare([mail_id], owner, now)
    if not ready:
        assert ends == {"lost": 1}
        return None
    with unit_of_work():
        assert delivery.begin(ready[0], owner, now)
    return ready[0]


def conclude(one, verdict, words="451 later"):
    with unit_of_work():
        return delivery.conclude(one, "me", Answer(verdict, words), MONDAY)


def test_a_run_that_lost_its_lease_neither_sends_nor_marks(cast, db):
    mail_id = claimed(cast)

    assert begin(mail_id, "somebody else") is None
    assert begin(mail_id, now=MONDAY + timedelta(minutes=3)) is None
    sending = begin(mail_id)
    with unit_of_work():
        delivery.settle(MONDAY + timedelta(minutes=3))
        assert not delivery.begin(sending, "me", MONDAY + timedelta(minutes=3))
    assert conclude(sending, Verdict.ACCEPTED) == conclude(sending, Verdict.LATER) == "lost"
    assert db.get_one(Mail, mail_id).state is MailState.PLANNED


def test_a_doubtful_letter_goes_out_again_word_for_word_under_the_same_identity(cast, db):
    mail_id = claimed(cast)
    first = begin(mail_id)
    with unit_of_work():
        delivery.settle(MONDAY + timedelta(minutes=3))
        database.session.execute(Owed.__table__.update().values(settled_at=MONDAY))  # the world moves on meanwhile
        delivery.claim([mail_id], "me", MONDAY + timedelta(minutes=3))

    second = begin(mail_id, now=MONDAY + timedelta(minutes=3))

    assert not second.is_fresh
    assert lines(first.raw) == lines(second.raw)
    assert db.get_one(Mail, mail_id).attempts == 2


def lines(raw):
    boundary = re.search(rb'boundary="([^"]+)"', raw)[1]
    return [line for line in raw.replace(boundary, b"").splitlines() if not line.startswith(b"Date:")]


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (9, 60)])
def test_a_server_that_says_later_is_asked_again_after_1_5_15_60_minutes(cast, db, tries, minutes):
    mail_id = claimed(cast)
    db.get_one(Mail, mail_id).attempts = tries - 1
    db.commit()
    sending = begin(mail_id)

    assert conclude(sending, Verdict.LATER) == "later"
    mail = db.get_one(Mail, mail_id)
    assert mail.state is MailState.PLANNED
    assert mail.next_attempt_at == MONDAY + timedelta(minutes=minutes)
    assert mail.text is None
    assert mail.answer == "451 later"


def test_a_refused_address_is_not_asked_again(cast, db):
    """F15: 550 5.1.1 is for good; what follows for the address stands in test_bounces."""
    mail_id = claimed(cast)
    sending = begin(mail_id)

    assert conclude(sending, Verdict.NEVER, "550 5.1.1 no such user") == "failed"
    assert db.get_one(Mail, mail_id).state is MailState.FAILED
    assert db.get_one(Mail, mail_id).answer == "550 5.1.1 no such user"


@pytest.mark.parametrize("verdict", [Verdict.UNREACHABLE, Verdict.NOT_US])
def test_a_server_that_cannot_be_spoken_to_costs_the_mail_no_try(cast, db, verdict):
    mail_id = claimed(cast)
    sending = begin(mail_id)

    conclude(sending, verdict, "535 wrong password")

    mail = db.get_one(Mail, mail_id)
    assert (mail.state, mail.attempts, mail.text) == (MailState.PLANNED, 0, None)


def test_a_text_that_may_have_arrived_is_kept_though_the_server_is_away_at_the_next_try(cast, db):
    mail_id = claimed(cast)
    sending = begin(mail_id)

    conclude(replace(sending, is_fresh=False), Verdict.UNREACHABLE)

    assert db.get_one(Mail, mail_id).text is not None


def test_a_line_that_broke_after_the_text_keeps_the_text(cast, db):
    mail_id = claimed(cast)
    sending = begin(mail_id)

    conclude(sending, Verdict.DOUBTFUL, "SMTPServerDisconnected")

    assert db.get_one(Mail, mail_id).text is not None


def test_a_mail_server_that_is_away_stops_the_run_after_five_tries_and_loses_nothing(cast, db):
    factories.issued(cast)
    before = post.room()
    post.wire(replace(before, smtp_url="smtp://127.0.0.1:9"))
    try:
        ends = runs.post()
    finally:
        post.wire(before)

    assert ends["unreachable"] == 5
    assert {(mail.state, mail.attempts) for mail in mails()} == {(MailState.PLANNED, 0)}


@pytest.mark.parametrize("verdict", [Verdict.LATER, Verdict.DOUBTFUL])
def test_after_fifty_tries_in_vain_a_letter_is_given_up(cast, db, verdict):
    mail_id = claimed(cast)
    db.get_one(Mail, mail_id).attempts = delivery.TRIES_MOST - 1
    db.commit()
    sending = begin(mail_id)

    assert conclude(sending, verdict) == "failed"


def test_an_account_closed_after_its_letter_was_made_is_not_written_to(cast, sink):
    factories.issued(cast)
    runs.gather(clock.now())
    cast.lan.user.disabled_at = MONDAY
    database.session.commit()

    runs.deliver()

    assert "lan@example.test" not in sink.recipients
    assert {one.dropped_because for one in owed_to(cast.lan)} == {"the person may not be written to"}


def test_an_address_taken_away_after_the_letter_was_made_lets_it_wait_for_a_new_one(cast, sink):
    factories.issued(cast)
    runs.gather(clock.now())
    cast.lan.user.email = None
    database.session.commit()

    runs.deliver()
    letter = next(mail for mail in mails() if mail.person_id == cast.lan.id)
    assert (letter.state, letter.answer, len(sink.mails)) == (MailState.PLANNED, "no address", 8)

    cast.lan.user.email = "moi@example.test"
    database.session.commit()
    with at(MONDAY + timedelta(minutes=2)):
        runs.deliver()
    assert "moi@example.test" in sink.recipients


def test_an_address_that_is_none_fails_its_own_letter_and_no_other(cast, sink):
    cast.lan.user.email = "lan@example.test\r\nBcc: evil@example.org"
    database.session.commit()
    factories.issued(cast)

    ends = runs.post()

    assert ends == {"begun": 9, "sent": 8, "failed": 1}
    letter = next(mail for mail in mails() if mail.person_id == cast.lan.id)
    assert letter.answer.startswith("not built: ")
    assert "evil@example.org" not in sink.recipients


def test_a_clock_set_back_a_day_makes_no_second_letter_under_the_same_identity(cast):
    task = factories.task_of(factories.issued(cast), cast.luc_yen.id)
    runs.gather(clock.now())
    with at(TUESDAY):
        runs.gather(clock.now())  # Monday's letters could not leave; they are Tuesday's now
    with unit_of_work():
        owe(cast.lan.id, "task_step", f"task:{task.id}", key="again", due_on="2019-09-30", step=-7)

    assert runs.gather(clock.now()) == 0
    assert len({mail.message_id for mail in mails()}) == len(mails()) == 9


def test_history_brought_in_is_written_to_nobody_about(cast, sink):
    factories.issued(cast)
    with unit_of_work():
        assert settle_past(clock.now()) > 0

    assert runs.post() == {"begun": 0}
    assert {one.dropped_because for one in owed_to(cast.lan)} == {"before this installation began to write"}


def test_a_mail_run_that_is_short_of_time_puts_back_what_it_did_not_begin(cast, sink):
    factories.issued(cast)
    runs.gather(clock.now())

    sink.waits["TEXT"] = 1.0

    sent = runs.deliver(seconds=1.5)["sent"]

    assert sent < 9
    assert sorted(mail.state for mail in mails()) == [MailState.PLANNED] * (9 - sent) + [MailState.SENT] * sent


def test_the_mail_room_must_be_opened_before_anything_can_leave(cast):
    before = post.room()
    post.wire(None)
    try:
        with pytest.raises(RuntimeError, match="not wired"):
            runs.deliver()
    finally:
        post.wire(before)


def test_an_invitation_leaves_at_any_hour_and_its_link_is_not_kept(cast, sink):
    night = datetime(2019, 7, 13, 16, 0, tzinfo=UTC)
    payload = {"url": "https://khuyenhoc.example/links/s3cr3t", "secret": "s3cr3t", "username": "lan"}
    with at(night):
        for _ in range(2):
            with unit_of_work():
                plan_account_mail(cast.lan.id, "invitation", "invitation-1", payload)

        assert runs.deliver()["sent"] == 1

    assert "s3cr3t" in sink.mails[0].get_body(("plain",)).get_content()
    mail = mails()[0]
    assert mail.state is MailState.SENT
    assert "s3cr3t" not in f"{mail.text}{mail.html}{mail.payload}{mail.subject}"
    assert "links/…" in mail.text


def test_a_title_made_to_smuggle_a_header_in_reaches_nobody_else(cast, sink):
    cast.province.name = "Hội =?utf-8?q?x=0D=0ABcc:_evil@example.org?="
    cast.lan.user.name = "=?utf-8?q?x=0D=0ABcc:_evil@example.org?="
    database.session.commit()
    factories.issued(cast)

    runs.post()

    assert len(sink.mails) == 9
    assert all(mail["Bcc"] is None for mail in sink.mails)


def test_a_flood_is_cut_into_runs(cast, sink):
    factories.issued(cast)

    assert runs.gather(NOON, most=4) == 4
    assert runs.gather(NOON, most=4) == 4
    assert runs.gather(NOON, most=4) == 1
