"""What an association does with a task: receive, begin, answer, ask for time, delegate, agree to what was typed for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from khworkflow.core import clock
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, InvalidTransition, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as files
from khworkflow.tasks import agreeing, answering, commands, extensions, items, parties, policies, queries, shares
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import CLAIMS, Action
from khworkflow.web import history
from khworkflow.web.access import current_actor, uploads
from khworkflow.web.tasks import counting, sending
from khworkflow.web.tasks.forms import AnswerForm, ExtensionForm, RecordForm, StepForm
from khworkflow.web.tasks.views import bp, explain, fresh, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from khworkflow.core.authz import Actor
    from khworkflow.tasks.models import Reply, Task


@bp.post("/<int:task_id>/acknowledgement")
def acknowledge(task_id: int) -> ResponseReturnValue:
    """Say that the task was received."""
    return _step(task_id, commands.acknowledge, _("Received. Thank you, comrade."))


@bp.post("/<int:task_id>/beginning")
def start(task_id: int) -> ResponseReturnValue:
    """Say that the work has begun."""
    return _step(task_id, commands.start, _("Noted: the work has begun."))


@bp.post("/<int:task_id>/resumption")
def resume(task_id: int) -> ResponseReturnValue:
    """Say that the outside body has answered."""
    return _step(task_id, commands.resume, _("Noted: the other body has answered. The days waited are not counted as delay."))


@bp.post("/<int:task_id>/replies")
@uploads
def reply(task_id: int) -> ResponseReturnValue:
    """Answer: done, in progress, waiting for another body, or that it cannot be done."""
    actor, form = current_actor(), AnswerForm()
    task = queries.get(actor, task_id)
    ensure(policies.work_on_task, actor, task)
    if not form.validate():
        return sending.not_taken(form, lambda: page(task, form=form))
    try:
        with unit_of_work():
            kept = _carry_out(actor, task, form)
    except Refused as error:
        explain(form, error)
        return sending.not_taken(form, lambda: page(queries.get(actor, task_id), form=form), error)
    except (Conflict, InvalidTransition):
        earlier = queries.reply_with_key(queries.get(actor, task_id), form.client_key.data or "")
        if earlier is None:
            return conflict(actor, task_id, form.words.data)
        kept = earlier  # it was this very form, sent twice at once
    flash(_sent(task, form.action))
    evidence = url_for(".add_evidence", task_id=task_id, reply_id=kept.id)
    return sending.taken(url_for(".show", task_id=task_id), evidence=evidence, code=answering.receipt(kept))


@bp.get("/<int:task_id>/record")
def record_form(task_id: int) -> ResponseReturnValue:
    """Show the form on which the office writes down what an association said."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    ensure(policies.record_for_task, actor, task)
    now = clock.now().astimezone(clock.OFFICE).replace(second=0, microsecond=0, tzinfo=None)
    person = next(iter(parties.chairs(task)), None)
    known = {"said_at": now, "said_by": person.name if person else ""}
    return _record(task, RecordForm(data=fresh(task) | known))


@bp.post("/<int:task_id>/record")
@uploads
def record(task_id: int) -> ResponseReturnValue:
    """Write down what an association said, for it to agree to."""
    actor, form = current_actor(), RecordForm()
    task = queries.get(actor, task_id)
    ensure(policies.record_for_task, actor, task)
    if not form.validate():
        return _record(task, form), 422
    try:
        with unit_of_work():
            _carry_out(actor, task, form)
    except Refused as error:
        explain(form, error)
        return _record(queries.get(actor, task_id), form), sending.status_of(error)
    except (Conflict, InvalidTransition):
        return conflict(actor, task_id, form.words.data)
    flash(_("Written down. The association can agree to it with one tap."))
    return redirect(url_for(".show", task_id=task_id), 303)


@bp.post("/<int:task_id>/replies/<int:reply_id>/agreement")
def agree(task_id: int, reply_id: int) -> ResponseReturnValue:
    """Agree to what the office wrote down."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    with unit_of_work():
        agreeing.agree(actor, task, queries.reply_of(task, reply_id))
    flash(_("Agreed. Thank you, comrade."))
    return redirect(url_for(".show", task_id=task_id), 303)


@bp.post("/<int:task_id>/extensions")
def ask_for_time(task_id: int) -> ResponseReturnValue:
    """Ask for a later due day."""
    actor, form = current_actor(), ExtensionForm(prefix="extension-")
    task = queries.get(actor, task_id)
    ensure(policies.ask_for_time, actor, task)
    if not form.validate() or form.due_on.data is None:
        return sending.not_taken(form, lambda: page(task, extension=form))
    answer = Answer(form.words.data, form.client_key.data or "", form.seen_version.data or 0)
    try:
        with unit_of_work():
            extensions.ask(actor, task, answer, form.due_on.data)
    except Refused as error:
        explain(form, error)
        return sending.not_taken(form, lambda: page(queries.get(actor, task_id), extension=form))
    except (Conflict, InvalidTransition):
        return conflict(actor, task_id, form.words.data)
    giver = task.parent.association.short_name if task.parent is not None else None
    said = _("The request was sent to %(association)s.", association=giver) if giver else ""
    flash(said or _("The request was sent to the standing committee."))
    return sending.taken(url_for(".show", task_id=task_id))


@bp.post("/<int:task_id>/delegation")
def delegate(task_id: int) -> ResponseReturnValue:
    """Let an officer answer in the association's name, or nobody but the chair."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    chosen = request.form.get("person_id", type=int)
    with unit_of_work():
        commands.delegate(actor, task, chosen or None)
    flash(_("Noted who answers for the association."))
    return redirect(url_for(".show", task_id=task_id), 303)


def conflict(actor: Actor, task_id: int, words: str) -> ResponseReturnValue:
    """Tell the second of two people, with both texts kept."""
    return render_template("tasks/conflict.html", words=words, **what_stands(actor, queries.get(actor, task_id))), 409


def what_stands(reader: Actor, task: Task) -> dict[str, Any]:
    """Return what a page shows to whoever was too slow: what happened last, and the words given last."""
    return {"task": task, "replies": queries.replies(task), "latest": next(iter(history.of(reader, f"task:{task.id}")), None)}


def _step(task_id: int, command: Callable[..., None], said: str) -> ResponseReturnValue:
    actor, form = current_actor(), StepForm()
    task = queries.get(actor, task_id)
    with unit_of_work():
        command(actor, task, seen_version=form.seen_version.data or task.version)
    flash(said)
    return redirect(url_for(".show", task_id=task_id), 303)


def _carry_out(actor: Actor, task: Task, form: AnswerForm) -> Reply:
    given = files.keep_all(actor, form.files.given)
    said = form.said if isinstance(form, RecordForm) else None
    percent = form.percent.data if form.action is Action.REPORT_PROGRESS else None
    counting.report_beside(actor, task, form.words.data, form.client_key.data or "")
    given += parties.brought(actor, task, request.form.getlist("brought", type=int))
    known = (form.words.data, form.client_key.data or "", form.seen_version.data or 0)
    answer = Answer(*known, given, percent, said, despite_open=form.despite_open.data)
    if form.action in CLAIMS:
        return commands.submit(actor, task, answer, form.action)
    if form.action is Action.WAIT_OUTSIDE:
        return commands.wait_outside(actor, task, answer)
    return commands.report_progress(actor, task, answer)


def _record(task: Task, form: RecordForm) -> str:
    today: datetime = clock.now().astimezone(clock.OFFICE)
    known: dict[str, Any] = {"latest": f"{today:%Y-%m-%dT%H:%M}"}
    handed_down = shares.unfinished(task)
    known |= {"items": items.of(task), "open_shares": handed_down, "rolled": handed_down}
    return render_template("tasks/record.html", task=task, form=form, **known, **counting.standing(task))


def _sent(task: Task, action: Action) -> str:
    if action in CLAIMS and task.parent is not None:
        return _("The result was sent to %(association)s.", association=task.parent.association.short_name)
    if action in CLAIMS:
        return _("The result was sent to the standing committee.")
    return _("The report was sent. Thank you.")
