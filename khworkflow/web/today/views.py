"""The first page: what waits for me, late first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from khworkflow.core import clock
from khworkflow.core.authz import STAFF, Role
from khworkflow.tasks import queries
from khworkflow.web.access import current_actor

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("today", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show what waits for the reader: his tasks, or for the committee what to confirm and who is late."""
    actor, today = current_actor(), clock.today()
    if actor.roles & (STAFF | {Role.OBSERVER}):
        waiting, late = queries.waiting_for_confirmation(actor), queries.overdue(actor, today)
        silent = queries.silent(actor)
        return render_template("today/office.html", waiting=waiting, late=late, silent=silent)
    return render_template("today/association.html", tasks=queries.mine(actor))
