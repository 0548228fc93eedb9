"""The tasks that a batch of letters tells of, read for all of them at once (``mailing.desk``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.associations.models import Association
from khworkflow.conclusions.models import Directive
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.mailing import desk
from khworkflow.tasks.models import Task
from khworkflow.tasks.queries import visible

if TYPE_CHECKING:
    from collections.abc import Iterable


def of_ids(task_ids: Iterable[int]) -> dict[int, Task]:
    """Return the tasks by their numbers, for the letters that tell of them; what is laid out already is not asked again."""
    wanted = list(task_ids)
    found: dict[int, Task | None] = {number: desk.of("task", number, _nothing) for number in wanted}
    missing = [number for number, task in found.items() if task is None]
    if missing:
        asked = {task.id: task for task in database.session.scalars(visible(SYSTEM).where(Task.id.in_(missing)))}
        desk.put("task", asked)
        found.update(asked)
    return {number: task for number, task in found.items() if task is not None}


def _nothing() -> Task | None:
    return None


def of_conclusions(conclusion_ids: Iterable[int], association_ids: Iterable[int]) -> dict[tuple[int, int], list[Task]]:
    """Return the tasks of these conclusions at these associations, by both, in the order of ``of_conclusion``."""
    tasks = visible(SYSTEM).where(
        Directive.conclusion_id.in_(list(conclusion_ids)), Task.association_id.in_(list(association_ids))
    )
    found: dict[tuple[int, int], list[Task]] = {}
    for task in database.session.scalars(tasks.order_by(Directive.start, Association.place, Association.id)):
        found.setdefault((task.directive.conclusion_id, task.association_id), []).append(task)
    return found
