"""The page of the next fourteen days says what really will leave."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing import post, runs
from khworkflow.mailing.commands import owe
from khworkflow.mailing.models import Mail, MailAddress, Owed
from khworkflow.reminders import runs as reminders, simulation
from tests import factories, pages
from tests.cast import sign_in
from tests.conftest import at
from tests.servers import smtp_sink


def office(text: str) -> datetime:
    return datetime.fromisoformat(text + "+07:00").astimezone(UTC)


@pytest.fixture
def sink(db):
    before = post.room()
    with smtp_sink() as (kept, url):
        post.wire(replace(before, smtp_url=url))
        yield kept
    post.wire(before)


@pytest.mark.parametrize("start", ["2019-08-05T06:00", "2019-08-28T12:00", "2019-09-23T20:30"])
def test_what_is_foreseen_is_what_then_leaves(cast, sink, start):
    """Fourteen days are simulated, then lived through: the same letters to the same people about the same."""
    factories.issued(cast)
    with at(office("2019-07-08T10:00")):
        runs.post()
    with at(office("2019-07-22T08:00")):
        reminders.tick()
    sink.mails.clear()
    now = office(start)
    with at(now), unit_of_work():
        foreseen = {
            (one.day, letter.address): simulation.shown(SYSTEM, letter.holder_id, one.day, now)
            for one in simulation.days(SYSTEM, now)
            for letter in one.letters
        }
    lived = {}
    days = sorted({day for day, _address in foreseen})
    for number in range(14):
        day = clock.day_of(now).toordinal() + number
        with at(max(now, office(f"{date.fromordinal(day)}T07:30"))):
            reminders.tick()
        lived |= {(date.fromordinal(day), mail["To"].addresses[0].addr_spec): mail for mail in sink.mails}
        sink.mails.clear()

    assert set(lived) == {key for key, letter in foreseen.items() if letter}
    assert len(days) > 1
    for key, mail in lived.items():
        assert mail["Subject"] == foreseen[key].subject


def test_simulating_and_reading_change_nothing(client, cast):
    factories.issued(cast)
    sign_in(client, cast.hoa)
    owed = len(list(database.session.scalars(select(Owed))))
    database.session.rollback()

    page = pages.get(client, "/reminders/days").text
    assert "9 thư, 11 việc của các đơn vị" in page
    letter = pages.get(client, f"/reminders/days/2019-07-15/{cast.lan.id}").text
    assert "Huyện hội Lục Yên còn 2 việc đang thực hiện." in letter
    assert re.search(r"/tasks/answer/\d+…", letter)

    assert len(list(database.session.scalars(select(Owed)))) == owed
    assert list(database.session.scalars(select(Mail))) == []


def test_a_day_without_letter_or_beyond_the_fortnight_has_none(client, cast):
    sign_in(client, cast.an)
    for day in ("2019-07-13", "2019-07-07", "2019-08-30"):
        assert "không có thư vào ngày đó" in pages.get(client, f"/reminders/days/{day}/{cast.lan.id}").text
    pages.get(client, f"/reminders/days/nay/{cast.lan.id}", status=404)
    pages.get(client, f"/reminders/days/2019-07-15/{cast.lan.id + 999}")


def test_a_trial_goes_to_oneself_alone_and_counts_as_nobody_s_letter(client, cast, sink):
    factories.issued(cast)
    sign_in(client, cast.hoa)

    url = f"/reminders/days/2019-07-15/{cast.lan.id}"
    pages.post(client, f"{url}/trial", {}, page=url)
    runs.deliver()

    assert sink.recipients == ["hoa@example.test"]
    assert sink.mails[0]["Subject"].startswith("[Thử] Khuyến học: ")
    pages.post(client, f"/reminders/days/2019-07-13/{cast.lan.id}/trial", {}, page=url, status=422)
    assert "Thư gửi thử cho mình" not in pages.get(client, "/reminders").text


def test_who_has_no_address_is_shown_as_such(client, cast):
    cast.lan.user.email = None
    factories.issued(cast)
    sign_in(client, cast.hoa)

    assert "chưa có e-mail" in pages.get(client, "/reminders/days").text.lower()


def test_the_ledger_is_searched_by_name_address_subject_and_state(client, cast):
    factories.issued(cast)
    runs.gather(clock.now())
    sign_in(client, cast.hoa)

    assert pages.get(client, "/reminders?q=Lan").text.count("/reminders/") < pages.get(client, "/reminders").text.count(
        "/reminders/"
    )
    assert "Hoàng Thị Lan" in pages.get(client, "/reminders?q=Lan&state=planned").text
    assert "Chưa có thư nào" in pages.get(client, "/reminders?q=Lan&state=sent").text
    assert pages.get(client, "/reminders?state=nonsense").status_code == 200


def test_the_page_says_what_was_not_sent_and_why(client, cast):
    made = factories.issued(cast)
    number = factories.task_of(made, cast.luc_yen.id).id
    with unit_of_work():
        owe(cast.lan.id, "task_step", f"task:{number}", key="s", due_on="2019-01-01")
        owe(cast.van.id, "digest", f"person:{cast.van.id}", key="d")
        database.session.execute(
            Owed.__table__.update()
            .where(Owed.key == "s")
            .values(settled_at=clock.now(), dropped_because="another due day meanwhile")
        )
        database.session.execute(
            Owed.__table__.update().where(Owed.key == "d").values(settled_at=clock.now(), dropped_because="nothing left to tell")
        )
    sign_in(client, cast.hoa)

    page = pages.get(client, "/reminders").text
    assert "đã đổi hạn" in page
    assert "không còn nội dung cần báo" in page
    assert f'href="/tasks/{number}"' in page


def test_letters_are_held_and_let_go_from_the_page(client, cast, sink):
    factories.issued(cast)
    sign_in(client, cast.an)
    refused = pages.post(client, "/reminders/hold", {"reason": ""}, page="/reminders", status=422)
    assert "Xin ghi ngắn gọn lý do" in refused.text
    pages.post(client, "/reminders/hold", {"reason": "Phục hồi dữ liệu"}, page="/reminders")
    page = pages.get(client, "/reminders").text
    assert "Thư bị tạm giữ từ" in page
    assert "Phục hồi dữ liệu" in page
    assert runs.post()["sent"] == 0

    pages.post(client, "/reminders/release-without", {}, page="/reminders")
    assert "9 nội dung cũ không báo nữa." in pages.get(client, "/reminders").text
    pages.post(client, "/reminders/release", {}, page="/reminders", status=409)


def test_the_page_says_when_the_timetable_looked_and_what_is_wrong_with_the_server(client, cast):
    factories.issued(cast)
    before = post.room()
    post.wire(replace(before, smtp_url="smtp://127.0.0.1:9"))
    try:
        reminders.tick()
    finally:
        post.wire(before)
    sign_in(client, cast.hoa)

    page = pages.get(client, "/reminders").text
    assert "Rà soát gần nhất: 08/7/2019 lúc 09:0" in page
    assert "Không dùng được máy chủ thư từ 08/7/2019 lúc 09:0" in page
    assert "Thư chờ lâu nhất: từ 08/7/2019" in page


def test_a_task_shows_its_letters_and_what_became_of_them(client, cast, sink):
    made = factories.issued(cast)
    number = factories.task_of(made, cast.luc_yen.id).id
    with unit_of_work():
        owe(cast.lan.id, "task_step", f"task:{number}", key="sent", due_on="2019-09-30")
    runs.post()
    with unit_of_work():
        owe(cast.lan.id, "task_step", f"task:{number}", key="waits", due_on="2019-09-30")
        owe(cast.lan.id, "task_step", f"task:{number}", key="moved", due_on="2019-01-01")
        settled = Owed.__table__.update().where(Owed.key == "moved")
        database.session.execute(settled.values(settled_at=clock.now(), dropped_because="another due day meanwhile"))

    page = pages.get(sign_in(client, cast.lan), f"/reminders/tasks/{number}").text
    for said in ("Máy chủ thư đã nhận", "sẽ đi cùng thư kế tiếp", "đã đổi hạn"):
        assert said in page, said
    assert "250 kept" not in page, "what the server said is the office's to read"


def test_a_digest_stands_with_each_task_that_it_told_of_and_with_no_other(client, cast, sink):
    made = factories.issued(cast)
    told, other = factories.task_of(made, cast.luc_yen.id).id, factories.task_of(made, cast.van_yen.id).id
    with unit_of_work():
        owe(cast.lan.id, "digest", f"person:{cast.lan.id}", key="week", week="2019-W28")
    runs.post()

    assert "Máy chủ thư đã nhận" in pages.get(sign_in(client, cast.hoa), f"/reminders/tasks/{told}").text
    assert "Máy chủ thư đã nhận" not in pages.get(client, f"/reminders/tasks/{other}").text


def test_the_office_reads_what_the_mail_server_said_of_a_task_s_letter(client, cast, sink):
    number = factories.task_of(factories.issued(cast), cast.luc_yen.id).id
    with unit_of_work():
        owe(cast.lan.id, "task_step", f"task:{number}", key="sent", due_on="2019-09-30")
    runs.post()

    assert "250 kept" in pages.get(sign_in(client, cast.hoa), f"/reminders/tasks/{number}").text


def test_a_letter_to_an_address_that_knows_nobody_is_shown_and_not_counted(client, cast):
    factories.issued(cast)
    address, now = cast.lan.user.email, office("2019-07-08T10:00")
    with at(now), unit_of_work():
        before = simulation.days(SYSTEM, now)[0]
        database.session.add(
            MailAddress(address=address, score=4.0, scored_at=now, words="550 5.1.1", status="5.1.1", blocked_at=now)
        )
    with at(now):
        hoa = sign_in(client, cast.hoa)
        with unit_of_work():
            after = simulation.days(SYSTEM, now)[0]
        page = hoa.get("/reminders/days").text

    assert (after.leaving, len(after.letters)) == (before.leaving - 1, len(before.letters))
    assert [one.name for one in after.letters if one.is_blocked] == ["Hoàng Thị Lan"]
    assert page.count("thư không đến được, không gửi") >= 1
