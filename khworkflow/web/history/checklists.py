"""Sentences about checklists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.checklists.events import ChecklistAmended
from khworkflow.core.i18n import gettext as _
from khworkflow.web.history.telling import Told

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling


def _amended(_telling: Telling, event: ChecklistAmended) -> Told:
    what = {
        "step_added": _("Added a step"),
        "step_changed": _("Worded a step anew; it said: %(before)s", before=event.earlier),
        "step_moved": _("Moved a step"),
        "step_retired": _("Let new tasks get a step no more"),
        "step_restored": _("Let new tasks get a step again"),
        "described": _("Changed name or words of the list; it was %(before)s", before=event.earlier),
        "made": _("Made the list"),
        "list_retired": _("Let new tasks get the list no more"),
        "list_restored": _("Let new tasks get the list again"),
        "reset": _("Went back to the list as shipped"),
    }[event.act]
    said = _("%(what)s (version %(number)s)", what=what, number=event.number)
    return Told(said, f"{event.name}: {event.text}" if event.act == "described" and event.text else event.text)


SENTENCES: Final[dict[type[Event], Sentence]] = {ChecklistAmended: _amended}
