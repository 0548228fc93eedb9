"""One letter a day into one mailbox, at the hour and the place its reader wishes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select, update

from khworkflow.associations import commands as tree
from khworkflow.core import clock
from khworkflow.core.authz import Role
from khworkflow.core.db import database
from khworkflow.core.errors import Forbidden, Refused
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from khworkflow.mailing import delivery, post, runs, tokens
from khworkflow.mailing.commands import owe
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.reminders import parts, runs as reminders, unit_wishes, wishes
from khworkflow.reminders.unit_wishes import UnitWishes
from khworkflow.reminders.wishes import Wishes
from khworkflow.tasks.models import Task
from tests import factories
from tests.conftest import at


def office(text: str) -> datetime:
    return datetime.fromisoformat(text + "+07:00").astimezone(UTC)


MONDAY = office("2019-07-15T07:30")


def share(cast, address="hoi@example.test"):
    """Let Lan and Vân read the same mailbox."""
    cast.lan.user.email, cast.van.user.email = address, address.upper()
    database.session.commit()


def wish(person, **wished):
    with unit_of_work():
        wishes.change(person.actor, person.id, replace(Wishes(), **wished))


def plain(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_people_who_share_a_mailbox_get_one_letter_a_day_that_greets_both(cast, sink):
    share(cast)
    factories.issued(cast)
    runs.post()

    assert sink.recipients.count("hoi@example.test") == 1
    assert len(sink.mails) == 8
    letter = plain(next(mail for mail in sink.mails if "hoi@" in mail["To"].lower()))
    assert "Kính gửi đồng chí Hoàng Thị Lan và đồng chí Bùi Thị Vân," in letter
    assert "Huyện hội Lục Yên có 2 việc" in letter
    assert "Huyện hội Văn Yên có 2 việc" in letter
    assert set(database.session.scalars(select(Owed.settled_at.is_not(None)))) == {True}


def test_a_letter_for_one_of_them_greets_him_alone(cast, sink):
    share(cast)
    with unit_of_work():
        owe(cast.van.id, "digest", f"person:{cast.van.id}", key="d", week="2019-W28")
    factories.issued(cast)
    with unit_of_work():
        database.session.execute(Owed.__table__.delete().where(Owed.person_id == cast.lan.id))
    runs.post()

    letter = plain(next(mail for mail in sink.mails if "hoi@" in mail["To"].lower()))
    assert "Kính gửi đồng chí Bùi Thị Vân," in letter


def test_who_has_moved_out_of_the_mailbox_since_gets_his_own_letter(cast, sink):
    share(cast)
    factories.issued(cast)
    runs.gather(clock.now())
    cast.van.user.email = "van@example.test"
    database.session.commit()

    runs.deliver()
    runs.post()

    to = {mail["To"].addresses[0].addr_spec: plain(mail) for mail in sink.mails}
    assert "Văn Yên có" not in to["hoi@example.test"]
    assert "Văn Yên có" in to["van@example.test"]


def test_who_may_not_be_written_to_any_more_is_left_out_of_the_shared_letter(cast, sink):
    share(cast)
    factories.issued(cast)
    runs.gather(clock.now())
    cast.van.user.disabled_at = office("2019-07-08T10:00")
    database.session.commit()

    runs.deliver()

    letter = plain(next(mail for mail in sink.mails if "hoi@" in mail["To"].lower()))
    assert "Văn Yên có" not in letter
    database.session.rollback()
    assert delivery.GONE in set(database.session.scalars(select(Owed.dropped_because)))


def test_the_day_s_letter_waits_for_the_hour_its_reader_wishes(cast, sink):
    wish(cast.lan, hour=time(13, 30))
    factories.issued(cast)

    with at(office("2019-07-08T13:29")):
        assert runs.post()["sent"] == 8
    with at(office("2019-07-08T13:30")):
        assert runs.post()["sent"] == 1
    assert sink.recipients[-1] == "lan@example.test"


def wish_for_unit(person, association, **wished):
    with unit_of_work():
        unit_wishes.change(person.actor, association, replace(UnitWishes(), **wished))


def test_the_day_s_letter_waits_for_the_hour_its_association_wishes_unless_its_reader_chose(cast, sink):
    wish_for_unit(cast.lan, cast.luc_yen, hour=time(13, 30))
    wish_for_unit(cast.thu, cast.van_yen, hour=time(13, 30))
    wish(cast.van, hour=time(9, 0), weekday=None)
    factories.issued(cast)

    with at(office("2019-07-08T13:29")):
        assert runs.post()["sent"] == 8
    assert "van@example.test" in sink.recipients
    with at(office("2019-07-08T13:30")):
        assert runs.post()["sent"] == 1
    assert sink.recipients[-1] == "lan@example.test"


def test_the_digest_comes_on_the_weekday_of_the_association_unless_its_reader_chose(cast, sink):
    wish_for_unit(cast.minh, cast.luc_yen, weekday=3)
    wish_for_unit(cast.van, cast.van_yen, weekday=3)
    wish(cast.van, weekday=1)
    factories.issued(cast)
    with at(office("2019-07-08T10:00")):
        runs.post()
    came = {}
    for day in ("2019-07-15", "2019-07-16", "2019-07-17", "2019-07-18"):
        sink.recipients.clear()
        with at(office(f"{day}T07:30")):
            reminders.tick()
        came |= dict.fromkeys(sink.recipients, day)

    assert (came["lan@example.test"], came["van@example.test"]) == ("2019-07-18", "2019-07-16")
    assert set(came.values()) == {"2019-07-15", "2019-07-16", "2019-07-18"}


def test_who_sits_in_several_associations_follows_the_one_he_chairs(db, cast):
    tree.seat(cast.an.actor, cast.minh.user, cast.van_yen, Role.CHAIR, "Chủ tịch")
    wish_for_unit(cast.lan, cast.luc_yen, hour=time(9, 0), weekday=1)
    assert wishes.recipients([cast.minh.id])[cast.minh.id].hour == time(9, 0)
    wish_for_unit(cast.van, cast.van_yen, hour=time(15, 30), weekday=2)

    assert wishes.recipients([cast.minh.id])[cast.minh.id].hour == time(15, 30)
    assert wishes.digest_days()[cast.minh.id].weekday == 2
    assert wishes.digest_days()[cast.lan.id].weekday == 1
    assert cast.binh.id not in wishes.digest_days()


def test_an_association_s_wish_is_its_own_and_the_office_s_business(cast):
    for stranger in (cast.van, cast.kien, cast.binh):
        with pytest.raises(Forbidden):
            unit_wishes.change(stranger.actor, cast.luc_yen, UnitWishes())


def test_letters_are_redirected_and_the_usual_address_hears_nothing(cast, sink):
    wish(cast.lan, redirect_to="nha.lan@example.test")
    factories.issued(cast)
    runs.post()

    assert "nha.lan@example.test" in sink.recipients
    assert "lan@example.test" not in sink.recipients


@pytest.mark.parametrize("wrong", ["nobody", "a@b", "a b@example.vn", "á@example.vn", "@example.vn", 'x@example.vn\nBcc: "y"'])
def test_letters_are_redirected_to_no_address_that_is_none(cast, wrong):
    with pytest.raises(Refused):
        wishes.change(cast.lan.actor, cast.lan.id, Wishes(redirect_to=wrong))


def test_nobody_wishes_for_another(cast):
    with pytest.raises(Forbidden):
        wishes.change(cast.hoa.actor, cast.lan.id, Wishes(wants_digest=False))


def test_the_digest_comes_on_the_weekday_wished_for(cast, sink):
    wish(cast.lan, weekday=3)
    factories.issued(cast)
    with at(office("2019-07-08T10:00")):
        runs.post()
    sink.recipients.clear()

    with at(MONDAY):
        reminders.tick()
    assert "lan@example.test" not in sink.recipients
    with at(office("2019-07-18T07:30")):
        reminders.tick()
    assert sink.recipients.count("lan@example.test") == 1


def test_a_digest_missed_by_its_own_weekday_is_written_down(cast, sink):
    factories.issued(cast)
    wish(cast.lan, weekday=3)
    for day in ("2019-07-15T07:30", "2019-07-18T07:30", "2019-07-22T07:30", "2019-07-30T07:30"):
        with at(office(day)):  # nothing ran on that Thursday of the second week, nor until Sunday
            reminders.tick()

    missed = database.session.execute(select(Owed.person_id, Owed.detail).where(Owed.dropped_because == reminders.MISSED))
    assert [(person, detail["week"]) for person, detail in missed] == [(cast.lan.id, "2019-W30")]


def test_one_click_switches_the_digest_off_and_deadline_steps_still_come(app, cast, sink):
    factories.issued(cast)
    with at(MONDAY):
        reminders.tick()
    mail = next(mail for mail in sink.mails if "lan@" in mail["To"] and "List-Unsubscribe" in mail)
    link = mail["List-Unsubscribe"].strip(" <>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in plain(mail)
    client = app.test_client()
    path = link.removeprefix("http://localhost")

    assert client.get(path).status_code == 200, "a scanner that opens it changes nothing"
    database.session.rollback()
    assert wishes.of(cast.lan.id).wants_digest
    for _twice in range(2):
        answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    database.session.rollback()
    assert not wishes.of(cast.lan.id).wants_digest
    assert len(log.history(f"person:{cast.lan.id}")) == 1

    sink.mails.clear()
    with at(office("2019-08-05T07:30")):
        reminders.tick()
    letter = next(mail for mail in sink.mails if "lan@" in mail["To"])
    assert "Báo cáo mô hình học tập" in plain(letter)
    assert "TRONG TUẦN" not in plain(letter)
    assert "List-Unsubscribe" not in letter


def test_a_link_that_is_not_ours_changes_nothing_and_says_the_same(app, cast):
    client = app.test_client()
    good = tokens.make(tokens.DIGEST, str(cast.lan.id))
    same = client.post(f"/mail/digest/{tokens.make('other', str(cast.lan.id))}").text
    for token in (good[:-1] + "x", "1", "x.y", "á.á", good.replace(".", "-1.")):
        answer = client.post(f"/mail/digest/{token}")
        assert (answer.status_code, len(answer.text)) == (200, len(same)), token
    database.session.rollback()
    assert wishes.of(cast.lan.id).wants_digest


def test_a_link_signed_under_an_earlier_key_is_still_good(cast):
    before, token = post.room(), tokens.make(tokens.DIGEST, "7")
    post.wire(replace(before, secret="another key of thirty-two letters or more", older_secrets=(before.secret,)))
    try:
        assert tokens.read(tokens.DIGEST, token) == "7"
    finally:
        post.wire(before)


def test_a_digest_switched_off_after_it_was_owed_is_not_sent_and_the_ledger_says_why(cast, sink):
    factories.issued(cast)
    with at(office("2019-07-08T10:00")):
        runs.post()
    sink.mails.clear()
    reminders.plan(MONDAY)
    wish(cast.lan, wants_digest=False)

    with at(MONDAY):
        runs.post()

    assert "lan@example.test" not in [mail["To"].addresses[0].addr_spec for mail in sink.mails]
    database.session.rollback()
    assert parts.SWITCHED_OFF in set(database.session.scalars(select(Owed.dropped_because)))
    assert (
        database.session.scalar(select(Mail.state).where(Mail.person_id == cast.lan.id, Mail.day == MONDAY.date()))
        is MailState.DROPPED
    )


def test_a_week_off_brings_one_digest_and_not_two(cast, sink, db):
    """Tết: the digest of that Monday is told by the next one."""
    factories.issued(cast)
    with at(office("2019-07-08T10:00")):
        runs.post()
    sink.mails.clear()
    reminders.plan(MONDAY)  # and nothing leaves: say that the mail server was away all the week

    with at(office("2019-07-22T07:30")):
        reminders.tick()

    letter = next(mail for mail in sink.mails if "lan@" in mail["To"])
    assert plain(letter).count("VIỆC CỦA ĐƠN VỊ TRONG TUẦN") == 1
    db.rollback()
    assert (
        db.scalars(select(Owed.dropped_because).where(Owed.person_id == cast.lan.id, Owed.detail.is_not(None)))
        .all()
        .count(parts.NEWER)
        == 1
    )


def test_a_letter_about_several_tasks_ties_their_threads_together_only_as_a_digest(cast, sink):
    """With a digest it stands among the reader's digests; without one it refers to nothing."""
    tasks = factories.issued(cast)
    ids = [factories.task_of(tasks, cast.luc_yen.id, title).id for title in ("Nhân sự Đại hội", "Báo cáo mô hình học tập")]
    runs.post()
    for moment, due, with_digest in (("2019-09-24T09:00", "2019-09-30", False), ("2019-09-25T09:00", "2019-09-30", True)):
        sink.mails.clear()
        database.session.execute(
            update(Task).where(Task.id.in_(ids)).values(due_on=date(2019, 9, 30), late_after=date(2019, 9, 30))
        )
        with unit_of_work():
            for number in ids:
                owe(cast.lan.id, "task_step", f"task:{number}", key=f"s{number}-{moment}", due_on=due)
            if with_digest:
                owe(cast.lan.id, "digest", f"person:{cast.lan.id}", key=f"d-{moment}", week="2019-W39")
        with at(office(moment)):
            runs.post()

        expected = post.room().message_id(f"person:{cast.lan.id}") if with_digest else None
        assert [mail["References"] for mail in sink.mails if "lan@" in mail["To"]] == [expected]


def test_mails_about_one_task_stand_together(cast, sink):
    task_id = factories.task_of(factories.issued(cast), cast.luc_yen.id).id
    runs.post()
    sink.mails.clear()
    with unit_of_work():
        for number in (1, 2):
            owe(
                cast.lan.id,
                "task_step",
                f"task:{task_id}",
                key=f"s{number}",
                due_on="2019-09-30",
            )
    with at(office("2019-09-23T09:00")):
        runs.post()

    assert [mail["References"] for mail in sink.mails if "lan@" in mail["To"]] == [post.room().message_id(f"task:{task_id}")]
