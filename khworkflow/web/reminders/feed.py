"""One's due days in the calendar of one's telephone: the page about it, and the calendar itself."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, request, url_for

from khworkflow.core import links
from khworkflow.core.authz import ensure
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.reminders import feed, policies
from khworkflow.web.access import current_actor, public
from khworkflow.web.reminders.wishes import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/reminders/calendar-feed")
def feed_page() -> ResponseReturnValue:
    """Show whether there is a calendar, and how a telephone gets it."""
    actor = current_actor()
    ensure(policies.keep_feed, actor, actor.user_id or 0)
    return render_template("reminders/feed.html", made_at=feed.made_at(actor.user_id or 0), address="", secret="")


@bp.post("/reminders/calendar-feed")
def renew_feed() -> ResponseReturnValue:
    """Make an address and show it this once: only its hash is kept."""
    actor = current_actor()
    with unit_of_work():
        secret = feed.renew(actor, actor.user_id or 0)
        made_at = feed.made_at(actor.user_id or 0)
    return render_template("reminders/feed.html", made_at=made_at, address=links.feed(secret), secret=secret)


@bp.post("/reminders/calendar-feed/removal")
def revoke_feed() -> ResponseReturnValue:
    """Take the address back."""
    actor = current_actor()
    with unit_of_work():
        feed.revoke(actor, actor.user_id or 0)
    flash(_("The address is good no more. Calendars that used it get nothing from now on."))
    return redirect(url_for(".feed_page"), 303)


@bp.get("/calendar/<feed_secret>.ics")
@public
def calendar_feed(feed_secret: str) -> ResponseReturnValue:
    """Hand the calendar to whoever has its address; no session is asked for, nothing is written."""
    content = feed.shown(feed_secret)
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.set_etag(hashlib.sha256(content).hexdigest()[:32])
    answer.headers["Cache-Control"] = "private, no-cache"  # whoever keeps it asks again each time
    answer.headers["Content-Disposition"] = 'inline; filename="khworkflow.ics"'
    return answer.make_conditional(request)
