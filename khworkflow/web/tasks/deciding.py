"""What the committee does: the queue, decisions one by one or many at once, time, taking up again and taking back."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from khworkflow.associations import queries as associations
from khworkflow.core import calendar, clock
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import gettext as _, ngettext
from khworkflow.core.transaction import unit_of_work
from khworkflow.tasks import commands, examinations, extensions, policies, queries, withdrawals
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import UNFINISHED, Action, State
from khworkflow.web.access import current_actor
from khworkflow.web.tasks.answers import conflict
from khworkflow.web.tasks.deciding_forms import DecisionForm, ReopeningForm, SomeDecisionForm, TimeForm, WithdrawalForm
from khworkflow.web.tasks.views import bp, explain, fresh, page

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from khworkflow.core.authz import Actor
    from khworkflow.tasks.models import Task

WORKING_DAYS_TO_COMPLETE = 5


@bp.get("/waiting")
def waiting() -> ResponseReturnValue:
    """Show what waits for the committee, oldest first: results by directive, and requests for time."""
    actor = current_actor()
    ensure(policies.confirm_tasks, actor)
    groups: dict[int, list[Task]] = {}
    for task in queries.waiting_for_confirmation(actor):
        groups.setdefault(task.directive_id, []).append(task)
    return render_template("tasks/waiting.html", groups=list(groups.values()), requests=queries.requests_for_time(actor))


@bp.get("/waiting/<int:directive_id>")
def answers(directive_id: int) -> ResponseReturnValue:
    """Show the answers to one directive side by side, each with its decision beside it."""
    actor = current_actor()
    ensure(policies.confirm_tasks, actor)
    tasks = queries.of_directive(actor, directive_id)
    return _answers(tasks, {task.id: _some(task) for task in _mine_to_decide(actor, tasks)})


@bp.post("/waiting/<int:directive_id>/decisions")
def decide_all(directive_id: int) -> ResponseReturnValue:
    """Show what would be decided; when that was seen, decide it: all of it or, when one is refused, nothing."""
    actor = current_actor()
    tasks = queries.of_directive(actor, directive_id)
    ensure(policies.examine_answers, actor, tasks[0])
    forms = {task.id: SomeDecisionForm(prefix=f"t{task.id}-").fit(task) for task in _mine_to_decide(actor, tasks)}
    if request.form.get("all") == "accept":
        _confirm_the_rest(forms)
    are_valid = [form.validate() for form in forms.values()]
    chosen = {number: form for number, form in forms.items() if form.choice.data}
    if not all(are_valid) or not chosen:
        return _answers(tasks, forms, note="" if chosen else _("Please choose at least one decision.")), 422
    if request.form.get("sure") != "1":
        return _answers(tasks, forms, preview=chosen)
    by_number, current = {task.id: task for task in tasks}, 0
    try:
        with unit_of_work():
            for current, form in chosen.items():
                _carry_out(actor, by_number[current], form)
    except Refused as error:
        explain(forms[current], error)
        return _answers(queries.of_directive(actor, directive_id), forms), 422
    except Conflict:
        return conflict(actor, current, chosen[current].words.data)
    flash(ngettext("%(num)s decision is recorded.", "%(num)s decisions are recorded.", len(chosen)))
    return redirect(url_for(".answers", directive_id=directive_id), 303)


@bp.post("/waiting/<int:directive_id>/examination")
def examine(directive_id: int) -> ResponseReturnValue:
    """Say that one is looking at the answers; or, with ``end``, that one is not any more."""
    actor = current_actor()
    tasks = queries.of_directive(actor, directive_id)
    with unit_of_work():
        if "end" in request.form:
            examinations.end(actor, tasks[0])
        else:
            examinations.begin(actor, tasks[0])
    return redirect(url_for(".answers", directive_id=directive_id), 303)


@bp.get("/<int:task_id>/decision")
def decision_form(task_id: int) -> ResponseReturnValue:
    """Show the quote, the reply with its evidence, and the decision to take."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    ensure(policies.decide_task, actor, task)
    return _decide(task, DecisionForm(data=fresh(task) | {"due_on": _five_days_on()}).fit(task))


@bp.post("/<int:task_id>/decision")
def decide(task_id: int) -> ResponseReturnValue:
    """Confirm the result, whole or in part, return it, or close it as not possible."""
    actor, form = current_actor(), DecisionForm()
    task = queries.get(actor, task_id)
    ensure(policies.decide_task, actor, task)
    if not form.fit(task).validate():
        return _decide(task, form), 422
    try:
        with unit_of_work():
            _carry_out(actor, task, form)
    except Refused as error:
        explain(form, error)
        return _decide(queries.get(actor, task_id), form), 422
    except Conflict:
        return conflict(actor, task_id, form.words.data)
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
            if form.choice.data == "grant":
                extensions.grant(actor, task, extension, form.due_on.data or extension.new_due_on, form.words.data)
            else:
                extensions.refuse(actor, task, extension, form.words.data)
    except Refused as error:
        explain(form, error)
        return page(queries.get(actor, task_id), time=form), 422
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
    except Conflict:
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
    try:
        with unit_of_work():
            taken = withdrawals.withdraw_directive(actor, task, Answer(form.words.data, form.client_key.data or "", 0), seen)
    except Refused as error:
        explain(form, error)
        return _withdrawal(queries.get(actor, task_id), form), 422
    except Conflict:
        return conflict(actor, task_id, form.words.data)
    flash(ngettext("Taken back from %(num)s association.", "Taken back from %(num)s associations.", len(taken)))
    return redirect(url_for(".show", task_id=task_id), 303)


def _carry_out(actor: Actor, task: Task, form: DecisionForm) -> None:
    answer = Answer(form.words.data, form.client_key.data or "", form.seen_version.data or 0)
    match Action(form.choice.data):
        case Action.ACCEPT:
            commands.accept(actor, task, answer)
        case Action.ACCEPT_IN_PART:
            commands.accept(actor, task, answer, in_part=True)
        case Action.CLOSE_NOT_DONE:
            commands.close_not_done(actor, task, answer)
        case _:
            commands.hand_back(actor, task, answer, form.due_on.data or _five_days_on())


def _answers(
    tasks: list[Task], forms: dict[int, SomeDecisionForm], *, preview: dict[int, SomeDecisionForm] | None = None, note: str = ""
) -> str:
    return render_template(
        "tasks/answers.html",
        tasks=tasks,
        forms=forms,
        results=queries.latest_results(tasks),
        preview=preview,
        note=note,
        examination=examinations.present(tasks[0].directive_id),
        may_examine=policies.examine_answers(current_actor(), tasks[0]),
        five_days_on=_five_days_on(),
    )


def _decide(task: Task, form: DecisionForm) -> str:
    beside = [other for other in queries.same_directive(current_actor(), task) if other.id != task.id]
    replies, results = queries.replies(task), queries.latest_results(beside)
    known = {"replies": replies, "beside": beside, "results": results, "rights": {"work": False}, "show_photographs": True}
    return render_template("tasks/decision.html", task=task, form=form, **known)


def _withdrawal(task: Task, form: WithdrawalForm) -> str:
    tasks = queries.same_directive(current_actor(), task)
    taken = [one for one in tasks if one.state in UNFINISHED]
    people = {one.id: associations.contacts(one.association_id) for one in taken}
    return render_template(
        "tasks/withdrawal.html", task=task, form=form, taken=taken, people=people, kept=len(tasks) - len(taken)
    )


def _mine_to_decide(actor: Actor, tasks: list[Task]) -> list[Task]:
    return [task for task in tasks if task.state is State.SUBMITTED and policies.decide_task(actor, task)]


def _some(task: Task) -> SomeDecisionForm:
    return SomeDecisionForm(prefix=f"t{task.id}-", data=fresh(task) | {"due_on": _five_days_on()}).fit(task)


def _confirm_the_rest(forms: dict[int, SomeDecisionForm]) -> None:
    """Confirm what nothing was chosen for yet and what can be confirmed; the page shows it before it is done."""
    for form in forms.values():
        if not form.choice.data and form.offers(Action.ACCEPT):
            form.choice.data = Action.ACCEPT.value


def _five_days_on() -> date:
    return calendar.add_working_days(clock.today(), WORKING_DAYS_TO_COMPLETE)
