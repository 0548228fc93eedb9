"""From the pasted paper to the issued conclusion with a real hand: keys and clicks, counted (eleven for the real text)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import follow, inspect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEED = Path(__file__).parents[3] / "shared/domain/corpus/seed.txt"
MOST_ACTIONS = 12  # the promise; it takes eleven
TEXT = """Kết luận kiểm tra. Yêu cầu:
1. Các huyện, thị, thành Hội xây dựng đề án nhân sự Đại hội, gửi Tỉnh hội trước ngày 31/7/2020.
2. Hội Khuyến học huyện Lục Yên báo cáo kết quả phát triển hội viên chậm nhất ngày 20/8/2020.
"""


class Hand:
    """Somebody at a desk, whose clicks and key chords are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def click(self, what: Locator) -> None:
        self.actions += 1
        what.click()

    def go(self, what: Locator) -> None:
        """Click on what leads to another page."""
        self.actions += 1
        with self.page.expect_navigation(wait_until="load"):
            what.click()

    def press(self, chord: str) -> None:
        self.actions += 1
        self.page.keyboard.press(chord)


def open_new(office: Office, page: Page, username: str, text: str) -> None:
    """Open the page of a new conclusion with the text on the clipboard."""
    office.enter(page, username)
    page.goto(f"{office.url}/conclusions/new?inspection_id=1")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)


def card(page: Page, number: int) -> Locator:
    return page.locator("li.draft").nth(number - 1)


def group(page: Page, number: int, words: str) -> Locator:
    return card(page, number).locator("button[name=choose]:visible", has_text=words).first


@pytest.mark.skipif(not SEED.exists(), reason="the real text lies beside the project")
def test_the_seed_becomes_nine_directives_and_fifty_tasks_in_twelve_actions(office: Office, chromium: Browser):
    page = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN").new_page()
    open_new(office, page, "chutich", SEED.read_text(encoding="utf-8"))
    hand = Hand(page)

    hand.press("Control+V")
    hand.go(page.get_by_role("button", name="Đọc và đề xuất ý kiến chỉ đạo"))
    expect(page.locator("li.draft")).to_have_count(9)
    inspect(page)
    hand.click(group(page, 3, "tất cả 9"))
    for name in ("Lục Yên", "Mù Cang Chải", "Trạm Tấu"):
        leads = card(page, 3).get_by_role("group", name="Chủ trì")
        expect(leads.get_by_label(name)).to_be_checked()
        hand.click(leads.get_by_text(name))
    hand.click(group(page, 8, "3 đơn vị được kiểm tra"))
    expect(page.locator("#bar")).to_contain_text("44 nhiệm vụ")
    hand.click(group(page, 7, "tất cả 9"))
    hand.click(page.get_by_role("button", name="Tất cả: không định ngày, xem tại báo cáo 6 tháng"))
    expect(page.locator("#bar")).to_contain_text("9 đơn vị, 50 nhiệm vụ")
    expect(page.locator("#bar")).not_to_contain_text("bổ sung")
    hand.go(page.get_by_role("link", name="Xem trước khi ban hành…"))
    inspect(page)
    hand.go(page.get_by_role("button", name=re.compile("^Ban hành")))

    expect(page.locator("main")).to_contain_text("Đã ban hành kết luận")
    expect(page.locator("article .badge")).to_have_count(9)
    assert hand.actions <= MOST_ACTIONS
    page.context.close()


def test_a_draft_is_corrected_on_the_phone_and_keeps_itself(office: Office, page: Page):
    open_new(office, page, "phochutich", TEXT)
    page.keyboard.press("Control+V")
    follow(page, "button[name=read]")
    inspect(page)

    card(page, 2).get_by_label("Tên ngắn").fill("Hội viên Lục Yên")
    card(page, 2).get_by_label("Ngày đến hạn", exact=True).fill("2020-09-01")
    card(page, 2).get_by_label("Loại việc").select_option("membership")
    expect(page.locator("#said")).to_have_text("Đã lưu.")
    card(page, 1).locator("summary", has_text="Sửa đoạn trích").click()
    card(page, 1).get_by_role("button", name="Tách", exact=True).click()
    expect(page.locator("li.draft")).to_have_count(3)

    page.wait_for_function("!document.querySelector('form.unsent')")
    page.reload()
    assert card(page, 3).get_by_label("Tên ngắn").input_value() == "Hội viên Lục Yên"
    assert card(page, 3).get_by_label("Ngày đến hạn", exact=True).input_value() == "2020-09-01"


def test_words_selected_in_the_text_become_a_directive_or_move_one(office: Office, page: Page):
    open_new(office, page, "kiemtra", TEXT)
    page.keyboard.press("Control+V")
    follow(page, "button[name=read]")

    select(page, "Kết luận kiểm tra")
    page.get_by_role("button", name="Thêm ý kiến từ đoạn này").click()
    expect(page.locator("li.draft")).to_have_count(3)
    expect(card(page, 1)).to_contain_text("Kết luận kiểm tra")
    select(page, "xây dựng đề án nhân sự Đại hội")
    page.get_by_role("button", name="Lấy đoạn này làm đoạn trích của ý kiến 2").click()
    expect(card(page, 2).locator("q")).to_have_text("xây dựng đề án nhân sự Đại hội")


def test_what_cannot_be_sent_is_said_and_sent_when_the_network_returns(office: Office, page: Page):
    open_new(office, page, "kiemtra", TEXT)
    page.keyboard.press("Control+V")
    follow(page, "button[name=read]")

    page.context.set_offline(True)
    card(page, 1).get_by_label("Tên ngắn").fill("Nhân sự")
    card(page, 1).get_by_label("Tên ngắn").blur()
    expect(page.locator("#said")).to_have_text(re.compile("Chưa lưu được"))
    page.context.set_offline(False)
    expect(page.locator("#said")).to_have_text("Đã lưu.")

    page.reload()
    assert card(page, 1).get_by_label("Tên ngắn").input_value() == "Nhân sự"


def select(page: Page, words: str) -> None:
    """Select the words in the text as a pointer would."""
    page.evaluate(
        """words => {
          for (const piece of document.querySelectorAll("#words [data-start]")) {
            const at = piece.firstChild?.data.indexOf(words) ?? -1;
            if (at < 0) continue;
            piece.scrollIntoView({ block: "center" });
            getSelection().setBaseAndExtent(piece.firstChild, at, piece.firstChild, at + words.length);
            return;
          }
          throw new Error("not in one piece of the text: " + words);
        }""",
        words,
    )
