"""Saying of each file whether it shows what it should: with who, when and why; a file not accepted stays for both sides to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import InvalidTransition, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.tasks import examinations, moves, policies
from khworkflow.tasks.events import EvidenceJudged
from khworkflow.tasks.lifecycle import State
from khworkflow.tasks.models import Evidence, Reply, ReplyKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khworkflow.tasks.models import Task

__all__ = ["REASON_MOST", "Verdict"]

REASON_MOST: Final = 500


def judge(  # noqa: PLR0913, PLR0917 - which file of which words, and what is said of it
    actor: Actor, task: Task, reply: Reply, evidence: Evidence, verdict: Verdict, reason: str = "", *, seen_version: int
) -> None:
    """Say whether the file is accepted, while the task lies with the committee; saying the same again changes nothing.

    Raises:
        Refused: a file is not accepted and nothing says why.
        InvalidTransition: the task does not lie with the committee.
        Conflict: the task changed since it was seen.

    """
    ensure(policies.judge_evidence, actor, task, reply)
    examinations.ensure_free(actor, task)
    words = one_line(reason)
    if verdict is Verdict.REJECTED and not words:
        raise Refused(_("Please say why this file is not accepted."), "words")
    if len(words) > REASON_MOST:
        raise Refused(_("The text is too long: at most %(most)s characters.", most=REASON_MOST), "words")
    if (evidence.verdict, evidence.reason, evidence.judged_by_id) == (verdict, words, actor.user_id):
        return  # a double click
    moves.check_version(task, seen_version)
    if task.state is not State.SUBMITTED or reply.task_id != task.id or evidence.reply_id != reply.id:
        raise InvalidTransition(f"no file is judged in {task.state}")
    evidence.verdict, evidence.reason = verdict, words
    evidence.judged_by_id, evidence.judged_at = actor.user_id, moment_of_record()
    file, is_accepted = evidence.file, verdict is Verdict.ACCEPTED
    record(actor, f"task:{task.id}", EvidenceJudged(task.id, evidence.id, file.name, file.sha256, is_accepted, words))


def to_judge(actor: Actor, task: Task, replies: Iterable[Reply]) -> list[tuple[Reply, Evidence]]:
    """Return the files among the replies of which the actor may say whether they are accepted."""
    if task.state is not State.SUBMITTED:
        return []
    mine = [one for one in replies if one.kind is not ReplyKind.DECISION and policies.judge_evidence(actor, task, one)]
    return [(reply, evidence) for reply in mine for evidence in reply.evidence]


def rejected(task: Task) -> list[Evidence]:
    """Return the files that were not accepted since the task was last handed in, with their reasons."""
    database.session.flush()  # what was said a moment ago counts
    rows = select(Evidence).join(Reply, Evidence.reply_id == Reply.id).options(joinedload(Evidence.file))
    since = (Evidence.verdict == Verdict.REJECTED) & (Evidence.judged_at >= task.submitted_at)
    return list(database.session.scalars(rows.where(Reply.task_id == task.id, since).order_by(Evidence.id)))


def not_accepted(task: Task) -> list[Evidence]:
    """Return the files for which a task came back, while it is with its association."""
    return rejected(task) if task.state is State.RETURNED else []
