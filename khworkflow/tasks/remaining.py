"""What associations still have to do from earlier conclusions: for the sheet of the next inspection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_
from sqlalchemy.orm import aliased

from khworkflow.core.authz import SYSTEM, Actor
from khworkflow.core.db import database
from khworkflow.tasks import queries
from khworkflow.tasks.lifecycle import UNFINISHED, State
from khworkflow.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Iterable


def of(association_ids: Iterable[int], actor: Actor = SYSTEM) -> list[Task]:
    """Return what the associations still have to do: the unfinished, late first; then what was confirmed only in part.

    Confirming in part needs words about what is missing (product notes, the life of a task; screen 3): until the task is
    taken up again that rest is still open, though nobody is reminded of it. A part that was handed down stands here only
    while its whole is unfinished or confirmed in part itself: with the whole confirmed or taken back nothing of it is owed.
    """
    whole = aliased(Task)
    owed = or_(Task.parent_id.is_(None), whole.state.in_([*UNFINISHED, State.ACCEPTED_IN_PART]))
    is_left = Task.state.in_(UNFINISHED) | ((Task.state == State.ACCEPTED_IN_PART) & owed)
    tasks = queries.visible(actor).outerjoin(whole, Task.parent_id == whole.id)
    found = tasks.where(Task.association_id.in_(list(association_ids)), is_left)
    order = (Task.state == State.ACCEPTED_IN_PART, Task.due_on.is_(None), Task.due_on, Task.id)
    return list(database.session.scalars(found.order_by(*order)))
