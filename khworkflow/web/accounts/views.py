"""Signing in and out, one-time links, a forgotten password."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from khworkflow.accounts import commands, queries
from khworkflow.accounts.commands import Attempt, Caller
from khworkflow.associations.queries import office_name
from khworkflow.core import clock
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import LOCALES, gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.web import session
from khworkflow.web.access import current_actor, public
from khworkflow.web.accounts.forms import PasswordForm, ResetForm, SignInForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.web.session import Kept

bp = Blueprint("accounts", __name__)
bp.record(lambda state: state.app.extensions.update(sign_in_page=page_after_loss))
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_ESCAPED = re.compile(r"%(?:0|1|5c|7f)", re.IGNORECASE)  # control characters and the backslash in other clothes


@bp.get("/sign-in")
@public
def sign_in_form() -> ResponseReturnValue:
    """Ask for name and password."""
    return _sign_in_page(SignInForm(), session.carried(_next()), is_resumed=False)


def page_after_loss(kept: Kept) -> str:
    """Return the sign-in page that carries along what a person had typed when the session was over."""
    return _sign_in_page(SignInForm(formdata=None), kept, is_resumed=True)


@bp.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Open a session; whichever of name and password is wrong, the answer is the same."""
    form, kept, is_resumed = SignInForm(), session.carried(_next()), "resumed" in request.form
    if not form.validate():
        return _sign_in_page(form, kept, is_resumed=is_resumed), 422
    tried = _try_to_sign_in(form.username.data, form.password.data or "")
    if tried.wait:
        message = _("Too many tries. Please try again in %(seconds)s seconds.", seconds=tried.wait)
        return _sign_in_page(form, kept, is_resumed=is_resumed, refusal=message), 429, {"Retry-After": str(tried.wait)}
    if tried.token is None:
        message = _("The name or the password is not right.")
        return _sign_in_page(form, kept, is_resumed=is_resumed, refusal=message), 422
    session.open_with(tried.token)
    if is_resumed:
        return render_template("accounts/resume.html", kept=kept, reason="session")
    return redirect(kept.to, 303)


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
    if queries.link(token, clock.now()) is None:
        return render_template("accounts/link_over.html"), 410
    return render_template("accounts/set_password.html", form=PasswordForm(), token=token)


@bp.post("/links/<token>")
@public
def use_link(token: str) -> ResponseReturnValue:
    """Set the password and sign in."""
    form, now, caller = PasswordForm(), clock.now(), _caller()
    if queries.link(token, now) is None:
        return render_template("accounts/link_over.html"), 410
    if not form.validate():
        return render_template("accounts/set_password.html", form=form, token=token), 422
    try:
        with unit_of_work():
            user = commands.set_password(token, form.password.data or "", now=now)
            opened = commands.sign_in(user, address=caller.address, agent=caller.agent, now=now)
    except NotFound:
        return render_template("accounts/link_over.html"), 410
    except Refused as error:
        form.password.errors = [error.message]
        return render_template("accounts/set_password.html", form=form, token=token), 422
    session.open_with(opened)
    return redirect(url_for("today.show"), 303)


@bp.get("/forgotten-password")
@public
def forgotten_form() -> ResponseReturnValue:
    """Ask whose password is forgotten."""
    return render_template("accounts/forgotten.html", form=ResetForm())


@bp.post("/forgotten-password")
@public
def forgotten() -> ResponseReturnValue:
    """Send a link to the address we know; the answer is the same whether there is such a person or not."""
    form = ResetForm()
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form), 422
    with unit_of_work():
        wait = commands.ask_reset(form.username.data, network=_caller().network, office=office_name(), now=clock.now())
    if wait:
        message = _("Too many tries. Please try again in %(seconds)s seconds.", seconds=wait)
        return render_template("accounts/forgotten.html", form=form, refusal=message), 429, {"Retry-After": str(wait)}
    return redirect(url_for(".link_on_its_way"), 303)


@bp.get("/forgotten-password/sent")
@public
def link_on_its_way() -> ResponseReturnValue:
    """Say where to look for the link."""
    return render_template("accounts/on_its_way.html")


@bp.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Speak another language on this browser and, when somebody is signed in, to him everywhere."""
    chosen = request.form.get("language", "")
    if chosen in LOCALES:
        session.choose_language(chosen)
        if user_id := current_actor().user_id:
            with unit_of_work():
                commands.choose_language(queries.oneself(user_id), chosen)
    return redirect(_next(), 303)


def _try_to_sign_in(username: str, password: str) -> Attempt:
    """Look up, prove, sign in: the slow proof holds no transaction, so nobody's save waits for it."""
    caller, now = _caller(), clock.now()
    with unit_of_work():
        claim = commands.look_up(username, caller, now=now)
    if claim.wait:
        return Attempt(wait=claim.wait)
    proof = commands.prove(claim, password)
    with unit_of_work():
        return commands.attempt(proof, caller, now=now)


def _sign_in_page(form: SignInForm, kept: Kept, *, is_resumed: bool, refusal: str | None = None) -> str:
    return render_template("accounts/sign_in.html", form=form, kept=kept, is_resumed=is_resumed, refusal=refusal)


def _next() -> str:
    """Return where to go after signing in: a page of ours, never another house's."""
    wanted = request.values.get("next", "")
    is_ours = _OWN_PATH.fullmatch(wanted) and not _ESCAPED.search(wanted)
    return wanted if is_ours else url_for("today.show")


def _caller() -> Caller:
    return Caller(request.remote_addr or "", request.headers.get("User-Agent", ""))
