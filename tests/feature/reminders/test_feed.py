"""A person's due days in his telephone's calendar, read back by a parser that is not ours."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date, timedelta

import icalendar
import pytest
from sqlalchemy import select

from khworkflow.accounts import commands as accounts
from khworkflow.associations import commands as associations
from khworkflow.associations.models import Membership
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Forbidden
from khworkflow.core.transaction import unit_of_work
from khworkflow.reminders import feed
from khworkflow.reminders.icalendar import Entry, written
from khworkflow.reminders.models import CalendarFeed
from khworkflow.tasks import commands, extensions
from khworkflow.tasks.commands import Answer
from tests import factories
from tests.cast import sign_in
from tests.conftest import MONDAY
from tests.pages import token_of


@pytest.fixture
def tasks(cast):
    return factories.issued(cast)


def address(person):
    with unit_of_work():
        return f"/calendar/{feed.renew(person.actor, person.id)}.ics"


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    calendar = icalendar.Calendar.from_ical(answer.data)
    assert not calendar.errors
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}, answer


def test_each_unfinished_task_is_a_whole_day_with_its_quote_and_rings(cast, client, tasks):
    events, answer = read(client, address(cast.lan))

    mine = {str(one["SUMMARY"]): one for one in events.values()}
    assert set(mine) == {"Hạn: Nhân sự Đại hội", "Hạn: Báo cáo mô hình học tập"}
    event = mine["Hạn: Báo cáo mô hình học tập"]
    assert event["DTSTART"].dt == factories.MODELS_DUE
    assert event["DTEND"].dt == factories.MODELS_DUE + timedelta(days=1)
    assert factories.MODELS in str(event["DESCRIPTION"])
    assert [one["TRIGGER"].dt for one in event.walk("VALARM")] == [timedelta(days=-3, hours=7.5), timedelta(hours=7.5)]
    assert "/tasks/answer/" not in answer.text, "calendars are shared lightly: no link that answers stands in them"
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in answer.headers


def test_an_entry_keeps_its_name_when_its_day_is_moved_and_its_sequence_grows(cast, client, tasks):
    number = factories.task_of(tasks, cast.luc_yen.id).id
    path = address(cast.lan)
    before, _answer = read(client, path)
    with unit_of_work():
        task = commands.queries.get(cast.lan.actor, number)
        asked = extensions.ask(cast.lan.actor, task, Answer("Bận.", "k", task.version), date(2019, 10, 31))
        extensions.grant(cast.hoa.actor, task, asked, date(2019, 10, 31))

    after, _answer = read(client, path)

    (uid,) = [uid for uid in before if uid.startswith(f"task-{number}@")]
    assert set(before) == set(after)
    assert after[uid]["DTSTART"].dt == date(2019, 10, 31)
    assert after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"]


def test_what_was_handed_in_rings_no_more_and_what_has_ended_is_gone(cast, client, tasks):
    number = factories.task_of(tasks, cast.luc_yen.id).id
    path = address(cast.lan)
    with unit_of_work():
        task = commands.queries.get(cast.lan.actor, number)
        commands.submit(cast.lan.actor, task, Answer("Đã họp.", "k", task.version))
    handed_in, _answer = read(client, path)
    with unit_of_work():
        task = commands.queries.get(cast.hoa.actor, number)
        commands.accept(cast.hoa.actor, task, Answer("", "k2", task.version))
    ended, _answer = read(client, path)

    (uid,) = set(handed_in) - set(ended)
    assert str(handed_in[uid]["SUMMARY"]) == "Đã gửi: Nhân sự Đại hội"
    assert not handed_in[uid].walk("VALARM")


def test_the_committee_sees_one_day_for_each_directive_with_how_many_are_open(cast, client, tasks):
    events, _answer = read(client, address(cast.hoa))

    assert {str(one["SUMMARY"]) for one in events.values()} == {"Hạn: Nhân sự Đại hội (9)", "Hạn: Báo cáo mô hình học tập (2)"}


NASTY = 'Cộng, trừ; nhân\\chia "ngoặc"\nBEGIN:VALARM\r\nEND:VEVENT\x00 <b>' + "Đường lối ươm mầm hiếu học " * 12


def test_what_people_typed_stays_text_is_composed_and_no_line_is_too_long():
    typed = unicodedata.normalize("NFD", NASTY)
    entry = Entry("task-1", 2, MONDAY, date(2019, 9, 30), typed, typed, "http://localhost/tasks/1", rings=True)

    data = written(typed, [entry], domain="example.vn")

    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert str(event["SUMMARY"]).startswith('Cộng, trừ; nhân\\chia "ngoặc"\nBEGIN:VALARM\nEND:VEVENT <b>Đường lối')
    assert str(event["DESCRIPTION"]) == str(event["SUMMARY"])
    assert unicodedata.is_normalized("NFC", data.decode())
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines), "no letter is cut in two"
    assert data.count(b"\n") == data.count(b"\r\n")


def test_the_address_is_kept_as_a_hash_alone_and_a_new_one_ends_the_old(cast, client, tasks, db):
    first, second = address(cast.lan), address(cast.lan)

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    secret = second.split("/")[-1].removesuffix(".ics")
    assert [one.token_hash for one in db.scalars(select(CalendarFeed))] == [hashlib.sha256(secret.encode()).hexdigest()]


@pytest.mark.parametrize("end", ["revoked", "disabled", "unseated"])
def test_an_address_of_somebody_who_is_not_to_read_it_is_no_page(cast, client, tasks, end, db):
    path = address(cast.lan)
    with unit_of_work():
        if end == "revoked":
            feed.revoke(cast.lan.actor, cast.lan.id)
        elif end == "disabled":
            accounts.disable(cast.an.actor, cast.lan.user, now=MONDAY)
        else:
            associations.remove_seat(SYSTEM, db.scalars(select(Membership).where(Membership.user_id == cast.lan.id)).one())

    assert client.get(path).status_code == 404
    assert client.head(path).status_code == 404


@pytest.mark.parametrize("secret", ["x", "a" * 43, "..%2f..%2fetc", "%00", "a" * 5_000])
def test_a_made_up_address_is_no_page(cast, client, secret):
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_an_unchanged_calendar_is_not_sent_again(cast, client, tasks):
    path = address(cast.lan)
    etag = client.get(path).headers["ETag"]

    again = client.get(path, headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path).headers["Cache-Control"] == "private, no-cache"


def test_nobody_makes_a_calendar_of_another(cast):
    with pytest.raises(Forbidden):
        feed.renew(cast.hoa.actor, cast.lan.id)
    with pytest.raises(Forbidden):
        feed.renew(cast.an.actor, cast.an.id)  # an administrator reads no tasks


def test_the_page_shows_the_address_once_and_takes_it_back(cast, client, tasks):
    sign_in(client, cast.lan)
    page = client.get("/reminders/calendar-feed")
    made = client.post("/reminders/calendar-feed", data={"csrf_token": token_of(page.text)})
    path = made.text.split("http://localhost")[1].split("<")[0]
    assert client.get(path).status_code == 200
    assert path not in client.get("/reminders/calendar-feed").text
    assert "webcal://localhost/calendar/" in made.text

    client.post("/reminders/calendar-feed/removal", data={"csrf_token": token_of(page.text)})

    assert client.get(path).status_code == 404
