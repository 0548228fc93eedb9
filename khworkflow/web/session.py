"""The signed-in browser: Flask-Login carries the session's token, the database says what it is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, url_for
from flask import session as cookie
from flask_login import LoginManager

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue


def init_app(app: Flask) -> None:
    """Let Flask-Login keep the token in the signed cookie, and nothing else."""
    manager = LoginManager()
    manager.session_protection = None  # ours is the session table
    manager.init_app(app)
    manager.user_loader(lambda _token: None)


def token() -> str | None:
    """Return the session's token that the browser shows."""
    found = cookie.get("_user_id")
    return found if isinstance(found, str) else None


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer somebody who is not signed in."""
    return redirect(url_for("accounts.sign_in_form", next=request.full_path.rstrip("?")), 303)
