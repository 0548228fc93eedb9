"""What a person sees when something was refused or went wrong: what happened, and what to do."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from flask import render_template
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from khworkflow.core.db import Unavailable, database
from khworkflow.core.errors import Conflict, Forbidden, InvalidTransition, NotFound, Refused, TooMuch
from khworkflow.web import session
from khworkflow.web.access import current_actor

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

_log = logging.getLogger(__name__)
_METHOD = 405
_PAGES = {400, 403, 404, 409, 413, 422, 429, 500, 503}


def init_app(app: Flask) -> None:
    """Turn each refusal into its page."""
    app.register_error_handler(NotFound, lambda _error: _page(404))
    app.register_error_handler(Forbidden, _forbidden)
    app.register_error_handler(InvalidTransition, lambda _error: _page(409, kept=_words()))
    app.register_error_handler(Conflict, lambda _error: _page(409, kept=_words()))
    app.register_error_handler(Refused, lambda error: _page(422, message=error.message))
    app.register_error_handler(TooMuch, lambda error: _page(413, message=error.message))
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _forbidden(error: Forbidden) -> ResponseReturnValue:
    _log.warning("refused by policy %s to user %s", error, current_actor().user_id)
    return _page(403)


def _unavailable(error: Unavailable) -> ResponseReturnValue:
    database.session.rollback()
    _log.error("database: %s", error)
    body, status = _page(503)
    return body, status, {"Retry-After": "10"}


def _stale_form(error: CSRFError) -> ResponseReturnValue:
    """Show what was typed in a form with a fresh token: one press sends it."""
    _log.warning("form token: %s", error.description)
    kept = session.typed()
    if not kept:
        return _page(400)
    return render_template("accounts/resume.html", kept=kept, reason="form"), 400


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if request_ctx.url_adapter is None:  # a host that is not ours: no page of ours can be drawn for it
        return error.get_response()
    if status == _METHOD:
        body, _status = _page(404)
        return body, status, {"Allow": ", ".join(getattr(error, "valid_methods", None) or ())}
    return _page(status) if status in _PAGES else error.get_response()


def _unexpected(error: Exception) -> ResponseReturnValue:
    number = secrets.token_hex(4)
    _log.exception("error %s", number, exc_info=error)
    database.session.rollback()
    return _page(500, number=number)


def _words() -> list[tuple[str, str]]:
    """Return what was written in the form in words, so that it can be copied from the page."""
    return [(name, value) for name, value in session.typed().fields if name.endswith("words") and value.strip()]


def _page(status: int, **known: object) -> tuple[str, int]:
    return render_template(f"errors/{status}.html", status=status, **known), status
