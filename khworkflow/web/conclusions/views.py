"""Pages of conclusions: list, paste, mark, preview, issue, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from khworkflow.conclusions import commands, papers, policies, proposals, queries
from khworkflow.conclusions.commands import Head
from khworkflow.conclusions.wording import kind_word, part_word
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import gettext as _, ngettext
from khworkflow.core.transaction import unit_of_work
from khworkflow.inspections import queries as inspections
from khworkflow.tasks import commands as tasks, queries as task_queries
from khworkflow.web import history
from khworkflow.web.access import current_actor, uploads
from khworkflow.web.conclusions.forms import HeadForm, IssueForm, NewForm, TextForm, VersionForm
from khworkflow.web.conclusions.pages import (
    amended,
    conflict_page,
    draft_page,
    drafted,
    explain,
    marked_lines,
    preview_page,
    round_of,
)
from khworkflow.web.downloads import download

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.conclusions.models import Conclusion

bp = Blueprint("conclusions", __name__, url_prefix="/conclusions")


@bp.get("")
def index() -> ResponseReturnValue:
    """List the drafts, where the reader drafts, and the issued conclusions."""
    actor = current_actor()
    may_draft = policies.draft_conclusions(actor)
    return render_template(
        "conclusions/index.html", drafts=queries.drafts(actor), issued=queries.issued(actor), may_draft=may_draft,
        corrections=proposals.corrections(actor) if may_draft else None,
    )  # fmt: skip


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show the form into which a conclusion is pasted; the latest round without a conclusion is chosen already."""
    ensure(policies.draft_conclusions, current_actor())
    form = _new_form()
    form.inspection_id.data = request.args.get("inspection_id", type=int) or _waiting_round()
    return _new_page(form)


@bp.post("")
@uploads
def create() -> ResponseReturnValue:
    """Begin a draft; with the button of the reader its directives are proposed at once."""
    actor = current_actor()
    ensure(policies.draft_conclusions, actor)
    form = _new_form()
    if not form.validate():
        return _new_page(form), 422
    try:
        with unit_of_work():
            conclusion = _begin(form)
            found = proposals.read_draft(actor, conclusion) if "read" in request.form else None
    except Refused as error:
        explain(form, error)
        return _new_page(form), 422
    flash(_found(found) if found is not None else _("The draft is kept. Nothing has been sent."))
    return redirect(url_for(".show", conclusion_id=conclusion.id), 303)


@bp.get("/<int:conclusion_id>")
def show(conclusion_id: int) -> ResponseReturnValue:
    """Show the draft to those who draft, the issued text with its progress to those who read."""
    actor = current_actor()
    conclusion = queries.get(actor, conclusion_id)
    if not conclusion.is_issued:
        return draft_page(conclusion)
    given: dict[int, dict[int, Any]] = {directive.id: {} for directive in conclusion.directives}
    named = {}
    for task in task_queries.of_conclusion(actor, conclusion.id):
        given[task.directive_id][task.association_id] = task
        named[task.association_id] = task.association
    in_order = sorted(named.values(), key=lambda one: (one.place, one.id))
    return render_template(
        "conclusions/show.html", conclusion=conclusion, lines=marked_lines(conclusion), given=given, associations=in_order,
        amended=amended(conclusion, given), round=round_of(conclusion), kind_word=kind_word, part_word=part_word, steps=history.of_conclusion(actor, conclusion),
    )  # fmt: skip


@bp.post("/<int:conclusion_id>/head")
def set_head(conclusion_id: int) -> ResponseReturnValue:
    """Set title, number, date and signer."""
    conclusion, form = drafted(conclusion_id), HeadForm()
    if not form.validate():
        return draft_page(conclusion, head=form), 422
    head = Head(form.title.data, form.number.data, form.dated_on.data, form.signer.data, form.signer_position.data)
    try:
        with unit_of_work():
            commands.set_head(current_actor(), conclusion, head, seen_version=form.seen_version.data)
    except Refused as error:
        explain(form, error)
        return draft_page(drafted(conclusion_id), head=form), 422
    except Conflict:
        kept = drafted(conclusion_id)
        return conflict_page(kept, [(form[name].label.text, form[name].data, getattr(kept, name)) for name in vars(head)])
    flash(_("Kept."))
    return redirect(url_for(".show", conclusion_id=conclusion_id), 303)


@bp.get("/<int:conclusion_id>/text")
def text(conclusion_id: int) -> ResponseReturnValue:
    """Show the draft's words to correct them."""
    conclusion = drafted(conclusion_id)
    form = TextForm(data={"text": conclusion.text, "seen_version": conclusion.version})
    return render_template("conclusions/text.html", conclusion=conclusion, form=form, lost=[])


@bp.post("/<int:conclusion_id>/text")
def amend_text(conclusion_id: int) -> ResponseReturnValue:
    """Change the draft's words; what would be lost is shown first."""
    conclusion, form = drafted(conclusion_id), TextForm()
    valid = form.validate()
    lost = queries.lost_by(conclusion, form.text.data) if valid else []
    if not valid or (lost and not form.give_up.data and form.seen_version.data == conclusion.version):
        return render_template("conclusions/text.html", conclusion=conclusion, form=form, lost=lost), 422
    try:
        with unit_of_work():
            commands.amend_text(current_actor(), conclusion, form.text.data, seen_version=form.seen_version.data)
    except Conflict:
        return conflict_page(drafted(conclusion_id), [(form.text.label.text, form.text.data, drafted(conclusion_id).text)])
    again = _("The text is changed; %(count)s directives must be marked again.", count=len(lost))
    flash(again if lost else _("The text is changed."))
    return redirect(url_for(".show", conclusion_id=conclusion_id), 303)


@bp.post("/<int:conclusion_id>/reading")
def read(conclusion_id: int) -> ResponseReturnValue:
    """Let the reader go through the draft again; what people did stays."""
    conclusion, form = drafted(conclusion_id), VersionForm()
    if not form.validate():
        raise Conflict
    with unit_of_work():
        found = proposals.read_draft(current_actor(), conclusion, seen_version=form.seen_version.data)
    flash(_found(found))
    return redirect(url_for(".show", conclusion_id=conclusion_id), 303)


@bp.get("/<int:conclusion_id>/originals/<int:file_id>")
def original(conclusion_id: int, file_id: int) -> ResponseReturnValue:
    """Hand out the paper from which the text was taken, as a download that the browser must not run."""
    actor = current_actor()
    conclusion = queries.get(actor, conclusion_id)
    ensure(policies.draft_conclusion, actor, conclusion.association)
    return download(queries.original(conclusion, file_id).file)


@bp.get("/<int:conclusion_id>/preview")
def preview(conclusion_id: int) -> ResponseReturnValue:
    """Say how many associations, tasks and mails will result, before anything leaves the house."""
    conclusion = drafted(conclusion_id)
    return preview_page(conclusion)


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
        return preview_page(conclusion), 409
    try:
        with unit_of_work():
            tasks.issue(actor, conclusion)
    except Refused:
        return preview_page(queries.get(actor, conclusion_id)), 422
    flash(_("The conclusion is issued."))
    return redirect(url_for(".show", conclusion_id=conclusion_id), 303)


def _begin(form: NewForm) -> Conclusion:
    """Begin the draft of the form: its words, else those of the paper."""
    actor = current_actor()
    association = next(one for one in inspections.recording(actor) if one.id == form.association_id.data)
    inspection = inspections.get(actor, form.inspection_id.data) if form.inspection_id.data else None
    taken = [papers.take(actor, given) for given in form.paper.given]
    words = form.text.data or "\n".join(text for _file, text in taken)
    conclusion = commands.create(
        actor, association, inspection,
        title=form.title.data, text=words, signer=form.signer.data, signer_position=form.signer_position.data,
    )  # fmt: skip
    for file, _text in taken:
        commands.keep_original(actor, conclusion, file)
    return conclusion


def _new_page(form: NewForm) -> str:
    return render_template("conclusions/new.html", form=form, accepted=papers.ACCEPTED)


def _new_form() -> NewForm:
    actor, form = current_actor(), NewForm()
    form.association_id.choices = [SelectChoice(one.id, one.name) for one in inspections.recording(actor)]
    rounds = [SelectChoice(one.id, one.title) for one in inspections.listed(actor)]
    form.inspection_id.choices = [SelectChoice(0, _("Not of an inspection")), *rounds]
    return form


def _waiting_round() -> int:
    """Return the latest round if it has no conclusion yet, which is the one to be concluded."""
    actor = current_actor()
    latest = next(iter(inspections.listed(actor)), None)
    return latest.id if latest and not queries.of_inspection(actor, latest.id) else 0


def _found(count: int) -> str:
    if not count:
        return _("The reader found nothing new in the text. What was said before stays.")
    return ngettext(
        "The reader proposes %(num)d directive. Please check it; nothing has been sent.",
        "The reader proposes %(num)d directives. Please check them; nothing has been sent.",
        count,
    )
