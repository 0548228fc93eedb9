"""What the people of a team are called."""

from __future__ import annotations

from typing import Any, Final

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.inspections.models import TeamRole

TEAM_ROLES: Final[dict[TeamRole, Any]] = {
    TeamRole.HEAD: _("Head of the team"),
    TeamRole.MEMBER: _("Member"),
    TeamRole.PEER: _("From another association"),
}


def team_word(role: TeamRole) -> str:
    """Return what the person is in the team, in the reader's language."""
    return str(TEAM_ROLES[role])
