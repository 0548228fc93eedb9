"""The signed-in browser: Flask-Login carries the session's token, the database says what it is worth.

Flask-Login as it comes lets a copied cookie in again after sign-out (reliability notes, finding 8);
here the token in the cookie names a row, and the row's end is the session's end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import current_app, g, redirect, request, session as cookie, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, login_user, logout_user

if TYPE_CHECKING:
    from flask import Flask
    from flask.sessions import SessionMixin
    from flask.typing import ResponseReturnValue

_KEPT: Final = "kept-"
_FILES: Final = "kept:files"
_SECRETS: Final = "kept:secrets"
_CSRF: Final = "csrf_token"
_PASSWORDS: Final = frozenset({"password", "again", "old"})
_LANGUAGE: Final = "language"


@dataclass(frozen=True)
class Kept:
    """What a form held that could not be taken: its fields, and the names of what must be given again."""

    to: str
    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()  # fields in which files were chosen
    secrets: tuple[str, ...] = ()  # fields of passwords

    def __bool__(self) -> bool:
        """Whether there is anything to send again."""
        return bool(self.fields or self.files or self.secrets)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The hidden fields by which the sign-in page carries it all along."""
        fields = [(f"{_KEPT}{name}", value) for name, value in self.fields]
        return fields + [(_FILES, name) for name in self.files] + [(_SECRETS, name) for name in self.secrets]


class Opened(UserMixin):
    """What Flask-Login remembers: the token, as an alternative id."""

    def __init__(self, token: str) -> None:
        self.id = token


class _OfPages(SecureCookieSessionInterface):
    """The cookie is renewed with each page, and not with its style and scripts, which are the same for everybody."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Return whether the answer renews the cookie."""
        return request.endpoint != "static" and super().should_set_cookie(app, session)


def init_app(app: Flask) -> None:
    """Let Flask-Login keep the token in the signed cookie, and nothing else."""
    manager = LoginManager()
    manager.session_protection = None  # ours is the session table
    manager.user_loader(Opened)
    app.session_interface = _OfPages()
    app.login_manager = manager  # type: ignore[attr-defined]  # its init_app would look into each answer's cookie for "remember me"


def token() -> str | None:
    """Return the session's token that the browser shows."""
    found = cookie.get("_user_id")
    return found if isinstance(found, str) else None


def language() -> str | None:
    """Return the language that the browser chose before anybody signed in."""
    found = cookie.get(_LANGUAGE)
    return found if isinstance(found, str) else None


def choose_language(chosen: str) -> None:
    """Remember the language in the browser."""
    cookie[_LANGUAGE] = chosen


def open_with(new: str) -> None:
    """Give the browser the token of its new session; whatever it held before is gone."""
    _empty()
    cookie.permanent = True  # 8 hours without a request, by the cookie's own signature
    login_user(Opened(new))


def close() -> None:
    """Take the token from the browser."""
    logout_user()
    _empty()


def show_once(key: str, value: str) -> None:
    """Hand something to the next page of this browser, which shows it once."""
    cookie[f"once:{key}"] = value


def shown_once(key: str) -> str | None:
    """Take what the page before handed over."""
    found = cookie.pop(f"once:{key}", None)
    return found if isinstance(found, str) else None


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer somebody who is not signed in; what was typed is carried along, so that it is not lost."""
    if request.endpoint == "accounts.sign_out":  # what was asked for is so already
        return redirect(url_for("accounts.sign_in_form"), 303)
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.sign_in_form", next=request.full_path.rstrip("?")), 303)
    return current_app.extensions["sign_in_page"](typed()), 401


def typed() -> Kept:
    """Return what the form of this request held, without secrets."""
    pairs = [(name, value) for name, values in request.form.lists() for value in values if name != _CSRF]
    return Kept(
        request.full_path.rstrip("?"),
        tuple((name, value) for name, value in pairs if name not in _PASSWORDS),
        tuple(dict.fromkeys(name for name, file in request.files.items(multi=True) if file.filename)),
        tuple(dict.fromkeys(name for name, _value in pairs if name in _PASSWORDS)),
    )


def carried(to: str) -> Kept:
    """Return what an earlier form held, as the sign-in page carried it along to be sent there."""
    pairs = [(name, value) for name, values in request.form.lists() if name.startswith(_KEPT) for value in values]
    bare = ((name.removeprefix(_KEPT), value) for name, value in pairs)
    return Kept(
        to,
        tuple((name, value) for name, value in bare if name != _CSRF and name not in _PASSWORDS),
        tuple(request.form.getlist(_FILES)),
        tuple(name for name in request.form.getlist(_SECRETS) if name in _PASSWORDS),
    )


def _empty() -> None:
    """Forget the cookie's content, the form token among it, but not the language."""
    kept = cookie.get(_LANGUAGE)
    cookie.clear()
    g.pop(_CSRF, None)
    if kept:
        cookie[_LANGUAGE] = kept
