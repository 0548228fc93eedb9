"""Sentences about rounds of inspection: days, team, visits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import gettext as _
from khworkflow.inspections.events import InspectionRecorded, MemberNamed, MemberRemoved, VisitRecorded
from khworkflow.inspections.queries import TeamRole
from khworkflow.inspections.wording import team_word
from khworkflow.web.history.telling import Told, written_day

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling


def _recorded(telling: Telling, event: InspectionRecorded) -> Told:
    facts = {"title": event.title, "begins": written_day(event.begins_on), "ends": written_day(event.ends_on)}
    if telling.is_news("inspection", event.inspection_id):
        return Told(_("Recorded the round “%(title)s”, from %(begins)s to %(ends)s.", **facts))
    return Told(_("Amended the round: “%(title)s”, from %(begins)s to %(ends)s.", **facts))


def _named(_telling: Telling, event: MemberNamed) -> Told:
    role = team_word(TeamRole(event.role)).lower()
    return Told(_("Added %(name)s to the team: %(role)s.", name=event.name, role=role))


def _removed(_telling: Telling, event: MemberRemoved) -> Told:
    return Told(_("Took %(name)s out of the team.", name=event.name))


def _visited(telling: Telling, event: VisitRecorded) -> Told | None:
    """Tell that the visit was written down or amended; the round's page has its words, as they are now."""
    name = telling.associations.get(event.association_id)
    is_news = telling.is_news("visit", event.visit_id)
    if name is None:
        return None
    facts = {"association": name, "day": written_day(event.on)}
    if is_news:
        return Told(_("Wrote down the visit to %(association)s on %(day)s.", **facts))
    return Told(_("Amended what is written of the visit to %(association)s on %(day)s.", **facts))


SENTENCES: Final[dict[type[Event], Sentence]] = {
    InspectionRecorded: _recorded,
    MemberNamed: _named,
    MemberRemoved: _removed,
    VisitRecorded: _visited,
}
