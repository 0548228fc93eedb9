"""Pages of rounds: list, record, team, visits, what is still open from earlier conclusions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from khworkflow.conclusions import policies as conclusion_policies, queries as conclusions
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.inspections import commands, policies, queries
from khworkflow.inspections.commands import Member, Round, Session
from khworkflow.inspections.wording import TEAM_ROLES
from khworkflow.tasks import remaining
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.inspections.forms import MemberForm, RoundForm, VisitForm

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue
    from flask_wtf import FlaskForm

    from khworkflow.associations.models import Association
    from khworkflow.inspections.models import Inspection
    from khworkflow.tasks.models import Task

bp = Blueprint("inspections", __name__, url_prefix="/inspections")


@bp.get("")
def index() -> ResponseReturnValue:
    """List the rounds."""
    actor = current_actor()
    return render_template("inspections/index.html", rounds=queries.listed(actor), may_record=policies.record_inspections(actor))


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show the form of a new round."""
    ensure(policies.record_inspections, current_actor())
    return render_template("inspections/form.html", form=_round_form(), round=None)


@bp.post("")
def create() -> ResponseReturnValue:
    """Record a round."""
    actor = current_actor()
    ensure(policies.record_inspections, actor)
    form = _round_form()
    given = _round(form)
    if given is None:
        return render_template("inspections/form.html", form=form, round=None), 422
    association = next(one for one in queries.recording(actor) if one.id == form.association_id.data)
    try:
        with unit_of_work():
            inspection = commands.record_round(actor, association, given)
    except Refused as error:
        _explain(form, error)
        return render_template("inspections/form.html", form=form, round=None), 422
    flash(_("The round is recorded. Please add the team and the visits."))
    return redirect(url_for(".show", inspection_id=inspection.id), 303)


@bp.get("/<int:inspection_id>")
def show(inspection_id: int) -> ResponseReturnValue:
    """Show the round on one sheet."""
    return _show(queries.get(current_actor(), inspection_id))


@bp.get("/<int:inspection_id>/edit")
def edit(inspection_id: int) -> ResponseReturnValue:
    """Show title, purpose and days to amend them."""
    inspection = _recorded(inspection_id)
    kept = {name: getattr(inspection, name) for name in ("title", "purpose", "begins_on", "ends_on", "association_id")}
    form = _round_form(inspection, kept | {"seen_version": inspection.version})
    return render_template("inspections/form.html", form=form, round=inspection)


@bp.post("/<int:inspection_id>")
def amend(inspection_id: int) -> ResponseReturnValue:
    """Amend title, purpose or days."""
    inspection = _recorded(inspection_id)
    form = _round_form(inspection)
    given = _round(form)
    if given is None:
        return render_template("inspections/form.html", form=form, round=inspection), 422
    try:
        with unit_of_work():
            commands.amend_round(current_actor(), inspection, given, seen_version=form.seen_version.data)
    except Refused as error:
        _explain(form, error)
        return render_template("inspections/form.html", form=form, round=_recorded(inspection_id)), 422
    except Conflict:
        return _conflict(_recorded(inspection_id), form, _recorded(inspection_id), ("title", "purpose", "begins_on", "ends_on"))
    flash(_("Kept."))
    return redirect(url_for(".show", inspection_id=inspection_id), 303)


@bp.post("/<int:inspection_id>/team")
def name_member(inspection_id: int) -> ResponseReturnValue:
    """Add a person to the team; an account brings its name and position along."""
    inspection = _recorded(inspection_id)
    form = _member_form(inspection)
    if not form.validate():
        return _show(inspection, member=form), 422
    seat = next(((user, seat) for user, seat in queries.candidates(inspection) if user.id == form.user_id.data), None)
    name = form.name.data or (seat[0].name if seat else "")
    position = form.position.data or (f"{seat[1].position}, {seat[1].association.name}" if seat else "")
    given = Member(queries.TeamRole(form.role.data), name, position, form.user_id.data or None)
    try:
        with unit_of_work():
            commands.name_member(current_actor(), inspection, given)
    except Refused as error:
        _explain(form, error)
        return _show(_recorded(inspection_id), member=form), 422
    return redirect(url_for(".show", inspection_id=inspection_id, _anchor="team"), 303)


@bp.post("/<int:inspection_id>/team/<int:member_id>/removal")
def remove_member(inspection_id: int, member_id: int) -> ResponseReturnValue:
    """Take a person out of the team."""
    inspection = _recorded(inspection_id)
    with unit_of_work():
        commands.remove_member(current_actor(), inspection, member_id)
    return redirect(url_for(".show", inspection_id=inspection_id, _anchor="team"), 303)


@bp.post("/<int:inspection_id>/visits")
def record_visit(inspection_id: int) -> ResponseReturnValue:
    """Write a visit down."""
    inspection = _recorded(inspection_id)
    form = _visit_form(inspection)
    given = _session(form, inspection)
    if given is None:
        return _show(inspection, visit=form), 422
    try:
        with unit_of_work():
            commands.record_visit(current_actor(), inspection, given)
    except Refused as error:
        _explain(form, error)
        return _show(_recorded(inspection_id), visit=form), 422
    flash(_("The visit is written down."))
    return redirect(url_for(".show", inspection_id=inspection_id, _anchor="visits"), 303)


@bp.get("/<int:inspection_id>/visits/<int:visit_id>")
def visit(inspection_id: int, visit_id: int) -> ResponseReturnValue:
    """Show a visit to amend it."""
    inspection = _recorded(inspection_id)
    kept = queries.visit(current_actor(), inspection_id, visit_id)
    names = ("association_id", "on", "place", "self_report", "findings")
    form = _visit_form(inspection, {name: getattr(kept, name) for name in names} | {"seen_version": kept.version})
    return render_template("inspections/visit.html", round=inspection, visit=kept, form=form)


@bp.post("/<int:inspection_id>/visits/<int:visit_id>")
def amend_visit(inspection_id: int, visit_id: int) -> ResponseReturnValue:
    """Amend what a visit says."""
    actor, inspection = current_actor(), _recorded(inspection_id)
    form = _visit_form(inspection)
    kept = queries.visit(actor, inspection_id, visit_id)
    given = _session(form, inspection)
    if given is None:
        return render_template("inspections/visit.html", round=inspection, visit=kept, form=form), 422
    try:
        with unit_of_work():
            commands.amend_visit(actor, inspection, kept, given, seen_version=form.seen_version.data)
    except Refused as error:
        _explain(form, error)
        return render_template("inspections/visit.html", round=_recorded(inspection_id), visit=kept, form=form), 422
    except Conflict:
        now = queries.visit(actor, inspection_id, visit_id)
        return _conflict(_recorded(inspection_id), form, now, ("on", "place", "self_report", "findings"))
    flash(_("Kept."))
    return redirect(url_for(".show", inspection_id=inspection_id, _anchor="visits"), 303)


def _recorded(inspection_id: int) -> Inspection:
    actor = current_actor()
    inspection = queries.get(actor, inspection_id)
    ensure(policies.record_inspection, actor, inspection.association)
    return inspection


def _show(inspection: Inspection, *, member: MemberForm | None = None, visit: VisitForm | None = None) -> str:
    actor = current_actor()
    may_record = policies.record_inspection(actor, inspection.association)
    return render_template(
        "inspections/show.html", round=inspection, roles=TEAM_ROLES, may_record=may_record,
        conclusions=conclusions.of_inspection(actor, inspection.id), may_draft=conclusion_policies.draft_conclusions(actor),
        still_open=_still_open(inspection),
        steps=history.of(actor, f"inspection:{inspection.id}"),
        member=(member or _member_form(inspection)) if may_record else None, visit=(visit or _visit_form(inspection)) if may_record else None,
    )  # fmt: skip


def _still_open(inspection: Inspection) -> dict[int, list[Task]]:
    """Return, by association visited, what it still owes from conclusions that came before this round ended."""
    found: dict[int, list[Task]] = {one.association_id: [] for one in inspection.visits}
    for task in remaining.of(found, current_actor()):
        conclusion = task.directive.conclusion
        if conclusion.inspection_id != inspection.id and conclusion.dated_on and conclusion.dated_on <= inspection.ends_on:
            found[task.association_id].append(task)
    return found


def _round_form(inspection: Inspection | None = None, kept: dict[str, object] | None = None) -> RoundForm:
    form = RoundForm(data=kept)
    offered = [inspection.association] if inspection else queries.recording(current_actor())
    form.association_id.choices = [SelectChoice(one.id, one.name) for one in offered]
    return form


def _member_form(inspection: Inspection) -> MemberForm:
    form = MemberForm(formdata=request.form if request.endpoint == "inspections.name_member" else None)
    people = [
        SelectChoice(user.id, f"{user.name}, {seat.position}, {seat.association.territory}")
        for user, seat in queries.candidates(inspection)
    ]
    form.user_id.choices = [SelectChoice(0, _("Without an account")), *people]
    return form


def _visit_form(inspection: Inspection, kept: dict[str, object] | None = None) -> VisitForm:
    posted = request.endpoint in {"inspections.record_visit", "inspections.amend_visit"}
    form = VisitForm(formdata=request.form if posted else None, data=kept)
    form.association_id.choices = [SelectChoice(one.id, one.name) for one in _inspectable(inspection)]
    return form


def _inspectable(inspection: Inspection) -> list[Association]:
    return queries.inspectable(current_actor(), inspection, inspection.begins_on)


def _round(form: RoundForm) -> Round | None:
    """Return what the form says; None when it does not say enough, with a sentence at each place."""
    valid = form.validate()
    begins_on, ends_on = _day(form, "begins_on"), _day(form, "ends_on")
    return Round(form.title.data, form.purpose.data, begins_on, ends_on) if valid and begins_on and ends_on else None


def _session(form: VisitForm, inspection: Inspection) -> Session | None:
    valid = form.validate()
    on = _day(form, "on")
    if not valid or on is None:
        return None
    association = next(one for one in _inspectable(inspection) if one.id == form.association_id.data)
    return Session(association, on, form.place.data, form.self_report.data, form.findings.data)


def _day(form: FlaskForm, name: str) -> date | None:
    """Return the day of the field; an empty one is told so."""
    day: date | None = form[name].data
    if day is None and not form[name].errors:
        form[name].errors = [_("Please give the day.")]
    return day


def _explain(form: FlaskForm, error: Refused) -> None:
    field = form[error.field] if error.field in form else next(iter(form))
    field.errors = [*field.errors, error.message]


def _conflict(inspection: Inspection, form: FlaskForm, kept: object, names: tuple[str, ...]) -> ResponseReturnValue:
    """Tell the second of two people, with both texts kept."""
    differences = [(form[name].label.text, form[name].data, getattr(kept, name)) for name in names]
    return render_template("inspections/conflict.html", round=inspection, differences=differences), 409
