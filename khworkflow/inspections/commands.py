"""Writing a round of inspection down: days, team, visits, what was reported and found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, NotFound, Refused
from khworkflow.core.i18n import day, gettext as _
from khworkflow.core.text import clean, one_line
from khworkflow.eventlog.log import record
from khworkflow.inspections import policies, queries
from khworkflow.inspections.events import InspectionRecorded, MemberNamed, MemberRemoved, VisitRecorded
from khworkflow.inspections.models import Inspection, TeamMember, TeamRole, Visit

if TYPE_CHECKING:
    from datetime import date

    from khworkflow.associations.models import Association

LINE_MOST: Final = 500
WORDS_MOST: Final = 20_000


@dataclass(frozen=True)
class Round:
    """What a round is: its title, its purpose, its first and last day."""

    title: str
    purpose: str
    begins_on: date
    ends_on: date


@dataclass(frozen=True)
class Member:
    """A person of the team, with or without an account."""

    role: TeamRole
    name: str
    position: str
    user_id: int | None = None


@dataclass(frozen=True)
class Session:
    """One visit: where and when, what the association reported, what the team found."""

    association: Association
    on: date
    place: str = ""
    self_report: str = ""
    findings: str = ""


def record_round(actor: Actor, association: Association, given: Round) -> Inspection:
    """Begin a round.

    Raises:
        Refused: no title, or it ends before it begins.

    """
    ensure(policies.record_inspection, actor, association)
    inspection = Inspection(association=association, team=[], visits=[])
    _fill(inspection, given)
    database.session.add(inspection)
    database.session.flush()  # the log speaks of its number
    _tell(actor, inspection)
    return inspection


def amend_round(actor: Actor, inspection: Inspection, given: Round, *, seen_version: int | None = None) -> None:
    """Change title, purpose or days.

    Raises:
        Conflict: somebody else changed the round since that version was seen.
        Refused: a visit would fall outside the new days.

    """
    ensure(policies.record_inspection, actor, inspection.association)
    _seen(inspection.version, seen_version)
    for visit in inspection.visits:
        if not given.begins_on <= visit.on <= given.ends_on:
            raise Refused(_("The visit on %(day)s would fall outside the round.", day=day(visit.on)), "ends_on")
    _fill(inspection, given)
    _tell(actor, inspection)


def name_member(actor: Actor, inspection: Inspection, given: Member) -> TeamMember:
    """Add a person to the team.

    Raises:
        Refused: no name, a second head, or an account that is in the team already.
        NotFound: the account is not one of those that can be chosen.

    """
    ensure(policies.record_inspection, actor, inspection.association)
    if given.role is TeamRole.HEAD and any(member.role is TeamRole.HEAD for member in inspection.team):
        raise Refused(_("The team has a head already."), "role")
    if given.user_id is not None:
        if any(member.user_id == given.user_id for member in inspection.team):
            raise Refused(_("This person is in the team already."), "user_id")
        if given.user_id not in {user.id for user, _seat in queries.candidates(inspection)}:
            raise NotFound
    member = TeamMember(
        role=given.role,
        name=_line(given.name, "name", _("Please write the person's name.")),
        position=_line(given.position, "position"),
        user_id=given.user_id,
    )
    inspection.team.append(member)
    database.session.flush()  # the log speaks of its number
    event = MemberNamed(inspection.id, member.id, member.role.value, member.name, member.position, member.user_id)
    record(actor, f"inspection:{inspection.id}", event)
    return member


def remove_member(actor: Actor, inspection: Inspection, member_id: int) -> None:
    """Take a person out of the team.

    Raises:
        NotFound: there is no such person in this team.

    """
    ensure(policies.record_inspection, actor, inspection.association)
    member = next((one for one in inspection.team if one.id == member_id), None)
    if member is None:
        raise NotFound
    record(actor, f"inspection:{inspection.id}", MemberRemoved(inspection.id, member.id, member.name))
    inspection.team.remove(member)


def record_visit(actor: Actor, inspection: Inspection, given: Session) -> Visit:
    """Write a visit down.

    Raises:
        Refused: the day is outside the round, the association is not there on that day, or it was
            visited on that day already.

    """
    ensure(policies.record_inspection, actor, inspection.association)
    visit = Visit(inspection_id=inspection.id)
    _fill_visit(inspection, visit, given)
    inspection.visits.append(visit)
    inspection.visits.sort(key=lambda one: one.on)
    database.session.flush()  # the log speaks of its number
    _tell_visit(actor, visit)
    return visit


def amend_visit(actor: Actor, inspection: Inspection, visit: Visit, given: Session, *, seen_version: int | None = None) -> None:
    """Change what a visit says.

    Raises:
        Conflict: somebody else changed the visit since that version was seen.
        Refused: as for a new visit.

    """
    ensure(policies.record_inspection, actor, inspection.association)
    _seen(visit.version, seen_version)
    _fill_visit(inspection, visit, given)
    _tell_visit(actor, visit)


def _fill(inspection: Inspection, given: Round) -> None:
    title = _line(given.title, "title", _("Please give the round a title."))
    if given.ends_on < given.begins_on:
        days = {"begins": day(given.begins_on), "ends": day(given.ends_on)}
        raise Refused(_("The last day, %(ends)s, is before the first, %(begins)s.", **days), "ends_on")
    inspection.title, inspection.purpose = title, _words(given.purpose, "purpose")
    inspection.begins_on, inspection.ends_on = given.begins_on, given.ends_on


def _fill_visit(inspection: Inspection, visit: Visit, given: Session) -> None:
    if not inspection.begins_on <= given.on <= inspection.ends_on:
        days = {"day": day(given.on), "begins": day(inspection.begins_on), "ends": day(inspection.ends_on)}
        raise Refused(_("The visit's day, %(day)s, is outside the round (%(begins)s to %(ends)s).", **days), "on")
    if not given.association.path.startswith(inspection.association.path) or given.association.id == inspection.association_id:
        raise Refused(_("Please choose an association below the one that inspects."), "association_id")
    if not given.association.exists_on(given.on):
        gone = {"association": given.association.name, "day": day(given.on)}
        raise Refused(_("%(association)s does not exist on %(day)s.", **gone), "association_id")
    others = [(one.association_id, one.on) for one in inspection.visits if one is not visit]
    if (given.association.id, given.on) in others:
        raise Refused(_("The visit to this association on this day is written down already."), "association_id")
    texts = _line(given.place, "place"), _words(given.self_report, "self_report"), _words(given.findings, "findings")
    visit.association, visit.association_id, visit.on = given.association, given.association.id, given.on
    visit.place, visit.self_report, visit.findings = texts


def _tell(actor: Actor, inspection: Inspection) -> None:
    event = InspectionRecorded(
        inspection.id, inspection.association_id, inspection.title, inspection.purpose,
        inspection.begins_on.isoformat(), inspection.ends_on.isoformat(),
    )  # fmt: skip
    record(actor, f"inspection:{inspection.id}", event)


def _tell_visit(actor: Actor, visit: Visit) -> None:
    event = VisitRecorded(
        visit.inspection_id, visit.id, visit.association_id, visit.on.isoformat(), visit.place, visit.self_report, visit.findings
    )
    record(actor, f"inspection:{visit.inspection_id}", event)


def _seen(version: int, seen: int | None) -> None:
    if seen is not None and seen != version:
        raise Conflict


def _line(text: str, field: str, missing: str | None = None) -> str:
    line = one_line(text)
    if missing and not line:
        raise Refused(missing, field)
    if len(line) > LINE_MOST:
        raise Refused(_("This is too long: at most %(most)s characters.", most=LINE_MOST), field)
    return line


def _words(text: str, field: str) -> str:
    words = clean(text)
    if len(words) > WORDS_MOST:
        raise Refused(_("The text is too long: at most %(most)s characters.", most=WORDS_MOST), field)
    return words
