"""Pages as tests read them: every page that is fetched is also checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import html5lib

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


def token_of(html: str) -> str:
    """Return the form's token."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found, "the page has no form token"
    return found[1]


def hidden(html: str, name: str) -> str:
    """Return what a hidden field holds."""
    tags = [tag for tag in re.findall(r"<input[^>]+>", html) if f'name="{name}"' in tag]
    assert tags, f"no field {name}"
    found = re.search(r'value="([^"]*)"', tags[0])
    assert found
    return found[1]


def check(html: str) -> None:
    """Check what must hold of every page: valid HTML, one h1, a title, no id twice, labels, no inline style."""
    html5lib.HTMLParser(strict=True).parse(html)
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert re.search(r"<title>\s*\S", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), sorted(name for name in ids if ids.count(name) > 1)
    assert not re.search(r"\sstyle=|\son[a-z]+=", html)
    assert " object at 0x" not in html


def get(client: FlaskClient, url: str, status: int = 200) -> TestResponse:
    """Fetch a page and check it."""
    answer = client.get(url)
    assert answer.status_code == status, f"{url}: {answer.status_code}"
    if answer.mimetype == "text/html" and answer.text:
        check(answer.text)
    return answer


def post(client: FlaskClient, url: str, data: dict[str, object], *, page: str | None = None, status: int = 303) -> TestResponse:
    """Send a form with the token of the page it stands on."""
    token = token_of(client.get(page or url).text)
    answer = client.post(url, data={"csrf_token": token} | data, content_type="multipart/form-data")
    assert answer.status_code == status, f"{url}: {answer.status_code} {answer.text[-1500:]}"
    return answer
