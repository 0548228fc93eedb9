"""A whole office on a free port with the demonstration in it, and a real Chromium to walk through it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.cast import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
START_SECONDS = 90


@dataclass
class Office:
    """A running installation."""

    url: str
    data: Path
    links: dict[str, str]
    opened: set[str] = field(default_factory=set)

    def enter(self, page: Page, username: str) -> None:
        """Sign in as the person: the first time by the one-time link."""
        if username not in self.opened:
            page.goto(self.links[username])
            page.fill("[name=password]", PASSWORD)
            page.fill("[name=again]", PASSWORD)
            self.opened.add(username)
        else:
            page.goto(f"{self.url}/sign-in")
            page.fill("[name=username]", username)
            page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url(f"{self.url}/")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Start ``khworkflow up --demo`` as a newcomer would."""
    data = tmp_path_factory.mktemp("office")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = data.parent / "said.txt"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KHW_", "DATABASE_", "REDIS_"))}
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "khworkflow", "up", "--demo", "--data", str(data), "--port", str(port)],
            cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env=environment, start_new_session=True,
        )  # fmt: skip
    try:
        until = time.monotonic() + START_SECONDS
        links: dict[str, str] = {}
        while time.monotonic() < until and process.poll() is None and "yenbinh2" not in links:
            time.sleep(0.2)
            links = dict(re.findall(r"\((\w+)\): (http\S+/links/\S+)", said.read_text(encoding="utf-8")))
        assert "yenbinh2" in links, said.read_text(encoding="utf-8")[-3000:]
        yield Office(f"http://127.0.0.1:{port}", data, links)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


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
