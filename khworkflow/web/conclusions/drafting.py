"""What is done to the directives of a draft: add, say, settle, cut, drop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from khworkflow.conclusions import commands, proposals, queries
from khworkflow.conclusions.spans import Span, stepped
from khworkflow.core.errors import Conflict, NotFound, Refused
from khworkflow.core.i18n import gettext as _, ngettext
from khworkflow.core.transaction import unit_of_work
from khworkflow.web.access import current_actor
from khworkflow.web.conclusions.forms import (
    DaysForm,
    MarkForm,
    SpanForm,
    SplitForm,
    description,
    differences,
    directive_form,
)
from khworkflow.web.conclusions.pages import conflict_page, draft_page, drafted, explain, round_of, visited

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.conclusions.models import Conclusion, Directive
    from khworkflow.web.conclusions.forms import DirectiveForm

bp = Blueprint("directives", __name__, url_prefix="/conclusions/<int:conclusion_id>/directives")


@bp.post("")
def mark(conclusion_id: int) -> ResponseReturnValue:
    """Make the chosen words a directive."""
    conclusion, form = drafted(conclusion_id), MarkForm()
    if not form.validate():
        return draft_page(conclusion, marking=form), 422
    try:
        with unit_of_work():
            directive = _mark(conclusion, form)
    except Refused as error:
        explain(form, error)
        return draft_page(drafted(conclusion_id), marking=form), 422
    except Conflict:
        return conflict_page(drafted(conclusion_id), [(form.quote.label.text, form.quote.data, drafted(conclusion_id).text)])
    flash(_("The directive is added. Please choose associations and a due date."))
    return _back(conclusion_id, directive.id)


@bp.post("/days")
def set_days(conclusion_id: int) -> ResponseReturnValue:
    """Give every directive that has no due date this one, or the half-year review."""
    conclusion, form = drafted(conclusion_id), DaysForm()
    if form.validate() and not form.due_on.data and "review" not in request.form:
        form.due_on.errors = [_("Please choose a day.")]
    if form.errors:
        return draft_page(conclusion, days=form), 422
    day = None if "review" in request.form else form.due_on.data
    try:
        with unit_of_work():
            count = proposals.set_missing_days(current_actor(), conclusion, day, seen_version=form.seen_version.data)
    except Refused as error:
        form.due_on.errors = [error.message]
        return draft_page(drafted(conclusion_id), days=form), 422
    flash(ngettext("%(num)d directive has its time now.", "%(num)d directives have their time now.", count))
    return redirect(url_for("conclusions.show", conclusion_id=conclusion_id), 303)


@bp.post("/<int:directive_id>")
def describe(conclusion_id: int, directive_id: int) -> ResponseReturnValue:
    """Say what the directive asks, of whom and by when."""
    directive = queries.directive(current_actor(), drafted(conclusion_id).id, directive_id)
    form = directive_form(directive, queries.choices(directive.conclusion), posted=True)
    if not form.validate():
        return draft_page(directive.conclusion, described=(directive_id, form)), 422
    try:
        with unit_of_work():
            _keep(directive, form)
    except Refused as error:
        explain(form, error)
        return draft_page(drafted(conclusion_id), described=(directive_id, form)), 422
    except Conflict:
        kept = queries.directive(current_actor(), conclusion_id, directive_id)
        return conflict_page(kept.conclusion, differences(form, directive_form(kept, queries.choices(kept.conclusion))))
    flash(_("Kept."))
    return _back(conclusion_id, directive_id)


@bp.post("/<int:directive_id>/span")
def move(conclusion_id: int, directive_id: int) -> ResponseReturnValue:
    """Let the directive quote other words: one end a step further, or a stretch of the text."""
    directive, form = _directive(conclusion_id, directive_id), SpanForm()
    if not form.validate():
        raise Conflict
    span = Span(directive.start, directive.end)
    if form.step.data:
        span = stepped(directive.conclusion.text, span, form.step.data)
    elif form.start.data is not None and form.end.data is not None:
        span = Span(form.start.data, form.end.data)
    words = "" if form.step.data else form.quote.data or ""
    seen = form.seen_version.data
    try:
        with unit_of_work():
            commands.move(current_actor(), directive, span.start, span.end, seen_version=seen, quote=words)
    except Refused as error:
        return draft_page(drafted(conclusion_id), refused=(directive_id, error.message)), 422
    flash(_("Kept."))
    return _back(conclusion_id, directive_id)


@bp.post("/<int:directive_id>/split")
def split(conclusion_id: int, directive_id: int) -> ResponseReturnValue:
    """Make two directives of one."""
    directive, form = _directive(conclusion_id, directive_id), SplitForm()
    if not form.validate():
        return draft_page(directive.conclusion, refused=(directive_id, _("Please choose a place inside the quoted words."))), 422
    try:
        with unit_of_work():
            other = commands.split(current_actor(), directive, form.at.data or 0, seen_version=form.seen_version.data)
    except Refused as error:
        return draft_page(drafted(conclusion_id), refused=(directive_id, error.message)), 422
    flash(_("There are two directives now, asked of the same associations."))
    return _back(conclusion_id, other.id)


@bp.post("/<int:directive_id>/join")
def join(conclusion_id: int, directive_id: int) -> ResponseReturnValue:
    """Make one directive of this and the next."""
    directive = _directive(conclusion_id, directive_id)
    try:
        with unit_of_work():
            commands.join(current_actor(), directive)
    except Refused as error:
        return draft_page(drafted(conclusion_id), refused=(directive_id, error.message)), 422
    flash(_("The two are one directive now."))
    return _back(conclusion_id, directive_id)


@bp.post("/<int:directive_id>/removal")
def unmark(conclusion_id: int, directive_id: int) -> ResponseReturnValue:
    """Make the words plain text again."""
    directive = _directive(conclusion_id, directive_id)
    with unit_of_work():
        commands.unmark(current_actor(), directive)
    flash(_("The words are plain text again."))
    return redirect(url_for("conclusions.show", conclusion_id=conclusion_id), 303)


def _directive(conclusion_id: int, directive_id: int) -> Directive:
    return queries.directive(current_actor(), drafted(conclusion_id).id, directive_id)


def _back(conclusion_id: int, directive_id: int) -> ResponseReturnValue:
    return redirect(url_for("conclusions.show", conclusion_id=conclusion_id, _anchor=f"n{directive_id}"), 303)


def _keep(directive: Directive, form: DirectiveForm) -> None:
    """Keep what the form says; a button of a whole group answers who the quote means."""
    actor, seen = current_actor(), form.seen_version.data
    if "choose" in request.form:
        proposals.settle(actor, directive, _group(directive.conclusion, request.form["choose"]), seen_version=seen)
    else:
        days = {int(name.rpartition("_")[2]): form[name].data for name in form.own_days if form[name].data}
        leads, coordinates = form.leads.data or [], form.coordinates.data or []
        is_settled = bool(form.is_settled.data)
        commands.assign(actor, directive, leads, coordinates, days, seen_version=seen, is_settled=is_settled)
    commands.describe(actor, directive, description(form))


def _group(conclusion: Conclusion, name: str) -> list[int]:
    """Return the associations of a group that has a button: the level below, or those that the round visited."""
    if name == "visited":
        return [one.id for one in visited(round_of(conclusion))]
    if name != "level":
        raise NotFound
    return [one.id for one in queries.district_level(conclusion)]


def _mark(conclusion: Conclusion, form: MarkForm) -> Directive:
    """Mark the ticked clauses, else the offsets, else the quote."""
    actor, seen = current_actor(), form.seen_version.data
    ticked = [edge for one in form.clauses.data or [] for edge in one.split("-") if edge.isdigit() and len(edge) < 10]  # noqa: PLR2004
    if ticked:
        edges = sorted(int(edge) for edge in ticked)
        return commands.mark(actor, conclusion, edges[0], edges[-1], seen_version=seen)
    if form.start.data is not None and form.end.data is not None:
        return commands.mark(actor, conclusion, form.start.data, form.end.data, seen_version=seen, quote=form.quote.data or "")
    return commands.mark_quote(actor, conclusion, form.quote.data or "", form.occurrence.data, seen_version=seen)
