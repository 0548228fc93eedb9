"""What people do with tasks: allow, change, record, and owe those concerned a word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from khworkflow.conclusions import commands as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import day, gettext as _
from khworkflow.core.text import clean
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.tasks import lifecycle, notices, policies, queries
from khworkflow.tasks.events import TaskIssued, TaskMoved
from khworkflow.tasks.lifecycle import ENDED, Action, State
from khworkflow.tasks.models import Evidence, Reply, ReplyKind, Task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from khworkflow.conclusions.models import Conclusion
    from khworkflow.files.models import File

WORDS_MOST: Final = 10_000
_KINDS: Final = {
    Action.REPORT_PROGRESS: ReplyKind.PROGRESS,
    Action.WAIT_OUTSIDE: ReplyKind.WAITING,
    Action.SUBMIT: ReplyKind.RESULT,
}


@dataclass(frozen=True)
class Answer:
    """What a person says about a task, as a form gives it.

    ``seen_version`` is the version of the task on the page that was answered; ``client_key`` is
    made with the page, so that a double click is one reply.
    """

    words: str
    client_key: str
    seen_version: int
    files: Sequence[File] = field(default=())


def issue(actor: Actor, conclusion: Conclusion) -> list[Task]:
    """Lock the conclusion, make one task per association and directive, and owe each association a letter.

    Raises:
        Refused: something in the drafts is not settled yet (``conclusions.queries.unsettled``).

    """
    conclusions.lock(actor, conclusion)
    now = moment_of_record()
    tasks = []
    for directive in conclusion.directives:
        for assignment in directive.assignments:
            due_on = assignment.due_on or directive.due_on
            task = Task(
                directive=directive,
                association=assignment.association,
                part=assignment.part,
                state=State.ASSIGNED,
                due_on=due_on,
                issued_on=clock.day_of(now),
                round=0,
            )
            database.session.add(task)
            tasks.append(task)
    database.session.flush()  # the log and the letters speak of the tasks' numbers
    for task in tasks:
        event = TaskIssued(task.id, task.directive_id, task.association_id, task.part.value, _iso(task.due_on))
        record(actor, f"task:{task.id}", event)
    notices.tell_assignees(conclusion, tasks)
    return tasks


def acknowledge(actor: Actor, task: Task, *, seen_version: int) -> None:
    """Say that the task was received."""
    ensure(policies.work_on_task, actor, task)
    if task.state is State.ACKNOWLEDGED:
        return  # a double click
    _check_version(task, seen_version)
    _move(actor, task, Action.ACKNOWLEDGE)


def report_progress(actor: Actor, task: Task, answer: Answer) -> Reply:
    """Say how far it is."""
    ensure(policies.work_on_task, actor, task)
    return _reply(actor, task, Action.REPORT_PROGRESS, answer)


def wait_outside(actor: Actor, task: Task, answer: Answer) -> Reply:
    """Say which outside body it waits for; these days are shown, and not counted as the unit's delay."""
    ensure(policies.work_on_task, actor, task)
    return _reply(actor, task, Action.WAIT_OUTSIDE, answer)


def submit(actor: Actor, task: Task, answer: Answer) -> Reply:
    """Hand the result in, for the committee to confirm."""
    ensure(policies.submit_task, actor, task)
    reply = _reply(actor, task, Action.SUBMIT, answer)
    notices.tell_committee(task)
    return reply


def accept(actor: Actor, task: Task, answer: Answer, *, in_part: bool = False) -> Reply:
    """Confirm the result, whole or in part; in part needs words."""
    ensure(policies.decide_task, actor, task)
    return _decide(actor, task, Action.ACCEPT_IN_PART if in_part else Action.ACCEPT, answer)


def hand_back(actor: Actor, task: Task, answer: Answer, due_on: date) -> Reply:
    """Return the result for completion, with a reason and a new date.

    Raises:
        Refused: no reason, or a date that is not after today.

    """
    ensure(policies.decide_task, actor, task)
    today = clock.day_of(moment_of_record())
    if due_on <= today:
        raise Refused(_("The new date must come after today, %(day)s.", day=day(today)), "due_on")
    return _decide(actor, task, Action.HAND_BACK, answer, due_on=due_on)


def close_not_done(actor: Actor, task: Task, answer: Answer) -> Reply:
    """Close the task as not possible, with a reason."""
    ensure(policies.decide_task, actor, task)
    return _decide(actor, task, Action.CLOSE_NOT_DONE, answer)


def _reply(actor: Actor, task: Task, action: Action, answer: Answer) -> Reply:
    """Add the words and evidence, and move the task."""
    if earlier := queries.reply_with_key(task, answer.client_key):
        return earlier
    words = _words(answer, needed=True)
    _check_version(task, answer.seen_version)
    if action is Action.SUBMIT:
        lifecycle.after(task.state, action)
        task.round += 1
        task.submitted_at = moment_of_record()
        task.submitted_by_id = actor.user_id
    reply = _write(actor, task, _KINDS[action], words, answer)
    _move(actor, task, action, words=words, evidence=tuple(file.sha256 for file in answer.files))
    return reply


def _decide(actor: Actor, task: Task, action: Action, answer: Answer, *, due_on: date | None = None) -> Reply:
    """Write the committee's decision down and tell the association."""
    if earlier := queries.reply_with_key(task, answer.client_key):
        return earlier
    words = _words(answer, needed=action is not Action.ACCEPT)
    _check_version(task, answer.seen_version)
    reply = _write(actor, task, ReplyKind.DECISION, words, answer)
    if due_on is not None:
        task.due_on = due_on
    _move(actor, task, action, words=words)
    notices.tell_decision(task, reply, action)
    return reply


def _write(actor: Actor, task: Task, kind: ReplyKind, words: str, answer: Answer) -> Reply:
    if actor.user_id is None:
        msg = "only a person can reply"
        raise ValueError(msg)
    reply = Reply(
        task_id=task.id,
        kind=kind,
        round=task.round,
        words=words,
        author_id=actor.user_id,
        at=moment_of_record(),
        client_key=answer.client_key,
        evidence=[Evidence(file_id=file_id) for file_id in dict.fromkeys(file.id for file in answer.files)],
    )
    database.session.add(reply)
    database.session.flush()  # the notice speaks of the reply's number
    return reply


def _words(answer: Answer, *, needed: bool) -> str:
    words = clean(answer.words)
    if needed and not words:
        raise Refused(_("Please say it in a few words."), "words")
    if len(words) > WORDS_MOST:
        raise Refused(_("The text is too long: at most %(most)s characters.", most=WORDS_MOST), "words")
    return words


def _check_version(task: Task, seen: int) -> None:
    if task.version != seen:
        raise Conflict


def _move(actor: Actor, task: Task, action: Action, *, words: str = "", evidence: tuple[str, ...] = ()) -> None:
    before, task.state = task.state, lifecycle.after(task.state, action)
    now = moment_of_record()
    task.waiting_since = (task.waiting_since or now) if task.state is State.WAITING_OUTSIDE else None
    task.closed_at = now if task.state in ENDED else None
    task.moved_at = now
    event = TaskMoved(task.id, action.value, before.value, task.state.value, words, evidence, _iso(task.due_on))
    record(actor, f"task:{task.id}", event)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
