"""A whole office on a free port with the demonstration in it, and a real Chromium to walk through it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.office import Office, running_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

expect.set_options(timeout=30_000)  # a busy machine answers late, not never


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Start ``khworkflow up --demo`` as a newcomer would."""
    with running_office(tmp_path_factory.mktemp("office")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a headless Chromium of this machine."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--disable-gpu", "--disable-background-networking"])
        yield browser
        browser.close()


@pytest.fixture(params=[360, 1280], ids=["360px", "1280px"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """Return an empty page of a phone and of a desk; a message on its console fails the test."""
    context = chromium.new_context(viewport={"width": request.param, "height": 800}, locale="vi-VN")
    said: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert not [text for text in said if "Failed to load resource" not in text]
