"""What it costs a chair to answer from the mail on a phone: taps beyond typing, and bytes over the network.

A real Chromium at 360 px opens the link of a letter in the demonstration, says how far the work is,
writes a sentence, adds a photograph and sends. Bytes are those on the wire, headers included, of
every page until the receipt, without the photograph, whose own size stands beside them. Tapping the
link in the mail is not counted: it is how one comes there.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from khworkflow.app import create_app
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.settings import load
from khworkflow.tasks import answering, parties, queries
from tests.office import running_office


def main() -> None:
    """Print the figures as one JSON object."""
    with tempfile.TemporaryDirectory() as folder, running_office(Path(folder)) as office, sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=program, args=["--disable-gpu", "--no-sandbox"])
        page = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN").new_page()
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        sizes: list[int] = []
        wire.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
        page.goto(f"{office.url}/tasks/answer/{_secret(office.data)}")
        taps = 0
        page.check("[value=submit]")
        taps += 1
        page.fill("[name=words]", "Đã họp Ban Thường vụ, có biên bản kèm theo.")
        page.set_input_files("#files", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": _photograph()})
        taps += 1
        page.wait_for_selector("[data-shrunk]:not(:empty)")
        photograph = page.evaluate("document.querySelector('#files').files[0].size")
        with page.expect_navigation(wait_until="load"):
            page.click("button[name=who] >> nth=0")
        taps += 1
        code = page.inner_text(".receipt .code")
        page.wait_for_timeout(300)  # the last of the events
        browser.close()
    found = {"taps": taps, "bytes": sum(sizes), "photograph_bytes": photograph, "receipt": code}
    print(json.dumps({"answer_from_mail": found}))


def _secret(folder: Path) -> str:
    """Return the link of the longest overdue task, as the chair's letter carries it."""
    app = create_app(load({"KHW_DATA": str(folder)}))
    with app.app_context():
        task = queries.overdue(SYSTEM, clock.today())[0]
        return answering.secret(task, parties.chairs(task)[0].id)


def _photograph() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((3000, 2200), 40).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()
