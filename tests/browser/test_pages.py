"""Every page at the width of a phone and of a desk: nothing runs over, axe finds nothing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = {
    "chutich": ["/", "/tasks/board", "/tasks", "/tasks/waiting", "/reports", "/reminders", "/conclusions", "/conclusions/1", "/inspections", "/inspections/1"],
    "lucyen": ["/", "/tasks/3", "/conclusions/1"],
    "quantri": ["/associations"],
}  # fmt: skip


def follow(page, what):
    """Click and stand on the page it leads to, wholly loaded: a click alone returns while the old page is still there."""
    with page.expect_navigation(wait_until="load"):
        page.click(what)


def inspect(page):
    page.wait_for_load_state("load")
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], f"{page.url} runs over: {width}"
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("username", PAGES)
def test_every_page_fits_and_is_accessible(office, page, username):
    office.enter(page, username)

    for path in PAGES[username]:
        answer = page.goto(office.url + path)
        assert answer is not None
        assert answer.status == 200, path
        inspect(page)


def test_the_sign_in_page_fits_and_is_accessible(office, page):
    page.goto(f"{office.url}/sign-in")

    inspect(page)


def test_a_chair_answers_from_the_phone_and_the_committee_confirms(office, chromium):
    phone = chromium.new_context(viewport={"width": 360, "height": 800}).new_page()
    office.enter(phone, "thanhhoi")
    follow(phone, "text=Đề xuất giải pháp mô hình bền vững")
    inspect(phone)
    phone.check("[value=submit]")
    phone.fill("[name=words]", "Đã gửi văn bản đề xuất ba giải pháp.")
    phone.set_input_files("[name=files]", {"name": "Đề xuất.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"})
    follow(phone, "text=Gửi Tỉnh hội")
    assert "Chờ xác nhận" in phone.inner_text("main")
    address = phone.url

    desk = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    office.enter(desk, "phochutich")
    desk.goto(address)
    follow(desk, "text=Xem xét kết quả này…")
    inspect(desk)
    desk.check("[value=accept]")
    follow(desk, "text=Ghi quyết định")
    assert desk.locator(".flash").count()

    phone.goto(address)
    assert "Hoàn thành" in phone.inner_text("main")


def test_a_report_is_compiled_by_the_worker_while_the_page_waits(office, page):
    office.enter(page, "chutich")
    page.goto(f"{office.url}/reports")
    page.fill("[name=as_of]", "2019-09-30")
    follow(page, "text=Lập báo cáo…")
    page.wait_for_selector("text=Tải về bản Word", timeout=120_000)

    assert "Số liệu tính đến ngày 30/9/2019" in page.inner_text("main")
    inspect(page)
    follow(page, "main table a >> nth=0")
    assert page.locator("main .ruled li").count() > 0
