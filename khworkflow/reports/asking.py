"""Beginning the letter that asks why what was reminded of in vain is late."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.clock import day_of
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import moment_of_record
from khworkflow.reminders import escalating
from khworkflow.reports import commands, explanations, policies
from khworkflow.reports.models import ReportKind

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.associations.models import Association
    from khworkflow.conclusions.models import Conclusion
    from khworkflow.reports.models import Report

#: An answer is asked for within so many days.
ANSWER_MOST: Final = timedelta(days=60)


def ask(actor: Actor, conclusion: Conclusion, association: Association, answer_by: date) -> Report:
    """Begin the letter that asks the association why what was reminded of in vain is late; a double click begins one.

    Raises:
        Refused: nothing was reminded of in vain, or the day is none to answer by.

    """
    ensure(policies.request_report, actor, conclusion)
    now = moment_of_record()
    today = day_of(now)
    late = [
        task
        for task in escalating.brought(actor)
        if task.association_id == association.id and task.directive.conclusion_id == conclusion.id
    ]
    if not late:
        raise Refused(_("Nothing of this conclusion was reminded of in vain at this association."), "answer_by")
    if not today < answer_by <= today + ANSWER_MOST:
        raise Refused(_("Please choose a day after today and within sixty days."), "answer_by")
    report = commands.request(actor, conclusion, now, ReportKind.EXPLANATION, association)
    explanations.begin(actor, report, answer_by, late)
    return report
