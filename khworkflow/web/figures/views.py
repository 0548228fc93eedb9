"""Pages of figures: how the associations stand, one word more, the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from khworkflow.associations import queries as tree
from khworkflow.core import clock
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _, lazy_gettext as _l
from khworkflow.core.transaction import unit_of_work
from khworkflow.figures import commands, policies, queries
from khworkflow.figures.numbers import written
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.figures.forms import FigureForm, IndicatorForm, TargetForm

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from khworkflow.associations.models import Association
    from khworkflow.figures.models import Indicator
    from khworkflow.web.fields import Form

_LEVELS = {
    tree.Level.PROVINCE.value: _l("Province"),
    tree.Level.DISTRICT.value: _l("District, town or city"),
    tree.Level.COMMUNE.value: _l("Commune or ward"),
}
bp = Blueprint("figures", __name__, url_prefix="/figures")


@bp.get("")
def index() -> ResponseReturnValue:
    """Show how the associations stand with every indicator today, and the form for one figure more."""
    return _page()


@bp.get("/<int:indicator_id>")
def show(indicator_id: int) -> ResponseReturnValue:
    """Show one indicator: each association's standing, and what was reported when and by whom."""
    actor = current_actor()
    indicator, offer = queries.indicator(actor, indicator_id), _offer()
    column = queries.table([indicator], offer.associations, clock.today())[0]
    may_end = any(one.id == indicator.association_id and policies.keep_catalogue(actor, one) for one in offer.tops)
    steps = history.of(actor, f"indicator:{indicator_id}")
    return render_template(
        "figures/show.html", column=column, associations=offer.associations, written=written, steps=steps, may_end=may_end
    )


@bp.post("")
def report() -> ResponseReturnValue:
    """Write down what an association counted."""
    ensure(policies.report_figures, current_actor())
    form = _figure_form(_offer())
    if not form.validate():
        return _page(figure=form), 422
    actor = current_actor()
    association = tree.get(actor, form.association_id.data)
    counted = commands.Counted(
        form.value.data, form.as_of.data or clock.today(), form.sort.data == "final", form.client_key.data or uuid4().hex,
        form.reason.data,
    )  # fmt: skip
    try:
        with unit_of_work():
            commands.report(actor, queries.indicator(actor, form.indicator_id.data), association, counted)
    except Refused as error:
        return _refused(form, error, figure=form)
    flash(_("The figure is kept."))
    return redirect(url_for(".index"), 303)


@bp.post("/indicators")
def add_indicator() -> ResponseReturnValue:
    """Put an indicator into the catalogue."""
    actor = current_actor()
    ensure(policies.keep_catalogues, actor)
    form = _indicator_form(_offer())
    if not form.validate():
        return _page(indicator=form), 422
    try:
        with unit_of_work():
            commands.add_indicator(actor, tree.get(actor, form.association_id.data), form.name.data, form.unit.data)
    except Refused as error:
        return _refused(form, error, indicator=form)
    flash(_("The indicator stands in the catalogue."))
    return redirect(url_for(".index"), 303)


@bp.post("/<int:indicator_id>/end")
def end_indicator(indicator_id: int) -> ResponseReturnValue:
    """Ask for the indicator no longer."""
    actor = current_actor()
    ensure(policies.keep_catalogues, actor)
    indicator = queries.indicator(actor, indicator_id)
    with unit_of_work():
        commands.end_indicator(actor, tree.get(actor, indicator.association_id), indicator)
    flash(_("The indicator is no longer asked for; what was counted stays."))
    return redirect(url_for(".index"), 303)


@bp.post("/targets")
def set_target() -> ResponseReturnValue:
    """Say what an association aims at."""
    actor = current_actor()
    ensure(policies.keep_catalogues, actor)
    form = _target_form(_offer())
    if not form.validate():
        return _page(target=form), 422
    indicator = queries.indicator(actor, form.indicator_id.data)
    year, value = form.year.data or 0, form.value.data
    try:
        with unit_of_work():
            keeper = tree.get(actor, indicator.association_id)
            commands.set_target(actor, keeper, indicator, tree.get(actor, form.association_id.data), year=year, value=value)
    except Refused as error:
        return _refused(form, error, target=form)
    flash(_("The target is kept."))
    return redirect(url_for(".index"), 303)


def _refused(form: Form, error: Refused, **forms: Form) -> ResponseReturnValue:
    field = form[error.field or "value"]
    field.errors = [*field.errors, error.message]
    return _page(**forms), 422


def _page(**forms: Form) -> str:
    """Draw the page; a form that was refused is given by its name and stands there as it was typed."""
    actor, offer, today = current_actor(), _offer(), clock.today()
    given: dict[str, Any] = {
        "figure": _figure_form(offer, today),
        "indicator": _indicator_form(offer, fresh=True),
        "target": _target_form(offer, today.year),
    } | forms
    shown = offer.associations
    tops = [one for one in offer.tops if one not in shown]
    every = queries.table(offer.catalogue, [*shown, *tops], today)
    return render_template(
        "figures/index.html", columns=[column.of(shown) for column in every], tops=tops, own=[column.of(tops) for column in every], associations=shown, written=written, day=today,
        level_words=_LEVELS, levels=offer.levels, level=shown[0].level if shown else None,
        may_keep=policies.keep_catalogues(actor), may_report=any(policies.report_figure(actor, one) for one in shown), **given,
    )  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """What the forms of a page offer, asked for once."""

    tops: list[Association]
    associations: list[Association]
    catalogue: list[Indicator]
    levels: list[tree.Level]  # below his own, where there is anybody


def _offer() -> Offer:
    """Return what the actor can choose; of the associations those of a level below his own, failing any, his own.

    The level is the one that the address asks for, where there is one; else the first below his own.
    """
    actor, today = current_actor(), clock.today()
    tops = tree.tops(actor)
    levels = [level for level in tree.Level if any(_at(top, level, today) for top in tops)]
    wanted = next((level for level in levels if level.value == request.args.get("level")), None)
    shown = [one for top in tops for one in (_at(top, wanted, today) if wanted else tree.level_below(top, today) or [top])]
    return Offer(tops, shown, queries.catalogue(actor), levels)


def _at(top: Association, level: tree.Level, today: date) -> list[Association]:
    return tree.in_force(top, level, today) if level in tree.levels_below(top) else []


def _figure_form(offer: Offer, today: date | None = None) -> FigureForm:
    form = FigureForm(formdata=None, data={"as_of": today, "client_key": uuid4().hex}) if today else FigureForm()
    form.indicator_id.choices = _named(offer.catalogue)
    every = {one.id: one for one in (*offer.tops, *offer.associations)}.values()
    mine = [one for one in every if policies.report_figure(current_actor(), one)]
    form.association_id.choices = [SelectChoice(one.id, one.short_name) for one in mine]
    return form


def _indicator_form(offer: Offer, *, fresh: bool = False) -> IndicatorForm:
    form = IndicatorForm(formdata=None, prefix="new-") if fresh else IndicatorForm(prefix="new-")
    keepers = [one for one in offer.tops if policies.keep_catalogue(current_actor(), one)]
    form.association_id.choices = [SelectChoice(one.id, one.short_name) for one in keepers]
    return form


def _target_form(offer: Offer, year: int | None = None) -> TargetForm:
    form = TargetForm(formdata=None, data={"year": year}, prefix="target-") if year else TargetForm(prefix="target-")
    form.indicator_id.choices = _named(offer.catalogue)
    form.association_id.choices = [SelectChoice(one.id, one.short_name) for one in offer.associations]
    return form


def _named(catalogue: list[Indicator]) -> list[Any]:
    return [SelectChoice(one.id, f"{one.name} ({one.unit})") for one in catalogue]
