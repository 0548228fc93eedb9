"""A whole installation, started as a newcomer would start it, for the tests that walk through one."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener
from uuid import uuid4

from tests.cast import PASSWORD
from tests.pages import check, token_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
START_SECONDS = 120


@dataclass
class Office:
    """A running installation with the demonstration in it."""

    url: str
    data: Path
    links: dict[str, str]
    process: subprocess.Popen[bytes]
    opened: set[str] = field(default_factory=set)
    again: Callable[[], subprocess.Popen[bytes]] | None = None

    def stop(self) -> None:
        """Stop the whole tree as Ctrl-C does."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def next_day(self) -> None:
        """Stop, let the office's clock show the same hour of the next day, and start again."""
        self.stop()
        kept = self.data / "clock-offset"
        kept.write_text(str(int(kept.read_text()) + 86_400))
        assert self.again is not None
        self.process = self.again()
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                with build_opener().open(f"{self.url}/healthz", timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        msg = "it did not start again"
        raise AssertionError(msg)

    def enter(self, page: Page, username: str) -> None:
        """Sign in as the person in a browser: the first time by the one-time link."""
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

    def visitor(self, username: str) -> Visitor:
        """Return somebody signed in over plain HTTP, by the one-time link."""
        one = Visitor(self.url)
        answer = one.post(self.links[username], {"password": PASSWORD, "again": PASSWORD}, page=self.links[username])
        assert answer.status == 200
        self.opened.add(username)
        return one


@dataclass
class Answer:
    """What a page said."""

    status: int
    url: str
    text: str
    content: bytes


class Visitor:
    """Somebody at a browser without JavaScript: cookies, forms, redirects."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Answer:
        """Open a page and check it."""
        answer = self._open(Request(self._full(path)))  # noqa: S310 - our own server
        if answer.text.startswith("<!doctype"):
            check(answer.text)
        return answer

    def post(
        self,
        path: str,
        fields: Mapping[str, object],
        *,
        page: str | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Answer:
        """Send a form with the token of the page it stands on, and follow the redirect."""
        sent = {"csrf_token": token_of(self.get(page or path).text)} | dict(fields)
        if files is None:
            body, kind = urlencode(sent, doseq=True).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = _multipart(sent, files)
        return self._open(Request(self._full(path), body, {"Content-Type": kind}))  # noqa: S310 - our own server

    def _full(self, path: str) -> str:
        return path if path.startswith("http") else self.url + path

    def _open(self, request: Request) -> Answer:
        try:
            with self.opener.open(request, timeout=30) as response:
                content, status, url = response.read(), response.status, response.url
        except HTTPError as error:
            content, status, url = error.read(), error.code, error.url or ""
            error.close()
        return Answer(status, url, content.decode(errors="replace"), content)


def _multipart(fields: Mapping[str, object], files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    line = uuid4().hex
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()
    ]
    for name, (filename, content) in files.items():
        head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{line}--\r\n".encode(), f"multipart/form-data; boundary={line}"


@contextmanager
def running_office(folder: Path, **settings: str) -> Iterator[Office]:
    """Run ``khworkflow up --demo`` in the folder until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    office = Office(f"http://127.0.0.1:{port}", folder / "data", {}, _start(folder, port, settings, "--demo"))
    office.again = lambda: _start(folder, port, settings)
    try:
        said = folder / "said.txt"
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and office.process.poll() is None and "yenbinh2" not in office.links:
            time.sleep(0.2)
            office.links = dict(re.findall(r"\((\w+)\): (http\S+/links/\S+)", said.read_text(encoding="utf-8")))
        assert "yenbinh2" in office.links, said.read_text(encoding="utf-8")[-3000:]
        yield office
    finally:
        office.stop()


def _start(folder: Path, port: int, settings: Mapping[str, str], *options: str) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KHW_", "DATABASE_", "REDIS_"))}
    with (folder / "said.txt").open("w") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "khworkflow", "up", *options, "--data", str(folder / "data"), "--port", str(port)],
            cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, env=kept | dict(settings), start_new_session=True,
        )  # fmt: skip
