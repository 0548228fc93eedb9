"""Putting new words in the place of a directive: a paper of its own, whose tasks take the place of the old ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from khworkflow.conclusions import amending, commands as conclusions
from khworkflow.conclusions.amending import Change, Ground
from khworkflow.conclusions.commands import Description, Head
from khworkflow.conclusions.models import Amendment, Part
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import lock_on
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import clean
from khworkflow.tasks import amendments, commands, measures, moves, policies, queries, shares, withdrawals
from khworkflow.tasks.lifecycle import UNFINISHED
from khworkflow.tasks.moves import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from khworkflow.tasks.models import Task


@dataclass(frozen=True)
class New:
    """The new words, and whom they ask by when; without a day they are reviewed at the half-year report."""

    title: str
    words: str
    due_on: date | None
    parts: Mapping[int, Part] = field(default_factory=dict)  # by the association's number
    seen: Mapping[int, int] = field(default_factory=dict)  # the versions of the old tasks on the page


def planned(actor: Actor, task: Task, new: New) -> list[Change]:
    """Return what would become of each association's task; nothing is changed.

    Raises:
        Refused: no words, nobody asked, or a day that cannot be.

    """
    if not clean(new.words):
        raise Refused(_("Please write the new words."), "text")
    if not new.parts:
        raise Refused(_("Please choose whom the new words ask."), "parts")
    if new.due_on is not None:
        moves.checked_day(new.due_on)
    day = moves.iso(new.due_on) or ""
    old = {one.association_id: one for one in queries.same_directive(actor, task) if one.state in UNFINISHED}
    changes = []
    for one in old.values():
        what = "replaced" if one.association_id in new.parts else "taken_back"
        changes.append(Change(what, one.association_id, one.association.short_name, moves.iso(one.due_on) or "", day, one.id))
    changes += [
        Change("added", beside.id, beside.short_name, new.parts[beside.id].value, day)
        for beside in amendments.below(task.directive)
        if beside.id in new.parts and beside.id not in old
    ]
    if len([one for one in changes if one.what != "taken_back"]) != len(new.parts):
        raise Refused(_("Please choose the associations from the list."), "parts")
    return changes + amendments.of_shares(changes)


def replace(actor: Actor, task: Task, new: New, ground: Ground, shown: Sequence[Change] | None = None) -> Amendment:
    """Issue the new words as a paper of their own, and let its tasks take the place of those not finished yet.

    What was handed in so far stays with the old tasks, and the new ones point to it; requests for time lapse. Whom
    the new words do not ask has the task taken back.

    Args:
        actor: somebody of the committee that concluded.
        task: one of the directive's tasks.
        new: the new words, and whom they ask.
        ground: why, and by which paper.
        shown: what a page said would change, parts that were handed down too; anything else stops it.

    Raises:
        Refused: no reason, no paper, no words, nobody asked, or a day that cannot be.
        Conflict: one of the old tasks changed since it was seen, or more would change than was shown.

    """
    ensure(policies.amend_directive, actor, task)
    if earlier := amending.of_key(task.directive_id, ground.client_key):
        return earlier
    lock_on(f"amendment-{task.directive_id}")
    reason = amendments.checked(ground, needs_paper=True)
    old = {one.id: one for one in queries.same_directive(actor, task)}
    shares.lock(old)
    changes = planned(actor, task, new)
    ending = [one for one in changes if one.task_id and not one.is_of_share]
    if any(old[one.task_id].version != new.seen.get(one.task_id) for one in ending) or shown not in (None, changes):
        raise Conflict
    made = {one.association_id: one for one in _issued(actor, task, new, ground)}
    directive = next(iter(made.values())).directive
    measures.carry_over(actor, task, directive)
    amendment = amendments.write(actor, task, ground, changes, directive)
    for change in ending:
        answer = Answer(reason, f"{ground.client_key}-{change.task_id}", 0)
        withdrawals.take_back(actor, old[change.task_id], answer, made.get(change.association_id))
    return amendment


def _issued(actor: Actor, task: Task, new: New, ground: Ground) -> list[Task]:
    """Draft and issue the paper with the new words, and return its tasks."""
    old, kind = task.directive.conclusion, task.directive.kind
    title = _("Amendment of %(number)s: %(title)s", number=old.number or "", title=new.title)
    who = {"signer": old.signer, "signer_position": old.signer_position}
    conclusion = conclusions.create(actor, old.association, None, title=title, text=new.words, **who)
    conclusions.set_head(actor, conclusion, Head(title, ground.paper_number, ground.paper_on, *who.values()))
    directive = conclusions.mark(actor, conclusion, 0, len(conclusion.text))
    conclusions.describe(actor, directive, Description(new.title, kind, new.due_on, is_reviewed_half_yearly=new.due_on is None))
    by_part = {part: [number for number, one in new.parts.items() if one is part] for part in Part}
    conclusions.assign(actor, directive, by_part[Part.LEAD], by_part[Part.COORDINATE], is_settled=True)
    return commands.issue(actor, conclusion)
