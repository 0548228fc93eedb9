"""Figures beside answers: what was counted is reported with the words about it; the committee says what is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, request, url_for

from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM, ensure
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.figures import commands as figures, queries as catalogues
from khworkflow.figures.numbers import written
from khworkflow.tasks import measures, policies, queries, shares
from khworkflow.web.access import current_actor
from khworkflow.web.tasks.views import bp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from khworkflow.core.authz import Actor
    from khworkflow.tasks.models import Task


@bp.post("/<int:task_id>/measures")
def measure(task_id: int) -> ResponseReturnValue:
    """Say by which indicators the directive's tasks are counted."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    ensure(policies.measure_task, actor, task)
    wanted = set(request.form.getlist("indicator_id", type=int))
    with unit_of_work():
        for one in catalogues.catalogue(actor):
            (measures.count_by if one.id in wanted else measures.stop_counting)(actor, task, one)
    flash(_("Kept by which indicators this directive is counted."))
    return redirect(url_for(".show", task_id=task_id), 303)


def report_beside(actor: Actor, task: Task, words: str, client_key: str) -> None:
    """Report the figures typed beside an answer, as of today; its words are the reason where one fell.

    Raises:
        Refused: one is no figure; the message names it.

    """
    for one in measures.indicators(task):
        typed = request.form.get(f"figure-{one.id}", "").strip()
        if typed:
            is_final = request.form.get(f"figure-{one.id}-estimated") is None
            counted = figures.Counted(typed, clock.today(), is_final, f"{client_key}-{one.id}", words)
            try:
                figures.report(actor, one, task.association, counted)
            except Refused as error:
                raise Refused(f"{one.name}: {error.message}", "words") from None


def standing(task: Task) -> dict[str, Any]:
    """Return what a page shows of the figures of one task with its shares."""
    parts = shares.of(SYSTEM, task)
    return {"shares": parts, "standings": measures.standings(task, parts, clock.today()), "written": written}


def beside(tasks: Sequence[Task]) -> dict[str, Any]:
    """Return what a page with several tasks of one directive shows of their figures."""
    return {"columns": measures.columns(tasks, clock.today()), "written": written}
