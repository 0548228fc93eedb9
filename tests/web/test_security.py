"""What every answer carries, and what no request may be."""

from __future__ import annotations

import gzip
import re

import pytest

from khworkflow import settings
from khworkflow.app import create_app
from tests.cast import sign_in
from tests.pages import post, token_of


def test_every_answer_carries_the_headers_and_a_nonce_of_its_own(client, cast):
    sign_in(client, cast.hoa)
    for url in ("/", "/account", "/nothing-here", "/static/khworkflow.css", "/healthz"):
        answer = client.get(url)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        answer.close()
    first, second = (client.get("/account") for _ in range(2))
    nonces = [re.search(r"nonce-([^']+)", one.headers["Content-Security-Policy"])[1] for one in (first, second)]
    assert nonces[0] != nonces[1]
    assert f'nonce="{nonces[0]}"' in first.text
    assert first.headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_this_house_alone(client, cast):
    page = client.get("/sign-in")
    said = page.headers["Set-Cookie"]

    assert "HttpOnly" in said
    assert "SameSite=Lax" in said


def test_over_tls_the_cookie_is_host_bound_and_the_browser_is_told_to_stay(tmp_path):
    made = create_app(settings.load({"KHW_DATA": str(tmp_path), "KHW_URL": "https://khuyenhoc.example.vn"}))
    answer = made.test_client().get("/healthz", base_url="https://khuyenhoc.example.vn")

    assert made.config["SESSION_COOKIE_NAME"] == "__Host-kh"
    assert made.config["SESSION_COOKIE_SECURE"]
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_over_tls_a_form_is_taken_though_no_browser_says_from_where_it_comes(app, cast):
    client = app.test_client()
    page = client.get("/sign-in", base_url="https://localhost")
    data = {"csrf_token": token_of(page.text), "username": "lan", "password": "sai"}

    assert client.post("/sign-in", data=data, base_url="https://localhost").status_code == 422
    assert client.post("/sign-in", data=data | {"csrf_token": "x"}, base_url="https://localhost").status_code == 400


def test_style_and_scripts_come_packed_once_and_are_kept_by_the_browser(client, cast):
    sign_in(client, cast.lan)
    path = re.search(r'href="(/static/khworkflow\.css\?v=\w+)"', client.get("/account").text)[1]

    packed, plain = (client.get(path, headers={"Accept-Encoding": way}, buffered=True) for way in ("gzip, br", "identity"))

    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in packed.headers
    assert client.get("/static/keep.js", buffered=True).headers["Cache-Control"] == "no-cache"
    assert client.get("/static/nothing.js").status_code == 404
    again = client.get(path, headers={"If-None-Match": plain.headers["ETag"], "Accept-Encoding": "gzip"}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("host", ["evil.test", "localhost.evil.test", "evil.test:80"])
def test_a_host_that_is_not_ours_is_refused(client, host):
    assert client.get("/sign-in", headers={"Host": host}).status_code == 400


def test_a_forged_forwarding_chain_counts_for_nothing_unless_proxies_are_set(client, cast):
    page = client.get("/sign-in")
    for number in range(4):
        data = {"csrf_token": token_of(page.text), "username": "lan", "password": "sai"}
        answer = client.post("/sign-in", data=data, headers={"X-Forwarded-For": f"198.51.{number}.1"})
    assert answer.status_code == 429


def test_a_form_of_too_many_parts_or_too_large_is_refused(client, cast):
    sign_in(client, cast.lan)
    token = token_of(client.get("/account").text)

    many = {"csrf_token": token} | {f"x{number}": "1" for number in range(300)}
    assert client.post("/account/password", data=many, content_type="multipart/form-data").status_code == 413
    large = {"csrf_token": token, "old": "x" * (3 * 1024 * 1024)}
    answer = client.post("/account/password", data=large)
    assert answer.status_code == 413
    assert "25 MB" in answer.text


def test_the_language_is_chosen_before_and_after_signing_in(client, cast):
    assert 'lang="vi"' in client.get("/sign-in").text
    post(client, "/language", {"language": "en", "next": "/sign-in"}, page="/sign-in")
    assert '<html lang="en">' in client.get("/sign-in").text
    sign_in(client, cast.lan)
    assert '<html lang="vi">' in client.get("/account").text, "the person's own choice goes before the browser's"
    post(client, "/language", {"language": "en"}, page="/account")
    assert '<html lang="en">' in client.get("/account").text


def test_a_method_that_an_address_does_not_take_is_said_plainly(client, cast):
    sign_in(client, cast.lan)
    answer = client.get("/sign-out")

    assert answer.status_code == 405
    assert "Không có trang này" in answer.text or "<h1>" in answer.text
