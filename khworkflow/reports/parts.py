"""The part of a letter that tells of a prepared report, from the state of now; None when no longer true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core import clock, links
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import NotFound
from khworkflow.core.i18n import day, gettext as _
from khworkflow.mailing.parts import Line, Part
from khworkflow.reports import queries
from khworkflow.reports.models import ReportState

if TYPE_CHECKING:
    from khworkflow.mailing.models import Owed


def report_prepared(owed: Owed) -> Part | None:
    """Tell the committee of a report of a period that is there to be read, worded and given its number."""
    try:
        report = queries.get(SYSTEM, int(owed.subject.partition(":")[2]))
    except NotFound:
        return None
    if report.state in {ReportState.FAILED, ReportState.CANCELLED} or report.number is not None or report.since_on is None:
        return None
    until = report.until_on or clock.day_of(report.as_of)
    line = Line(
        _("Report from %(since)s to %(until)s", since=day(report.since_on), until=day(until)),
        _("figures as of %(day)s", day=day(clock.day_of(report.as_of))),
        links.to(f"/reports/{report.id}"),
        key=f"report-{report.id}",
    )
    return Part(_("Reports prepared for you to read and number"), (line,), rank=60)
