"""The life of a task in a real browser: photographs shrink, a request for time, answers decided side by side."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.browser.test_pages import follow, inspect

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
