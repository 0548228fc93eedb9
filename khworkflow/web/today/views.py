"""The first page: what waits for me, late first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template

from khworkflow.core import clock
from khworkflow.core.authz import STAFF, Role
from khworkflow.inbound import queries as inbound
from khworkflow.reminders import ledger, policies
from khworkflow.reports import explanations
from khworkflow.tasks import queries
from khworkflow.tasks.lifecycle import AGREED_BY_CLOSING
from khworkflow.web import status
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
        refused = [task for task in waiting if task.claim in AGREED_BY_CLOSING]
        known: dict[str, Any] = {"waiting": [task for task in waiting if task not in refused], "refused": refused, "late": late}
        unanswered = [one for one in explanations.asked_of(actor) if explanations.days_late(one, today)]
        known |= {"unexplained": unanswered, "days_late": lambda one: explanations.days_late(one, today)}
        known |= {"silent": queries.silent(actor), "requests": queries.requests_for_time(actor), "claims": status.CLAIMS}
        known["by_mail"] = inbound.count_waiting(actor)
        if policies.read_ledger(actor):
            now = clock.now()
            known["is_alarmed"] = ledger.standing(now).needs_a_person(now)
        return render_template("today/office.html", waited=lambda moment: status.waited(moment, today), **known)
    above: dict[str, Any] = {"explained": explanations.to_answer(actor)}
    above["days_late"] = lambda one: explanations.days_late(one, today)
    if Role.CHAIR in actor.roles:
        above |= {"waiting": queries.waiting_for_confirmation(actor), "requests": queries.requests_for_time(actor)}
        above["late"] = queries.overdue(actor, today)
    by_mail = inbound.count_waiting(actor)
    return render_template("today/association.html", tasks=queries.mine(actor), by_mail=by_mail, **above)
