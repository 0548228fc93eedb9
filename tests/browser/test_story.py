"""The whole line through a real browser: the office at a desk, the chair at her phone, every page fits and is accessible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import follow, inspect
from tests.cast import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TEXT = """Kết luận kiểm tra công tác khuyến học. Chủ tịch Tỉnh hội yêu cầu:
1. Hội Khuyến học huyện Lục Yên báo cáo kết quả phát triển hội viên chậm nhất ngày 20/8/2020.
2. Các huyện, thị, thành Hội gửi đề án nhân sự Đại hội trước ngày 31/7/2020.
"""
ANSWER = "Đã báo cáo: có thêm 120 hội viên mới, vượt kế hoạch."
MINUTES = {"name": "Biên bản.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 780}, locale="vi-VN", has_touch=True)
    yield context.new_page()
    context.close()


def test_a_round_is_recorded_concluded_issued_answered_confirmed_and_reported(office: Office, desk: Page, phone: Page):
    office.enter(desk, "chutich")
    desk.goto(f"{office.url}/inspections/new")
    desk.fill("[name=title]", "Kiểm tra quý I")
    desk.fill("[name=begins_on]", "2020-02-25")
    desk.fill("[name=ends_on]", "2020-02-26")
    inspect(desk)
    follow(desk, "main form button")
    unfold(desk)
    desk.select_option("[name=role]", "head")
    desk.fill("[name=name]", "Ngô Thị Chinh")
    follow(desk, "form[action$=team] button")
    unfold(desk)
    desk.select_option("form[action$=visits] [name=association_id]", label="Hội Khuyến học huyện Lục Yên")
    desk.fill("form[action$=visits] [name=on]", "2020-02-25")
    desk.fill("form[action$=visits] [name=place]", "Huyện hội Lục Yên")
    follow(desk, "form[action$=visits] button")
    expect(desk.locator("main")).to_contain_text("Lục Yên")
    inspect(desk)

    follow(desk, "text=Soạn kết luận…")
    desk.fill("[name=text]", TEXT)
    follow(desk, "button[name=read]")
    expect(desk.locator("li.draft")).to_have_count(2)
    unfold(desk)
    for name, words in (
        ("number", "21/TB-HKH"),
        ("dated_on", "2020-02-28"),
        ("signer", "Ngô Thị Chinh"),
        ("signer_position", "Chủ tịch"),
    ):
        desk.fill(f"#head [name={name}]", words)
    follow(desk, "#head button")
    expect(desk.locator("#bar")).to_contain_text("9 đơn vị, 10 nhiệm vụ")
    draft = desk.url
    follow(desk, "#bar a.main")
    inspect(desk)

    office.enter(phone, "lucyen")
    answer = phone.goto(draft)
    assert answer is not None
    assert answer.status == 404, "a draft leaves the house nowhere"
    follow(desk, "main form button")
    expect(desk.locator("main")).to_contain_text("Văn bản đã khóa")
    inspect(desk)

    phone.goto(f"{office.url}/")
    inspect(phone)
    follow(phone, "a:has-text('phát triển hội viên')")
    inspect(phone)
    task = phone.url
    phone.check("[value=submit]")
    phone.fill("[name=words]", ANSWER)
    phone.set_input_files("[name=files]", MINUTES)
    follow(phone, "text=Gửi Tỉnh hội")
    expect(phone.locator("main")).to_contain_text("Chờ xác nhận")
    inspect(phone)

    desk.goto(task)
    follow(desk, "text=Xem xét kết quả này…")
    inspect(desk)
    desk.check("[value=accept]")
    follow(desk, "text=Ghi quyết định")
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Hoàn thành")

    desk.goto(f"{office.url}/reports")
    desk.select_option("[name=conclusion_id]", index=0)
    follow(desk, "text=Lập báo cáo…")
    expect(desk.locator("a:has-text('Tải về bản Word')")).to_be_visible(timeout=120_000)
    inspect(desk)
    with desk.expect_download() as download:
        desk.click("text=Tải về bản Word")
    assert download.value.suggested_filename.endswith(".docx")


def unfold(page: Page) -> None:
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def test_words_survive_a_session_that_ended_while_they_were_typed(office: Office, phone: Page):
    office.enter(phone, "vanyen")
    phone.goto(f"{office.url}/tasks")
    phone.goto(office.url + task_to_do(phone, office))
    phone.fill("[name=words]", ANSWER)
    phone.check("[value=report_progress]")

    phone.context.clear_cookies()
    follow(phone, "text=Gửi Tỉnh hội")
    expect(phone.locator("h1")).to_contain_text("Đăng nhập")
    phone.fill("[name=username]", "vanyen")
    phone.fill("[name=password]", PASSWORD)
    follow(phone, "main form button")

    expect(phone.locator("[name=words]")).to_have_value(ANSWER)
    inspect(phone)


def task_to_do(page: Page, office: Office) -> str:
    """Return the first of the person's own tasks that still takes an answer."""
    hrefs = page.locator("main a[href^='/tasks/']").evaluate_all("all => [...new Set(all.map(a => a.getAttribute('href')))]")
    return next(href for href in hrefs if 'name="words"' in page.request.get(office.url + href).text())


def test_the_second_of_two_people_at_one_draft_sees_both_texts(office: Office, desk: Page, chromium: Browser):
    office.enter(desk, "phochutich")
    desk.goto(f"{office.url}/conclusions/new")
    desk.fill("[name=text]", TEXT)
    follow(desk, "button[name=read]")
    other = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN").new_page()
    office.enter(other, "kiemtra")
    other.goto(desk.url)

    desk.locator("li.draft").first.get_by_label("Tên ngắn").fill("Hội viên mới")
    desk.locator("li.draft").first.get_by_label("Tên ngắn").blur()
    expect(desk.locator("#said")).to_have_text("Đã lưu.")
    other.locator("li.draft").first.get_by_label("Tên ngắn").fill("Kết quả hội viên")
    other.locator("li.draft").first.get_by_label("Tên ngắn").blur()

    expect(other.locator("h1")).to_contain_text("người khác")
    expect(other.locator("main")).to_contain_text("Hội viên mới")
    expect(other.locator("main")).to_contain_text("Kết quả hội viên")
    inspect(other)
    other.context.close()
