"""What was handed down of a task: who has which share, and its end when the task itself ends."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from khworkflow.associations import queries as associations
from khworkflow.associations.models import Association
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM, Actor
from khworkflow.core.db import database
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import moment_of_record
from khworkflow.tasks import moves, notices, queries
from khworkflow.tasks.lifecycle import UNFINISHED, Action, State
from khworkflow.tasks.models import ReplyKind, Task
from khworkflow.tasks.moves import Answer

#: What has left again does not stand in the way of another share for the same association.
GONE: Final = (State.WITHDRAWN, State.SUPERSEDED)


def of(actor: Actor, task: Task) -> list[Task]:
    """Return the visible shares of the task, in the associations' order, the latest of each association last."""
    rows = queries.visible(actor).where(Task.parent_id == task.id)
    return list(database.session.scalars(rows.order_by(Association.place, Association.id, Task.id)))


def unfinished(task: Task) -> list[Task]:
    """Return the shares that are not finished yet, whoever asks."""
    return [share for share in of(SYSTEM, task) if share.state in UNFINISHED]


def choices(task: Task) -> list[Association]:
    """Return to whom a part of the task can still be handed down: those directly below that have nothing of it yet."""
    today = clock.day_of(moment_of_record())
    below = associations.below(SYSTEM, task.association)
    if not below:
        return []
    have = select(Task.association_id).where(
        Task.directive_id == task.directive_id, Task.period == task.period, Task.state.not_in(GONE)
    )
    busy = set(database.session.scalars(have))
    return [one for one in below if one.exists_on(today) and one.id not in busy]


def end_open(actor: Actor, task: Task) -> None:
    """Take back what is not finished of the shares: the task they are parts of has ended."""
    for share in unfinished(task):
        words = _("The task of %(association)s, of which this is a part, has ended.", association=task.association.short_name)
        answer = Answer(words, f"parent-{task.id}-{task.version}", share.version)
        moves.move(actor, share, Action.WITHDRAW, answer)
        moves.write(actor, share, ReplyKind.DECISION, words, answer)
        notices.tell_withdrawal(share)
