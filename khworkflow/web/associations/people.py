"""«Tổ chức»: the people of an association, their invitations and accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for

from khworkflow.accounts import commands as accounts, queries as known
from khworkflow.associations import commands, policies, queries
from khworkflow.associations.queries import Role
from khworkflow.core import clock, links
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.web import session
from khworkflow.web.access import current_actor
from khworkflow.web.associations.forms import PersonForm
from khworkflow.web.associations.views import bp, page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.accounts.models import User


@bp.post("/<int:association_id>/people")
def add_person(association_id: int) -> ResponseReturnValue:
    """Add a person and show the one-time link."""
    actor, form = current_actor(), PersonForm()
    ensure(policies.keep_people, actor)
    association = queries.get(actor, association_id)
    if not form.validate():
        return page(association_id, form), 422
    try:
        with unit_of_work():
            user = commands.add_person(actor, association, Role(form.role.data), form.position.data, form.person())
            _invite(user)
    except Refused as error:
        field = form[error.field] if error.field in {"name", "username", "email"} else form.username
        field.errors = [error.message]
        return page(association_id, form), 422
    return redirect(url_for(".show", association_id=association_id), 303)


@bp.post("/people/<int:user_id>/invitation")
def invite(user_id: int) -> ResponseReturnValue:
    """Make a new one-time link; the one before is no longer good."""
    user = known.get(current_actor(), user_id)
    with unit_of_work():
        _invite(user)
    return _back()


@bp.post("/people/<int:user_id>/disabling")
def disable(user_id: int) -> ResponseReturnValue:
    """Shut the person's account."""
    actor = current_actor()
    with unit_of_work():
        accounts.disable(actor, known.get(actor, user_id), now=clock.now())
    flash(_("The account is disabled. Every session has ended."))
    return _back()


@bp.post("/people/<int:user_id>/enabling")
def enable(user_id: int) -> ResponseReturnValue:
    """Open the person's account again."""
    actor = current_actor()
    with unit_of_work():
        accounts.enable(actor, known.get(actor, user_id))
    flash(_("The account is open again."))
    return _back()


@bp.post("/people/<int:user_id>/sessions/end")
def end_sessions(user_id: int) -> ResponseReturnValue:
    """End every session of the person."""
    actor = current_actor()
    with unit_of_work():
        accounts.end_all(actor, known.get(actor, user_id))
    flash(_("Every session of this person has ended."))
    return _back()


@bp.post("/seats/<int:membership_id>/removal")
def remove_seat(membership_id: int) -> ResponseReturnValue:
    """Take a role from a person."""
    actor = current_actor()
    seat = queries.membership(actor, membership_id)
    association_id = seat.association_id
    with unit_of_work():
        commands.remove_seat(actor, seat)
    flash(_("The role is taken away. What the person did stays in the history."))
    return redirect(url_for(".show", association_id=association_id), 303)


def _invite(user: User) -> None:
    """Make the link, send it where there is an address, and hand it to the next page."""
    token = accounts.invite(current_actor(), user, now=clock.now())
    if accounts.send_link(user, token, "invitation", queries.office_name()):
        flash(_("The invitation goes out by mail too."))
    session.show_once("link", links.to(f"/links/{token}"))


def _back() -> ResponseReturnValue:
    """Return to the association on whose page the button stood, else to the tree."""
    number = request.form.get("association_id", "")
    if number.isascii() and number.isdigit():
        return redirect(url_for(".show", association_id=int(number)), 303)
    return redirect(url_for(".index"), 303)
