"""The committee's desk: what waits for it, and the answers to one directive side by side, decided without leaving the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, InvalidTransition, Refused
from khworkflow.core.i18n import gettext as _, ngettext
from khworkflow.core.transaction import rehearsal, unit_of_work
from khworkflow.tasks import examinations, policies, queries
from khworkflow.tasks.lifecycle import Action
from khworkflow.web.access import current_actor
from khworkflow.web.tasks import counting, previews
from khworkflow.web.tasks.rows import Row, add_parts, five_days_on, requests_of, rows_of
from khworkflow.web.tasks.views import bp

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from khworkflow.core.authz import Actor
    from khworkflow.tasks.models import Task

_SEEN, _DONE, _REFUSED, _LATE = 200, 303, 422, 409


@bp.get("/waiting")
def waiting() -> ResponseReturnValue:
    """Show what waits for the committee, oldest first: results by directive, and requests for time to decide here."""
    actor = current_actor()
    ensure(policies.confirm_tasks, actor)
    return _queue(actor, requests_of(actor, is_sent=False))


@bp.post("/waiting/times")
def decide_times() -> ResponseReturnValue:
    """Show which requests for time would be granted and which not; when that was seen, decide all of them or none."""
    actor = current_actor()
    ensure(policies.confirm_tasks, actor)
    rows, status, note = _settled(actor, lambda: requests_of(actor, is_sent=True))
    if status == _DONE:
        return redirect(url_for(".waiting"), 303)
    return _queue(actor, rows, is_preview=status == _SEEN, note=note), status


@bp.get("/waiting/<int:directive_id>")
def answers(directive_id: int) -> ResponseReturnValue:
    """Show the answers to one directive side by side, each with its decision beside it."""
    actor = current_actor()
    ensure(policies.confirm_tasks, actor)
    return _answers(actor, rows_of(actor, queries.of_directive(actor, directive_id), is_sent=False))


@bp.post("/waiting/<int:directive_id>/decisions")
def decide_all(directive_id: int) -> ResponseReturnValue:
    """Show what would be decided; when that was seen, decide it: all of it or, when one is refused, nothing."""
    actor = current_actor()
    ensure(policies.prepare_decision, actor, queries.of_directive(actor, directive_id)[0])
    rows, status, note = _settled(actor, lambda: rows_of(actor, queries.of_directive(actor, directive_id), is_sent=True))
    if status == _DONE:
        return redirect(url_for(".answers", directive_id=directive_id), 303)
    return _answers(actor, rows, is_preview=status == _SEEN, note=note), status


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


def _settled(actor: Actor, read: Callable[[], list[Row]]) -> tuple[list[Row], int, str]:
    """Do what was chosen in the rows, once it was seen; return them, what the page answers, and a note for its head.

    All of it is done or nothing: whoever was not decided as it stood on the page is named.
    """
    rows = read()
    if request.form.get("all") == Action.ACCEPT.value:
        _confirm_the_rest(rows)
    are_valid = [row.validate() for row in rows]
    chosen = [row for row in rows if row.is_chosen]
    if late := _decided_meanwhile(actor, rows):
        if all(late.values()):
            return rows, _DONE, ""  # the same button twice: it is recorded already
        return rows, _LATE, _not_as_seen([task.association.short_name for task in late])
    if stale := [row for row in chosen if row.look_again()]:
        return rows, _LATE, _not_as_seen([row.task.association.short_name for row in stale])
    if not all(are_valid) or not chosen:
        return rows, _REFUSED, "" if chosen else _("Please choose at least one decision.")
    add_parts(chosen)
    if previews.was_seen(_digest(rows)):
        return _carried_out(actor, rows, chosen, read)
    return _rehearsed(actor, rows, chosen, read)


def _digest(rows: list[Row]) -> str:
    """Return what stands for all that the rows would record; without a day a result comes back by the usual one."""
    return previews.digest_of([form for row in rows for form in row.forms], five_days_on(), [row.brought_forward for row in rows])


def _rehearsed(actor: Actor, rows: list[Row], chosen: list[Row], read: Callable[[], list[Row]]) -> tuple[list[Row], int, str]:
    """Try what was chosen and record nothing, so that the page promises only what will go through; name all that will not."""
    names, late, is_refused = {row.number: row.task.association.short_name for row in chosen}, [], False
    with rehearsal():
        for row in chosen:
            try:
                row.carry_out(actor)
            except Refused as error:
                row.explain(error)
                is_refused = True
            except (Conflict, InvalidTransition):
                late.append(names[row.number])
    shown = [new.with_forms_of(rows) for new in read()]
    add_parts(shown)
    if late or is_refused:
        return shown, _LATE if late else _REFUSED, _not_as_seen(late) if late else ""
    changed = _("Nothing was recorded: something was changed after you had seen this list. This is what would be recorded now.")
    return shown, _SEEN, changed if previews.is_sent() else ""


def _carried_out(actor: Actor, rows: list[Row], chosen: list[Row], read: Callable[[], list[Row]]) -> tuple[list[Row], int, str]:
    names, current = {row.task.id: row.task.association.short_name for row in rows}, chosen[0]
    number = 0
    try:
        with unit_of_work():
            for current in chosen:
                number = current.task.id
                current.carry_out(actor)
    except Refused as error:
        current.explain(error)
        return [new.with_forms_of(rows) for new in read()], _REFUSED, ""
    except (Conflict, InvalidTransition):
        return [new.with_forms_of(rows) for new in read()], _LATE, _not_as_seen([names[number]])
    _tell(chosen)
    return rows, _DONE, ""


def _tell(chosen: list[Row]) -> None:
    if any(row.is_decided for row in chosen):
        flash(ngettext("%(num)s decision is recorded.", "%(num)s decisions are recorded.", len(chosen)))
    else:
        flash(_("What you said of the files is recorded."))


def _decided_meanwhile(actor: Actor, rows: list[Row]) -> dict[Task, bool]:
    """Return the tasks of which something was chosen that cannot be any more; True where this very form did it before."""
    offered = {form.choice.name for row in rows for form in (row.decision, row.time) if form is not None}
    found = {}
    for name, value in request.form.items():
        shape = re.fullmatch(r"([tx])([0-9]{1,18})-choice", name)
        if shape and value and name not in offered:
            task = queries.get(actor, int(shape[2]))
            found[task] = _was_this_form(actor, task, name.removesuffix("choice"), is_time=shape[1] == "x")
    return found


def _was_this_form(actor: Actor, task: Task, prefix: str, *, is_time: bool) -> bool:
    if is_time:
        number = request.form.get(f"{prefix}extension_id", type=int)
        return any(one.id == number and one.decided_by_id == actor.user_id for one in queries.extensions(task))
    return queries.reply_with_key(task, request.form.get(f"{prefix}client_key", "")) is not None


def _not_as_seen(names: list[str]) -> str:
    told = ", ".join(dict.fromkeys(names))
    return _("Nothing was recorded: %(names)s changed while you were deciding. Please look again.", names=told)


def _confirm_the_rest(rows: list[Row]) -> None:
    """Confirm what nothing was chosen for yet and what can be confirmed; the page shows it before it is done."""
    for form in [row.decision for row in rows if row.decision is not None]:
        if not form.choice.data and form.offers(Action.ACCEPT):
            form.choice.data = Action.ACCEPT.value


def _queue(actor: Actor, rows: list[Row], *, is_preview: bool = False, note: str = "") -> str:
    groups: dict[int, list[Task]] = {}
    for task in queries.waiting_for_confirmation(actor):
        groups.setdefault(task.directive_id, []).append(task)
    return render_template(
        "tasks/waiting.html", groups=list(groups.values()), rows=rows, is_preview=is_preview, seen=_digest(rows), note=note
    )


def _answers(actor: Actor, rows: list[Row], *, is_preview: bool = False, note: str = "") -> str:
    first = rows[0].task
    return render_template(
        "tasks/answers.html",
        rows=rows,
        directive=first.directive,
        is_preview=is_preview,
        seen=_digest(rows),
        note=note,
        examination=examinations.present(first.directive_id),
        may_decide=policies.give_task(actor, first),
        may_examine=policies.examine_answers(actor, first),
        five_days_on=five_days_on(),
        **counting.beside([row.task for row in rows]),
    )
