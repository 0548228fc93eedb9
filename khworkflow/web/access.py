"""The door: every page is shut unless it is marked public; who is inside is an actor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from flask import current_app, g, request
from werkzeug.routing import IntegerConverter

from khworkflow.accounts import queries as accounts
from khworkflow.associations.queries import actor_for
from khworkflow.core import db, i18n
from khworkflow.core.authz import NOBODY, Actor
from khworkflow.eventlog import log
from khworkflow.reminders import days
from khworkflow.web import security, session, uploads as uploading

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.typing import ResponseReturnValue

View = TypeVar("View", bound="Callable[..., object]")
_PUBLIC: Final = "is_public"
_BY_LINK: Final = "is_opened_by_its_link"
_UPLOADS: Final = "takes_uploads"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Number(IntegerConverter):
    """A number in an address as the database can hold it, in plain digits; anything else is no page (404)."""

    regex = r"[0-9]{1,18}"


def public(view: View) -> View:
    """Open the page to everybody, signed in or not."""
    setattr(view, _PUBLIC, True)
    return view


def uploads(view: View) -> View:
    """Let the page take files: 25 MB instead of 2, and the words beside them however large they are (``web.uploads``)."""
    setattr(view, _UPLOADS, True)
    return view


def by_link(view: View) -> View:
    """Open the page to whoever holds its link; its form needs no token, for the link is one, and no session."""
    setattr(view, _BY_LINK, True)
    return public(view)


def is_by_link(endpoint: str) -> bool:
    """Return whether the page is opened by its link alone."""
    return _is_marked(endpoint, _BY_LINK)


def is_public(endpoint: str) -> bool:
    """Return whether the endpoint is open to everybody."""
    return endpoint == "static" or _is_marked(endpoint, _PUBLIC)


def current_actor() -> Actor:
    """Return who asks; nobody when not signed in."""
    actor: Actor = g.get("actor", NOBODY)
    return actor


def init_app(app: Flask) -> None:
    """Stand at the door of the application."""
    app.url_map.converters["int"] = Number
    app.request_class = uploading.Request
    session.init_app(app)
    app.before_request(_enter)
    app.teardown_request(_leave)
    app.context_processor(lambda: {"actor": current_actor()})


def _enter() -> ResponseReturnValue | None:
    """Let GET and HEAD be unable to write, find out who asks, and stop who may not come in.

    The form's token is asked for after the session: somebody whose session is over gets the
    sign-in page with his words, not a page about tokens.
    """
    db.read_only(request.method in SAFE)
    log.arriving_from("link" if request.endpoint is not None and is_by_link(request.endpoint) else "web")
    if request.endpoint == "static":  # the same for everybody: no cookie is read for it
        i18n.speak(i18n.DEFAULT)
        return None
    i18n.speak(session.language() or i18n.DEFAULT)
    if request.endpoint is not None and _is_marked(request.endpoint, _UPLOADS):
        request.max_content_length = uploading.READ_MOST
    days.know()
    user = accounts.signed_in(session.token())
    if user is not None:
        g.user = user
        g.actor = actor_for(user)
        i18n.speak(user.locale)
    elif request.endpoint is not None and not is_public(request.endpoint):
        return session.ask_to_sign_in()
    if request.endpoint is not None and not is_by_link(request.endpoint):
        security.csrf.protect()
    return None


def _is_marked(endpoint: str, mark: str) -> bool:
    return bool(getattr(current_app.view_functions.get(endpoint), mark, False))


def _leave(error: BaseException | None) -> None:
    """Leave nothing of this request for the next one on the same thread."""
    del error
    db.database.session.rollback()  # what was to be kept is committed; a transaction that only reads ends here
    db.read_only(on=False)
    i18n.speak(i18n.DEFAULT)
