"""A status as people see it: a shape, a word and a colour, never one of them alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from khworkflow.core import clock
from khworkflow.core.i18n import gettext as _, lazy_gettext as _l, ngettext
from khworkflow.tasks.commands import SaidHow
from khworkflow.tasks.lifecycle import Claim, State
from khworkflow.tasks.schedule import days_left, days_overdue, days_submitted_late, is_near

if TYPE_CHECKING:
    from datetime import date, datetime

    from khworkflow.tasks.board import Cell
    from khworkflow.tasks.models import Task


@dataclass(frozen=True)
class Status:
    """What the mark of a task shows."""

    role: str  # late, due, wait, going, done, none: the colour
    shape: str
    word: str
    note: str | None = None


#: State → colour, shape and word, when no day overrides it.
_PLAIN: Final[dict[State, tuple[str, str, Any]]] = {
    State.ASSIGNED: ("none", "assigned", _l("Assigned")),
    State.ACKNOWLEDGED: ("going", "acknowledged", _l("Acknowledged")),
    State.IN_PROGRESS: ("going", "in_progress", _l("In progress")),
    State.WAITING_OUTSIDE: ("wait", "waiting_outside", _l("Waiting for another body")),
    State.SUBMITTED: ("wait", "submitted", _l("Awaiting confirmation")),
    State.RETURNED: ("due", "returned", _l("Returned for completion")),
    State.ACCEPTED: ("done", "accepted", _l("Done")),
    State.ACCEPTED_IN_PART: ("done", "accepted_in_part", _l("Done in part")),
    State.CLOSED_NOT_DONE: ("none", "closed_not_done", _l("Could not be done")),
    State.WITHDRAWN: ("none", "withdrawn", _l("Withdrawn")),
    State.SUPERSEDED: ("none", "superseded", _l("Superseded")),
}

#: What an association says of a task that it does not simply say was done, as a sentence of its own.
CLAIMS: Final = {
    Claim.DONE.value: _l("The association says: done."),
    Claim.DONE_BEFORE.value: _l("The association says: already done before the conclusion."),
    Claim.NOT_APPLICABLE.value: _l("The association says: does not apply here."),
    Claim.REFUSED.value: _l("The association says: cannot be done."),
}
#: On what way words came that another person typed, as it stands after a name.
WAYS: Final = {
    SaidHow.TELEPHONE.value: _l("on the telephone"),
    SaidHow.MESSAGE.value: _l("by Zalo or text message"),
    SaidHow.IN_PERSON.value: _l("in person"),
    SaidHow.PAPER.value: _l("on paper"),
    SaidHow.MAIL.value: _l("by mail"),
    SaidHow.LINK.value: _l("by the task's own link"),
}


#: By what a list of tasks is filtered: each shape with the word that stands beside it, what is urgent first.
SHAPES: Final[dict[str, tuple[str, Any]]] = {
    "overdue": ("late", _l("Overdue")),
    "due_soon": ("due", _l("Due")),
    **{shape: (role, word) for role, shape, word in _PLAIN.values()},
    "done_late": ("done", _l("Done late")),
}


def word_of(state: State) -> str:
    """Return the state's word in the reader's language."""
    return str(_PLAIN[state][2])


def status_of(task: Task | Cell, today: date) -> Status:
    """Return the mark of the task on that day."""
    if late := days_overdue(task.state, task.late_after, today):
        return Status("late", "overdue", _("Overdue"), days(late))
    if task.state is State.SUBMITTED and task.submitted_at:
        return _plain(task.state, waited(task.submitted_at, today))
    if task.state is State.WAITING_OUTSIDE and task.waiting_since:
        return _plain(task.state, waited(task.waiting_since, today))
    if task.state is State.ACCEPTED and task.submitted_at:
        late = days_submitted_late(task.late_after, clock.day_of(task.submitted_at))
        return Status("done", "done_late", _("Done late"), days(late)) if late else _plain(task.state)
    if is_near(task.state, task.due_on, today) and task.state is not State.RETURNED:
        left = days_left(task.due_on, today)
        return Status("due", "due_soon", _("Due"), _("today") if left == 0 else _("%(days)s left", days=days(left or 0)))
    not_applicable = task.state is State.CLOSED_NOT_DONE and task.claim is Claim.NOT_APPLICABLE
    return Status("none", "closed_not_done", _("Does not apply")) if not_applicable else _plain(task.state)


def waited(moment: datetime, today: date) -> str:
    """Return for how long something has waited: "6 ngày", or that it came today."""
    number = (today - clock.day_of(moment)).days
    return days(number) if number else _("today")


def days(number: int) -> str:
    """Return "4 ngày" in the reader's language."""
    return ngettext("%(num)d day", "%(num)d days", number)


def _plain(state: State, note: str | None = None) -> Status:
    role, shape, word = _PLAIN[state]
    return Status(role, shape, str(word), note)
