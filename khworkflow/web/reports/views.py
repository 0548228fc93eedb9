"""Pages of status reports: ask, watch it being compiled, read, download; each number opens its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, redirect, render_template, request, send_file, url_for

from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Refused
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import queries as files
from khworkflow.reports import commands, policies, queries, runs
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.reports.forms import ReportForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("reports", __name__, url_prefix="/reports")


@bp.get("")
def index() -> ResponseReturnValue:
    """List the reports, and offer a new one."""
    ensure(policies.see_reports, current_actor())
    return _index(_form())


@bp.post("")
def ask() -> ResponseReturnValue:
    """Ask for a report; a worker compiles it while the page shows how far it is."""
    actor = current_actor()
    ensure(policies.ask_for_reports, actor)
    form = _form()
    if not form.validate():
        return _index(form), 422
    conclusion = conclusions.get(actor, form.conclusion_id.data)
    as_of = clock.end_of(form.as_of.data) if form.as_of.data and form.as_of.data < clock.today() else clock.now()
    try:
        with unit_of_work():
            report = commands.request(actor, conclusion, as_of)
            report_id = report.id
    except Refused as error:
        form.as_of.errors = [*form.as_of.errors, error.message]
        return _index(form), 422
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.get("/<int:report_id>")
def show(report_id: int) -> ResponseReturnValue:
    """Show the report, or how far it is."""
    actor = current_actor()
    report = queries.get(actor, report_id)
    made = None
    if report.state is queries.ReportState.READY:
        made = runs.document(report.conclusion_id, report.as_of, runs.links_of(report.id))
    steps = history.of(actor, f"report:{report.id}")
    return render_template("reports/show.html", report=report, document=made, steps=steps)


@bp.get("/<int:report_id>/progress")
def progress(report_id: int) -> ResponseReturnValue:
    """Say how far it is, for the page that waits."""
    report = queries.get(current_actor(), report_id)
    return jsonify(state=report.state.value, done=report.steps_done, steps=report.steps)


@bp.get("/<int:report_id>/file")
@bp.get("/<int:report_id>/file.<form>", endpoint="download_as")
def download(report_id: int, form: str = "docx") -> ResponseReturnValue:
    """Hand out the report as a file: docx, pdf or xlsx."""
    file = queries.file_of(queries.get(current_actor(), report_id), form)
    return send_file(files.path(file), mimetype=file.media_type, as_attachment=True, download_name=file.name, etag=file.sha256)


@bp.get("/<int:report_id>/tasks")
def tasks(report_id: int) -> ResponseReturnValue:
    """List what a number of the report counts, as it was at the report's moment."""
    actor = current_actor()
    report = queries.get(actor, report_id)
    snapshot = queries.snapshot(conclusions.get(actor, report.conclusion_id), report.as_of)
    bucket = next((one for one in queries.Bucket if one.value == request.args.get("bucket")), None)
    found = snapshot.select(
        bucket=bucket,
        association_id=request.args.get("association_id", type=int),
        directive_id=request.args.get("directive_id", type=int),
    )
    names = {one.association_id: one.short_name for one in snapshot.associations}
    titles = {one.directive_id: one for one in snapshot.directives}
    return render_template("reports/tasks.html", report=report, tasks=found, names=names, titles=titles, bucket=bucket)


def _form() -> ReportForm:
    form = ReportForm()
    form.conclusion_id.choices = [(one.id, f"{one.number}: {one.title}") for one in conclusions.issued(current_actor())]
    return form


def _index(form: ReportForm) -> str:
    actor = current_actor()
    return render_template(
        "reports/index.html", form=form, reports=queries.latest(actor), may_ask=policies.ask_for_reports(actor)
    )
