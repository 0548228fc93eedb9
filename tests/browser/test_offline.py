"""Answering where the network fails: nothing typed is lost, words arrive before photographs, and once."""

from __future__ import annotations

import io
import os
import time
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from khworkflow.accounts.models import User
from khworkflow.app import create_app
from khworkflow.associations.queries import actor_for
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog.log import history
from khworkflow.settings import load
from khworkflow.tasks import answering, commands, items, parties, queries
from khworkflow.tasks.commands import Answer, Said, SaidHow
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION
from tests.browser.test_pages import inspect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
USED = set()
WORDS = "Ngày 12/8 đã họp Ban Thường vụ, chọn được 7 đồng chí."


def photograph():
    out = io.BytesIO()
    Image.frombytes("RGB", (400, 300), os.urandom(360_000)).save(out, "JPEG", quality=80)
    return {"name": "anh hop.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.fixture(scope="module")
def house(office):
    """The office's own database, to look up what has really arrived."""
    yield create_app(load({"KHW_DATA": str(office.data)}))
    clock.shift(timedelta(0))  # the demonstration's clock is not this process's


@pytest.fixture
def number(house):
    """A task that lies with its association; each test gets another."""
    return unanswered(house)


def unanswered(house, territory=None):
    """Return a task that no test had; those of Văn Chấn are left to the test that signs in there."""
    with house.app_context():
        open_ones = database.session.scalars(queries.visible(SYSTEM).order_by(queries.Task.id))
        fits = [
            one.id
            for one in open_ones
            if one.state in WITH_ASSOCIATION and (one.association.territory == "Văn Chấn") == (territory == "Văn Chấn")
        ]
        found = next(one for one in fits if one not in USED)
        USED.add(found)
        return found


@pytest.fixture
def phone(chromium):
    """A telephone's browser."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    yield context.new_page()
    context.close()


def link(house, office, number):
    with house.app_context():
        task = queries.get(SYSTEM, number)
        return f"{office.url}/tasks/answer/{answering.secret(task, parties.chairs(task)[0].id)}"


def arrived(house, number):
    with house.app_context():
        task = queries.get(SYSTEM, number)
        return [(WORDS, [file.file.name for file in one.evidence]) for one in queries.replies(task) if one.words == WORDS]


def fill(page, *, files=()):
    page.check("[value=report_progress]")
    page.fill("[name=words]", WORDS)
    if files:
        page.set_input_files("#files", list(files))


def press(page):
    page.click("button[name=who] >> nth=0")


def test_an_answer_typed_without_a_network_arrives_by_itself_words_first_and_once(house, office, page, number):
    url = link(house, office, number)
    page.goto(url)
    fill(page, files=[photograph()])
    page.context.set_offline(True)
    press(page)
    page.wait_for_selector("#queue >> text=Đã lưu trong máy, sẽ gửi khi có mạng")
    assert WORDS in page.inner_text("#queue")
    assert not page.is_visible("form[data-queue]")  # nobody answers twice
    inspect(page)
    assert arrived(house, number) == []

    order = []
    page.on("request", lambda one: order.append(one.url.rpartition("/")[2]) if one.method == "POST" else None)
    page.context.set_offline(False)
    page.wait_for_selector(".receipt")
    expect(page.locator("#queue")).to_have_count(0)

    assert [one for one in order if one != "opening"] == ["replies", "evidence"]
    assert arrived(house, number) == [(WORDS, ["anh hop.jpg"])]
    assert page.evaluate("localStorage.getItem('kh-queue')") is None
    page.goto(url)
    assert page.query_selector("text=đã được lưu trong máy và khôi phục") is None


def test_a_photograph_that_does_not_get_through_costs_no_word_and_follows_from_the_next_page_of_ours(
    house, office, phone, number
):
    phone.goto(link(house, office, number))
    phone.context.route("**/evidence", lambda route: route.abort())
    fill(phone, files=[photograph()])
    press(phone)
    phone.wait_for_timeout(3000)
    phone.wait_for_selector("#queue >> text=Nội dung đã đến nơi. Mã biên nhận")
    assert arrived(house, number) == [(WORDS, [])]

    phone.close()
    later = phone.context.new_page()
    later.context.unroute("**/evidence")
    later.goto(f"{office.url}/sign-in")
    later.wait_for_selector("#queue >> text=Đã gửi.")
    assert arrived(house, number) == [(WORDS, ["anh hop.jpg"])]


def test_an_answer_whose_receipt_got_lost_is_sent_again_and_stays_one(house, office, phone, number):
    phone.goto(link(house, office, number))

    def lose(route):
        route.fetch()
        route.abort()

    phone.context.route("**/replies", lose)
    fill(phone)
    press(phone)
    phone.wait_for_selector("#queue >> text=Đang chờ có mạng.")
    assert arrived(house, number) == [(WORDS, [])]

    phone.context.unroute("**/replies")
    phone.click("#queue [data-now]")
    phone.wait_for_selector(".receipt")
    assert arrived(house, number) == [(WORDS, [])]


def test_what_changed_in_the_meantime_keeps_the_answer_with_its_reason_and_gives_the_words_back(house, office, phone, number):
    url = link(house, office, number)
    phone.goto(url)
    fill(phone)
    phone.context.set_offline(True)
    press(phone)
    phone.wait_for_selector("#queue >> text=Đang chờ có mạng.")
    with house.app_context(), unit_of_work():
        task = queries.get(SYSTEM, number)
        commands.report_progress(actor_for(parties.chairs(task)[0]), task, Answer("Đang làm.", "another", task.version))

    phone.context.set_offline(False)
    phone.wait_for_selector("#queue >> text=Nhiệm vụ đã thay đổi trong lúc chờ gửi.")
    assert arrived(house, number) == []
    phone.goto(url)
    phone.wait_for_selector("#queue >> text=Nhiệm vụ đã thay đổi trong lúc chờ gửi.")  # nothing tries by itself what was refused
    phone.click("#queue [data-back]")
    expect(phone.locator("[name=words]")).to_have_value(WORDS)
    assert phone.is_checked("[value=report_progress]")
    press(phone)
    phone.wait_for_selector(".receipt")
    assert arrived(house, number) == [(WORDS, [])]


def test_whoever_was_signed_out_meanwhile_signs_in_and_it_goes_by_itself(house, office, phone):
    number = unanswered(house, "Văn Chấn")
    office.enter(phone, "vanchan")
    phone.goto(f"{office.url}/tasks/{number}")
    fill(phone)
    phone.context.set_offline(True)
    phone.click("form[data-keep=reply] button.main")
    phone.wait_for_selector("#queue >> text=Đang chờ có mạng.")
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    phone.wait_for_selector("#queue >> text=Phiên làm việc đã hết.")

    phone.goto(f"{office.url}/sign-in")
    phone.wait_for_selector("text=chờ người viết đăng nhập để gửi: 1")
    assert WORDS not in phone.inner_text("main")
    office.enter(phone, "vanchan")
    phone.wait_for_selector("#queue >> text=Đã gửi.", timeout=60_000)
    assert arrived(house, number) == [(WORDS, [])]


def test_a_file_that_the_house_does_not_take_stays_with_its_reason_beside_the_receipt(house, office, phone, number):
    phone.goto(link(house, office, number))
    fill(phone, files=[{"name": "IMG_0001.HEIC", "mimeType": "image/heic", "buffer": b"no picture"}])
    press(phone)
    phone.wait_for_selector(".receipt")
    phone.wait_for_selector("#queue >> text=HEIC")
    assert arrived(house, number) == [(WORDS, [])]
    phone.click("#queue >> text=Không gửi các tệp này nữa")
    expect(phone.locator("#queue")).to_have_count(0)


def test_a_request_for_time_typed_without_a_network_arrives_by_itself_and_once(house, office, phone):
    number = dated(house)
    phone.goto(link(house, office, number))
    phone.click("#time summary >> nth=0")
    phone.fill("[name=extension-due_on]", "2020-12-31")
    phone.fill("[name=extension-words]", WORDS)
    phone.context.set_offline(True)
    phone.click("button[name=extension-who] >> nth=0")
    phone.wait_for_selector("#queue >> text=Đang chờ có mạng.")
    assert WORDS in phone.inner_text("#queue")
    inspect(phone)
    assert asked(house, number) == []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    lost = []
    phone.context.route("**/extensions", lose)
    phone.context.set_offline(False)
    wait_until(phone, lambda: lost)
    phone.context.unroute("**/extensions")
    assert asked(house, number) == [WORDS]
    phone.click("#queue [data-now]")
    phone.wait_for_selector(".receipt")
    expect(phone.locator("main")).to_contain_text("Đề nghị gia hạn từ")
    assert asked(house, number) == [WORDS]


def test_a_step_ticked_without_a_network_is_ticked_once_and_its_photograph_follows(house, office, phone):
    number, step = with_steps(house)
    office.enter(phone, "vanchan")
    phone.goto(f"{office.url}/tasks/{number}")
    form = f"form[action$='/items/{step}/tick']"
    phone.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    phone.fill(f"[name=i{step}-words]", WORDS)
    phone.set_input_files(f"[name=i{step}-files]", [photograph()])
    phone.context.set_offline(True)
    phone.click(f"{form} button")
    phone.wait_for_selector("#queue >> text=Đang chờ có mạng.")
    assert WORDS in phone.inner_text("#queue")
    expect(phone.locator(form)).to_be_hidden()
    inspect(phone)
    assert ticked(house, number, step) == (False, [])

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    lost = []
    phone.context.route("**/tick", lose)
    phone.context.set_offline(False)
    wait_until(phone, lambda: lost)
    assert ticked(house, number, step) == (True, [])
    order = []
    phone.on("request", lambda one: order.append(one.url.rpartition("/")[2]) if one.method == "POST" else None)
    phone.context.unroute("**/tick")
    phone.click("#queue [data-now]")
    expect(phone.locator("#checklist")).to_contain_text("anh hop.jpg")
    expect(phone.locator("#queue")).to_have_count(0)
    assert order == ["tick", "evidence"]
    assert ticked(house, number, step) == (True, ["anh hop.jpg"])
    with house.app_context():
        kinds = [one.kind for one in history(f"task:{number}") if one.kind.startswith("task.item")]
    assert kinds[-2:] == ["task.item_ticked", "task.item_evidence_added"]
    assert "task.item_ticked" not in kinds[:-2]


def wait_until(page, fact):
    """Wait for what only this process knows, while the page goes on."""
    until = time.monotonic() + 60
    while not fact() and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert fact()


def with_steps(house):
    """Return a task of Văn Chấn whose first step is open, and that step."""
    while True:
        number = unanswered(house, "Văn Chấn")
        with house.app_context():
            steps = items.of(queries.get(SYSTEM, number))
            if steps and not any(one.done_at or one.reason for one in steps):
                return number, steps[0].id


def ticked(house, number, step):
    with house.app_context():
        item = items.get(queries.get(SYSTEM, number), step)
        return item.done_at is not None, [one.file.name for one in item.evidence]


def test_an_agreement_tapped_without_a_network_arrives_by_itself(house, office, phone, number):
    with house.app_context(), unit_of_work():
        task = queries.get(SYSTEM, number)
        clerk = actor_for(database.session.scalars(select(User).where(User.username == "vanphong")).one())
        said = Said("Chủ tịch Hội", SaidHow.TELEPHONE, clock.now())
        kept = commands.report_progress(clerk, task, Answer(WORDS, "recorded", task.version, said=said)).id
    phone.goto(link(house, office, number))
    phone.context.set_offline(True)
    phone.click(f"button[name=agree{kept}-who] >> nth=0")
    phone.wait_for_selector("#queue >> text=Đang chờ có mạng.")
    inspect(phone)
    phone.context.set_offline(False)
    expect(phone.locator(".receipt")).to_contain_text("Đơn vị đã đồng ý")
    with house.app_context():
        assert queries.reply_of(queries.get(SYSTEM, number), kept).agreed_at is not None


def asked(house, number):
    with house.app_context():
        return [one.reason for one in queries.extensions(queries.get(SYSTEM, number)) if one.reason == WORDS]


def dated(house):
    """Return a task with a due day for which nobody asks for time."""
    while True:
        number = unanswered(house)
        with house.app_context():
            task = queries.get(SYSTEM, number)
            if task.due_on and all(one.state != "pending" for one in queries.extensions(task)):
                return number
