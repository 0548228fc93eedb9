"""How a task moves: the one place where its state, its days and its claim change, with the entry that says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import day as shown, gettext as _
from khworkflow.core.text import clean, one_line
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.tasks import finding, lifecycle, schedule
from khworkflow.tasks.events import ExtensionLapsed, TaskMoved
from khworkflow.tasks.lifecycle import CLAIMS, DECIDED, ENDED, Action, State
from khworkflow.tasks.models import Evidence, Extension, ExtensionState, Reply, ReplyKind, SaidHow, Task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from khworkflow.core.authz import Actor
    from khworkflow.files.models import File

WORDS_MOST: Final = 10_000
NAME_MOST: Final = 150
#: No due day lies further off than this.
YEARS_MOST: Final = timedelta(days=3_653)


@dataclass(frozen=True)
class Said:
    """Whose words they are, when another person types them: who said them, on what way, when."""

    by: str
    how: SaidHow
    at: datetime


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
    percent: int | None = None  # how far it is, 0 to 100
    said: Said | None = None
    despite_open: bool = False  # laid before the committee though shares are open: the page said so


def move(actor: Actor, task: Task, action: Action, answer: Answer | None = None, *, superseded_by_id: int | None = None) -> None:
    """Let the action change the task, and write down that it did.

    Raises:
        InvalidTransition: the action is not possible from the task's state.

    """
    before, task.state = task.state, lifecycle.after(task.state, action)
    now = moment_of_record()
    _count_the_wait(task, before, now)
    if action in CLAIMS:
        task.round += 1
        task.claim, task.submitted_at, task.submitted_by_id = CLAIMS[action], now, actor.user_id
    task.decided_by_id = actor.user_id if task.state in DECIDED else None
    task.superseded_by_id = superseded_by_id
    task.closed_at = now if task.state in ENDED else None
    task.moved_at = now
    if answer is not None and answer.percent is not None:
        task.percent = answer.percent
    if action in CLAIMS or task.state in ENDED:
        lapse(actor, task)
    said = answer.said if answer else None
    event = TaskMoved(
        task.id,
        action.value,
        before.value,
        task.state.value,
        clean(answer.words) if answer else "",
        tuple(file.sha256 for file in answer.files) if answer else (),
        iso(task.due_on),
        iso(task.late_after),
        answer.percent if answer else None,
        superseded_by_id,
        said.how.value if said else "",
    )
    record(actor, f"task:{task.id}", event, said_by=one_line(said.by) if said else None)


def move_back(  # noqa: PLR0913, PLR0917 - what stood before the reply, of each kind
    actor: Actor, task: Task, reply: Reply, earlier: Sequence[Reply], was: State, lapsed: Extension | None
) -> None:
    """Let the reply, the last of the task, count no more: the task lies with the association as the replies before say.

    Args:
        actor: who takes it back.
        task: the task.
        reply: the reply.
        earlier: the replies that stand beside it.
        was: the state from which the reply moved the task; what was returned is returned again.
        lapsed: the request for time that lapsed by the reply; it waits again while its day lies ahead.

    Raises:
        InvalidTransition: the committee has decided, or the task has ended.

    """
    action = Action.TAKE_BACK_COMPLETION if was is State.RETURNED else Action.TAKE_BACK
    before, task.state = task.state, lifecycle.after(task.state, action)
    reply.taken_back_at = task.moved_at = moment_of_record()
    _count_the_wait(task, before, reply.at)  # a wait that was told by mistake excuses no day
    said = [one for one in earlier if one.kind is not ReplyKind.DECISION]
    if reply.kind is ReplyKind.RESULT:
        handed_in = next((one for one in reversed(said) if one.kind is ReplyKind.RESULT), None)
        task.submitted_at, task.submitted_by_id = (handed_in.at, handed_in.author_id) if handed_in else (None, None)
    revived = _revive(task, lapsed)
    if reply.percent is not None:
        task.percent = next((one.percent for one in reversed(said) if one.percent is not None), None)
    event = TaskMoved(
        task.id,
        action.value,
        before.value,
        task.state.value,
        evidence=tuple(one.file.sha256 for one in reply.evidence),
        due_on=iso(task.due_on),
        late_after=iso(task.late_after),
        percent=task.percent,
        reply_id=reply.id,
        left=said[-1].words if said else "",
        waited_days=task.waited_days,
        extension_id=revived.id if revived else None,
    )
    record(actor, f"task:{task.id}", event, said_by=reply.said_by)


def date_anew(task: Task, due_on: date) -> None:
    """Give the task a new due day: late and near count from it, and its reminders are earned anew."""
    task.due_on = task.late_after = due_on
    task.dated_on = clock.day_of(moment_of_record())


def checked_day(due_on: date, *, after: date | None = None) -> date:
    """Return the day, if it may be a due day: after today, after the given day, not ten years off.

    Raises:
        Refused: it is none; the message names both days.

    """
    today = clock.day_of(moment_of_record())
    if due_on <= today:
        raise Refused(_("The new date must come after today, %(day)s.", day=shown(today)), "due_on")
    if after is not None and due_on <= after:
        raise Refused(
            _("The new date, %(new)s, must come after the present one, %(old)s.", new=shown(due_on), old=shown(after)), "due_on"
        )
    if due_on > today + YEARS_MOST:
        raise Refused(_("The new date, %(day)s, is more than ten years off.", day=shown(due_on)), "due_on")
    return due_on


def ensure_within(parent: Task | None, due_on: date) -> None:
    """Let the day pass for a share unless the task it is a part of is due before it, on a day still to come.

    Raises:
        Refused: it is later; the message names the other day.

    """
    today = clock.day_of(moment_of_record())
    if parent is not None and parent.due_on is not None and today < parent.due_on < due_on:
        name, last = parent.association.short_name, shown(parent.due_on)
        raise Refused(
            _("The task of %(association)s is due on %(day)s; a part of it cannot be due later.", association=name, day=last),
            "due_on",
        )


def write(actor: Actor, task: Task, kind: ReplyKind, words: str, answer: Answer) -> Reply:
    """Add the words with their evidence; the notice speaks of the reply's number."""
    if actor.user_id is None:
        msg = "only a person can reply"
        raise ValueError(msg)
    said = answer.said
    reply = Reply(
        task_id=task.id,
        kind=kind,
        round=task.round,
        words=words,
        author_id=actor.user_id,
        at=moment_of_record(),
        client_key=answer.client_key,
        claim=task.claim if kind is ReplyKind.RESULT else None,
        percent=answer.percent,
        said_by=one_line(said.by) if said else None,
        said_how=said.how if said else None,
        said_at=said.at if said else None,
        evidence=[Evidence(file_id=file_id) for file_id in dict.fromkeys(file.id for file in answer.files)],
    )
    database.session.add(reply)
    database.session.flush()
    finding.add(task, words, *(file.name for file in answer.files))
    return reply


def words_of(answer: Answer, *, needed: bool) -> str:
    """Return the words, cleaned.

    Raises:
        Refused: there are none where some are needed, or too many.

    """
    words = clean(answer.words)
    if needed and not words:
        raise Refused(_("Please say it in a few words."), "words")
    if len(words) > WORDS_MOST:
        raise Refused(_("The text is too long: at most %(most)s characters.", most=WORDS_MOST), "words")
    return words


def check_said(task: Task, said: Said) -> None:
    """Let words said by somebody else pass if it is told who said them, and when, after the task was given.

    Raises:
        Refused: something is missing or cannot be.

    """
    if not one_line(said.by) or len(said.by) > NAME_MOST:
        raise Refused(_("Please name the person who said it."), "said_by")
    if said.at > moment_of_record():
        raise Refused(_("This moment has not come yet."), "said_at")
    if clock.day_of(said.at) < task.issued_on:
        raise Refused(_("The task was given later, on %(day)s.", day=shown(task.issued_on)), "said_at")


def check_percent(percent: int | None) -> None:
    """Let the percentage pass if it is one.

    Raises:
        Refused: it is less than 0 or more than 100.

    """
    if percent is not None and not 0 <= percent <= 100:  # noqa: PLR2004 - of a hundred
        raise Refused(_("Please write a whole number from 0 to 100."), "percent")


def check_version(task: Task, seen: int) -> None:
    """Let the answer pass if the task is still as it was on the page.

    Raises:
        Conflict: somebody else changed it in the meantime.

    """
    if task.version != seen:
        raise Conflict


def pending(task: Task) -> Extension | None:
    """Return the request for time that waits for its decision."""
    asked = select(Extension).where(Extension.task_id == task.id, Extension.state == ExtensionState.PENDING)
    return database.session.scalar(asked)


def lapse(actor: Actor, task: Task) -> None:
    """Let a pending request for time be needless."""
    asked = pending(task)
    if asked is not None:
        asked.state, asked.settled_at = ExtensionState.LAPSED, moment_of_record()
        record(actor, f"task:{task.id}", ExtensionLapsed(task.id, asked.id))


def _revive(task: Task, lapsed: Extension | None) -> Extension | None:
    """Let the request for time wait again if it asks for a day still to come, in place of the present due day."""
    if lapsed is None or lapsed.old_due_on != task.due_on or lapsed.new_due_on <= clock.day_of(moment_of_record()):
        return None
    lapsed.state, lapsed.settled_at = ExtensionState.PENDING, None
    return lapsed


def iso(day: date | None) -> str | None:
    """Return the day as the log has it."""
    return day.isoformat() if day else None


def _count_the_wait(task: Task, before: State, now: datetime) -> None:
    """Remember since when it waits for an outside body; when a wait ends, count its days and excuse them."""
    if task.state is State.WAITING_OUTSIDE:
        task.waiting_since = task.waiting_since or now
    elif before is State.WAITING_OUTSIDE and task.waiting_since is not None:
        since, until = clock.day_of(task.waiting_since), clock.day_of(now)
        task.waited_days += (until - since).days
        task.late_after = schedule.late_after_waiting(task.late_after, since, until)
        task.waiting_since = None
