"""What people do with the steps of one task: tick them with their papers, add one, drop one that does not apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, InvalidTransition, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as files
from khworkflow.tasks import items, policies, queries
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION
from khworkflow.web.access import current_actor, uploads
from khworkflow.web.tasks import sending
from khworkflow.web.tasks.answers import conflict
from khworkflow.web.tasks.forms import DropForm, EvidenceForm, ItemForm, NewItemForm
from khworkflow.web.tasks.views import bp, explain, page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.core.authz import Actor


@bp.post("/<int:task_id>/items/<int:item_id>/tick")
@uploads
def tick(task_id: int, item_id: int) -> ResponseReturnValue:
    """Say that a step of the checklist is done, with its paper."""
    actor, form = current_actor(), ItemForm(prefix=f"i{item_id}-")
    task = queries.get(actor, task_id)
    item = items.get(task, item_id)
    ensure(policies.work_on_task, actor, task)
    key = form.client_key.data or ""
    if not form.validate():
        return sending.not_taken(form, lambda: page(task, item=form))
    try:
        with unit_of_work():
            given = files.keep_all(actor, form.files.given)
            items.tick(actor, task, item, form.words.data, given, over=form.over.data or "", client_key=key)
    except Refused as error:
        explain(form, error)
        return sending.not_taken(form, lambda: page(queries.get(actor, task_id), item=form), error)
    except (Conflict, InvalidTransition):
        if not key or items.get(queries.get(actor, task_id), item_id).client_key != key:
            return _both(actor, task_id, item_id, form)
    flash(_("The step is ticked."))
    return sending.taken(_checklist(task_id), evidence=url_for(".add_item_evidence", task_id=task_id, item_id=item_id))


@bp.post("/<int:task_id>/items/<int:item_id>/evidence")
@uploads
def add_item_evidence(task_id: int, item_id: int) -> ResponseReturnValue:
    """Add files to a step that is done."""
    actor, form = current_actor(), EvidenceForm()
    task = queries.get(actor, task_id)
    item = items.get(task, item_id)

    def add() -> None:
        ensure(policies.work_on_task, actor, task)
        given = files.keep_all(actor, form.files.given, beside=[one.file for one in item.evidence])
        items.add_evidence(actor, task, item, given)

    return sending.files_added(form, add, _checklist(task_id))


@bp.post("/<int:task_id>/items/<int:item_id>/clearing")
def clear(task_id: int, item_id: int) -> ResponseReturnValue:
    """Say that a step of the checklist is not done after all."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    with unit_of_work():
        items.clear(actor, task, items.get(task, item_id))
    flash(_("The step is open again."))
    return _back(task_id)


@bp.post("/<int:task_id>/items")
def add_item(task_id: int) -> ResponseReturnValue:
    """Add a step to this task alone."""
    actor, form = current_actor(), NewItemForm(prefix="step-")
    task = queries.get(actor, task_id)
    ensure(policies.amend_items, actor, task)
    if not form.validate():
        return page(task, new_item=form), 422
    try:
        with unit_of_work():
            items.add(actor, task, items.Step(form.words.data, form.evidence.data, form.approver.data))
    except Refused as error:
        explain(form, error)
        return page(queries.get(actor, task_id), new_item=form), 422
    except InvalidTransition:
        said = [form.words.data, form.evidence.data, form.approver.data]
        return conflict(actor, task_id, "\n".join(filter(None, said)))
    flash(_("The step is added to this task."))
    return _back(task_id)


@bp.post("/<int:task_id>/items/<int:item_id>/drop")
def drop_item(task_id: int, item_id: int) -> ResponseReturnValue:
    """Say that a step does not apply to this task."""
    actor, form = current_actor(), DropForm(prefix=f"d{item_id}-")
    task = queries.get(actor, task_id)
    item = items.get(task, item_id)
    ensure(policies.amend_items, actor, task)
    if not form.validate():
        return page(task, dropped=form), 422
    try:
        with unit_of_work():
            items.drop(actor, task, item, form.words.data, over=form.over.data or "")
    except (Conflict, InvalidTransition):
        return _both(actor, task_id, item_id, form)
    flash(_("The step does not count any more."))
    return _back(task_id)


@bp.post("/<int:task_id>/items/<int:item_id>/restoration")
def restore_item(task_id: int, item_id: int) -> ResponseReturnValue:
    """Say that a step that had been dropped applies after all."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    with unit_of_work():
        items.restore(actor, task, items.get(task, item_id))
    flash(_("The step counts again."))
    return _back(task_id)


def _both(actor: Actor, task_id: int, item_id: int, form: ItemForm | DropForm) -> ResponseReturnValue:
    """Tell the second of two people, with both texts; one press puts the words that he typed in the other's place."""
    task = queries.get(actor, task_id)
    item = next(one for one in items.of(task) if one.id == item_id)
    if task.state not in WITH_ASSOCIATION or not items.standing(item):
        return conflict(actor, task_id, form.words.data)
    is_tick = isinstance(form, ItemForm)
    may = policies.work_on_task(actor, task) if is_tick or item.done_at else True
    may = may and (policies.amend_items(actor, task) if item.reason else True)
    form.over.data = items.standing(item)
    known = {"task": task, "item": item, "form": form, "is_tick": is_tick, "may": may}
    return render_template("tasks/step_conflict.html", **known), 409


def _back(task_id: int) -> ResponseReturnValue:
    return redirect(_checklist(task_id), 303)


def _checklist(task_id: int) -> str:
    return url_for(".show", task_id=task_id, _anchor="checklist")
