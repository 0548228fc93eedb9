"""Asking for a report."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from khworkflow.core import wake
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.clock import day_of
from khworkflow.core.db import database
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import day, gettext as _
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.reports import policies
from khworkflow.reports.events import ReportRequested
from khworkflow.reports.models import Report, ReportState

if TYPE_CHECKING:
    from datetime import datetime

    from khworkflow.conclusions.models import Conclusion

DOUBLE_CLICK: Final = timedelta(seconds=5)
PENDING = (ReportState.REQUESTED, ReportState.COMPILING)


def request(actor: Actor, conclusion: Conclusion, as_of: datetime) -> Report:
    """Ask for a status report as of the moment; a double click, or asking again while it is pending, gives the first.

    Raises:
        Refused: the conclusion is not issued, or was issued after that moment.

    """
    ensure(policies.request_report, actor, conclusion)
    if conclusion.issued_at is None or as_of < conclusion.issued_at:
        when = day(day_of(conclusion.issued_at)) if conclusion.issued_at else _("not issued yet")
        raise Refused(_("There is nothing to report before the conclusion was issued (%(when)s).", when=when), "as_of")
    if actor.user_id is None:
        msg = "a report is asked for by a person"
        raise ValueError(msg)
    pending = select(Report).where(
        Report.conclusion_id == conclusion.id,
        Report.as_of.between(as_of - DOUBLE_CLICK, as_of),
        Report.requested_by_id == actor.user_id,
        Report.state.in_(PENDING),
    )
    if earlier := database.session.scalar(pending):
        return earlier
    report = Report(conclusion_id=conclusion.id, as_of=as_of, requested_by_id=actor.user_id, requested_at=moment_of_record())
    database.session.add(report)
    database.session.flush()  # the log and the page name the report by number
    record(actor, f"report:{report.id}", ReportRequested(report.id, conclusion.id, as_of.isoformat()))
    wake.soon("compile")
    return report
