"""What an association says to words that the office typed for it: that it agrees, and within a day that it does not after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.errors import InvalidTransition, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.tasks import policies, queries
from khworkflow.tasks.events import AgreementTakenBack, ReplyAgreed
from khworkflow.tasks.lifecycle import UNFINISHED
from khworkflow.tasks.models import Reply, ReplyKind, SaidHow, Task
from khworkflow.tasks.own_replies import TIME_TO_TAKE_BACK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def waiting(actor: Actor, replies: Sequence[Reply]) -> list[Reply]:
    """Return what was typed for the association since the committee last decided, and the actor may agree to."""
    decided = max((one.id for one in replies if one.kind is ReplyKind.DECISION), default=0)
    return [one for one in replies if one.id > decided and one.agreed_at is None and _can_be_agreed_to(actor, one)]


def agree(actor: Actor, task: Task, reply: Reply, *, said_by: str | None = None) -> None:
    """Agree, for the association, to what somebody else typed for it; once.

    Args:
        actor: somebody of the association.
        task: the task.
        reply: what was typed.
        said_by: who agrees by the link of a letter, where it is not the one to whom the letter went.

    """
    ensure(policies.agree_to_reply, actor, task)
    if reply.task_id != task.id or not _can_be_agreed_to(actor, reply):
        raise InvalidTransition("nothing to agree to")
    if reply.agreed_at is not None:
        return  # a double click
    reply.agreed_at, reply.agreed_by_id = moment_of_record(), actor.user_id
    record(actor, f"task:{task.id}", ReplyAgreed(task.id, reply.id), said_by=said_by)


def can_be_taken_back(task: Task, replies: Sequence[Reply], reply: Reply, now: datetime) -> bool:
    """Return whether the agreement to the reply may still be taken back: within a day, before the committee decides."""
    is_new = reply.agreed_at is not None and now - reply.agreed_at < TIME_TO_TAKE_BACK
    return is_new and not _is_decided(task, replies, reply)


def take_back(actor: Actor, task: Task, reply: Reply) -> None:
    """Agree no more to what was typed for the association; the words stay, and can be agreed to again.

    Raises:
        Refused: it was agreed to more than a day ago.
        InvalidTransition: the committee has decided since.

    """
    ensure(policies.agree_to_reply, actor, task)
    if reply.task_id == task.id and reply.agreed_at is None:
        return  # a double click
    ensure(policies.take_back_agreement, actor, task, reply)
    replies = queries.replies(task)
    if _is_decided(task, replies, reply):
        raise InvalidTransition("it was decided about")
    if not can_be_taken_back(task, replies, reply, moment_of_record()):
        raise Refused(_("An agreement can be taken back within 24 hours. Please telephone the office."), "sure")
    reply.agreed_at = reply.agreed_by_id = None
    record(actor, f"task:{task.id}", AgreementTakenBack(task.id, reply.id))


def _can_be_agreed_to(actor: Actor, reply: Reply) -> bool:
    is_typed_for_it = reply.said_how not in (None, SaidHow.LINK) and reply.author_id != actor.user_id
    return is_typed_for_it and reply.taken_back_at is None


def _is_decided(task: Task, replies: Sequence[Reply], reply: Reply) -> bool:
    followed = any(one.kind is ReplyKind.DECISION and one.id > reply.id for one in replies)
    return followed or task.state not in UNFINISHED
