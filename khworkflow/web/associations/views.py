"""«Tổ chức»: the tree of associations and what can be changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for

from khworkflow.associations import commands, policies, queries
from khworkflow.core import clock
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.reminders import policies as reminders, unreached
from khworkflow.reports import explanations
from khworkflow.web import session
from khworkflow.web.access import current_actor
from khworkflow.web.associations.forms import LEVELS, ROLES, AssociationForm, EndForm, PersonForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from flask_wtf import FlaskForm

bp = Blueprint("associations", __name__, url_prefix="/associations")
_NEW = "new-"  # two forms of the same kind stand on one page


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the tree: each association under the one above it, and who sits there."""
    actor = current_actor()
    people = queries.people(actor, clock.now())
    return render_template("associations/index.html", branches=queries.tree(actor), people=people, roles=dict(ROLES))


@bp.get("/<int:association_id>")
def show(association_id: int) -> ResponseReturnValue:
    """Show one association and its people."""
    return page(association_id)


@bp.get("/<int:association_id>/particulars")
def particulars(association_id: int) -> ResponseReturnValue:
    """Show the forms that change one association."""
    return _particulars(association_id)


@bp.post("/<int:association_id>/particulars")
def amend(association_id: int) -> ResponseReturnValue:
    """Correct an association's particulars."""
    actor, form = current_actor(), AssociationForm()
    ensure(policies.keep_associations, actor)
    association = queries.get(actor, association_id)
    if not form.validate():
        return _particulars(association_id, amend=form), 422
    with unit_of_work():
        seen = _whole(form.seen_version.data)
        commands.amend(actor, association, form.particulars(association.ends_on), seen_version=seen)
    flash(_("The particulars are kept."))
    return redirect(url_for(".show", association_id=association_id), 303)


@bp.post("/<int:association_id>/associations")
def create(association_id: int) -> ResponseReturnValue:
    """Add an association below this one."""
    actor, form = current_actor(), AssociationForm(prefix=_NEW)
    ensure(policies.keep_associations, actor)
    parent = queries.get(actor, association_id)
    if not form.validate():
        return _particulars(association_id, create=form), 422
    with unit_of_work():
        made = commands.create(actor, parent, form.particulars())
        number = made.id
    flash(_("The association is added."))
    return redirect(url_for(".show", association_id=number), 303)


@bp.post("/<int:association_id>/ending")
def end(association_id: int) -> ResponseReturnValue:
    """Let an association end with a day."""
    actor, form = current_actor(), EndForm()
    ensure(policies.keep_associations, actor)
    association = queries.get(actor, association_id)
    if not form.validate() or form.ends_on.data is None:
        return _particulars(association_id, end=form), 422
    try:
        with unit_of_work():
            commands.end(actor, association, form.ends_on.data)
    except Refused as error:
        form.ends_on.errors = [error.message]
        return _particulars(association_id, end=form), 422
    flash(_("The last day is kept. The history stays."))
    return redirect(url_for(".show", association_id=association_id), 303)


def page(association_id: int, form: PersonForm | None = None) -> str:
    """Return the page of one association, with the form of a person as it was filled in."""
    actor = current_actor()
    seated = queries.people(actor, clock.now()).get(association_id, [])
    association = queries.get(actor, association_id)
    known = {
        "association": association,
        "above": queries.above(actor, association),
        "below": queries.below(actor, association),
        "levels": dict(LEVELS),
        "roles": dict(ROLES),
        "seated": seated,
        "form": form or PersonForm(formdata=None),
        "may_keep": policies.keep_people(actor),
        "link": session.shown_once("link"),
        "explained": explanations.of_association(actor, association_id),
        "days_late": lambda one: explanations.days_late(one, clock.today()),
        "may_wish": reminders.change_unit_wishes(actor, association),
        "unreached": unreached.among([one.user.id for one in seated]),
    }
    return render_template("associations/show.html", **known)


def _particulars(association_id: int, **sent: FlaskForm) -> str:
    actor = current_actor()
    ensure(policies.keep_associations, actor)
    association = queries.get(actor, association_id)
    if "amend" not in sent:
        sent["amend"] = AssociationForm(formdata=None, obj=association, seen_version=association.version)
        sent["amend"].level.data = association.level.value
    sent.setdefault("create", AssociationForm(formdata=None, prefix=_NEW, level=queries.Level.COMMUNE.value))
    sent.setdefault("end", EndForm(formdata=None))
    return render_template("associations/particulars.html", association=association, **sent)


def _whole(text: str | None) -> int:
    """Return the number, or 0 when the field holds none."""
    return int(text) if text and text.isascii() and text.isdigit() else 0
