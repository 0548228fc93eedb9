"""When an association wishes its people's letters, as its own people or the office say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from khworkflow.associations import queries as associations
from khworkflow.core.authz import ensure
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.reminders import policies, unit_wishes
from khworkflow.reminders.events import UnitMailWishesChanged
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.reminders.forms import unit_form
from khworkflow.web.reminders.wishes import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.eventlog.events import Event
    from khworkflow.web.reminders.forms import UnitWishesForm


@bp.get("/reminders/wishes/<int:association_id>")
def unit_wishes_form(association_id: int) -> ResponseReturnValue:
    """Show when the letters of an association's people come."""
    return _page(association_id)


@bp.post("/reminders/wishes/<int:association_id>")
def wish_for_unit(association_id: int) -> ResponseReturnValue:
    """Keep what is wished for the association."""
    actor, form = current_actor(), unit_form(association_id)
    association = associations.get(actor, association_id)
    ensure(policies.change_unit_wishes, actor, association)
    if not form.validate():
        return _page(association_id, form), 422
    with unit_of_work():
        unit_wishes.change(actor, association, form.wished())
        name = association.short_name
    flash(_("The letters of %(association)s will come this way from now on.", association=name))
    return redirect(url_for(".unit_wishes_form", association_id=association_id), 303)


def _page(association_id: int, sent: UnitWishesForm | None = None) -> str:
    actor = current_actor()
    association = associations.get(actor, association_id)
    ensure(policies.change_unit_wishes, actor, association)
    return render_template(
        "reminders/unit_wishes.html",
        association=association,
        form=sent or unit_form(association_id, unit_wishes.of_unit(association_id)),
        steps=history.of(actor, f"association:{association_id}", _is_about_letters),
    )


def _is_about_letters(event: Event) -> bool:
    return isinstance(event, UnitMailWishesChanged)
