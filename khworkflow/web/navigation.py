"""The entries of the menu: what the person may open, and how much waits there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from khworkflow.core.authz import STAFF, Role
from khworkflow.core.i18n import gettext as _
from khworkflow.tasks import policies
from khworkflow.web.access import current_actor


@dataclass(frozen=True)
class Entry:
    """One entry of the menu."""

    url: str
    label: str
    current: bool
    count: int | None = None


def entries() -> list[Entry]:
    """Return the menu of whoever is signed in."""
    actor = current_actor()
    if actor.user_id is None:
        return []
    every = frozenset(Role)
    confirming = frozenset({Role.COMMITTEE, Role.INSPECTOR})
    if any(seat.role is Role.CHAIR and seat.has_below for seat in actor.seats):
        confirming |= {Role.CHAIR}  # what his communes hand in waits for him
    table = (
        ("today.show", _("Today"), every - {Role.ADMINISTRATOR}),
        ("tasks.board", _("Board"), every if policies.see_board(actor) else frozenset()),
        ("inspections.index", _("Inspections"), STAFF | {Role.OBSERVER}),
        ("conclusions.index", _("Conclusions"), every - {Role.ADMINISTRATOR}),
        ("tasks.waiting", _("To confirm"), confirming),
        ("figures.index", _("Figures"), every - {Role.ADMINISTRATOR}),
        ("reports.index", _("Reports"), STAFF | {Role.OBSERVER, Role.CHAIR}),
        ("reminders.index", _("Reminders"), frozenset({Role.COMMITTEE, Role.ADMINISTRATOR})),
        ("associations.index", _("Organisation"), frozenset({Role.COMMITTEE, Role.ADMINISTRATOR})),
    )
    return [
        Entry(url_for(endpoint), label, current=request.endpoint == endpoint)
        for endpoint, label, roles in table
        if actor.roles & roles and endpoint in current_app.view_functions
    ]
