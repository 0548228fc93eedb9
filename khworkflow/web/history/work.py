"""Sentences about tasks and about the reports on them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import gettext as _, moment
from khworkflow.reports.events import ReportCompiled, ReportRequested
from khworkflow.tasks.events import TaskIssued, TaskMoved
from khworkflow.tasks.lifecycle import Action, State
from khworkflow.web.history.telling import Told, written_day
from khworkflow.web.status import word_of

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling


def _issued(_telling: Telling, event: TaskIssued) -> Told:
    if event.due_on is None:
        return Told(_("The task was given, to be reviewed at the half-year report."))
    return Told(_("The task was given, due on %(day)s.", day=written_day(event.due_on)))


def _moved(_telling: Telling, event: TaskMoved) -> Told:
    said = {
        Action.ACKNOWLEDGE: _("Received the task"),
        Action.REPORT_PROGRESS: _("Reported progress"),
        Action.WAIT_OUTSIDE: _("Reported waiting for another body"),
        Action.SUBMIT: _("Handed in the result"),
        Action.ACCEPT: _("Confirmed the result"),
        Action.ACCEPT_IN_PART: _("Confirmed the result in part"),
        Action.HAND_BACK: _("Returned the result for completion"),
        Action.CLOSE_NOT_DONE: _("Closed the task as not possible"),
    }[Action(event.action)]
    return Told(_("%(what)s. State: %(state)s.", what=said, state=word_of(State(event.after)).lower()), event.words)


def _requested(_telling: Telling, event: ReportRequested) -> Told:
    return Told(_("Asked for the report, as of %(moment)s.", moment=moment(datetime.fromisoformat(event.as_of))))


def _compiled(_telling: Telling, _event: ReportCompiled) -> Told:
    return Told(_("The report was compiled."))


SENTENCES: Final[dict[type[Event], Sentence]] = {
    TaskIssued: _issued,
    TaskMoved: _moved,
    ReportRequested: _requested,
    ReportCompiled: _compiled,
}
