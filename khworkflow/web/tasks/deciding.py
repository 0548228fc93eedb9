"""What the committee does about one task: its result and files, its request for time, taking up again and taking back."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from khworkflow.associations import queries as associations
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, InvalidTransition, Refused
from khworkflow.core.i18n import gettext as _, ngettext
from khworkflow.core.transaction import unit_of_work
from khworkflow.tasks import commands, policies, queries, shares, withdrawals
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import UNFINISHED
from khworkflow.web.access import current_actor
from khworkflow.web.tasks import counting
from khworkflow.web.tasks.answers import conflict
from khworkflow.web.tasks.deciding_forms import DecisionForm, ReopeningForm, TimeForm, WithdrawalForm
from khworkflow.web.tasks.rows import Row, add_files, five_days_on, settle
from khworkflow.web.tasks.views import bp, explain, fresh, page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.core.authz import Actor
    from khworkflow.tasks.models import Task


@bp.get("/<int:task_id>/decision")
def decision_form(task_id: int) -> ResponseReturnValue:
    """Show the quote, the reply with its evidence, and the decision to take."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    ensure(policies.decide_task, actor, task)
    return _decide(_row(actor, task, DecisionForm(data=fresh(task) | {"due_on": five_days_on()})))


@bp.post("/<int:task_id>/decision")
def decide(task_id: int) -> ResponseReturnValue:
    """Confirm the result, whole or in part, return it, or close it as not possible; and say of each file whether it is accepted."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    ensure(policies.decide_task, actor, task)
    form = DecisionForm()
    row = _row(actor, task, form)
    if not row.validate():
        return _decide(row), 422
    try:
        with unit_of_work():
            row.carry_out(actor)
    except Refused as error:
        row.explain(error)
        return _decide(_row(actor, queries.get(actor, task_id), form).with_forms_of([row])), 422
    except (Conflict, InvalidTransition):
        return conflict(actor, task_id, form.said)
    flash(_("The decision is recorded, and the association will be told."))
    return redirect(url_for(".waiting"), 303)


@bp.post("/<int:task_id>/extensions/<int:extension_id>/decision")
def decide_time(task_id: int, extension_id: int) -> ResponseReturnValue:
    """Grant the time asked for, or another day, or do not."""
    actor, form = current_actor(), TimeForm(prefix="time-")
    task = queries.get(actor, task_id)
    extension = queries.extension_of(task, extension_id)
    ensure(policies.decide_extension, actor, task, extension)
    if not form.validate():
        return page(task, time=form), 422
    try:
        with unit_of_work():
            settle(actor, task, extension, form)
    except Refused as error:
        explain(form, error)
        return page(queries.get(actor, task_id), time=form), 422
    except (Conflict, InvalidTransition):
        return conflict(actor, task_id, form.words.data)
    flash(_("The decision is recorded, and the association will be told."))
    return redirect(url_for(".show", task_id=task_id), 303)


@bp.post("/<int:task_id>/reopening")
def reopen(task_id: int) -> ResponseReturnValue:
    """Take up again what was closed."""
    actor, form = current_actor(), ReopeningForm(prefix="reopening-")
    task = queries.get(actor, task_id)
    ensure(policies.reopen_task, actor, task)
    if not form.validate() or form.due_on.data is None:
        return page(task, reopening=form), 422
    answer = Answer(form.words.data, form.client_key.data or "", form.seen_version.data or 0)
    try:
        with unit_of_work():
            commands.reopen(actor, task, answer, form.due_on.data)
    except Refused as error:
        explain(form, error)
        return page(queries.get(actor, task_id), reopening=form), 422
    except (Conflict, InvalidTransition):
        return conflict(actor, task_id, form.words.data)
    flash(_("The task was taken up again, and the association will be told."))
    return redirect(url_for(".show", task_id=task_id), 303)


@bp.get("/<int:task_id>/withdrawal")
def withdrawal_form(task_id: int) -> ResponseReturnValue:
    """Show what would be taken back, from whom, and who would be told."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    ensure(policies.withdraw_task, actor, task)
    return _withdrawal(task, WithdrawalForm(data={"client_key": secrets.token_urlsafe(16)}))


@bp.post("/<int:task_id>/withdrawal")
def withdraw(task_id: int) -> ResponseReturnValue:
    """Take the task's directive back from everybody who has not finished it."""
    actor, form = current_actor(), WithdrawalForm()
    task = queries.get(actor, task_id)
    ensure(policies.withdraw_task, actor, task)
    if not form.validate():
        return _withdrawal(task, form), 422
    seen = {one.id: request.form.get(f"seen-{one.id}", 0, type=int) for one in queries.same_directive(actor, task)}
    answer = Answer(form.words.data, form.client_key.data or "", seen[task_id])
    try:
        with unit_of_work():
            if task.parent_id is not None:
                withdrawals.withdraw(actor, task, answer)
                taken = [task]
            else:
                taken = withdrawals.withdraw_directive(actor, task, answer, seen)
    except Refused as error:
        explain(form, error)
        return _withdrawal(queries.get(actor, task_id), form), 422
    except (Conflict, InvalidTransition):
        return conflict(actor, task_id, form.words.data)
    flash(ngettext("Taken back from %(num)s association.", "Taken back from %(num)s associations.", len(taken)))
    return redirect(url_for(".show", task_id=task_id), 303)


def _row(actor: Actor, task: Task, form: DecisionForm) -> Row:
    row = Row(task, decision=form.fit(task))
    row.replies = queries.replies(task)
    add_files(actor, row, row.replies)
    return row


def _decide(row: Row) -> str:
    beside = [other for other in queries.same_directive(current_actor(), row.task) if other.id != row.number]
    known = {"replies": row.replies, "beside": beside, "results": queries.latest_results(beside), "files": row.files}
    return render_template(
        "tasks/decision.html", task=row.task, form=row.decision, is_examined=True, rights={"work": False}, **known,
        **counting.standing(row.task),
    )  # fmt: skip


def _withdrawal(task: Task, form: WithdrawalForm) -> str:
    tasks = [task] if task.parent_id is not None else queries.same_directive(current_actor(), task)
    taken = [one for one in tasks if one.state in UNFINISHED]
    ending = [shares.name_of(one) for one in shares.unfinished_of([one.id for one in taken])]
    people = {one.id: associations.contacts(one.association_id) for one in taken}
    return render_template(
        "tasks/withdrawal.html", task=task, form=form, taken=taken, people=people, ending=ending, kept=len(tasks) - len(taken)
    )
