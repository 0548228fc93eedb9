"""Changing what a directive asks after it was issued: with a reason, a preview, and a word to everybody concerned.

The issued words stay as they are. What changes is written beside them (``conclusions.models.Amendment``), the tasks
change by the same commands as ever, and the log tells each of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from khworkflow.associations import queries as associations
from khworkflow.associations.models import Association
from khworkflow.conclusions import amending
from khworkflow.conclusions.amending import Change, Ground
from khworkflow.conclusions.models import Addition, Amendment, Part
from khworkflow.conclusions.recurring import due_of
from khworkflow.core import clock
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database, lock_on
from khworkflow.core.errors import Conflict, NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.tasks import moves, notices, periods, policies, queries, shares, withdrawals
from khworkflow.tasks.events import DirectiveAmended, TaskAmended
from khworkflow.tasks.lifecycle import UNFINISHED
from khworkflow.tasks.moves import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from khworkflow.conclusions.models import Directive
    from khworkflow.tasks.models import Task

__all__ = ["Change", "Ground", "Part"]

PAPER_MOST: Final = 100


@dataclass(frozen=True)
class Plan:
    """What is to become of a directive's tasks; what is not named stays as it is."""

    due_on: Mapping[int, date] = field(default_factory=dict)  # by the task's number
    parts: Mapping[int, Part] = field(default_factory=dict)
    taken_back: frozenset[int] = frozenset()
    added: Mapping[int, Part] = field(default_factory=dict)  # by the association's number
    added_due_on: date | None = None
    seen: Mapping[int, int] = field(default_factory=dict)  # the versions on the page


def planned(actor: Actor, task: Task, plan: Plan) -> list[Change]:
    """Return everything the plan would change, for the preview and for the amendment itself; nothing is changed.

    Raises:
        Refused: it would change nothing, or cannot be; the message says what.
        NotFound: it names an association that is not below the one that concluded.

    """
    tasks = queries.same_directive(actor, task)
    changes = []
    for one in (one for one in tasks if one.state in UNFINISHED):
        name, number = one.association.short_name, one.association_id
        if one.id in plan.taken_back:
            changes.append(Change("taken_back", number, name, one.part.value, "", one.id))
            continue
        due_on, part = plan.due_on.get(one.id, one.due_on), plan.parts.get(one.id, one.part)
        if due_on is not None and due_on != one.due_on:
            moves.checked_day(due_on)
            changes.append(Change("due", number, name, moves.iso(one.due_on) or "", due_on.isoformat(), one.id))
        if part is not one.part:
            changes.append(Change("part", number, name, one.part.value, part.value, one.id))
    if plan.added:
        day = _day_of_added(task.directive, plan.added_due_on)
        changes += [
            Change("added", new.id, new.short_name, plan.added[new.id].value, moves.iso(day) or "")
            for new in _addable(task, tasks, plan.added)
        ]
    if not changes:
        raise Refused(_("Please choose what is to be amended."), "words")
    return changes + of_shares(changes)


def of_shares(changes: Iterable[Change]) -> list[Change]:
    """Return what follows for the parts that were handed down: none is due after its whole, none outlives it."""
    changes = list(changes)
    days = {one.task_id: date.fromisoformat(one.after) for one in changes if one.what == "due"}
    ended = [one.task_id for one in changes if one.what in ("taken_back", "replaced")]
    found = [("share_due", one) for one in shares.later_than(days)]
    found += [("share_ended", one) for one in (shares.unfinished_of(ended) if ended else [])]
    return [
        Change(what, one.association_id, shares.name_of(one), moves.iso(one.due_on) or "", _day_after(one, days), one.id)
        for what, one in found
    ]


def _day_after(share: Task, days: Mapping[int, date]) -> str:
    return moves.iso(days.get(share.parent_id or 0)) or ""


def lapsing(changes: Iterable[Change]) -> int:
    """Return how many requests for time would become needless."""
    touched = {one.task_id for one in changes if one.what in ("due", "taken_back", "replaced") or one.is_of_share}
    return len(queries.pending_of(touched))


def people(changes: Iterable[Change]) -> dict[str, list[str]]:
    """Return who would be told, by the association's name; an empty list where there is nobody with an address."""
    several = {one.association_id: one.name for one in changes}
    return {name: [person.name for person in associations.contacts(number)] for number, name in several.items()}


def amend(actor: Actor, task: Task, plan: Plan, ground: Ground, shown: Sequence[Change] | None = None) -> Amendment:
    """Change due days and who is asked, of the directive of which this is one task: all of it or, when refused, nothing.

    Args:
        actor: somebody of the committee that concluded.
        task: one of the directive's tasks.
        plan: what is to become of them.
        ground: why, and by which paper.
        shown: what a page said would change, parts that were handed down too; anything else stops it.

    Raises:
        Refused: no reason, half a paper, nothing to change, or a day that cannot be.
        Conflict: one of the tasks changed since it was seen, or more would change than was shown.

    """
    ensure(policies.amend_directive, actor, task)
    if earlier := amending.of_key(task.directive_id, ground.client_key):
        return earlier
    lock_on(f"amendment-{task.directive_id}")
    reason = checked(ground)
    shares.lock({*plan.due_on, *plan.taken_back})
    changes = planned(actor, task, plan)
    by_number = {one.id: one for one in queries.same_directive(actor, task)}
    own = {one.task_id for one in changes if one.task_id and not one.is_of_share}
    if any(by_number[number].version != plan.seen.get(number) for number in own) or shown not in (None, changes):
        raise Conflict
    amendment = write(actor, task, ground, changes)
    for change in changes:
        if change.what == "taken_back":
            withdrawals.take_back(actor, by_number[change.task_id], Answer(reason, f"{ground.client_key}-{change.task_id}", 0))
    _change_tasks(actor, amendment, [one for one in changes if one.what in ("due", "part")], by_number)
    _add(actor, task.directive, amendment, changes)
    for change in changes:
        if change.what != "taken_back" and not change.is_of_share:  # who has it no more, or a part, was told by that already
            notices.tell_amendment(amendment, change.association_id)
    return amendment


def write(actor: Actor, task: Task, ground: Ground, changes: Sequence[Change], replaced_by: Directive | None = None) -> Amendment:
    """Write the amendment down beside the directive's locked words, and let the conclusion's history tell it."""
    told = list(dict.fromkeys(name for names in people(changes).values() for name in names))
    amendment = amending.keep(
        actor, task.directive_id, ground, changes, told, replaced_by_id=replaced_by.id if replaced_by else None
    )
    event = DirectiveAmended(
        task.directive_id,
        amendment.id,
        dated=tuple(one.task_id for one in changes if one.what == "due"),
        recast=tuple(one.task_id for one in changes if one.what == "part"),
        given_to=tuple(one.association_id for one in changes if one.what == "added"),
        taken_from=tuple(one.association_id for one in changes if one.what == "taken_back"),
        replaced_by=replaced_by.id if replaced_by else None,
        paper=amendment.paper_number or "",
        words=amendment.reason,
        told=tuple(told),
        brought_forward=tuple(one.task_id for one in changes if one.what == "share_due"),
    )
    record(actor, f"conclusion:{task.directive.conclusion_id}", event)
    return amendment


def checked(ground: Ground, *, needs_paper: bool = False) -> str:
    """Return the reason, if the ground is whole.

    Raises:
        Refused: no reason, too many words, or half of what names a paper.

    """
    reason = moves.words_of(Answer(ground.reason, ground.client_key, 0), needed=True)
    number = one_line(ground.paper_number)
    if len(number) > PAPER_MOST:
        raise Refused(_("This is too long: at most %(most)s characters.", most=PAPER_MOST), "paper_number")
    if needs_paper and not number:
        raise Refused(_("New words need a paper: please give its number and day."), "paper_number")
    if bool(number) != (ground.paper_on is not None):
        raise Refused(_("Please give both the number and the day of the paper."), "paper_on" if number else "paper_number")
    return reason


def below(directive: Directive) -> list[Association]:
    """Return whom the directive can name today: the associations in force below the one that concluded."""
    above, today = directive.conclusion.association, clock.day_of(moment_of_record())
    return [one for level in associations.levels_below(above) for one in associations.in_force(above, level, today)]


def _day_of_added(directive: Directive, chosen: date | None) -> date | None:
    """Return by when those added have it done: by the day chosen, else by the directive's for the present period."""
    day = chosen or directive.due_on
    if day is not None and chosen is None and directive.recurrence is not None:
        day = due_of(day, directive.recurrence, periods.latest_period(directive.id))
    return moves.checked_day(day) if day is not None else None


def _addable(task: Task, tasks: Iterable[Task], added: Mapping[int, Part]) -> list[Association]:
    """Return the associations to be added; none that has the directive, or had it taken back."""
    named = {one.association_id: one.association.short_name for one in tasks}
    found = [one for one in below(task.directive) if one.id in added]
    if len(found) != len(added):
        raise NotFound
    if again := [named[one.id] for one in found if one.id in named]:
        raise Refused(_("%(names)s had this directive already. New words can give it anew.", names=", ".join(again)), "added")
    return found


def _change_tasks(actor: Actor, amendment: Amendment, changes: Sequence[Change], by_number: Mapping[int, Task]) -> None:
    for number in dict.fromkeys(one.task_id for one in changes):
        task = by_number[number]
        old_due_on, old_part = moves.iso(task.due_on), task.part.value
        for change in (one for one in changes if one.task_id == number):
            if change.what == "due":
                moves.lapse(actor, task)
                moves.date_anew(task, date.fromisoformat(change.after))
            else:
                task.part = Part(change.after)
        task.moved_at = moment_of_record()
        event = TaskAmended(
            task.id,
            amendment.id,
            due_on=moves.iso(task.due_on),
            late_after=moves.iso(task.late_after),
            part=task.part.value,
            old_due_on=old_due_on,
            old_part=old_part,
            paper=amendment.paper_number or "",
            words=amendment.reason,
        )
        record(actor, f"task:{task.id}", event)
        shares.bring_forward(actor, task, amendment.reason)


def _add(actor: Actor, directive: Directive, amendment: Amendment, changes: Iterable[Change]) -> None:
    """Give the directive to associations that did not have it: from here on they read the conclusion, too."""
    added = [one for one in changes if one.what == "added"]
    today, period = clock.day_of(moment_of_record()), periods.latest_period(directive.id)
    tasks = []
    for one in added:
        association, part = database.session.get_one(Association, one.association_id), Part(one.before)
        row = Addition(amendment_id=amendment.id, directive_id=directive.id, association_id=association.id, part=part)
        database.session.add(row)
        due_on = date.fromisoformat(one.after) if one.after else None
        tasks.append(periods.given(directive, association, part, due_on, period, today))
    periods.write_down(actor, tasks)
