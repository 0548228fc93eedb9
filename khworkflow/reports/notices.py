"""Who hears that a report was prepared; writes what is owed, sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.associations import queries as associations
from khworkflow.core.authz import Role
from khworkflow.mailing.commands import owe

if TYPE_CHECKING:
    from khworkflow.reports.models import Report


def tell_committee(report: Report) -> None:
    """Owe the committee a word about the report that the timetable prepared."""
    for person in associations.holders(Role.COMMITTEE, report.association_id):
        owe(person.id, "report_prepared", f"report:{report.id}", key=f"report_prepared-{report.id}-{person.id}")
