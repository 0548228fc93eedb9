"""Every page at the width of a phone and of a desk: nothing runs over, axe finds nothing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: By person: every screen of the life of a task, and the others; numbers are those of the demonstration.
PAGES = {
    "chutich": [
        "/", "/tasks/board", "/tasks/board?conclusion_id=all&cluster=C%E1%BB%A5m+ph%C3%ADa+T%C3%A2y&due=2020-Q1", "/tasks",
        "/tasks/search?q=nhan+su", "/tasks/sheet/2", "/tasks/waiting", "/tasks/waiting/4", "/tasks/25/decision",
        "/tasks/22/record", "/tasks/22/withdrawal", "/tasks/22/reminder", "/tasks/1", "/tasks/19", "/tasks/20", "/tasks/26",
        "/tasks/49", "/figures", "/checklists", "/checklists/congress_staffing", "/reports", "/reminders", "/conclusions",
        "/conclusions/1", "/inspections", "/inspections/1", "/reports/templates/1", "/reports/templates/1/status",
        "/reports/templates/1/status/0",
    ],
    "lucyen": ["/", "/tasks/3", "/conclusions/1", "/tasks/board"],
    "thanhhoi": ["/tasks/25", "/tasks/34", "/tasks/48", "/figures", "/account"],
    "quantri": ["/associations", "/associations/2", "/associations/2/particulars"],
}  # fmt: skip
NARROW = 320  # px: a phone of 2012, and any page at 400 % zoom
WIDE = 1_000
#: Colours glide from one to the other; axe is to see where they arrive.
SETTLED = """async () => {
  await new Promise(requestAnimationFrame);
  await Promise.all(document.getAnimations().map((one) => one.finished));
}"""


def follow(page, what):
    """Click and stand on the page it leads to, wholly loaded: a click alone returns while the old page is still there."""
    with page.expect_navigation(wait_until="load"):
        page.click(what)


def inspect(page):
    """See that nothing runs over, at 320 px neither, and let axe look: at the desk's dark colours, at the phone's light ones."""
    page.wait_for_load_state("load")
    page.evaluate("for (const one of document.querySelectorAll('main details:not([open])')) one.open = one.wasClosed = true")
    size = page.viewport_size
    for width in (size["width"], NARROW):
        page.set_viewport_size({**size, "width": width})
        found = page.evaluate("document.documentElement.scrollWidth")
        assert found <= width, f"{page.url} runs over at {width}: {found}"
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="dark" if size["width"] > WIDE else "light")
    page.evaluate(SETTLED)
    found = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="light")
    page.evaluate("for (const one of document.querySelectorAll('main details')) if (one.wasClosed) one.open = false")
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
    page.select_option("[name=conclusion_id]", "1")  # another test may have issued a newer one, which stands first
    page.fill("[name=as_of]", "2019-09-30")
    follow(page, "text=Lập báo cáo…")
    page.wait_for_selector("text=Tải về bản Word", timeout=120_000)

    assert "Số liệu tính đến ngày 30/9/2019" in page.inner_text("main")
    inspect(page)
    follow(page, "main table a >> nth=0")
    assert page.locator("main .ruled li").count() > 0
