"""Recording a round: team, visits, what was reported and found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import day, gettext as _
from khworkflow.core.text import clean, one_line
from khworkflow.eventlog.log import record
from khworkflow.inspections import policies
from khworkflow.inspections.events import InspectionRecorded, VisitRecorded
from khworkflow.inspections.models import Inspection, TeamMember, TeamRole, Visit

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.associations.models import Association

TITLE_MOST = 500


def begin(actor: Actor, association: Association, title: str, purpose: str, begins_on: date, ends_on: date) -> Inspection:
    """Record a round of the association that inspects.

    Raises:
        Refused: no title, or the last day comes before the first.

    """
    ensure(policies.record_for, actor, association)
    title = one_line(title)
    if not title:
        raise Refused(_("The title cannot be empty."), "title")
    if len(title) > TITLE_MOST:
        raise Refused(_("The title is too long: at most %(most)s characters.", most=TITLE_MOST), "title")
    if ends_on < begins_on:
        raise Refused(
            _("The last day, %(last)s, comes before the first, %(first)s.", last=day(ends_on), first=day(begins_on)), "ends_on"
        )
    inspection = Inspection(
        association=association, title=title, purpose=clean(purpose), begins_on=begins_on, ends_on=ends_on, team=[], visits=[]
    )
    database.session.add(inspection)
    database.session.flush()  # the log names the round by number
    record(actor, f"inspection:{inspection.id}", InspectionRecorded(inspection.id))
    return inspection


def add_member(
    actor: Actor, inspection: Inspection, role: TeamRole, name: str, position: str, *, user_id: int | None = None
) -> TeamMember:
    """Add a person to the team.

    Raises:
        Refused: no name, or a second head.

    """
    ensure(policies.record_inspection, actor, inspection)
    name = one_line(name)
    if not name:
        raise Refused(_("Please give the person's name."), "name")
    if role is TeamRole.HEAD and any(member.role is TeamRole.HEAD for member in inspection.team):
        raise Refused(_("The team already has a head."), "role")
    member = TeamMember(inspection_id=inspection.id, role=role, name=name, position=one_line(position), user_id=user_id)
    inspection.team.append(member)
    return member


def add_visit(
    actor: Actor, inspection: Inspection, association: Association, on: date, place: str, self_report: str, findings: str
) -> Visit:
    """Record a working session at an association.

    Raises:
        Refused: the day lies outside the round, the association did not exist then, or it is there already.

    """
    ensure(policies.record_inspection, actor, inspection)
    if not inspection.begins_on <= on <= inspection.ends_on:
        first, last = day(inspection.begins_on), day(inspection.ends_on)
        raise Refused(_("The day must lie within the round, %(first)s to %(last)s.", first=first, last=last), "on")
    if not association.exists_on(on):
        raise Refused(_("%(name)s does not exist on %(dated)s.", name=association.short_name, dated=day(on)), "association_id")
    if any(visit.association_id == association.id and visit.on == on for visit in inspection.visits):
        raise Refused(_("This visit is recorded already."), "association_id")
    visit = Visit(
        inspection_id=inspection.id,
        association=association,
        on=on,
        place=one_line(place),
        self_report=clean(self_report),
        findings=clean(findings),
    )
    inspection.visits.append(visit)
    database.session.flush()  # the log follows the row
    record(actor, f"inspection:{inspection.id}", VisitRecorded(inspection.id, association.id, on.isoformat()))
    return visit
