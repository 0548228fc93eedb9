"""Pages about explanations: what was reminded of in vain, the letter that asks why, and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, make_response, redirect, render_template, request, url_for

from khworkflow.associations import queries as associations
from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, NotFound, Refused, TooMuch
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as files
from khworkflow.reports import asking, explanations, policies, queries
from khworkflow.web.access import by_link, current_actor, uploads
from khworkflow.web.downloads import download
from khworkflow.web.reports.forms import AskForExplanationForm, ExplanationForm
from khworkflow.web.reports.views import as_file, bp

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from khworkflow.core.authz import Actor
    from khworkflow.reports.models import Explanation


@bp.get("/explanations")
def explanations_index() -> ResponseReturnValue:
    """List what was reminded of in vain, by association, and the letters that ask why."""
    actor, today = current_actor(), clock.today()
    ensure(policies.see_reports, actor)
    return render_template(
        "reports/explanations.html",
        brought=explanations.brought(actor),
        asked=explanations.asked_of(actor),
        days_late=lambda one: explanations.days_late(one, today),
        may_ask=policies.ask_for_reports(actor),
    )


@bp.get("/explanations/of/<int:conclusion_id>/<int:association_id>")
def explanation_form(conclusion_id: int, association_id: int) -> ResponseReturnValue:
    """Show what would be asked of the association, and ask by when it is to answer."""
    return _ask_page(conclusion_id, association_id, AskForExplanationForm(None))


@bp.post("/explanations/of/<int:conclusion_id>/<int:association_id>")
def ask_for_explanation(conclusion_id: int, association_id: int) -> ResponseReturnValue:
    """Begin the letter; it is announced when it is given its number."""
    actor, form = current_actor(), AskForExplanationForm()
    ensure(policies.ask_for_reports, actor)
    conclusion = conclusions.get(actor, conclusion_id)
    association = associations.get(actor, association_id)
    valid, answer_by = form.validate(), form.answer_by.data
    if answer_by is None and not form.answer_by.errors:
        form.answer_by.errors = [_("Please choose the day.")]
    if not valid or answer_by is None:
        return _ask_page(conclusion_id, association_id, form), 422
    try:
        with unit_of_work():
            report_id = asking.ask(actor, conclusion, association, answer_by).id
    except Refused as error:
        form.answer_by.errors = [error.message]
        return _ask_page(conclusion_id, association_id, form), 422
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.get("/explanations/<int:explanation_id>")
def explanation(explanation_id: int) -> ResponseReturnValue:
    """Show what is asked and what was answered; to the chair who has not, the form."""
    actor = current_actor()
    return _page(explanations.get(actor, explanation_id), actor)


@bp.post("/explanations/<int:explanation_id>/answer")
@uploads
def explain(explanation_id: int) -> ResponseReturnValue:
    """Keep the chair's answer."""
    actor = current_actor()
    return _answered(explanations.get(actor, explanation_id), actor, ExplanationForm(), "")


@bp.get("/explanations/<int:explanation_id>/letter.<form>")
def explanation_letter(explanation_id: int, form: str) -> ResponseReturnValue:
    """Hand out the letter itself to the association that it asks, and to those who follow up."""
    found = explanations.get(current_actor(), explanation_id)
    report = queries.of(found)
    return as_file(report, form)


@bp.get("/explanations/<int:explanation_id>/papers/<int:file_id>")
def explanation_paper(explanation_id: int, file_id: int) -> ResponseReturnValue:
    """Hand out a paper given with the answer."""
    return download(explanations.file_of(explanations.get(current_actor(), explanation_id), file_id))


@bp.get("/explanations/answer/<explanation_secret>")
@by_link
def explanation_by_link(explanation_secret: str) -> ResponseReturnValue:
    """Show the same to the chair who opened the link of his letter; nothing is written by opening it."""
    found, chair = explanations.opened(explanation_secret)
    return _page(found, chair, secret=explanation_secret)


@bp.post("/explanations/answer/<explanation_secret>")
@uploads
@by_link
def explain_by_link(explanation_secret: str) -> ResponseReturnValue:
    """Keep the answer of the chair who opened the link; the link is the only proof."""
    found, chair = explanations.opened(explanation_secret)
    return _answered(found, chair, ExplanationForm(meta={"csrf": False}), explanation_secret)


def _answered(found: Explanation, actor: Actor, form: ExplanationForm, secret: str) -> ResponseReturnValue:
    ensure(policies.give_explanation, actor, found)
    number = found.id
    if not form.validate():
        return _page(found, actor, form, secret), 422
    try:
        with unit_of_work():
            found = explanations.get(actor, number)
            explanations.give(actor, found, form.words.data, files.keep_all(actor, form.files.given))
    except Refused as error:
        form.files.errors = [error.message]
        return _page(explanations.get(actor, number), actor, form, secret), 413 if isinstance(error, TooMuch) else 422
    except Conflict:
        return _page(explanations.get(actor, number), actor, form, secret), 409
    flash(_("The explanation was sent."))
    if secret:
        return redirect(url_for(".explanation_by_link", explanation_secret=secret), 303)
    return redirect(url_for(".explanation", explanation_id=number), 303)


def _page(found: Explanation, actor: Actor, form: ExplanationForm | None = None, secret: str = "") -> Response:
    may_answer = found.answered_at is None and policies.give_explanation(actor, found)
    answer = make_response(
        render_template(
            "reports/explanation.html",
            one=found,
            secret=secret,
            late=explanations.days_late(found, clock.today()),
            form=form or ExplanationForm(formdata=None, meta={"csrf": False}),
            may_answer=may_answer,
            may_report=policies.see_report(current_actor(), found.report),
            refused=bool(form) and found.answered_at is not None,
        )
    )
    if secret:
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _ask_page(conclusion_id: int, association_id: int, form: AskForExplanationForm) -> str:
    actor = current_actor()
    ensure(policies.ask_for_reports, actor)
    conclusion, association = conclusions.get(actor, conclusion_id), associations.get(actor, association_id)
    groups = explanations.brought(actor)
    one = next((one for one in groups if (one.conclusion.id, one.association.id) == (conclusion.id, association.id)), None)
    if one is None and request.method != "POST":
        raise NotFound
    return render_template("reports/explanation_ask.html", one=one, conclusion=conclusion, association=association, form=form)
