"""Asking for a report, wording it, giving it a number, and thinking better of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select

from khworkflow.core import wake
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.clock import day_of
from khworkflow.core.db import database, lock_on
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import day, gettext as _
from khworkflow.documents.model import official_number
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.reports import policies, queries
from khworkflow.reports.events import ReportCancelled, ReportFrozen, ReportRequested, ReportReworded
from khworkflow.reports.models import SERIES, Report, ReportFile, ReportKind, ReportState
from khworkflow.reports.narrative import Passage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from khworkflow.associations.models import Association
    from khworkflow.conclusions.models import Conclusion

DOUBLE_CLICK: Final = timedelta(seconds=5)
WORDS_MOST: Final = 10_000  # characters of a passage
PENDING: Final = (ReportState.REQUESTED, ReportState.COMPILING)


def request(
    actor: Actor,
    conclusion: Conclusion,
    as_of: datetime,
    kind: ReportKind = ReportKind.STATUS,
    addressee: Association | None = None,
) -> Report:
    """Ask for a paper on the conclusion as of the moment; a double click, or asking again while it is pending, gives the first.

    Raises:
        Refused: the conclusion is not issued, or was issued after that moment.

    """
    ensure(policies.request_report, actor, conclusion)
    if conclusion.issued_at is None or as_of < conclusion.issued_at:
        when = day(day_of(conclusion.issued_at)) if conclusion.issued_at else _("not issued yet")
        raise Refused(_("There is nothing to report before the conclusion was issued (%(when)s).", when=when), "as_of")
    if (kind is ReportKind.URGING) != (addressee is not None):
        raise Refused(_("Please choose the association that the letter is for."), "addressee_id")
    return _ask(
        actor,
        as_of,
        {
            "kind": kind,
            "association_id": conclusion.association_id,
            "conclusion_id": conclusion.id,
            "addressee_id": addressee.id if addressee else None,
        },
    )


def request_period(actor: Actor, association: Association, since: date, as_of: datetime) -> Report:
    """Ask for the association's report on a period: all its conclusions, from that day to that moment.

    Raises:
        Refused: the period ends before it begins.

    """
    ensure(policies.request_period, actor, association)
    if day_of(as_of) < since:
        raise Refused(_("The period ends before it begins."), "since")
    return _ask(actor, as_of, {"kind": ReportKind.PERIOD, "association_id": association.id, "since_on": since})


def _ask(actor: Actor, as_of: datetime, wish: dict[str, Any]) -> Report:
    if actor.user_id is None:
        msg = "a report is asked for by a person"
        raise ValueError(msg)
    key = f"{actor.user_id} {' '.join(f'{name}={value}' for name, value in sorted(wish.items()))}"
    lock_on(f"report {key}")
    same = [getattr(Report, name).is_not_distinct_from(value) for name, value in wish.items()]
    pending = select(Report).where(
        *same,
        Report.as_of.between(as_of - DOUBLE_CLICK, as_of),
        Report.requested_by_id == actor.user_id,
        Report.state.in_(PENDING),
    )
    if earlier := database.session.scalar(pending):
        return earlier
    asked_key = f"{key} {as_of.isoformat()}"
    report = Report(**wish, as_of=as_of, requested_by_id=actor.user_id, requested_at=moment_of_record(), asked_key=asked_key)
    database.session.add(report)
    database.session.flush()  # the log and the page name the report by number
    record(actor, _subject(report), ReportRequested(report.id, report.conclusion_id, as_of.isoformat(), report.kind.value))
    wake.soon("compile")
    return report


def reword(actor: Actor, report: Report, words: Mapping[str, str]) -> None:
    """Put passages in other words; an empty one is written from the numbers again.

    Raises:
        Refused: the report is frozen, is not compiled yet, or a passage is too long.

    """
    ensure(policies.work_on_report, actor, report)
    _ensure_open(report)
    given = {key: text.strip() for key, text in words.items() if key in set(Passage) and text.strip()}
    if too_long := next((key for key, text in given.items() if len(text) > WORDS_MOST), None):
        raise Refused(_("At most %(most)s characters.", most=WORDS_MOST), too_long)
    report.words = given
    record(actor, _subject(report), ReportReworded(report.id, given))
    _compile_again(report)


def freeze(actor: Actor, report: Report, signed_on: date, number: int | None = None) -> str:
    """Give the report a number of the register and its day; return the number as printed.

    Args:
        actor: who keeps the register.
        report: compiled, without a number.
        signed_on: the day on the paper; numbers begin anew with its year.
        number: the number in the office's paper register; the next one when left out.

    Raises:
        Refused: it is frozen already, is not compiled yet, is of a kind without a number, or the number is taken.

    """
    ensure(policies.work_on_report, actor, report)
    _ensure_open(report)
    if report.kind not in SERIES:
        raise Refused(_("This paper bears the number of its conclusion."))
    series, sign = SERIES[report.kind]
    lock_on(f"register {report.association_id} {series} {signed_on.year}")
    taken = queries.numbers(report.association_id, series, signed_on.year)
    given = number or max(taken, default=0) + 1
    if given in taken:
        raise Refused(
            _("Number %(number)s of %(year)s was given already.", number=official_number(given, sign), year=signed_on.year),
            "number",
        )
    report.number, report.series, report.number_year, report.signed_on = given, series, signed_on.year, signed_on
    report.frozen_at, report.frozen_by_id = moment_of_record(), actor.user_id
    printed = official_number(given, sign)
    data = report.data.sha256 if report.data else ""
    record(actor, _subject(report), ReportFrozen(report.id, printed, signed_on.isoformat(), data))
    _compile_again(report)
    return printed


def cancel(actor: Actor, report: Report) -> None:
    """Take the wish back while it is pending; a report that has a number is compiled all the same.

    Raises:
        Refused: it is not pending any more, or has a number.

    """
    ensure(policies.work_on_report, actor, report)
    if not report.is_pending or report.number is not None:
        raise Refused(_("There is nothing to cancel any more."))
    report.state, report.lease_owner, report.lease_until = ReportState.CANCELLED, None, None
    record(actor, _subject(report), ReportCancelled(report.id))


def _ensure_open(report: Report) -> None:
    if report.number is not None:
        raise Refused(_("The report is frozen under number %(number)s.", number=report.official_number))
    if report.state is not ReportState.READY:
        raise Refused(_("The report is not compiled yet."))


def _compile_again(report: Report) -> None:
    """Let a worker write the files anew; those of before go with this transaction."""
    database.session.execute(delete(ReportFile).where(ReportFile.report_id == report.id))
    database.session.expire(report, ["files"])
    report.state, report.ready_at, report.attempts = ReportState.REQUESTED, None, 0
    report.steps_done, report.asked_key = 0, _subject(report)
    wake.soon("compile")


def _subject(report: Report) -> str:
    return f"report:{report.id}"
