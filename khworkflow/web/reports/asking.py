"""Pages on which papers are asked for: on a conclusion, on a period, on one association; and how the office wants them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from khworkflow.associations import queries as associations
from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import ensure
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.reports import commands, comparison, periods, policies, queries, taking, wording
from khworkflow.web.access import current_actor
from khworkflow.web.reports.forms import KINDS, OneForm, PeriodForm, ReportForm, RulesForm
from khworkflow.web.reports.views import bp, refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from khworkflow.reports.queries import Association


@bp.get("")
def index() -> ResponseReturnValue:
    """List the reports, and offer a new one."""
    ensure(policies.read_reports, current_actor())
    return _index()


@bp.post("")
def ask() -> ResponseReturnValue:
    """Ask for a paper; a worker compiles it while the page shows how far it is."""
    actor = current_actor()
    ensure(policies.ask_for_reports, actor)
    form = _form()
    if not form.validate():
        return _index(form), 422
    conclusion = conclusions.get(actor, form.conclusion_id.data)
    kind = queries.ReportKind(form.kind.data)
    reader = next((one for one in queries.addressees(conclusion) if one.id == form.addressee_id.data), None)
    reader = reader if kind in queries.ON_ONE else None
    try:
        with unit_of_work():
            report_id = commands.request(actor, conclusion, _end_of(form.as_of.data), kind, reader).id
    except Refused as error:
        return _index(refused(form, error, "as_of")), 422
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.post("/periods")
def ask_for_period() -> ResponseReturnValue:
    """Ask for the report of an association on a period."""
    actor = current_actor()
    ensure(policies.ask_for_periods, actor)
    form = _period_form()
    if not form.validate():
        return _index(period=form), 422
    house = next(one for one in queries.houses(actor) if one.id == form.association_id.data)
    since, until = form.since.data, form.until.data
    if form.span.data:
        since, until = (date.fromisoformat(day) for day in form.span.data.split())
    try:
        if since is None:
            raise Refused(_("Please choose a period, or give its first day."), "since")  # noqa: TRY301 - answered as the command answers
        later = until if until and until > clock.today() else None
        with unit_of_work():
            report_id = commands.request_period(actor, house, since, _end_of(until), later).id
    except Refused as error:
        return _index(period=refused(form, error, "since")), 422
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.post("/remainders")
def ask_on_one() -> ResponseReturnValue:
    """Ask for a paper on what one association still has to do."""
    actor = current_actor()
    ensure(policies.ask_for_reports, actor)
    form = _one_form()
    if not form.validate():
        return _index(one=form), 422
    about = next(one for one in queries.readers(actor) if one.id == form.about_id.data)
    receiver = next((one for one in queries.receivers(actor) if one.id == form.receiver_id.data), None)
    try:
        with unit_of_work():
            kind = queries.ReportKind(form.paper.data)
            house = queries.house_over(actor, about)
            report_id = commands.request_on(actor, house, kind, about, clock.now(), receiver=receiver).id
    except Refused as error:
        return _index(one=refused(form, error, "about_id")), 422
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.get("/rules/<int:association_id>")
def rules_form(association_id: int) -> ResponseReturnValue:
    """Offer how the office wants its papers."""
    actor = current_actor()
    house = associations.get(actor, association_id)
    ensure(policies.keep_paper_rules, actor, house)
    rules = queries.rules_of(house.id)
    form = RulesForm(None, data={"on_time": rules.on_time.value, "layout": rules.layout.value})
    return render_template("reports/rules.html", office=house, form=form)


@bp.post("/rules/<int:association_id>")
def set_rules(association_id: int) -> ResponseReturnValue:
    """Let papers be so from now on."""
    actor = current_actor()
    house = associations.get(actor, association_id)
    ensure(policies.keep_paper_rules, actor, house)
    form = RulesForm()
    if not form.validate():
        return render_template("reports/rules.html", office=house, form=form), 422
    with unit_of_work():
        house = associations.get(actor, association_id)
        commands.set_rules(actor, house, queries.OnTime(form.on_time.data), queries.Layout(form.layout.data))
    flash(_("Papers asked for from now on will be so."))
    return redirect(url_for(".index"), 303)


@bp.get("/<int:report_id>/comparison/<int:other_id>")
def compare(report_id: int, other_id: int) -> ResponseReturnValue:
    """Show what moved from one report to another, whichever is named first."""
    actor = current_actor()
    both = [queries.get(actor, number) for number in (report_id, other_id)]
    if any(one.kind not in queries.COUNTING for one in both):
        raise NotFound
    earlier, later = sorted(both, key=lambda one: (one.as_of, one.id))
    before, after = taking.snapshot_of(earlier), taking.snapshot_of(later)
    return render_template(
        "reports/comparison.html",
        earlier=earlier,
        later=later,
        found=comparison.compared(before, after),
        titles=before.named_directives | after.named_directives,
        names=before.names | after.names,
        heads=wording.HEADS,
        day_of=clock.day_of,
    )


def _end_of(day: date | None) -> datetime:
    """Return the end of a day that is over; otherwise now."""
    return clock.end_of(day) if day and day < clock.today() else clock.now()


def _form(readers: Sequence[Association] | None = None) -> ReportForm:
    actor = current_actor()
    form = ReportForm()
    form.conclusion_id.choices = [(one.id, f"{one.number}: {one.title}") for one in conclusions.issued(actor)]
    below = queries.readers(actor) if readers is None else readers
    form.addressee_id.choices = [("", ""), *((one.id, one.short_name) for one in below)]
    return form


def _period_form(houses: Sequence[Association] | None = None) -> PeriodForm:
    form = PeriodForm()
    of = queries.houses(current_actor()) if houses is None else houses
    form.association_id.choices = [(one.id, one.name) for one in of]
    spans = [(f"{one.since} {one.until}", periods.called(one.since, one.until)) for one in periods.around(clock.today())]
    form.span.choices = [
        ("", _("From and to the days below")),
        *((key, f"{words[0].upper()}{words[1:]}") for key, words in spans),
    ]
    return form


def _one_form(readers: Sequence[Association] | None = None) -> OneForm:
    actor = current_actor()
    form = OneForm()
    below = queries.readers(actor) if readers is None else readers
    form.about_id.choices = [(one.id, one.name) for one in below]
    form.receiver_id.choices = [("", ""), *((one.id, one.name) for one in queries.receivers(actor))]
    return form


def _index(form: ReportForm | None = None, period: PeriodForm | None = None, one: OneForm | None = None) -> str:
    actor = current_actor()
    may_ask = policies.ask_for_reports(actor)
    readers = queries.readers(actor) if may_ask else []
    houses = queries.houses(actor, readers) if policies.ask_for_periods(actor) else []
    return render_template(
        "reports/index.html",
        form=form or _form(readers),
        period=period or _period_form(houses),
        one=one or _one_form(readers),
        reports=queries.latest(actor),
        kinds=KINDS,
        called=periods.called,
        day_of=clock.day_of,
        ruled=[house for house in houses[:1] if policies.keep_paper_rules(actor, house)],
        may_ask=may_ask,
        follows=policies.see_reports(actor),
    )
