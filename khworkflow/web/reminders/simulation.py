"""The next fourteen days as they will be, each letter as it will be sent; letters held back and let go."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from khworkflow.core import clock
from khworkflow.core.authz import ensure
from khworkflow.core.errors import NotFound
from khworkflow.core.i18n import gettext as _, ngettext
from khworkflow.core.transaction import unit_of_work
from khworkflow.reminders import commands, policies, simulation
from khworkflow.web.access import current_actor
from khworkflow.web.reminders.forms import HoldForm
from khworkflow.web.reminders.views import bp, overview

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/days")
def coming() -> ResponseReturnValue:
    """Show what will leave on the next fourteen days if nobody answers meanwhile."""
    return render_template("reminders/coming.html", days=simulation.days(current_actor(), clock.now()))


@bp.get("/days/<day>/<int:user_id>")
def coming_letter(day: str, user_id: int) -> ResponseReturnValue:
    """Show one letter of one of these days as it will be sent."""
    actor, chosen = current_actor(), _day(day)
    ensure(policies.read_ledger, actor)
    rendered = simulation.shown(actor, user_id, chosen, clock.now())
    return render_template("reminders/coming_letter.html", rendered=rendered, day=chosen, user_id=user_id)


@bp.post("/days/<day>/<int:user_id>/trial")
def send_trial(day: str, user_id: int) -> ResponseReturnValue:
    """Send that letter to oneself."""
    actor, chosen = current_actor(), _day(day)
    ensure(policies.read_ledger, actor)
    rendered = simulation.shown(actor, user_id, chosen, clock.now())
    if rendered is None:
        return render_template("reminders/coming_letter.html", rendered=None, day=chosen, user_id=user_id), 422
    with unit_of_work():
        commands.send_trial(actor, rendered)
    flash(_("A copy is on its way to your own address."))
    return redirect(url_for(".coming_letter", day=day, user_id=user_id), 303)


@bp.post("/hold")
def hold() -> ResponseReturnValue:
    """Hold all letters back."""
    actor, form = current_actor(), HoldForm()
    ensure(policies.hold_letters, actor)
    if not form.validate():
        return overview(form), 422
    with unit_of_work():
        commands.hold(actor, form.reason.data)
    flash(_("No letter leaves until somebody lets them go."))
    return redirect(url_for(".index"), 303)


@bp.post("/resumption")
def resume() -> ResponseReturnValue:
    """Let the mail server be tried again at once."""
    with unit_of_work():
        commands.resume(current_actor())
    flash(_("The mail server is tried again now."))
    return redirect(url_for(".index"), 303)


@bp.post("/release")
def release() -> ResponseReturnValue:
    """Let letters leave again, with all that was owed."""
    return _released(forgetting=False)


@bp.post("/release-without")
def release_without() -> ResponseReturnValue:
    """Let letters leave again, without what was owed until now."""
    return _released(forgetting=True)


def _released(*, forgetting: bool) -> ResponseReturnValue:
    with unit_of_work():
        count = commands.release(current_actor(), forgetting=forgetting)
    gone = (
        ngettext("%(num)s older thing is not told any more.", "%(num)s older things are not told any more.", count)
        if count
        else ""
    )
    flash(" ".join(filter(None, (_("Letters leave again."), gone))))
    return redirect(url_for(".index"), 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
