"""The part of a letter that tells of an amendment, as far as it still holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from khworkflow.conclusions import amending
from khworkflow.conclusions.models import Part as Role
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.core.i18n import day, gettext as _
from khworkflow.mailing.parts import Counts, Line, Part
from khworkflow.tasks import answering, moves, queries
from khworkflow.tasks.lifecycle import UNFINISHED
from khworkflow.tasks.models import Task
from khworkflow.tasks.parts import number_of, quoted, task_of

if TYPE_CHECKING:
    from khworkflow.conclusions.amending import Change
    from khworkflow.mailing.models import Owed


def directive_amended(owed: Owed) -> Part | None:
    """Tell one association everything that an amendment changed for it: in one line, with the reason."""
    amendment, association_id = amending.get(number_of(owed)), owed.detail["association_id"]
    task = _task_of(amendment.directive_id, association_id) if amendment else None
    if amendment is None or task is None:
        return None
    mine = [one for one in amending.changes_of(amendment) if one.association_id == association_id]
    notes = [note for one in mine if (note := _holds(one, task))]
    if not notes:
        return None
    note = " ".join(notes) + quoted(amendment.reason)
    if amendment.paper_number and amendment.paper_on:
        note += " " + _("By No. %(number)s of %(day)s.", number=amendment.paper_number, day=day(amendment.paper_on))
    line = Line(task.directive.title, note, answering.address(task, owed.person_id), key=f"amended-{amendment.id}")
    return Part(_("What was amended"), (line,), rank=15, counts=Counts(decided=frozenset({task.id})))


def share_brought_forward(owed: Owed) -> Part | None:
    """Tell the association that its part is due earlier, if it still is due on that day and has not ended."""
    share, new, old = task_of(owed), owed.detail["due_on"], owed.detail["old_due_on"]
    if share is None or share.parent is None or share.state not in UNFINISHED or moves.iso(share.due_on) != new:
        return None
    note = _(
        "New due day: %(day)s (it was %(old)s), because the task of %(association)s, of which this is a part, is due then.",
        day=day(date.fromisoformat(new)),
        old=day(date.fromisoformat(old)),
        association=share.parent.association.short_name,
    )
    note += quoted(owed.detail["words"])
    line = Line(share.directive.title, note, answering.address(share, owed.person_id), key=f"brought-forward-{share.id}")
    return Part(_("What was amended"), (line,), rank=15, counts=Counts(decided=frozenset({share.id})))


def _task_of(directive_id: int, association_id: int) -> Task | None:
    """Return the association's latest task of the directive that is not finished yet, for the letter to its people."""
    mine = queries.visible(SYSTEM).where(
        Task.directive_id == directive_id, Task.association_id == association_id, Task.parent_id.is_(None)
    )
    return database.session.scalar(mine.where(Task.state.in_(UNFINISHED)).order_by(Task.period.desc()).limit(1))


def _holds(change: Change, task: Task) -> str:
    """Return what was changed, if it is still so."""
    due_on = task.due_on
    if change.what == "due" and due_on is not None and due_on.isoformat() == change.after:
        if not change.before:
            return _("New due day: %(day)s.", day=day(due_on))
        return _("New due day: %(day)s (it was %(old)s).", day=day(due_on), old=day(date.fromisoformat(change.before)))
    if change.what == "part" and task.part.value == change.after:
        return _("Your association leads now.") if task.part is Role.LEAD else _("Your association coordinates now.")
    if change.what == "added" and due_on is not None:
        return _("This was given to your association, too, due on %(day)s.", day=day(due_on))
    if change.what == "added":
        return _("This was given to your association, too, to be reviewed at the half-year report.")
    return ""
