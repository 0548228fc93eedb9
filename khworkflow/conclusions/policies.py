"""Who may draft, issue and read conclusions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.authz import READERS, Actor, Role

if TYPE_CHECKING:
    from khworkflow.associations.models import Association
    from khworkflow.conclusions.models import Conclusion

DRAFTERS: Final = frozenset({Role.INSPECTOR, Role.COMMITTEE})


def draft_conclusions(actor: Actor) -> bool:
    """Whether the actor drafts for any association at all."""
    return bool(actor.roles & DRAFTERS)


def draft_conclusion(actor: Actor, association: Association) -> bool:
    return actor.has(DRAFTERS, association.path)


def issue_conclusion(actor: Actor, conclusion: Conclusion) -> bool:
    return actor.has(Role.COMMITTEE, conclusion.association.path)


def see_conclusion(actor: Actor, conclusion: Conclusion) -> bool:
    """Whether the actor drafts there, or it is issued and he reads one of its assignees, from there or above."""
    if actor.is_system or draft_conclusion(actor, conclusion.association):
        return True
    assignees = [assignment.association for directive in conclusion.directives for assignment in directive.assignments]
    assignees += [addition.association for directive in conclusion.directives for addition in directive.additions]
    return conclusion.is_issued and any(actor.has(READERS, assignee.path) for assignee in assignees)
