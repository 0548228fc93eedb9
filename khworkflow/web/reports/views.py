"""Pages of reports: ask, watch it being compiled, read, word anew, number, download; each number opens its list."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, jsonify, redirect, render_template, request, send_file, url_for

from khworkflow.associations import queries as associations
from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import ensure
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.transaction import unit_of_work
from khworkflow.reports import commands, narrative, periods, policies, queries, runs, taking, templates
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.reports.forms import KINDS, NumberForm, WordsForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.reports.models import Report
    from khworkflow.web.fields import Form

F = TypeVar("F", bound="Form")
bp = Blueprint("reports", __name__, url_prefix="/reports")
OPEN = (queries.ReportState.REQUESTED, queries.ReportState.COMPILING)


@bp.get("/<int:report_id>")
def show(report_id: int) -> ResponseReturnValue:
    """Show the report, or how far it is."""
    return _show(report_id, None)


@bp.get("/<int:report_id>/progress")
def progress(report_id: int) -> ResponseReturnValue:
    """Say how far it is, for the page that waits."""
    report = queries.get(current_actor(), report_id)
    return jsonify(state=report.state.value, done=report.steps_done, steps=report.steps)


@bp.post("/<int:report_id>/cancellation")
def cancel(report_id: int) -> ResponseReturnValue:
    """Take the wish back."""
    actor = current_actor()
    report = queries.get(actor, report_id)
    ensure(policies.work_on_report, actor, report)
    try:
        with unit_of_work():
            commands.cancel(actor, queries.get(actor, report_id))
    except Refused:
        pass  # it became ready meanwhile: the page shows it
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.get("/<int:report_id>/words")
def words_form(report_id: int) -> ResponseReturnValue:
    """Offer the passages to be worded anew."""
    actor = current_actor()
    report = queries.get(actor, report_id)
    ensure(policies.work_on_report, actor, report)
    if report.kind not in queries.COUNTING:
        raise NotFound
    said = {key.value: text for key, text in narrative.written(taking.snapshot_of(report)).items()}
    return render_template("reports/words.html", report=report, form=WordsForm(None, data=said | report.words))


@bp.post("/<int:report_id>/words")
def reword(report_id: int) -> ResponseReturnValue:
    """Put the passages in these words; one that is as the numbers tell it stays so when they change."""
    actor = current_actor()
    report = queries.get(actor, report_id)
    ensure(policies.work_on_report, actor, report)
    form = WordsForm()
    if not form.validate():
        return render_template("reports/words.html", report=report, form=form), 422
    try:
        with unit_of_work():
            report = queries.get(actor, report_id)
            told = {key.value: text for key, text in narrative.written(taking.snapshot_of(report)).items()}
            commands.reword(actor, report, {key: text for key, text in form.given().items() if text != told[key]})
    except Refused as error:
        return render_template("reports/words.html", report=report, form=refused(form, error, "direction")), 422
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.post("/<int:report_id>/number")
def freeze(report_id: int) -> ResponseReturnValue:
    """Give the report its number; from then on it stays as it is."""
    actor = current_actor()
    ensure(policies.work_on_report, actor, queries.get(actor, report_id))
    form = NumberForm()
    if not form.validate():
        return _show(report_id, form), 422
    try:
        with unit_of_work():
            report = queries.get(actor, report_id)
            commands.freeze(actor, report, form.signed_on.data or clock.today(), form.number.data)
    except Refused as error:
        return _show(report_id, refused(form, error, "number")), 422
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.post("/<int:report_id>/template")
def apply_template(report_id: int) -> ResponseReturnValue:
    """Make the Word file again from the template in use now."""
    actor = current_actor()
    ensure(policies.work_on_report, actor, queries.get(actor, report_id))
    try:
        with unit_of_work():
            commands.apply_template(actor, queries.get(actor, report_id))
    except Refused as error:
        return _show(report_id, refused(NumberForm(None), error, "number")), 422
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.get("/<int:report_id>/file")
@bp.get("/<int:report_id>/file.<form>", endpoint="download_as")
def download(report_id: int, form: str = "docx") -> ResponseReturnValue:
    """Hand out the report as a file: docx, pdf or xlsx."""
    return as_file(queries.get(current_actor(), report_id), form)


def as_file(report: Report, form: str) -> ResponseReturnValue:
    """Return the report's file in the format; that the reader may have it was asked before."""
    file = queries.file_of(report, form)
    content = runs.printed(report, form)
    answer = send_file(
        io.BytesIO(content),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        etag=hashlib.sha256(content).hexdigest(),
    )
    return answer.make_conditional(request)


@bp.get("/<int:report_id>/tasks")
def tasks(report_id: int) -> ResponseReturnValue:
    """List what a number of the report counts, as it was at the report's moment."""
    report = queries.get(current_actor(), report_id)
    snapshot = taking.snapshot_of(report)
    bucket = next((one for one in queries.Bucket if one.value == request.args.get("bucket")), None)
    kind = next((one for one in conclusions.Kind if one.value == request.args.get("kind")), None)
    level = next((one for one in associations.Level if one.value == request.args.get("level")), None)
    is_gone = "gone" in request.args
    found = (
        tuple(one.task for one in snapshot.gone)
        if is_gone
        else snapshot.select(
            bucket=bucket,
            association_id=request.args.get("association_id", type=int),
            directive_id=request.args.get("directive_id", type=int),
            kind=kind,
            level=level,
        )
    )
    names = {
        one.association_id: one.short_name for one in (*snapshot.associations, *(gone.association for gone in snapshot.gone))
    }
    titles = snapshot.named_directives | {one.directive.directive_id: one.directive for one in snapshot.gone}
    return render_template("reports/tasks.html", report=report, tasks=found, names=names, titles=titles, is_gone=is_gone)


def _show(report_id: int, form: NumberForm | None) -> str:
    actor = current_actor()
    report = queries.get(actor, report_id)
    is_ready = report.state is queries.ReportState.READY
    may_work = policies.work_on_report(actor, report)
    return render_template(
        "reports/show.html",
        report=report,
        kinds=KINDS,
        document=runs.paper(report) if is_ready else None,
        steps=history.of(actor, f"report:{report.id}"),
        may_cancel=may_work and report.state in OPEN and report.number is None,
        may_freeze=may_work and is_ready and report.number is None and report.kind in queries.SERIES,
        may_word=may_work and is_ready and report.number is None and report.kind in queries.COUNTING,
        present=templates.other_in_use(report) if may_work and is_ready and report.number is None else None,
        form=form or NumberForm(None),
        others=queries.comparable(report) if report.kind in queries.COUNTING and report.number else [],
        called=periods.called,
        day_of=clock.day_of,
    )


def refused(form: F, error: Refused, otherwise: str) -> F:
    """Return the form with what was refused at the field it is about, or at the other one."""
    field = form[error.field if error.field and error.field in form else otherwise]
    field.errors = [*field.errors, error.message]
    return form
