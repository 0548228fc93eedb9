"""Pages of conclusions: list, paste, mark, preview, issue, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from khworkflow.conclusions import commands, policies, queries
from khworkflow.conclusions.commands import Head
from khworkflow.conclusions.spans import Span, clauses, lines
from khworkflow.conclusions.wording import kind_word, part_word
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.inspections import queries as inspections
from khworkflow.tasks import commands as tasks, queries as task_queries
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.conclusions.forms import (
    HeadForm,
    IssueForm,
    MarkForm,
    NewForm,
    TextForm,
    description,
    differences,
    directive_form,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from flask_wtf import FlaskForm

    from khworkflow.conclusions.models import Conclusion, Directive
    from khworkflow.web.conclusions.forms import DirectiveForm

bp = Blueprint("conclusions", __name__, url_prefix="/conclusions")


@bp.get("")
def index() -> ResponseReturnValue:
    """List the drafts, where the reader drafts, and the issued conclusions."""
    actor = current_actor()
    may_draft = policies.draft_conclusions(actor)
    return render_template(
        "conclusions/index.html", drafts=queries.drafts(actor), issued=queries.issued(actor), may_draft=may_draft
    )


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show the form into which a conclusion is pasted."""
    ensure(policies.draft_conclusions, current_actor())
    form = _new_form()
    form.inspection_id.data = request.args.get("inspection_id", 0, type=int)
    return render_template("conclusions/new.html", form=form)


@bp.post("")
def create() -> ResponseReturnValue:
    """Begin a draft."""
    actor = current_actor()
    ensure(policies.draft_conclusions, actor)
    form = _new_form()
    if not form.validate():
        return render_template("conclusions/new.html", form=form), 422
    association = next(one for one in inspections.recording(actor) if one.id == form.association_id.data)
    inspection = inspections.get(actor, form.inspection_id.data) if form.inspection_id.data else None
    facts = {name: form[name].data for name in ("title", "text", "signer", "signer_position")}
    try:
        with unit_of_work():
            conclusion = commands.create(actor, association, inspection, **facts)
    except Refused as error:
        _explain(form, error)
        return render_template("conclusions/new.html", form=form), 422
    flash(_("The draft is kept. Nothing has been sent."))
    return redirect(url_for(".show", conclusion_id=conclusion.id), 303)


@bp.get("/<int:conclusion_id>")
def show(conclusion_id: int) -> ResponseReturnValue:
    """Show the draft to those who draft, the issued text with its progress to those who read."""
    actor = current_actor()
    conclusion = queries.get(actor, conclusion_id)
    if not conclusion.is_issued:
        return _draft(conclusion)
    given: dict[int, dict[int, Any]] = {directive.id: {} for directive in conclusion.directives}
    named = {}
    for task in task_queries.of_conclusion(actor, conclusion.id):
        given[task.directive_id][task.association_id] = task
        named[task.association_id] = task.association
    in_order = sorted(named.values(), key=lambda one: (one.place, one.id))
    return render_template(
        "conclusions/show.html", conclusion=conclusion, lines=_lines(conclusion), given=given, associations=in_order,
        round=_round(conclusion), kind_word=kind_word, part_word=part_word, steps=history.of_conclusion(actor, conclusion),
    )  # fmt: skip


@bp.post("/<int:conclusion_id>/head")
def set_head(conclusion_id: int) -> ResponseReturnValue:
    """Set title, number, date and signer."""
    conclusion, form = _drafted(conclusion_id), HeadForm()
    if not form.validate():
        return _draft(conclusion, head=form), 422
    head = Head(form.title.data, form.number.data, form.dated_on.data, form.signer.data, form.signer_position.data)
    try:
        with unit_of_work():
            commands.set_head(current_actor(), conclusion, head, seen_version=form.seen_version.data)
    except Refused as error:
        _explain(form, error)
        return _draft(_drafted(conclusion_id), head=form), 422
    except Conflict:
        kept = _drafted(conclusion_id)
        return _conflict(kept, [(form[name].label.text, form[name].data, getattr(kept, name)) for name in vars(head)])
    flash(_("Kept."))
    return redirect(url_for(".show", conclusion_id=conclusion_id), 303)


@bp.get("/<int:conclusion_id>/text")
def text(conclusion_id: int) -> ResponseReturnValue:
    """Show the draft's words to correct them."""
    conclusion = _drafted(conclusion_id)
    form = TextForm(data={"text": conclusion.text, "seen_version": conclusion.version})
    return render_template("conclusions/text.html", conclusion=conclusion, form=form, lost=[])


@bp.post("/<int:conclusion_id>/text")
def amend_text(conclusion_id: int) -> ResponseReturnValue:
    """Change the draft's words; what would be lost is shown first."""
    conclusion, form = _drafted(conclusion_id), TextForm()
    valid = form.validate()
    lost = queries.lost_by(conclusion, form.text.data) if valid else []
    if not valid or (lost and not form.give_up.data and form.seen_version.data == conclusion.version):
        return render_template("conclusions/text.html", conclusion=conclusion, form=form, lost=lost), 422
    try:
        with unit_of_work():
            commands.amend_text(current_actor(), conclusion, form.text.data, seen_version=form.seen_version.data)
    except Conflict:
        return _conflict(_drafted(conclusion_id), [(form.text.label.text, form.text.data, _drafted(conclusion_id).text)])
    again = _("The text is changed; %(count)s directives must be marked again.", count=len(lost))
    flash(again if lost else _("The text is changed."))
    return redirect(url_for(".show", conclusion_id=conclusion_id), 303)


@bp.post("/<int:conclusion_id>/directives")
def mark(conclusion_id: int) -> ResponseReturnValue:
    """Make the chosen words a directive."""
    conclusion, form = _drafted(conclusion_id), MarkForm()
    if not form.validate():
        return _draft(conclusion, marking=form), 422
    try:
        with unit_of_work():
            directive = _mark(conclusion, form)
    except Refused as error:
        _explain(form, error)
        return _draft(_drafted(conclusion_id), marking=form), 422
    except Conflict:
        return _conflict(_drafted(conclusion_id), [(form.quote.label.text, form.quote.data, _drafted(conclusion_id).text)])
    flash(_("The directive is added. Please choose associations and a due date."))
    return redirect(url_for(".show", conclusion_id=conclusion_id, _anchor=f"n{directive.id}"), 303)


@bp.post("/<int:conclusion_id>/directives/<int:directive_id>")
def describe(conclusion_id: int, directive_id: int) -> ResponseReturnValue:
    """Say what the directive asks, of whom and by when."""
    actor, conclusion = current_actor(), _drafted(conclusion_id)
    directive = queries.directive(actor, conclusion_id, directive_id)
    offered = queries.choices(conclusion)
    form = directive_form(directive, offered, posted=True)
    if "everyone" in request.form:
        form.leads.data = [one.id for one in queries.district_level(conclusion)]
        form.coordinates.data = []
    if not form.validate():
        return _draft(conclusion, described=(directive_id, form)), 422
    days = {one.id: form[f"due_{one.id}"].data for one in offered if form[f"due_{one.id}"].data}
    try:
        with unit_of_work():
            leads, coordinates = form.leads.data or [], form.coordinates.data or []
            commands.assign(actor, directive, leads, coordinates, days, seen_version=form.seen_version.data)
            commands.describe(actor, directive, description(form))
    except Refused as error:
        _explain(form, error)
        return _draft(_drafted(conclusion_id), described=(directive_id, form)), 422
    except Conflict:
        kept = queries.directive(actor, conclusion_id, directive_id)
        return _conflict(kept.conclusion, differences(form, directive_form(kept, queries.choices(kept.conclusion))))
    flash(_("Kept."))
    return redirect(url_for(".show", conclusion_id=conclusion_id, _anchor=f"n{directive_id}"), 303)


@bp.post("/<int:conclusion_id>/directives/<int:directive_id>/removal")
def unmark(conclusion_id: int, directive_id: int) -> ResponseReturnValue:
    """Make the words plain text again."""
    _drafted(conclusion_id)
    with unit_of_work():
        commands.unmark(current_actor(), queries.directive(current_actor(), conclusion_id, directive_id))
    flash(_("The words are plain text again."))
    return redirect(url_for(".show", conclusion_id=conclusion_id), 303)


@bp.get("/<int:conclusion_id>/preview")
def preview(conclusion_id: int) -> ResponseReturnValue:
    """Say how many associations, tasks and mails will result, before anything leaves the house."""
    conclusion = _drafted(conclusion_id)
    return _preview(conclusion)


@bp.post("/<int:conclusion_id>/issue")
def issue(conclusion_id: int) -> ResponseReturnValue:
    """Issue: the text locks, the tasks appear, the letters are owed."""
    actor, form = current_actor(), IssueForm()
    conclusion = queries.get(actor, conclusion_id)
    ensure(policies.issue_conclusion, actor, conclusion)
    if conclusion.is_issued:  # a double click, or the back button
        flash(_("This conclusion is issued already."))
        return redirect(url_for(".show", conclusion_id=conclusion_id), 303)
    if not form.validate() or form.seen.data != queries.fingerprint(conclusion):
        flash(_("The draft has changed since this page was opened. Please look again before issuing."))
        return _preview(conclusion), 409
    try:
        with unit_of_work():
            tasks.issue(actor, conclusion)
    except Refused:
        return _preview(queries.get(actor, conclusion_id)), 422
    flash(_("The conclusion is issued."))
    return redirect(url_for(".show", conclusion_id=conclusion_id), 303)


def _drafted(conclusion_id: int) -> Conclusion:
    """Return the draft, to those who draft; an issued conclusion has no such page."""
    actor = current_actor()
    conclusion = queries.get(actor, conclusion_id)
    ensure(policies.draft_conclusion, actor, conclusion.association)
    if conclusion.is_issued:
        raise Conflict
    return conclusion


def _draft(
    conclusion: Conclusion, *, head: HeadForm | None = None, marking: MarkForm | None = None,
    described: tuple[int, DirectiveForm] | None = None,
) -> str:  # fmt: skip
    offered = queries.choices(conclusion)
    forms = {directive.id: directive_form(directive, offered) for directive in conclusion.directives}
    forms.update([described] if described else [])
    kept = {name: getattr(conclusion, name) for name in ("title", "number", "dated_on", "signer", "signer_position")}
    seen = {"seen_version": conclusion.version}
    return render_template(
        "conclusions/draft.html", conclusion=conclusion, lines=_lines(conclusion), forms=forms,
        level=queries.district_level(conclusion), head=head or HeadForm(formdata=None, data=kept | seen),
        marking=marking or MarkForm(formdata=None, data=seen),
        clauses=[(span, conclusion.text[span.start : span.end]) for span in clauses(conclusion.text)],
        lacking={directive.id: queries.lacks(conclusion, directive) for directive in conclusion.directives},
        unsettled=queries.unsettled(conclusion), preview=queries.preview(conclusion), round=_round(conclusion),
        steps=history.of_conclusion(current_actor(), conclusion),
    )  # fmt: skip


def _preview(conclusion: Conclusion) -> str:
    form = IssueForm(formdata=None, data={"seen": queries.fingerprint(conclusion)})
    return render_template(
        "conclusions/preview.html", conclusion=conclusion, form=form, preview=queries.preview(conclusion),
        unsettled=queries.unsettled(conclusion), may_issue=policies.issue_conclusion(current_actor(), conclusion), part_word=part_word,
    )  # fmt: skip


def _lines(conclusion: Conclusion) -> list[list[Any]]:
    return lines(conclusion.text, [Span(one.start, one.end) for one in conclusion.directives])


def _round(conclusion: Conclusion) -> Any:
    """Return the conclusion's round, where the reader may see it."""
    try:
        return inspections.get(current_actor(), conclusion.inspection_id) if conclusion.inspection_id else None
    except NotFound:
        return None


def _new_form() -> NewForm:
    actor, form = current_actor(), NewForm()
    form.association_id.choices = [SelectChoice(one.id, one.name) for one in inspections.recording(actor)]
    rounds = [SelectChoice(one.id, one.title) for one in inspections.listed(actor)]
    form.inspection_id.choices = [SelectChoice(0, _("Not of an inspection")), *rounds]
    return form


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


def _explain(form: FlaskForm, error: Refused) -> None:
    field = form[error.field] if error.field in form else form["title" if "title" in form else "quote"]
    field.errors = [*field.errors, error.message]


def _conflict(conclusion: Conclusion, both: list[tuple[Any, Any, Any]]) -> ResponseReturnValue:
    """Tell the second of two people, with both texts kept."""
    return render_template("conclusions/conflict.html", conclusion=conclusion, differences=both), 409
