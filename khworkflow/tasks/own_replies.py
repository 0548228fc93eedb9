"""What one does with one's own reply after it was sent: add a file that came later, or take it back within a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import InvalidTransition, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import event_of, history, moment_of_record, record
from khworkflow.tasks import finding, lifecycle, moves, policies, queries
from khworkflow.tasks.events import EvidenceAdded, ExtensionLapsed, TaskMoved
from khworkflow.tasks.lifecycle import CLAIMS, TAKEN_BACK, UNFINISHED, Action, State
from khworkflow.tasks.models import Evidence, Extension, Reply, ReplyKind, Task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from khworkflow.eventlog.events import Event
    from khworkflow.files.models import File

#: For how long an answer can be taken back (reliability notes, signed links: an undo of 24 hours).
TIME_TO_TAKE_BACK: Final = timedelta(hours=24)
#: However the files came, one by one or together, no reply has more.
EVIDENCE_MOST: Final = 30
_ANSWERS: Final = {Action.REPORT_PROGRESS, Action.WAIT_OUTSIDE, *CLAIMS}


def get(task: Task, reply_id: int) -> Reply:
    """Return the task's reply with its files.

    Raises:
        NotFound: it has none with this number.

    """
    number = queries.reply_of(task, reply_id).id
    return next(one for one in queries.replies(task) if one.id == number)


def add_evidence(actor: Actor, task: Task, reply: Reply, given: Sequence[File]) -> None:
    """Add the files to the reply, while the task is unfinished; a file that it has already is not added again.

    Raises:
        Refused: no file, or too many.

    """
    ensure(policies.add_evidence, actor, task, reply)
    if not given:
        raise Refused(_("Please choose a photograph or a document."), "files")
    known = {one.file.sha256 for one in reply.evidence}
    fresh = [file for file in given if file.sha256 not in known]
    if not fresh:
        return  # it came before, and the answer to that was lost on the way
    if task.state not in UNFINISHED or reply.taken_back_at is not None:
        raise InvalidTransition(f"nothing is added in {task.state}")
    if len(known) + len(fresh) > EVIDENCE_MOST:
        raise Refused(_("One answer can have at most %(most)s files.", most=EVIDENCE_MOST), "files")
    database.session.add_all(Evidence(reply_id=reply.id, file_id=file.id) for file in fresh)
    finding.add(task, "", *(file.name for file in fresh))
    event = EvidenceAdded(task.id, reply.id, tuple(file.name for file in fresh), tuple(file.sha256 for file in fresh))
    record(actor, f"task:{task.id}", event, said_by=reply.said_by)


def can_be_taken_back(task: Task, replies: Sequence[Reply], now: datetime) -> Reply | None:
    """Return the reply of the task that its author may take back: the last one, within a day, not yet decided about.

    A wait that has ended since is none: its days are counted, and that it ended was said after it.
    """
    standing = [one for one in replies if one.taken_back_at is None]
    if not standing or Action.TAKE_BACK not in lifecycle.possible(task.state):
        return None
    last = standing[-1]
    if last.kind is ReplyKind.WAITING and task.state is not State.WAITING_OUTSIDE:
        return None
    return last if last.kind is not ReplyKind.DECISION and now - last.at < TIME_TO_TAKE_BACK else None


def take_back(actor: Actor, task: Task, reply: Reply) -> None:
    """Let one's own answer count no more; it stays to be read, and the task lies with the association again.

    Raises:
        Refused: it was sent more than a day ago.
        InvalidTransition: the committee has decided, or something was said after it.

    """
    ensure(policies.take_back_reply, actor, task, reply)
    if reply.taken_back_at is not None:
        return  # a double click
    now, replies = moment_of_record(), queries.replies(task)
    if now - reply.at >= TIME_TO_TAKE_BACK:
        raise Refused(_("An answer can be taken back within 24 hours. Please send another one, or telephone the office."), "sure")
    if can_be_taken_back(task, replies, now) is not reply:
        raise InvalidTransition("it was decided about, or another answer followed")
    earlier = [one for one in replies if one.taken_back_at is None and one is not reply]
    moves.move_back(actor, task, reply, earlier, *_before(task))


def _before(task: Task) -> tuple[State, Extension | None]:
    """Return from which state the last answer that stands moved the task, and the request for time that lapsed by it."""
    events = [event_of(entry) for entry in history(f"task:{task.id}")]
    standing: list[tuple[TaskMoved, Event | None]] = []
    for place, event in enumerate(events):
        if isinstance(event, TaskMoved) and event.action in _ANSWERS:
            standing.append((event, events[place - 1] if place else None))
        elif isinstance(event, TaskMoved) and event.action in TAKEN_BACK and standing:
            standing.pop()
    if not standing:  # it came with the acknowledgement
        return State.ACKNOWLEDGED, None
    moved, beside = standing[-1]
    lapsed = beside.extension_id if isinstance(beside, ExtensionLapsed) and moved.action in CLAIMS else None
    return State(moved.before), database.session.get(Extension, lapsed) if lapsed else None
