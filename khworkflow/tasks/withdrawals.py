"""Taking a directive back after it was issued: with a reason, and a word to everybody who had it to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.conclusions import amending
from khworkflow.conclusions.amending import Change, Ground
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.errors import InvalidTransition
from khworkflow.eventlog.log import record
from khworkflow.tasks import moves, notices, policies, queries, shares
from khworkflow.tasks.events import DirectiveWithdrawn
from khworkflow.tasks.lifecycle import UNFINISHED, Action
from khworkflow.tasks.models import ReplyKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from khworkflow.tasks.models import Task
    from khworkflow.tasks.moves import Answer


def withdraw(actor: Actor, task: Task, answer: Answer, *, replaced_by: Task | None = None) -> None:
    """Take one task back, or let another take its place; the association is told with the reason.

    Raises:
        Refused: no reason.
        InvalidTransition: the task has ended already, or would replace itself.

    """
    ensure(policies.withdraw_task, actor, task)
    if queries.reply_with_key(task, answer.client_key):
        return  # a double click
    moves.words_of(answer, needed=True)
    if replaced_by is not None and replaced_by.id == task.id:
        raise InvalidTransition("a task cannot take its own place")
    moves.check_version(task, answer.seen_version)
    take_back(actor, task, answer, replaced_by)


def withdraw_directive(actor: Actor, task: Task, answer: Answer, seen: Mapping[int, int]) -> list[Task]:
    """Take back, from every association, what the task's directive asks for and is not finished yet.

    Args:
        actor: somebody of the committee that concluded.
        task: one of the directive's tasks.
        answer: the reason.
        seen: the versions of the tasks on the page, by number; what was not on it stops everything.

    Returns:
        The tasks taken back; finished ones stay as they are.

    Raises:
        Conflict: one of them changed in the meantime.
        InvalidTransition: nothing of it is unfinished.

    """
    ensure(policies.withdraw_task, actor, task)
    reason = moves.words_of(answer, needed=True)
    taken = [one for one in queries.same_directive(actor, task) if one.state in UNFINISHED]
    if not taken:
        raise InvalidTransition("nothing of the directive is unfinished")
    for one in taken:
        moves.check_version(one, seen.get(one.id, 0))
    told = [name for one in taken for name in take_back(actor, one, answer)]
    ground = Ground(reason, answer.client_key)
    changes = [Change("taken_back", one.association_id, one.association.short_name, one.part.value, "", one.id) for one in taken]
    amending.keep(actor, task.directive_id, ground, changes, list(dict.fromkeys(told)))
    event = DirectiveWithdrawn(task.directive_id, tuple(one.id for one in taken), reason, tuple(told))
    record(actor, f"conclusion:{task.directive.conclusion_id}", event)
    return taken


def take_back(actor: Actor, task: Task, answer: Answer, replaced_by: Task | None = None) -> list[str]:
    """End the task and return the names of those who will be told."""
    action = Action.SUPERSEDE if replaced_by else Action.WITHDRAW
    moves.move(actor, task, action, answer, superseded_by_id=replaced_by.id if replaced_by else None)
    moves.write(actor, task, ReplyKind.DECISION, moves.words_of(answer, needed=True), answer)
    shares.end_open(actor, task)
    return notices.tell_withdrawal(task)
