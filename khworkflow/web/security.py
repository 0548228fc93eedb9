"""What every answer carries and every request must meet (settings sheet of the reliability notes)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from flask import current_app, g
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from flask import Flask, Response

    from khworkflow.settings import Settings

MEBIBYTE: Final = 1024 * 1024
IDLE_SECONDS: Final = 8 * 3600
YEAR_SECONDS: Final = 31_536_000

csrf: Final = CSRFProtect()


def init_app(app: Flask, settings: Settings) -> None:
    """Set the limits, the cookie's flags and the headers."""
    app.config.update(
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        SESSION_COOKIE_NAME="__Host-kh" if settings.is_https else "kh",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=IDLE_SECONDS,
        MAX_CONTENT_LENGTH=2 * MEBIBYTE,
        MAX_FORM_MEMORY_SIZE=3 * MEBIBYTE // 2,
        MAX_FORM_PARTS=200,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=False,  # our own pages send no Referer; against planted cookies the name's __Host- helps
        WTF_I18N_ENABLED=False,
        WTF_CSRF_CHECK_DEFAULT=False,  # the door asks, after it knows who is there
    )
    csrf.init_app(app)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.after_request(_headers)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.config["IS_HTTPS"] = settings.is_https


def csp_nonce() -> str:
    """Return this answer's nonce."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    nonce: str = g.nonce
    return nonce


def _headers(response: Response) -> Response:
    policy = (
        f"default-src 'none'; script-src 'nonce-{csp_nonce()}' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; object-src 'none'"
    )
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if current_app.config["IS_HTTPS"]:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR_SECONDS}; includeSubDomains")
    if "actor" in g or response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
