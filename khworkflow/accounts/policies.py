"""Who may keep other people's accounts."""

from __future__ import annotations

from khworkflow.core.authz import Actor, Role


def keep_accounts(actor: Actor) -> bool:
    return actor.is_system or Role.ADMINISTRATOR in actor.roles
