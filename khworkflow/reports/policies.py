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


def ask_for_reports(actor: Actor) -> bool:
    return bool(actor.roles & STAFF)


def request_report(actor: Actor, conclusion: Conclusion) -> bool:
    return request_period(actor, conclusion.association)


def request_period(actor: Actor, association: Association) -> bool:
    return actor.is_system or actor.has(STAFF, association.path)


def see_report(actor: Actor, report: Report) -> bool:
    return actor.is_system or actor.has(STAFF | {Role.OBSERVER}, report.association.path)


def work_on_report(actor: Actor, report: Report) -> bool:
    """Cancel it, word it, give it its number."""
    return actor.has(STAFF, report.association.path)


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
