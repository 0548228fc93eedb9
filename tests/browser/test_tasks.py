"""The life of a task in a real browser: photographs shrink, a request for time, answers decided side by side."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from PIL import Image

from tests.browser.test_pages import follow, inspect
from tests.office import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def photograph():
    out = io.BytesIO()
    Image.effect_noise((2600, 1900), 60).convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue()


def test_a_photograph_is_made_smaller_on_the_phone_before_it_is_sent(office, page):
    content = photograph()
    office.enter(page, "vanchan")
    page.goto(f"{office.url}/")
    follow(page, "main h2 a >> nth=0")
    page.set_input_files("#files", {"name": "anh hop.jpg", "mimeType": "image/jpeg", "buffer": content})
    page.wait_for_selector("text=Đã thu nhỏ ảnh")
    sent = page.evaluate("[...document.querySelector('#files').files].map((file) => [file.name, file.size, file.type])")

    assert len(content) > 1_000_000
    assert sent[0][0] == "anh hop.jpg"
    assert sent[0][1] < len(content) / 2
    assert sent[0][2] == "image/jpeg"
    inspect(page)


def test_every_page_of_the_committee_about_a_task_fits_and_is_accessible(office, page):
    office.enter(page, "chutich")
    page.goto(f"{office.url}/tasks/waiting")
    follow(page, "text=Xem cạnh nhau và quyết định… >> nth=0")
    page.check("[value=hand_back] >> nth=0")
    returned = page.locator(".answer", has=page.locator("[value=hand_back]:checked"))
    returned.get_by_label("Thiếu văn bản, biên bản chứng minh").check()
    inspect(page)
    follow(page, "text=Chọn Hoàn thành cho các đơn vị còn lại…")
    assert "Chưa ghi gì cả" in page.inner_text("main")
    inspect(page)
    page.goto(f"{office.url}/")
    follow(page, "main h3 a >> nth=0")
    inspect(page)
    follow(page, "text=Cập nhật thay đơn vị…")
    inspect(page)
    page.go_back()
    follow(page, "text=Thu hồi ý kiến chỉ đạo này…")
    inspect(page)


def nine_answers(office, number):
    """Return the directive of which nine associations answered: one that it cannot be done, one asking for time."""
    command = [sys.executable, "-m", "tests.browser.nine_answers", str(office.data), number]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1])


def test_the_committee_settles_nine_answers_to_one_directive_without_leaving_the_page(office, page):
    directive = nine_answers(office, f"{page.viewport_size['width']}/TB-HKH")
    office.enter(page, "chutich")
    page.goto(f"{office.url}/tasks/waiting")
    inspect(page)
    follow(page, f"a.button[href='/tasks/waiting/{directive}']")
    visited = []
    page.on("framenavigated", lambda frame: visited.append(frame.url))
    assert page.locator(".answer").count() == 9
    inspect(page)

    refusal = page.locator(".answer", has_text="Đơn vị báo: không thực hiện được.")
    refusal.get_by_label("Đồng ý: không thực hiện được").check()
    asking = page.locator(".answer", has_text="Đề nghị gia hạn: từ")
    asking.get_by_label("Đồng ý gia hạn").check()
    returned = page.locator(".answer", has_text="Bien ban.pdf")
    returned.get_by_label("Trả lại, bổ sung").check()
    returned.get_by_label("Thiếu văn bản, biên bản chứng minh").check()
    returned.get_by_label("Tệp chưa đạt").first.check()
    returned.get_by_label("Vì sao tệp này chưa đạt?").first.fill("Ảnh mờ, không thấy băng rôn.")
    inspect(page)
    follow(page, "text=Chọn Hoàn thành cho các đơn vị còn lại…")
    assert "Sẽ ghi 9 quyết định sau đây. Chưa ghi gì cả." in page.inner_text("main")
    inspect(page)
    follow(page, "button[name=sure]")

    assert "Đã ghi 9 quyết định" in page.inner_text(".flash")
    assert {url.removeprefix(office.url).removesuffix("/decisions") for url in visited} == {f"/tasks/waiting/{directive}"}
    said = page.inner_text("main")
    assert said.count("Hoàn thành") >= 6
    assert "Trả lại, bổ sung" in said
    assert "Chờ xác nhận" not in page.inner_text(".answers")


def test_what_was_issued_is_amended_on_pages_that_fit(office, page):
    directive = nine_answers(office, f"{page.viewport_size['width']}a/TB-HKH")
    office.enter(page, "chutich")
    page.goto(f"{office.url}/tasks/directives/{directive}/amendment")
    page.fill("[name=due_on]", "2020-04-15")
    for place in (1, 3, 4):
        page.check(f"[name=dated] >> nth={place}")
    page.fill("[name=words]", "Trung ương kéo dài Tháng khuyến học.")
    page.click("details.more > summary")
    inspect(page)
    follow(page, "main form .button.main")
    assert "3 nhiệm vụ đổi thời hạn" in page.inner_text("#would")
    inspect(page)
    follow(page, "button[name=sure]")
    assert "Điều chỉnh ngày" in page.inner_text("main")
    inspect(page)
    page.goto(f"{office.url}/tasks/directives/{directive}/replacement")
    inspect(page)
