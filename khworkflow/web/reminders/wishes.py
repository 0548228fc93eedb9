"""How one receives one's letters; and the one click that switches the digest off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for

from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.reminders import policies, unit_wishes, wishes
from khworkflow.web.access import by_link, current_actor, public
from khworkflow.web.reminders.forms import OPEN, WishesForm, unit_form

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("letters", __name__)


@bp.get("/reminders/wishes")
def wishes_form() -> ResponseReturnValue:
    """Show how one's letters come."""
    now = wishes.of(_me())
    chosen = {
        "digest": "yes" if now.wants_digest else "no",
        "weekday": OPEN if now.weekday is None else str(now.weekday),
        "hour": f"{now.hour:%H:%M}" if now.hour else OPEN,
    }
    return _page(WishesForm(**chosen, redirect_to=now.redirect_to or ""))


@bp.post("/reminders/wishes")
def wish() -> ResponseReturnValue:
    """Keep what is wished."""
    form = WishesForm()
    if not form.validate():
        return _page(form), 422
    try:
        with unit_of_work():
            wishes.change(current_actor(), _me(), form.wished())
    except Refused as error:
        form.redirect_to.errors = [error.message]
        return _page(form), 422
    flash(_("Your letters will come this way from now on."))
    return redirect(url_for(".wishes_form"), 303)


@bp.get("/mail/digest/<token>")
@public
def stop_form(token: str) -> ResponseReturnValue:
    """Ask whether the digest is to be switched off: a mail scanner that opens the link changes nothing."""
    return render_template("reminders/stop.html", token=token, done=False)


@bp.post("/mail/digest/<token>")
@by_link
def stop(token: str) -> ResponseReturnValue:
    """Switch the digest off, whoever asks: the signed link is the only proof; any other answers the same."""
    with unit_of_work():
        wishes.stop_digest(token)
    return render_template("reminders/stop.html", token=token, done=True)


def _page(form: WishesForm) -> str:
    actor = current_actor()
    units = [(one, unit_form(one.id, wished)) for one, wished in unit_wishes.own_units(actor)]
    return render_template("reminders/wishes.html", form=form, units=units, may_feed=policies.keep_feed(actor, _me()))


def _me() -> int:
    return current_actor().user_id or 0
