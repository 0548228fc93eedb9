"""Pages that show tasks: one task with all its forms, lists, the board, evidence."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, render_template, request

from khworkflow.associations import queries as associations
from khworkflow.conclusions import queries as conclusions, wording
from khworkflow.core import clock
from khworkflow.core.errors import NotFound
from khworkflow.core.text import one_line
from khworkflow.figures import queries as figures
from khworkflow.figures.numbers import written
from khworkflow.files import queries as files
from khworkflow.inbound import queries as inbound
from khworkflow.inbound.events import MailAnswered
from khworkflow.reports import explanations
from khworkflow.tasks import (
    agreeing,
    extensions as asking,
    finding,
    items,
    judging,
    lifecycle,
    measures,
    own_replies,
    parties,
    policies,
    queries,
    remaining,
    rollup,
    shares,
)
from khworkflow.web import history, status
from khworkflow.web.access import current_actor
from khworkflow.web.downloads import download, sandboxed
from khworkflow.web.paging import Page, page_number
from khworkflow.web.tasks.deciding_forms import ReopeningForm, TimeForm
from khworkflow.web.tasks.forms import AnswerForm, DropForm, EvidenceForm, ExtensionForm, ItemForm, NewItemForm, StepForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from flask_wtf import FlaskForm

    from khworkflow.core.authz import Actor
    from khworkflow.core.errors import Refused
    from khworkflow.tasks.models import Extension, Reply, Task

_KINDS: Final = {kind.value: word for kind, word in wording.KINDS.items()}
bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "claims": status.CLAIMS,
        "said_how": status.WAYS,
        "kind_words": _KINDS,
        "waited": lambda moment: status.waited(moment, clock.today()),
        "may_add": lambda task, reply: task.state in lifecycle.UNFINISHED and policies.add_evidence(current_actor(), task, reply),
        "time_to_take_back": own_replies.TIME_TO_TAKE_BACK,
    }


@bp.get("")
def index() -> ResponseReturnValue:
    """List the tasks that the address asks for; each number of a report leads here."""
    chosen, number, today = _filter(), page_number(), clock.today()
    tasks, total = queries.page(current_actor(), chosen, today, number=number)
    return render_template("tasks/index.html", tasks=tasks, page=Page(number, total), chosen=chosen)


@bp.get("/search")
def search() -> ResponseReturnValue:
    """Find tasks by words; accents count only where they are typed."""
    typed = one_line(request.args.get("q", ""))[: finding.TYPED_MOST]
    found = finding.with_lines(current_actor(), typed)
    return render_template("tasks/search.html", found=found, typed=typed, most=finding.FOUND_MOST)


@bp.get("/sheet/<int:association_id>")
def sheet(association_id: int) -> ResponseReturnValue:
    """Show, for the next inspection, what is still open of one association, to be printed on a sheet."""
    actor = current_actor()
    association = associations.get(actor, association_id)
    tasks = remaining.of([association_id], actor)
    return render_template("tasks/sheet.html", association=association, tasks=tasks, latest=queries.latest_replies(tasks))


@bp.get("/<int:task_id>")
def show(task_id: int) -> ResponseReturnValue:
    """Show one task: the quote, the day, the answer, what happened."""
    return page(queries.get(current_actor(), task_id))


@bp.get("/<int:task_id>/evidence/<int:file_id>")
def evidence(task_id: int, file_id: int) -> ResponseReturnValue:
    """Hand out a file of evidence, as a download that the browser must not run."""
    task = parties.get_with_coordinators(current_actor(), task_id)
    if not queries.is_evidence_of(task, file_id):
        raise NotFound
    return download(files.get(file_id))


@bp.get("/<int:task_id>/evidence/<int:file_id>/picture")
def picture(task_id: int, file_id: int) -> ResponseReturnValue:
    """Show a photograph small enough to look at it beside the quote."""
    task = parties.get_with_coordinators(current_actor(), task_id)
    if not queries.is_evidence_of(task, file_id):
        raise NotFound
    answer = sandboxed(Response(files.reduced(files.get(file_id)), mimetype="image/jpeg"))
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


def page(task: Task, **forms: FlaskForm) -> str:
    """Draw the task's page; a form that was refused is given by its name and stands there as it was typed."""
    actor = current_actor()
    answer = forms.get("form") or AnswerForm(data=fresh(task) | _joint(task))
    if isinstance(answer, AnswerForm) and not policies.submit_task(actor, task):
        answer.leave_out_claims()
    extensions = queries.extensions(task)
    pending = next((one for one in extensions if one.state is queries.ExtensionState.PENDING), None)
    asked_for = {"due_on": pending.new_due_on} if pending else {}
    steps = items.of(task)
    shown: dict[str, Any] = {
        "form": answer,
        "step": StepForm(data=fresh(task)),
        "extension": ExtensionForm(prefix="extension-", data=fresh(task)),
        "time": TimeForm(prefix="time-", data=asked_for),
        "new_item": NewItemForm(prefix="step-", formdata=None),
        "reopening": ReopeningForm(prefix="reopening-", data=fresh(task)),
    } | forms
    return render_template(
        "tasks/show.html",
        task=task,
        items=steps,
        counted=items.counted(steps),
        item_forms={one.id: _form_of("i", one.id, ItemForm, forms.get("item")) for one in steps if one.done_at is None},
        drop_forms={one.id: _form_of("d", one.id, DropForm, forms.get("dropped")) for one in steps if one.done_at is None},
        replies=(replies := queries.replies(task)),
        **_undoable(actor, task, replies, pending),
        later=_files_that_follow(),
        not_accepted=judging.not_accepted(task),
        extensions=extensions,
        pending=pending,
        **(_beside(actor, task) | _explained(actor, task)),
        possible={action.value for action in lifecycle.possible(task.state)},
        steps=(happened := history.of(actor, f"task:{task.id}")),
        by_mail=inbound.of_task(task) if any(step.kind == MailAnswered.kind for step in happened) else [],
        helpers=parties.chairs(task.parent) if task.parent else conclusions.contact_of(task.directive.conclusion),
        officers=parties.officers(task) if policies.delegate_task(actor, task) else [],
        delegate=parties.delegate_of(task),
        rights=_rights(task),
        **shown,
    )


def _undoable(actor: Actor, task: Task, replies: list[Reply], pending: Extension | None) -> dict[str, Any]:
    """Return what can still be taken back: the last answer, what the actor agreed to, the request for time."""
    now = clock.now()
    agreed = [one for one in replies if policies.take_back_agreement(actor, task, one)]
    asked = pending is not None and policies.take_back_request(actor, task, pending)
    return {
        "undoable": own_replies.can_be_taken_back(task, replies, now),
        "regrettable": [one for one in agreed if agreeing.can_be_taken_back(task, replies, one, now)],
        "no_more": asked and pending is not None and asking.can_be_taken_back(pending, now),
    }


def _explained(actor: Actor, task: Task) -> dict[str, Any]:
    """Return the letters that ask why the task is late; there are none before it is."""
    today = clock.today()
    was_late = task.late_after is not None and task.late_after < today
    found = explanations.of_task(actor, task.id) if was_late else []
    return {"explained": found, "days_late": lambda one: explanations.days_late(one, today)}


def _files_that_follow() -> EvidenceForm:
    form = EvidenceForm(formdata=None, meta={"csrf": False})
    form.files.id = "later-files"  # the answer's own field of this name stands on the same page
    return form


def _beside(actor: Actor, task: Task) -> dict[str, Any]:
    """Return who works on it too: those who coordinate, and to whom parts were handed down."""
    coordinators, parts, replaced = parties.beside(actor, task)
    return {
        "replaced": replaced,
        "coordinators": coordinators,
        "shares": parts,
        "results": queries.latest_results([*coordinators, *parts]) if coordinators or parts else {},
        "open_shares": [one for one in parts if one.state in lifecycle.UNFINISHED],
        "rolled": rollup.rolled_up(parts),
        "percents": [rollup.percent_of(one) for one in parts if rollup.counts(one)],
        "standings": measures.standings(task, parts, clock.today()),
        "written": written,
        "measurable": figures.catalogue(actor) if policies.measure_task(actor, task) else [],
        "can_hand_down": policies.hand_down_task(actor, task)
        and task.state in lifecycle.WITH_ASSOCIATION
        and bool(shares.choices(task)),
    }


def fresh(task: Task) -> dict[str, Any]:
    """Return what a new form about the task carries: the version seen, and the key that makes it one answer."""
    return {"seen_version": task.version, "client_key": secrets.token_urlsafe(16)}


def explain(form: FlaskForm, error: Refused) -> None:
    """Put the refusal at its field; without one, at the words."""
    field = form[error.field] if error.field in form else form["words"]
    field.errors = [*field.errors, error.message]


def _form_of(letter: str, number: int, form: type[FlaskForm], refused: FlaskForm | None) -> FlaskForm:
    """Return the form of one step: the one that was refused as it was typed, an empty one for the others."""
    prefix, key = f"{letter}{number}-", {"client_key": secrets.token_urlsafe(16)}
    return (
        refused
        if refused is not None and refused["words"].name.startswith(prefix)
        else form(prefix=prefix, formdata=None, data=key)
    )


def _rights(task: Task) -> dict[str, bool]:
    actor = current_actor()
    return {
        "work": policies.work_on_task(actor, task),
        "submit": policies.submit_task(actor, task),
        "amend": policies.amend_items(actor, task),
        "delegate": policies.delegate_task(actor, task),
        "decide": policies.decide_task(actor, task),
        "reopen": policies.reopen_task(actor, task),
        "revoke": policies.revoke_links(actor, task),
        "withdraw": policies.withdraw_task(actor, task),
        "record": policies.record_for_task(actor, task),
    }


def _joint(task: Task) -> dict[str, str]:
    """Return the words of those who work on it too, when they were asked to be taken into the joint reply."""
    if "joint" not in request.args:
        return {}
    beside = parties.joining(current_actor(), task)
    results = queries.latest_results(beside)
    said = [f"{one.association.short_name}: {results[one.id].words}" for one in beside if one.id in results]
    return {"words": "\n\n".join(said)}


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
