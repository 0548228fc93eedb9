"""Ticking the steps of a task's checklist, with the paper that shows each; progress is counted from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import InvalidTransition, NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.tasks import checklists, finding, policies
from khworkflow.tasks.events import ItemCleared, ItemTicked
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION
from khworkflow.tasks.models import Item, Task

if TYPE_CHECKING:
    from khworkflow.files.models import File

WORDS_MOST = 500


def copied(task: Task) -> list[Item]:
    """Return the steps that usually lead to what the task asks for, as rows of its own."""
    directive = task.directive
    found = checklists.fitting(directive.kind.value, f"{directive.title} {directive.quote}")
    steps = found.steps if found else ()
    return [
        Item(task=task, place=place, text=step.text, evidence_hint=step.evidence, needs_approval=step.needs_approval)
        for place, step in enumerate(steps, 1)
    ]


def of(task: Task) -> list[Item]:
    """Return the task's steps in their order."""
    rows = select(Item).where(Item.task_id == task.id).order_by(Item.place)
    return list(database.session.scalars(rows.options(joinedload(Item.done_by), joinedload(Item.file))))


def get(task: Task, item_id: int) -> Item:
    """Return the task's step.

    Raises:
        NotFound: it has none with this number.

    """
    found = database.session.get(Item, item_id)
    if found is None or found.task_id != task.id:
        raise NotFound
    return found


def tick(actor: Actor, task: Task, item: Item, words: str = "", file: File | None = None) -> None:
    """Say that the step is done; where an outside body has to agree, name its paper.

    Raises:
        Refused: the words are missing where they are needed, or too long.

    """
    ensure(policies.work_on_task, actor, task)
    if item.done_at is not None:
        return  # a double click
    _ensure_open(task)
    words = one_line(words)
    if item.needs_approval and not words:
        raise Refused(_("Please name the paper by which the outside body agreed: number and day."), "words")
    if len(words) > WORDS_MOST:
        raise Refused(_("The text is too long: at most %(most)s characters.", most=WORDS_MOST), "words")
    item.done_at, item.done_by_id, item.words = moment_of_record(), actor.user_id, words
    item.file_id = file.id if file else None
    evidence = (file.sha256,) if file else ()
    finding.add(task, words, file.name if file else "")
    percent = _count(task)
    record(actor, f"task:{task.id}", ItemTicked(task.id, item.id, item.place, item.text, percent, words, evidence))


def clear(actor: Actor, task: Task, item: Item) -> None:
    """Say that the step is not done after all."""
    ensure(policies.work_on_task, actor, task)
    if item.done_at is None:
        return  # a double click
    _ensure_open(task)
    item.done_at = item.done_by_id = item.file_id = None
    item.words = ""
    record(actor, f"task:{task.id}", ItemCleared(task.id, item.id, item.place, item.text, _count(task)))


def _ensure_open(task: Task) -> None:
    if task.state not in WITH_ASSOCIATION:
        raise InvalidTransition(f"no step changes in {task.state}")


def _count(task: Task) -> int:
    """Count the task's progress from its steps; return it in percent."""
    database.session.flush()  # the step that just changed counts
    marks = list(database.session.scalars(select(Item.done_at.is_not(None)).where(Item.task_id == task.id)))
    task.percent = 100 * sum(marks) // len(marks)
    return task.percent
