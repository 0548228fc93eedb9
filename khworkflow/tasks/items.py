"""The steps of a task's checklist: ticked with the papers that show them, added, dropped; progress is counted from them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from khworkflow.checklists import commands as wording, queries as checklists
from khworkflow.checklists.facts import Step
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, InvalidTransition, NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.files.models import File
from khworkflow.tasks import finding, policies
from khworkflow.tasks.item_events import ItemAdded, ItemCleared, ItemDropped, ItemEvidenceAdded, ItemRestored, ItemTicked
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION
from khworkflow.tasks.models import Item, ItemEvidence, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


__all__ = ["Step"]

WORDS_MOST: Final = 500
ITEMS_MOST: Final = 60
EVIDENCE_MOST: Final = 30


def copied(task: Task) -> list[Item]:
    """Return the steps that usually lead to what the task asks for, as rows of its own."""
    directive = task.directive
    found = checklists.for_directive(directive.kind.value, f"{directive.title} {directive.quote}")
    return [_row(task, place, step) for place, step in enumerate(found.in_use if found else (), 1)]


def of(task: Task) -> list[Item]:
    """Return the task's steps in their order, those that were dropped too."""
    rows = select(Item).where(Item.task_id == task.id).order_by(Item.place)
    papers = joinedload(Item.evidence).joinedload(ItemEvidence.file).joinedload(File.first_page)
    return list(database.session.scalars(rows.options(joinedload(Item.done_by), joinedload(Item.dropped_by), papers)).unique())


def get(task: Task, item_id: int) -> Item:
    """Return the task's step.

    Raises:
        NotFound: it has none with this number.

    """
    papers = selectinload(Item.evidence).joinedload(ItemEvidence.file)
    rows = select(Item).where(Item.id == item_id, Item.task_id == task.id).options(papers)
    found = database.session.scalar(rows)
    if found is None:
        raise NotFound
    return found


def standing(item: Item) -> str:
    """Return a mark of what stands at the step: nothing while it is open, another one after each change."""
    if item.done_at is None and not item.reason:
        return ""
    said = (item.done_at and item.done_at.isoformat(), item.done_by_id, item.words, item.reason, item.dropped_by_id)
    return sha256(repr(said).encode()).hexdigest()[:16]


def tick(  # noqa: PLR0913 - what is said of which step, and what it may stand in place of
    actor: Actor, task: Task, item: Item, words: str = "", files: Sequence[File] = (), *, over: str = "", client_key: str = ""
) -> None:
    """Say that the step is done; where an outside body has to agree, name its paper.

    Args:
        actor: who says it.
        task: the task.
        item: the step.
        words: which paper shows it.
        files: that paper; the files that the step has already stay.
        over: the ``standing`` of what somebody else said of the step, which these words are to stand in place of.
        client_key: made with the form; the form sent once more, even after the step was opened again, says nothing.

    Raises:
        Refused: the words are missing where they are needed, or too long.
        Conflict: somebody else ticked it with other words, or dropped it, and the page did not show that.

    """
    ensure(policies.work_on_task, actor, task)
    if client_key and item.client_key == client_key:
        return  # it has arrived before
    known = {one.file_id for one in item.evidence}
    given = {file.id: file for file in files if file.id not in known}
    if item.done_at is not None and one_line(words) in ("", item.words) and not given:
        return  # a double click: nothing is said that does not stand there
    _ensure_open(task)
    _ensure_seen(item, over)
    words = _words(words, needed=item.needs_approval, why=_("Please name the paper of the body that agreed: number and day."))
    if item.reason:
        restore(actor, task, item)
    item.done_at, item.done_by_id, item.words = moment_of_record(), actor.user_id, words
    item.client_key = client_key or None
    item.evidence += [ItemEvidence(file_id=number) for number in given]
    finding.add(task, words, *(file.name for file in given.values()))
    percent = _count(task) or 0
    evidence = tuple(file.sha256 for file in given.values())
    record(actor, f"task:{task.id}", ItemTicked(task.id, item.id, item.place, item.text, percent, words, evidence))


def add_evidence(actor: Actor, task: Task, item: Item, files: Sequence[File]) -> None:
    """Add files to a step that is done; a file that it has already is not added again.

    Raises:
        Refused: no file, or too many.
        InvalidTransition: the step is not done, or the task does not lie with the association.

    """
    ensure(policies.work_on_task, actor, task)
    if not files:
        raise Refused(_("Please choose a photograph or a document."), "files")
    known = {one.file.sha256 for one in item.evidence}
    given = [file for file in files if file.sha256 not in known]
    if not given:
        return  # it came before, and the answer to that was lost on the way
    _ensure_open(task)
    if item.done_at is None:
        raise InvalidTransition("it is not done")
    if len(known) + len(given) > EVIDENCE_MOST:
        raise Refused(_("One answer can have at most %(most)s files.", most=EVIDENCE_MOST), "files")
    item.evidence += [ItemEvidence(file_id=file.id) for file in given]
    names = tuple(file.name for file in given)
    finding.add(task, *names)
    event = ItemEvidenceAdded(task.id, item.id, item.place, names, tuple(file.sha256 for file in given))
    record(actor, f"task:{task.id}", event)


def clear(actor: Actor, task: Task, item: Item) -> None:
    """Say that the step is not done after all; its files stay in the history."""
    ensure(policies.work_on_task, actor, task)
    if item.done_at is None:
        return  # a double click
    _ensure_open(task)
    item.done_at = item.done_by_id = None
    item.words, item.evidence = "", []
    record(actor, f"task:{task.id}", ItemCleared(task.id, item.id, item.place, item.text, _count(task, is_counted=True) or 0))


def add(actor: Actor, task: Task, step: Step) -> Item:
    """Add a step to this task's own list; the list that others get stays as it is.

    Raises:
        Refused: it says nothing, is too long, or the list is full.

    """
    ensure(policies.amend_items, actor, task)
    _ensure_open(task)
    last = database.session.scalar(select(func.max(Item.place)).where(Item.task_id == task.id)) or 0
    if last >= ITEMS_MOST:
        raise Refused(_("A list has at most %(most)s steps.", most=ITEMS_MOST), "text")
    step = wording.checked(step)
    same = (Item.task_id == task.id) & (Item.place == last) & (Item.text == step.text) & (Item.approver == step.approver)
    if twin := database.session.scalar(select(Item).where(same, Item.evidence_hint == step.evidence)):
        return twin  # a double click
    item = _row(task, last + 1, step)
    database.session.add(item)
    database.session.flush()  # the log speaks of its number
    finding.add(task, finding.of_step(item.text))
    record(actor, f"task:{task.id}", ItemAdded(task.id, item.id, item.place, item.text, _count(task), item.approver))
    return item


def drop(actor: Actor, task: Task, item: Item, reason: str, *, over: str = "") -> None:
    """Say that the step does not apply to this task, and why; it counts no more.

    Args:
        actor: who says it.
        task: the task.
        item: the step.
        reason: why.
        over: the ``standing`` of what somebody else said of the step, which this is to stand in place of.

    Raises:
        Refused: the reason is missing or too long.
        Conflict: somebody else ticked it, or dropped it for another reason, and the page did not show that.

    """
    ensure(policies.amend_items, actor, task)
    if item.reason and one_line(reason) in ("", item.reason):
        return  # a double click
    _ensure_open(task)
    _ensure_seen(item, over)
    reason = _words(reason, needed=True, why=_("Please say why the step does not apply here."))
    if item.done_at is not None:
        clear(actor, task, item)
    item.reason = reason
    item.dropped_by_id = actor.user_id
    record(actor, f"task:{task.id}", ItemDropped(task.id, item.id, item.place, item.text, _count(task), item.reason))


def restore(actor: Actor, task: Task, item: Item) -> None:
    """Say that a step that was dropped applies after all."""
    ensure(policies.amend_items, actor, task)
    if not item.reason:
        return  # a double click
    _ensure_open(task)
    item.reason, item.dropped_by_id = "", None
    record(actor, f"task:{task.id}", ItemRestored(task.id, item.id, item.place, item.text, _count(task)))


def counted(items: Iterable[Item]) -> tuple[int, int]:
    """Return how many of the steps that apply are done, and how many apply."""
    marks = [item.done_at is not None for item in items if not item.reason]
    return sum(marks), len(marks)


def _row(task: Task, place: int, step: Step) -> Item:
    return Item(
        task=task, place=place, text=step.text, evidence_hint=step.evidence, needs_approval=bool(step.approver),
        approver=step.approver, words="", reason="",
    )  # fmt: skip


def _words(words: str, *, needed: bool, why: str) -> str:
    words = one_line(words)
    if needed and not words:
        raise Refused(why, "words")
    if len(words) > WORDS_MOST:
        raise Refused(_("The text is too long: at most %(most)s characters.", most=WORDS_MOST), "words")
    return words


def _ensure_seen(item: Item, over: str) -> None:
    """Let words about the step pass if it is open, or if the page showed what somebody else had said of it."""
    if over != (now := standing(item)) and now:
        raise Conflict


def _ensure_open(task: Task) -> None:
    if task.state not in WITH_ASSOCIATION:
        raise InvalidTransition(f"no step changes in {task.state}")


def _count(task: Task, *, is_counted: bool = False) -> int | None:
    """Count the task's progress from its steps and return it in percent; while none is done, what was said in words stays.

    Args:
        task: the task.
        is_counted: the steps counted until now, whatever they say now.

    """
    database.session.flush()  # the step that just changed counts
    marks = select(Item.done_at.is_not(None)).where(Item.task_id == task.id, Item.reason == "")
    done = list(database.session.scalars(marks))
    if any(done) or is_counted:
        task.percent = 100 * sum(done) // len(done)
    return task.percent
