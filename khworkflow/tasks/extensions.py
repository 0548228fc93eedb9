"""Asking for time, and deciding about it: old day, new day, reason; one pending at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database, insert_once
from khworkflow.core.errors import Conflict, InvalidTransition, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.tasks import examinations, moves, notices, policies
from khworkflow.tasks.events import ExtensionAsked, ExtensionDecided, ExtensionTakenBack
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION
from khworkflow.tasks.models import Extension, ExtensionState, Task
from khworkflow.tasks.own_replies import TIME_TO_TAKE_BACK

if TYPE_CHECKING:
    from datetime import date, datetime

    from khworkflow.tasks.moves import Answer


def with_key(task: Task, client_key: str) -> Extension | None:
    """Return the task's request that the form with this key made."""
    same = select(Extension).where(Extension.task_id == task.id, Extension.client_key == client_key)
    return database.session.scalar(same)


def ask(actor: Actor, task: Task, answer: Answer, new_due_on: date) -> Extension:
    """Ask for a later due day, with the reason; the answer's key makes a double click one request.

    Raises:
        Refused: no reason, a day that is not later, a request that is still pending, or no due day at all.

    """
    ensure(policies.ask_for_time, actor, task)
    if earlier := with_key(task, answer.client_key):
        return earlier
    reason = moves.words_of(answer, needed=True)
    if task.state not in WITH_ASSOCIATION:
        raise InvalidTransition(f"no time can be asked for in {task.state}")
    if task.due_on is None:
        raise Refused(_("This task has no due day: it is reviewed at the half-year report."), "due_on")
    moves.checked_day(new_due_on, after=task.due_on)
    moves.check_version(task, answer.seen_version)
    if answer.said is not None:
        moves.check_said(task, answer.said)
    said_by = one_line(answer.said.by) if answer.said is not None else None
    number = insert_once(
        Extension,
        task_id=task.id,
        old_due_on=task.due_on,
        new_due_on=new_due_on,
        reason=reason,
        client_key=answer.client_key,
        state=ExtensionState.PENDING,
        asked_by_id=actor.user_id,
        said_by=said_by,
        asked_at=moment_of_record(),
        decision="",
        version=1,
    )
    if number is None:
        raise Refused(_("A request for time is already waiting for its decision."), "due_on")
    extension = database.session.get_one(Extension, number)
    event = ExtensionAsked(task.id, number, task.due_on.isoformat(), new_due_on.isoformat(), reason)
    record(actor, f"task:{task.id}", event, said_by=said_by)
    notices.tell_of_request(task, extension)
    return extension


def can_be_taken_back(extension: Extension, now: datetime) -> bool:
    """Return whether who asked may ask no more: within a day, not yet decided about."""
    return extension.state is ExtensionState.PENDING and now - extension.asked_at < TIME_TO_TAKE_BACK


def take_back(actor: Actor, task: Task, extension: Extension) -> None:
    """Ask for the time no more; the request stays to be read.

    Raises:
        Refused: it was asked for more than a day ago.
        InvalidTransition: it was decided, or became needless.

    """
    ensure(policies.take_back_request, actor, task, extension)
    if extension.state is ExtensionState.TAKEN_BACK:
        return  # a double click
    if extension.state is not ExtensionState.PENDING:
        raise InvalidTransition(f"the request is {extension.state}")
    if not can_be_taken_back(extension, moment_of_record()):
        raise Refused(_("A request can be taken back within 24 hours. Please telephone the office."), "sure")
    extension.state, extension.settled_at = ExtensionState.TAKEN_BACK, moment_of_record()
    record(actor, f"task:{task.id}", ExtensionTakenBack(task.id, extension.id), said_by=extension.said_by)


def grant(actor: Actor, task: Task, extension: Extension, due_on: date, words: str = "") -> None:
    """Give the time asked for, or another later day; reminders are earned anew from it.

    Raises:
        Refused: the day is not after today and after the present one, or somebody else looks at the answers.
        Conflict: it was decided otherwise in the meantime.

    """
    if _may_settle(actor, task, extension, ExtensionState.GRANTED):
        moves.checked_day(due_on, after=extension.old_due_on)
        moves.ensure_within(task.parent, due_on)
        moves.date_anew(task, due_on)
        extension.granted_due_on = due_on
        _settle(actor, task, extension, ExtensionState.GRANTED, words)


def refuse(actor: Actor, task: Task, extension: Extension, words: str) -> None:
    """Leave the due day as it is, with a reason.

    Raises:
        Refused: no reason, or somebody else looks at the answers.
        Conflict: it was decided otherwise in the meantime.

    """
    if _may_settle(actor, task, extension, ExtensionState.REFUSED):
        if not words.strip():
            raise Refused(_("Please say it in a few words."), "words")
        _settle(actor, task, extension, ExtensionState.REFUSED, words)


def _may_settle(actor: Actor, task: Task, extension: Extension, state: ExtensionState) -> bool:
    """Return whether it is still to be decided; a second press of the same button decides nothing."""
    ensure(policies.decide_extension, actor, task, extension)
    if extension.state in (ExtensionState.LAPSED, ExtensionState.TAKEN_BACK):
        raise InvalidTransition(f"the request is {extension.state}")
    if extension.state is not ExtensionState.PENDING and (extension.state, extension.decided_by_id) != (state, actor.user_id):
        raise Conflict
    examinations.ensure_free(actor, task)
    return extension.state is ExtensionState.PENDING


def _settle(actor: Actor, task: Task, extension: Extension, state: ExtensionState, words: str) -> None:
    extension.state, extension.decision = state, words.strip()
    extension.decided_by_id, extension.settled_at = actor.user_id, moment_of_record()
    day, late = moves.iso(task.due_on) or "", moves.iso(task.late_after) or ""
    event = ExtensionDecided(task.id, extension.id, state is ExtensionState.GRANTED, day, late, extension.decision)
    record(actor, f"task:{task.id}", event)
    notices.tell_of_extension(task, extension)
