"""Who may ask for and read reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.authz import STAFF, Actor, Role

if TYPE_CHECKING:
    from khworkflow.conclusions.models import Conclusion
    from khworkflow.reports.models import Report


def see_reports(actor: Actor) -> bool:
    return actor.is_system or bool(actor.roles & (STAFF | {Role.OBSERVER}))


def ask_for_reports(actor: Actor) -> bool:
    return bool(actor.roles & STAFF)


def request_report(actor: Actor, conclusion: Conclusion) -> bool:
    return actor.is_system or actor.has(STAFF, conclusion.association.path)


def see_report(actor: Actor, report: Report) -> bool:
    return actor.is_system or actor.has(STAFF | {Role.OBSERVER}, report.conclusion.association.path)
