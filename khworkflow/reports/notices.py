"""Who hears of papers: a prepared report, a letter that asks for an explanation, its answer; sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.associations import queries as associations
from khworkflow.core.authz import Role
from khworkflow.mailing.commands import owe

if TYPE_CHECKING:
    from khworkflow.reports.models import Explanation, Report


def tell_committee(report: Report) -> None:
    """Owe the committee a word about the report that the timetable prepared."""
    for person in associations.holders(Role.COMMITTEE, report.association_id):
        owe(person.id, "report_prepared", f"report:{report.id}", key=f"report_prepared-{report.id}-{person.id}")


def tell_association(explanation: Explanation) -> None:
    """Owe the association a word that it is asked to explain: its letter of the day says so."""
    for person in associations.contacts(explanation.association_id):
        key = f"explanation_asked-{explanation.id}-{person.id}"
        owe(person.id, "explanation_asked", f"explanation:{explanation.id}", key=key)


def tell_of_answer(explanation: Explanation) -> None:
    """Owe those whose letter it was a word that it was answered."""
    for person in associations.holders(Role.COMMITTEE, explanation.report.association_id):
        key = f"explanation_given-{explanation.id}-{person.id}"
        owe(person.id, "explanation_given", f"explanation:{explanation.id}", key=key)
