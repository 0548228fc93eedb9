"""Pages of tasks: one task and its answer, lists, the board, what waits for confirmation."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from khworkflow.conclusions import queries as conclusions
from khworkflow.core import calendar, clock
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as file_commands, queries as files
from khworkflow.tasks import commands, lifecycle, policies, queries
from khworkflow.tasks.commands import Answer
from khworkflow.web import history
from khworkflow.web.access import current_actor, uploads
from khworkflow.web.paging import Page, page_number
from khworkflow.web.tasks.forms import AcknowledgementForm, AnswerForm, DecisionForm

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from khworkflow.core.authz import Actor
    from khworkflow.tasks.models import Task

bp = Blueprint("tasks", __name__, url_prefix="/tasks")
WORKING_DAYS_TO_COMPLETE = 5


@bp.get("")
def index() -> ResponseReturnValue:
    """List the tasks that the address asks for; each number of a report leads here."""
    chosen, number, today = _filter(), page_number(), clock.today()
    tasks, total = queries.page(current_actor(), chosen, today, number=number)
    return render_template("tasks/index.html", tasks=tasks, page=Page(number, total), chosen=chosen)


@bp.get("/<int:task_id>")
def show(task_id: int) -> ResponseReturnValue:
    """Show one task: the quote, the day, the answer, what happened."""
    task = queries.get(current_actor(), task_id)
    return _show(task)


@bp.post("/<int:task_id>/acknowledgement")
def acknowledge(task_id: int) -> ResponseReturnValue:
    """Say that the task was received."""
    actor, form = current_actor(), AcknowledgementForm()
    task = queries.get(actor, task_id)
    with unit_of_work():
        commands.acknowledge(actor, task, seen_version=form.seen_version.data or task.version)
    flash(_("Received. Thank you, comrade."))
    return redirect(url_for(".show", task_id=task_id), 303)


@bp.post("/<int:task_id>/replies")
@uploads
def reply(task_id: int) -> ResponseReturnValue:
    """Answer: done, in progress, or waiting for another body."""
    actor, form = current_actor(), AnswerForm()
    task = queries.get(actor, task_id)
    ensure(policies.work_on_task, actor, task)
    if not form.validate():
        return _show(task, answer=form), 422
    todo = {"submit": commands.submit, "report_progress": commands.report_progress, "wait_outside": commands.wait_outside}
    try:
        with unit_of_work():
            given = file_commands.keep_all(actor, form.files.given)
            answer = Answer(form.words.data, form.client_key.data or "", form.seen_version.data or 0, given)
            todo[form.choice.data](actor, task, answer)
    except Refused as error:
        return _refused(actor, task_id, form, error)
    except Conflict:
        return _conflict(actor, task_id, form.words.data)
    flash(_sent(form.choice.data))
    return redirect(url_for(".show", task_id=task_id), 303)


@bp.get("/waiting")
def waiting() -> ResponseReturnValue:
    """Show what waits for confirmation, oldest first, the answers to one directive side by side."""
    actor = current_actor()
    ensure(policies.confirm_tasks, actor)
    tasks = queries.waiting_for_confirmation(actor)
    return render_template("tasks/waiting.html", tasks=tasks, results=queries.latest_results(tasks))


@bp.get("/<int:task_id>/decision")
def decision_form(task_id: int) -> ResponseReturnValue:
    """Show the quote, the reply with its evidence, and the decision to take."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    ensure(policies.decide_task, actor, task)
    return _decide(task, DecisionForm(data=_fresh(task) | {"due_on": _five_days_on()}))


@bp.post("/<int:task_id>/decision")
def decide(task_id: int) -> ResponseReturnValue:
    """Confirm the result, whole or in part, return it, or close it as not possible."""
    actor, form = current_actor(), DecisionForm()
    task = queries.get(actor, task_id)
    ensure(policies.decide_task, actor, task)
    if not form.validate():
        return _decide(task, form), 422
    answer = Answer(form.words.data, form.client_key.data or "", form.seen_version.data or 0)
    try:
        with unit_of_work():
            _carry_out(actor, task, form, answer)
    except Refused as error:
        _explain(form, error)
        return _decide(queries.get(actor, task_id), form), 422
    except Conflict:
        return _conflict(actor, task_id, form.words.data)
    flash(_("The decision is recorded, and the association will be told."))
    return redirect(url_for(".waiting"), 303)


@bp.get("/<int:task_id>/evidence/<int:file_id>")
def evidence(task_id: int, file_id: int) -> ResponseReturnValue:
    """Hand out a file of evidence, as a download that the browser must not run."""
    task = queries.get(current_actor(), task_id)
    if not queries.is_evidence_of(task, file_id):
        raise NotFound
    file = files.get(file_id)
    answer = send_file(files.path(file), mimetype=file.media_type, as_attachment=True, download_name=file.name, etag=file.sha256)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@bp.get("/board")
def board() -> ResponseReturnValue:
    """Show associations by directives of one conclusion, one mark in each cell."""
    actor = current_actor()
    ensure(policies.see_board, actor)
    issued = conclusions.issued(actor)
    wanted = request.args.get("conclusion_id", type=int)
    chosen = next((one for one in issued if one.id == wanted), issued[0] if issued else None)
    tasks = queries.of_conclusion(actor, chosen.id) if chosen else []
    return render_template("tasks/board.html", issued=issued, chosen=chosen, **_grid(tasks))


def _grid(tasks: list[Task]) -> dict[str, object]:
    directives = {task.directive_id: task.directive for task in tasks}
    associations = {task.association_id: task.association for task in tasks}
    return {
        "directives": sorted(directives.values(), key=lambda directive: directive.start),
        "associations": sorted(associations.values(), key=lambda association: (association.place, association.id)),
        "cells": {(task.association_id, task.directive_id): task for task in tasks},
    }


def _carry_out(actor: Actor, task: Task, form: DecisionForm, answer: Answer) -> None:
    match form.choice.data:
        case "accept":
            commands.accept(actor, task, answer)
        case "accept_in_part":
            commands.accept(actor, task, answer, in_part=True)
        case "close_not_done":
            commands.close_not_done(actor, task, answer)
        case _:
            commands.hand_back(actor, task, answer, form.due_on.data or _five_days_on())


def _show(task: Task, answer: AnswerForm | None = None) -> str:
    actor = current_actor()
    replies = queries.replies(task)
    possible = lifecycle.possible(task.state)
    form = answer or AnswerForm(data=_fresh(task))
    if not policies.submit_task(actor, task):
        form.leave_out("submit")
    return render_template(
        "tasks/show.html", task=task, replies=replies, form=form, acknowledgement=AcknowledgementForm(data=_fresh(task)),
        possible={action.value for action in possible}, steps=history.of(actor, f"task:{task.id}"),
        may_work=policies.work_on_task(actor, task), may_decide=policies.decide_task(actor, task),
        helpers=conclusions.contact_of(task.directive.conclusion),
    )  # fmt: skip


def _decide(task: Task, form: DecisionForm) -> str:
    beside = [other for other in queries.same_directive(current_actor(), task) if other.id != task.id]
    return render_template(
        "tasks/decision.html",
        task=task,
        form=form,
        replies=queries.replies(task),
        beside=beside,
        results=queries.latest_results(beside),
    )


def _refused(actor: Actor, task_id: int, form: AnswerForm, error: Refused) -> ResponseReturnValue:
    _explain(form, error)
    return _show(queries.get(actor, task_id), answer=form), 422


def _explain(form: AnswerForm | DecisionForm, error: Refused) -> None:
    field = form[error.field] if error.field in form else form["words"]
    field.errors = [*field.errors, error.message]


def _conflict(actor: Actor, task_id: int, words: str) -> ResponseReturnValue:
    """Tell the second of two people, with both texts kept."""
    task = queries.get(actor, task_id)
    return render_template("tasks/conflict.html", task=task, replies=queries.replies(task), words=words), 409


def _fresh(task: Task) -> dict[str, object]:
    return {"seen_version": task.version, "client_key": secrets.token_urlsafe(16)}


def _five_days_on() -> date:
    return calendar.add_working_days(clock.today(), WORKING_DAYS_TO_COMPLETE)


def _filter() -> queries.Filter:
    """Read the filter out of the address; what is not understood filters nothing."""
    states = frozenset(state for state in queries.State if state.value in request.args.getlist("state"))
    return queries.Filter(
        conclusion_id=request.args.get("conclusion_id", type=int),
        directive_id=request.args.get("directive_id", type=int),
        association_id=request.args.get("association_id", type=int),
        states=states,
        is_overdue=request.args.get("overdue") == "1",
    )


def _sent(choice: str | None) -> str:
    if choice == "submit":
        return _("The result was sent to the standing committee.")
    return _("The report was sent. Thank you.")
