"""Who words the checklists."""

from __future__ import annotations

from khworkflow.core.authz import Actor, Role


def keep_checklists(actor: Actor) -> bool:
    return actor.is_system or bool(actor.roles & {Role.COMMITTEE, Role.ADMINISTRATOR})
