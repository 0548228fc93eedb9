"""What the kinds of directives and the parts in them are called."""

from __future__ import annotations

from typing import Any, Final

from khworkflow.conclusions.models import Kind, Part, Recurrence
from khworkflow.core.i18n import lazy_gettext as _

KINDS: Final[dict[Kind, Any]] = {
    Kind.CONGRESS_STAFFING: _("Congress staffing"),
    Kind.MERGER_PREPARATION: _("Merger preparation"),
    Kind.LEARNING_MODEL_PILOT: _("Pilot of a learning model"),
    Kind.RESOLUTION_TARGETS: _("Targets of the resolution"),
    Kind.CONFERENCE: _("Conference"),
    Kind.COORDINATION: _("Coordination"),
    Kind.PROPOSAL: _("Proposal"),
    Kind.REPORTING: _("Reporting"),
    Kind.MEMBERSHIP: _("Membership"),
    Kind.OTHER: _("Other work"),
}
PARTS: Final[dict[Part, Any]] = {Part.LEAD: _("Lead"), Part.COORDINATE: _("Coordinates")}

RECURRENCES: Final[dict[Recurrence, Any]] = {
    Recurrence.MONTHLY: _("Every month"),
    Recurrence.QUARTERLY: _("Every quarter"),
    Recurrence.HALF_YEARLY: _("Every half-year"),
    Recurrence.YEARLY: _("Every year"),
}


def recurrence_word(recurrence: Recurrence) -> str:
    """Return how often something recurs, in the reader's language."""
    return str(RECURRENCES[recurrence])


def kind_word(kind: Kind) -> str:
    """Return the kind's name in the reader's language."""
    return str(KINDS[kind])


def part_word(part: Part) -> str:
    """Return what the association is in the directive, in the reader's language."""
    return str(PARTS[part])
