"""The signed-in browser: Flask-Login carries the session's token, the database says what it is worth.

Flask-Login as it comes lets a copied cookie in again after sign-out (reliability notes, finding 8);
here the token in the cookie names a row, and the row's end is the session's end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import current_app, redirect, request, url_for
from flask import session as cookie
from flask_login import LoginManager, UserMixin, login_user, logout_user

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

_KEPT: Final = "kept-"
_NEVER_KEPT: Final = frozenset({"csrf_token", "password", "again", "old"})
FIELD_MOST: Final = 100


class Opened(UserMixin):
    """What Flask-Login remembers: the token, as an alternative id."""

    def __init__(self, token: str) -> None:
        self.id = token


def init_app(app: Flask) -> None:
    """Let Flask-Login keep the token in the signed cookie, and nothing else."""
    manager = LoginManager()
    manager.session_protection = None  # ours is the session table
    manager.init_app(app)
    manager.user_loader(Opened)


def token() -> str | None:
    """Return the session's token that the browser shows."""
    found = cookie.get("_user_id")
    return found if isinstance(found, str) else None


def open_with(new: str) -> None:
    """Give the browser the token of its new session; whatever it held before is gone."""
    cookie.clear()
    cookie.permanent = True  # 8 hours without a request, by the cookie's own signature
    login_user(Opened(new))


def close() -> None:
    """Take the token from the browser."""
    logout_user()
    cookie.clear()


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer somebody who is not signed in; what was typed is carried along, so that it is not lost."""
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.sign_in_form", next=request.full_path.rstrip("?")), 303)
    return current_app.extensions["sign_in_page"](typed_fields(), request.path), 401


def typed_fields() -> list[tuple[str, str]]:
    """Return what the form held, without secrets."""
    return [(name, value) for name, values in request.form.lists() if name not in _NEVER_KEPT for value in values][:FIELD_MOST]


def kept_fields() -> list[tuple[str, str]]:
    """Return what an earlier form held, as the sign-in page carried it along."""
    fields = [(name, value) for name, values in request.form.lists() if name.startswith(_KEPT) for value in values]
    return [(name.removeprefix(_KEPT), value) for name, value in fields if name.removeprefix(_KEPT) not in _NEVER_KEPT]
