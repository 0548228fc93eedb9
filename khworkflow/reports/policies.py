"""Who may ask for and read reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.authz import READERS, STAFF, Actor, Role

if TYPE_CHECKING:
    from khworkflow.associations.models import Association
    from khworkflow.conclusions.models import Conclusion
    from khworkflow.reports.models import Explanation, Report
    from khworkflow.tasks.models import Task


def see_reports(actor: Actor) -> bool:
    return actor.is_system or bool(actor.roles & (STAFF | {Role.OBSERVER}))


def read_reports(actor: Actor) -> bool:
    return see_reports(actor) or Role.CHAIR in actor.roles


def ask_for_reports(actor: Actor) -> bool:
    return bool(actor.roles & STAFF)


def ask_for_periods(actor: Actor) -> bool:
    return bool(actor.roles & (STAFF | {Role.CHAIR}))


def request_report(actor: Actor, conclusion: Conclusion) -> bool:
    return request_paper(actor, conclusion.association)


def request_paper(actor: Actor, association: Association) -> bool:
    return actor.is_system or actor.has(STAFF, association.path)


def request_period(actor: Actor, association: Association) -> bool:
    """Those who follow up; and a chair, of his own association alone."""
    return request_paper(actor, association) or actor.holds(Role.CHAIR, association.id)


def see_report(actor: Actor, report: Report) -> bool:
    """Those who follow up; of his own association's reports of periods a chair those with a number, and what he asked for."""
    follows = actor.is_system or actor.has(STAFF | {Role.OBSERVER}, report.association.path)
    return follows or (_is_own(actor, report) and (report.number is not None or report.requested_by_id == actor.user_id))


def work_on_report(actor: Actor, report: Report) -> bool:
    """Cancel it, word it, give it its number: whoever follows up; a chair what he asked for himself."""
    is_mine = _is_own(actor, report) and report.requested_by_id == actor.user_id
    return actor.has(STAFF, report.association.path) or is_mine


def _is_own(actor: Actor, report: Report) -> bool:
    """Whether it is a report of a period of the association that the actor chairs."""
    return report.since_on is not None and actor.holds(Role.CHAIR, report.association_id)


def keep_paper_rules(actor: Actor, association: Association) -> bool:
    return actor.has(Role.COMMITTEE, association.path)


def keep_paper_templates(actor: Actor, association: Association) -> bool:
    return keep_paper_rules(actor, association)


def see_lessons(actor: Actor) -> bool:
    return bool(actor.roles & READERS)


def mark_lesson(actor: Actor, task: Task) -> bool:
    """The association whose words they are, and the office that follows it up."""
    own = actor.holds(frozenset({Role.CHAIR, Role.OFFICER}), task.association_id)
    return own or share_lesson(actor, task)


def share_lesson(actor: Actor, task: Task) -> bool:
    return actor.has(STAFF, task.directive.conclusion.association.path)


def see_explanation(actor: Actor, explanation: Explanation) -> bool:
    """Those who follow up; and the association itself, once the letter has its number."""
    is_theirs = actor.holds(frozenset({Role.CHAIR, Role.OFFICER}), explanation.association_id)
    return see_report(actor, explanation.report) or (is_theirs and explanation.report.number is not None)


def give_explanation(actor: Actor, explanation: Explanation) -> bool:
    """The chair of the association that is asked, in person."""
    return actor.holds(Role.CHAIR, explanation.association_id) and explanation.report.number is not None
