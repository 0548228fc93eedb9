"""Amending what was issued: the form, the page that says what exactly would change and whom it tells, and the change."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from khworkflow.conclusions import amending
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.tasks import amendments, policies, queries, replacements
from khworkflow.tasks.lifecycle import UNFINISHED
from khworkflow.web.access import current_actor
from khworkflow.web.tasks import previews
from khworkflow.web.tasks.amending_forms import AmendmentForm, ReplacementForm, numbers, seen
from khworkflow.web.tasks.views import bp, explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from khworkflow.tasks.amendments import Change
    from khworkflow.tasks.models import Task
    from khworkflow.web.tasks.amending_forms import GroundForm


@bp.get("/directives/<int:directive_id>/amendment")
def amendment_form(directive_id: int) -> ResponseReturnValue:
    """Show what the directive asks of whom, to be changed with a reason."""
    tasks = _amended(directive_id)
    return _page("tasks/amendment.html", tasks, AmendmentForm(data={"client_key": secrets.token_urlsafe(16)}))


@bp.post("/directives/<int:directive_id>/amendment")
def amend(directive_id: int) -> ResponseReturnValue:
    """Show what would change and who would be told; when that was seen, change all of it, or nothing."""
    form, actor = AmendmentForm(), current_actor()

    def seen_first(task: Task) -> list[Change]:
        amendments.checked(form.ground)
        return amendments.planned(actor, task, form.plan)

    def carry_out(task: Task, shown: list[Change]) -> None:
        amendments.amend(actor, task, form.plan, form.ground, shown)

    return _carried_out(directive_id, "tasks/amendment.html", form, seen_first, carry_out)


@bp.get("/directives/<int:directive_id>/replacement")
def replacement_form(directive_id: int) -> ResponseReturnValue:
    """Show the form for new words in the place of the directive."""
    tasks = _amended(directive_id)
    known = {"client_key": secrets.token_urlsafe(16), "title": tasks[0].directive.title}
    return _page("tasks/replacement.html", tasks, ReplacementForm(data=known))


@bp.post("/directives/<int:directive_id>/replacement")
def replace(directive_id: int) -> ResponseReturnValue:
    """Show what the new words would replace and who would be told; when that was seen, issue them."""
    form, actor = ReplacementForm(), current_actor()

    def seen_first(task: Task) -> list[Change]:
        amendments.checked(form.ground, needs_paper=True)
        return replacements.planned(actor, task, form.new)

    def carry_out(task: Task, shown: list[Change]) -> None:
        replacements.replace(actor, task, form.new, form.ground, shown)

    return _carried_out(directive_id, "tasks/replacement.html", form, seen_first, carry_out)


def _carried_out(
    directive_id: int,
    template: str,
    form: GroundForm,
    seen_first: Callable[[Task], list[Change]],
    carry_out: Callable[[Task, list[Change]], None],
) -> ResponseReturnValue:
    """Show what would be done, or, when that was seen, do it; a page that shows something else than now does nothing."""
    tasks, changes, note, status = _amended(directive_id), None, "", 422
    if amending.of_key(directive_id, form.client_key.data or ""):
        return _done(directive_id)  # the same button twice
    try:
        if form.validate() and (note := _changed_meanwhile(tasks)):
            status = 409
        elif not form.errors:
            changes, status = seen_first(tasks[0]), 200
            if previews.was_seen(_sight(form, changes)):
                with unit_of_work():
                    carry_out(tasks[0], changes)
                flash(_("The amendment is recorded, and those concerned will be told."))
                return _done(directive_id)
            if previews.is_sent():
                note = _(
                    "Nothing was recorded: something was changed after you had seen this list. This is what would be recorded now."
                )
    except Refused as error:
        explain(form, error)
        changes, status = None, 422
    except Conflict:
        changes, note, status = None, _not_as_seen([]), 409
    return _page(template, _amended(directive_id), form, changes=changes, note=note), status


def _sight(form: GroundForm, changes: list[Change]) -> str:
    """Return what stands for all that was typed and all that would change: parts handed down meanwhile are not on the page."""
    return previews.digest(form.sight, changes)


def _amended(directive_id: int) -> list[Task]:
    """Return the directive's tasks, to whom may amend it."""
    actor = current_actor()
    tasks = [one for one in queries.of_directive(actor, directive_id) if one.parent_id is None]
    if not tasks:
        raise NotFound
    ensure(policies.amend_directive, actor, tasks[0])
    return sorted(tasks, key=lambda one: (one.association.place, one.association_id, one.period))


def _changed_meanwhile(tasks: list[Task]) -> str:
    """Return which tasks are not as they were on the page; nothing is changed then, and they are shown as they are now."""
    before = seen()
    names = [one.association.short_name for one in tasks if one.state in UNFINISHED and before.get(one.id) != one.version]
    names += [one.association.short_name for one in tasks if one.state not in UNFINISHED and one.id in before]
    return _not_as_seen(names) if names else ""


def _not_as_seen(names: list[str]) -> str:
    told = ", ".join(dict.fromkeys(names)) or _("one of the tasks")
    return _("Nothing was recorded: %(names)s changed while you were deciding. Please look again.", names=told)


def _done(directive_id: int) -> ResponseReturnValue:
    conclusion_id = queries.of_directive(current_actor(), directive_id)[0].directive.conclusion_id
    return redirect(url_for("conclusions.show", conclusion_id=conclusion_id, _anchor=f"d{directive_id}"), 303)


def _page(template: str, tasks: list[Task], form: GroundForm, *, changes: list[Change] | None = None, note: str = "") -> str:
    directive = tasks[0].directive
    open_ones = [one for one in tasks if one.state in UNFINISHED]
    asked = {one.association_id for one in tasks}
    known: dict[str, Any] = {
        "tasks": open_ones,
        "kept": len(tasks) - len(open_ones),
        "others": [one for one in amendments.below(directive) if one.id not in asked],
        "finished": [one for one in tasks if one.state not in UNFINISHED],
        "changes": changes,
        "sight": _sight(form, changes) if changes else "",
        "told": amendments.people(changes) if changes else {},
        "lapsing": amendments.lapsing(changes) if changes else 0,
        "dated_all": "dated_all" in request.form,
        "dated": request.form.getlist("dated", type=int),
        "parts_of": numbers("part-"),
        "added": numbers("add-"),
        "is_sent": request.method == "POST",
    }
    return render_template(template, directive=directive, form=form, note=note, **known)
