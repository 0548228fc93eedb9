"""One's own account: the password, the open sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import flash, redirect, render_template, url_for

from khworkflow.accounts import commands, queries
from khworkflow.core import clock
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.web import session
from khworkflow.web.access import current_actor
from khworkflow.web.accounts.forms import ChangeForm
from khworkflow.web.accounts.views import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

#: What a browser calls itself, the narrower name first, and what people call it.
_BROWSERS: Final = (
    *(("Zalo", "Zalo"), ("coc_coc", "Cốc Cốc"), ("Edg", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox")),
    *(("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari")),
)
_MACHINES: Final = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Macintosh", "Mac"), ("Linux", "Linux")),
)


@bp.get("/account")
def show() -> ResponseReturnValue:
    """Show one's own account."""
    return _account(ChangeForm())


@bp.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change one's password; every other session ends."""
    form = ChangeForm()
    if not form.validate():
        return _account(form), 422
    try:
        with unit_of_work():
            user = queries.oneself(current_actor().user_id)
            commands.change_password(user, form.old.data or "", form.password.data or "", keep=session.token() or "")
    except Refused as error:
        field = form.old if error.field == "old" else form.password
        field.errors = [error.message]
        return _account(form), 422
    flash(_("The password is changed. Every other session has ended."))
    return redirect(url_for(".show"), 303)


@bp.post("/account/sessions/<int:number>/end")
def end_session(number: int) -> ResponseReturnValue:
    """End one of one's own sessions."""
    with unit_of_work():
        commands.end_session(queries.oneself(current_actor().user_id), number)
    flash(_("The session has ended."))
    return redirect(url_for(".show"), 303)


@bp.post("/account/sessions/end")
def end_others() -> ResponseReturnValue:
    """End every other session."""
    with unit_of_work():
        commands.end_others(queries.oneself(current_actor().user_id), keep=session.token() or "")
    flash(_("Every other session has ended."))
    return redirect(url_for(".show"), 303)


def _account(form: ChangeForm) -> str:
    actor, token = current_actor(), session.token() or ""
    sessions = [(one, queries.is_of(one, token)) for one in queries.sessions(actor, clock.now())]
    return render_template("accounts/show.html", form=form, sessions=sessions, browser=_browser)


def _browser(agent: str) -> str:
    """Return the browser and the machine as people call them."""
    known = (next((said for mark, said in names if mark in agent), "") for names in (_BROWSERS, _MACHINES))
    return ", ".join(name for name in known if name) or _("unknown browser")
