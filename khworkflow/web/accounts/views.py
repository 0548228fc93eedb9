"""Signing in and out, taking up an invitation, changing the language."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from khworkflow.accounts import commands, queries
from khworkflow.core import clock
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.web import session
from khworkflow.web.access import current_actor, public
from khworkflow.web.accounts.forms import PasswordForm, SignInForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("accounts", __name__)
bp.record(lambda state: state.app.extensions.update(sign_in_page=page_after_loss))
_OWN_PATH = re.compile(r"^/(?![/\\])[^\\\x00-\x20]*$")


@bp.get("/sign-in")
@public
def sign_in_form() -> ResponseReturnValue:
    """Ask for name and password."""
    return render_template("accounts/sign_in.html", form=SignInForm(), kept=[], next=_next())


def page_after_loss(kept: list[tuple[str, str]], to: str) -> str:
    """Return the sign-in page that carries along what a person had typed when the session was over."""
    return render_template("accounts/sign_in.html", form=SignInForm(formdata=None), kept=kept, next=to)


@bp.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Open a session; whichever of name and password is wrong, the answer is the same."""
    form, now, network = SignInForm(), clock.now(), _network(request.remote_addr or "")
    kept = session.kept_fields()
    page = {"form": form, "kept": kept, "next": _next()}
    if not form.validate():
        return render_template("accounts/sign_in.html", **page), 422
    username = form.username.data.lower()
    if wait := queries.seconds_to_wait(username, network, now):
        message = _("Too many tries. Please try again in %(seconds)s seconds.", seconds=wait)
        return render_template("accounts/sign_in.html", **page, refusal=message), 429, {"Retry-After": str(wait)}
    with unit_of_work():
        user = commands.check(username, form.password.data)
        if user is None:
            commands.note_failure(username, network, now=now)
        else:
            agent = request.headers.get("User-Agent", "")
            token = commands.sign_in(user, address=request.remote_addr or "", agent=agent, now=now)
    if user is None:
        return render_template("accounts/sign_in.html", **page, refusal=_("The name or the password is not right.")), 422
    session.open_with(token)
    if kept:
        return render_template("accounts/resume.html", kept=kept, to=_next())
    return redirect(_next(), 303)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session at once."""
    with unit_of_work():
        commands.sign_out(current_actor(), session.token() or "")
    session.close()
    flash(_("You are signed out."))
    return redirect(url_for(".sign_in_form"), 303)


@bp.get("/links/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    """Ask for a new password, while the one-time link is good."""
    found = queries.link(token, clock.now())
    if found is None:
        return render_template("accounts/link_over.html"), 410
    return render_template("accounts/set_password.html", form=PasswordForm(), token=token)


@bp.post("/links/<token>")
@public
def use_link(token: str) -> ResponseReturnValue:
    """Set the password and sign in."""
    form, now = PasswordForm(), clock.now()
    if not form.validate():
        return render_template("accounts/set_password.html", form=form, token=token), 422
    try:
        with unit_of_work():
            user = commands.set_password(token, form.password.data, now=now)
            agent = request.headers.get("User-Agent", "")
            opened = commands.sign_in(user, address=request.remote_addr or "", agent=agent, now=now)
    except NotFound:
        return render_template("accounts/link_over.html"), 410
    except Refused as error:
        form.password.errors = [error.message]
        return render_template("accounts/set_password.html", form=form, token=token), 422
    session.open_with(opened)
    return redirect(url_for("today.show"), 303)


def _next() -> str:
    """Return where to go after signing in: a page of ours, never another house's."""
    wanted = request.values.get("next", "")
    fine = _OWN_PATH.match(wanted) and not re.search(r"%(09|0a|0d|5c)", wanted, re.IGNORECASE)
    return wanted if fine else url_for("today.show")


def _network(address: str) -> str:
    """Return the network that the address belongs to: /24, or /64 for IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 64}", strict=False))  # noqa: PLR2004
