"""A letter's link on other ways than the mail: taken by somebody of the office, to be sent by Zalo.

Whoever takes a person's link could answer by it too. That cannot be told from the person's own
answer, so who took the link for whom stands in the task's history, before any answer that follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.errors import InvalidTransition, Refused
from khworkflow.core.i18n import day, gettext as _, long_day, ngettext
from khworkflow.eventlog.log import record
from khworkflow.tasks import answering, parties, policies
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION
from khworkflow.tasks.link_events import LinkTaken
from khworkflow.tasks.schedule import days_overdue

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.accounts.models import User
    from khworkflow.tasks.models import Task


def take(actor: Actor, task: Task, person_id: int | None) -> User:
    """Write down that the actor takes the person's link to hand it on; return the person.

    Raises:
        Refused: the person does not answer for the association.
        InvalidTransition: there is nothing to answer at present.

    """
    ensure(policies.take_link, actor, task)
    person = next((one for one in parties.people(task) if one.id == person_id), None)
    if person is None:
        raise Refused(_("Please choose somebody of the association."), "person_id")
    if task.state not in WITH_ASSOCIATION:
        raise InvalidTransition(f"nothing to answer in {task.state}")
    record(actor, f"task:{task.id}", LinkTaken(task.id, person.id, person.name))
    return person


def words(task: Task, person: User, sender: Actor, today: date) -> str:
    """Return a polite reminder with the person's link, ready to be sent by Zalo or text message."""
    conclusion, late = task.directive.conclusion, days_overdue(task.state, task.late_after, today)
    if task.due_on is None:
        when = _("It has no fixed day and will be reviewed at the half-year report.")
    elif late:
        days = ngettext("%(num)d day", "%(num)d days", late)
        when = _("It was due on %(day)s and is now overdue by %(days)s.", day=day(task.due_on), days=days)
    else:
        when = _("It is due on %(day)s.", day=long_day(task.due_on))
    lines = [
        _("Dear %(name)s of %(association)s,", name=person.name, association=task.association.name),
        _("Task: “%(title)s”, of conclusion No. %(number)s.", title=task.directive.title, number=conclusion.number or "…"),
        when,
        _("Please answer on this page, without signing in:"),
        answering.address(task, person.id),
        _("The link is for your association alone; please do not pass it on. Thank you."),
        sender.name,
    ]
    return "\n".join(lines)
