"""What people do with tasks: allow, change, record, and owe those concerned a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.conclusions import commands as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.errors import InvalidTransition, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.tasks import examinations, judging, lifecycle, moves, notices, parties, periods, policies, queries, shares
from khworkflow.tasks.events import TaskDelegated
from khworkflow.tasks.lifecycle import CLAIMS, ENDED, Action, State
from khworkflow.tasks.models import Reply, ReplyKind, SaidHow, Task
from khworkflow.tasks.moves import WORDS_MOST, Answer, Said

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.conclusions.models import Conclusion

__all__ = ["WORDS_MOST", "Answer", "Said", "SaidHow"]

_KINDS: Final = {Action.REPORT_PROGRESS: ReplyKind.PROGRESS, Action.WAIT_OUTSIDE: ReplyKind.WAITING} | dict.fromkeys(
    CLAIMS, ReplyKind.RESULT
)

#: Claims that nobody can check without a paper; what was said on the telephone may be followed by one.
_NEED_EVIDENCE: Final = frozenset({Action.SAY_DONE_BEFORE, Action.SAY_NOT_APPLICABLE})


def issue(actor: Actor, conclusion: Conclusion) -> list[Task]:
    """Lock the conclusion, make one task per association and directive, and owe each association a letter.

    Raises:
        Refused: something in the drafts is not settled yet (``conclusions.queries.unsettled``).

    """
    conclusions.lock(actor, conclusion)
    today = clock.day_of(moment_of_record())
    tasks = [
        periods.made(directive, assignment, 0, today)
        for directive in conclusion.directives
        for assignment in directive.assignments
    ]
    periods.write_down(actor, tasks)
    notices.tell_assignees(conclusion, tasks)
    return tasks


def acknowledge(actor: Actor, task: Task, *, seen_version: int) -> None:
    """Say that the task was received."""
    _step(actor, task, Action.ACKNOWLEDGE, State.ACKNOWLEDGED, seen_version)


def acknowledge_with(actor: Actor, task: Task, answer: Answer) -> Reply | None:
    """Say that the task was received, and by whom; words and files given with it are kept as a reply that moves it no further.

    Raises:
        Conflict: it was received already, or changed, and there are words or files to keep.

    """
    ensure(policies.work_on_task, actor, task)
    if earlier := queries.reply_with_key(task, answer.client_key):
        return earlier
    words = moves.words_of(answer, needed=False)
    has_more = bool(words or answer.files)
    if task.state is State.ACKNOWLEDGED and not has_more:
        return None  # a double click
    if answer.said is not None:
        moves.check_said(task, answer.said)
    moves.check_version(task, answer.seen_version)
    moves.move(actor, task, Action.ACKNOWLEDGE, answer)
    return moves.write(actor, task, ReplyKind.PROGRESS, words, answer) if has_more else None


def start(actor: Actor, task: Task, *, seen_version: int) -> None:
    """Say that the work has begun, or that what was returned is being completed."""
    _step(actor, task, Action.START, State.IN_PROGRESS, seen_version)


def resume(actor: Actor, task: Task, *, seen_version: int) -> None:
    """Say that the outside body has answered; the days waited are shown, and not counted as delay."""
    _step(actor, task, Action.RESUME, State.IN_PROGRESS, seen_version)


def report_progress(actor: Actor, task: Task, answer: Answer) -> Reply:
    """Say how far it is."""
    return _reply(actor, task, Action.REPORT_PROGRESS, answer)


def wait_outside(actor: Actor, task: Task, answer: Answer) -> Reply:
    """Say which outside body it waits for; these days are shown, and not counted as the unit's delay."""
    return _reply(actor, task, Action.WAIT_OUTSIDE, answer)


def submit(actor: Actor, task: Task, answer: Answer, action: Action = Action.SUBMIT) -> Reply:
    """Lay the task before the committee: done, done before the conclusion, not applicable here, or refused.

    Args:
        actor: the association's chair; or, with ``answer.said``, the one who types what was said.
        task: the task.
        answer: the words; that something was already done or does not apply needs evidence too.
        action: which claim it is, one of ``lifecycle.CLAIMS``.

    """
    if action not in CLAIMS:
        raise InvalidTransition(f"{action} claims nothing")
    reply = _reply(actor, task, action, answer)
    notices.tell_committee(task)
    return reply


def delegate(actor: Actor, task: Task, person_id: int | None) -> None:
    """Let an officer of the association answer in its name; None: nobody but the chair.

    Raises:
        Refused: the person is no officer of the association.

    """
    ensure(policies.delegate_task, actor, task)
    if task.delegate_id == person_id:
        return
    if task.state in ENDED:
        raise InvalidTransition("the task has ended")
    officers = {person.id: person.name for person in parties.officers(task)}
    if person_id is not None and person_id not in officers:
        raise Refused(_("Please choose an officer of the association."), "person_id")
    task.delegate_id = person_id
    record(actor, f"task:{task.id}", TaskDelegated(task.id, person_id, officers.get(person_id or 0, "")))


def accept(actor: Actor, task: Task, answer: Answer, *, in_part: bool = False) -> Reply:
    """Confirm the result, whole or in part; in part needs words."""
    return _decide(actor, task, Action.ACCEPT_IN_PART if in_part else Action.ACCEPT, answer)


def hand_back(actor: Actor, task: Task, answer: Answer, due_on: date) -> Reply:
    """Return the result for completion, with a reason and a new date.

    Raises:
        Refused: neither a reason nor a file that was not accepted for one, or a date that is not after today.

    """
    return _decide(actor, task, Action.HAND_BACK, answer, due_on=due_on)


def close_not_done(actor: Actor, task: Task, answer: Answer) -> Reply:
    """Close the task as not possible, with a reason; that it does not apply or was refused may be agreed to without."""
    return _decide(actor, task, Action.CLOSE_NOT_DONE, answer)


def reopen(actor: Actor, task: Task, answer: Answer, due_on: date) -> Reply:
    """Take up again what was closed, with a reason and a new date.

    Raises:
        Refused: no reason, or a date that is not after today.

    """
    ensure(policies.reopen_task, actor, task)
    if earlier := queries.reply_with_key(task, answer.client_key):
        return earlier
    moves.words_of(answer, needed=True)
    if task.parent is not None and task.parent.state in ENDED:
        raise Refused(_("The task of which this is a part has ended; please let that be taken up again first."), "words")
    moves.ensure_within(task.parent, due_on)
    return _settle(actor, task, Action.REOPEN, answer, moves.checked_day(due_on))


def _step(actor: Actor, task: Task, action: Action, end: State, seen_version: int) -> None:
    """Move the task without words."""
    ensure(policies.work_on_task, actor, task)
    if task.state is end:
        return  # a double click
    moves.check_version(task, seen_version)
    moves.move(actor, task, action)


def _reply(actor: Actor, task: Task, action: Action, answer: Answer) -> Reply:
    """Add the words and evidence, and move the task."""
    if _is_recorded(actor, task, answer):
        ensure(policies.record_for_task, actor, task)
    else:
        ensure(policies.submit_task if action in CLAIMS else policies.work_on_task, actor, task)
    if earlier := queries.reply_with_key(task, answer.client_key):
        return earlier
    words = moves.words_of(answer, needed=True)
    moves.check_percent(answer.percent)
    if answer.said is not None:
        moves.check_said(task, answer.said)
    if action in _NEED_EVIDENCE and not answer.files and not _is_recorded(actor, task, answer):
        raise Refused(_("Please add the paper or a photograph that shows it."), "files")
    moves.check_version(task, answer.seen_version)
    if action in CLAIMS:
        _ensure_shares_are_known(task, answer)
    moves.move(actor, task, action, answer)
    return moves.write(actor, task, _KINDS[action], words, answer)


def _ensure_shares_are_known(task: Task, answer: Answer) -> None:
    """Let a claim pass while shares are open only when its page said so plainly."""
    waiting = [] if answer.despite_open else [share.association.short_name for share in shares.unfinished(task)]
    if waiting:
        message = _("Not finished yet: %(names)s. Please tick this box to send it all the same.", names=", ".join(waiting))
        raise Refused(message, "despite_open")


def _is_recorded(actor: Actor, task: Task, answer: Answer) -> bool:
    """Return whether somebody of the office typed it for the association; what came by mail its own people may enter."""
    if answer.said is None or answer.said.how is SaidHow.LINK:
        return False
    return answer.said.how is not SaidHow.MAIL or not policies.work_on_task(actor, task)


def _decide(actor: Actor, task: Task, action: Action, answer: Answer, *, due_on: date | None = None) -> Reply:
    """Write the committee's decision about a claim down, and tell the association."""
    ensure(policies.decide_task, actor, task)
    examinations.ensure_free(actor, task)
    if earlier := queries.reply_with_key(task, answer.client_key):
        return earlier
    lifecycle.after(task.state, action)
    lifecycle.ensure_fits(task.claim, action)
    says_it_all = action is Action.HAND_BACK and bool(judging.rejected(task))
    agrees = action is Action.ACCEPT or (action is Action.CLOSE_NOT_DONE and task.claim in lifecycle.AGREED_BY_CLOSING)
    moves.words_of(answer, needed=not (agrees or says_it_all))
    if due_on is not None:
        moves.ensure_within(task.parent, due_on)
    return _settle(actor, task, action, answer, moves.checked_day(due_on) if due_on else None)


def _settle(actor: Actor, task: Task, action: Action, answer: Answer, due_on: date | None) -> Reply:
    shares.lock([task.id] if due_on is not None else [])
    moves.check_version(task, answer.seen_version)
    lifecycle.after(task.state, action)
    reply = moves.write(actor, task, ReplyKind.DECISION, moves.words_of(answer, needed=False), answer)
    if due_on is not None:
        moves.date_anew(task, due_on)
    moves.move(actor, task, action, answer)
    if task.state in ENDED:
        shares.end_open(actor, task)
    elif due_on is not None:
        shares.bring_forward(actor, task)
    notices.tell_decision(task, reply, action)
    return reply
