"""Asking for a report, wording it, giving it a number, and thinking better of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select

from khworkflow.core import wake
from khworkflow.core.authz import SYSTEM, Actor, ensure
from khworkflow.core.clock import day_of
from khworkflow.core.db import database, lock_on
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import day, gettext as _
from khworkflow.documents.model import official_number
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.reports import explanations, policies, queries, templates
from khworkflow.reports.events import (
    PaperRulesSet,
    ReportCancelled,
    ReportFrozen,
    ReportRequested,
    ReportReworded,
    TemplateApplied,
)
from khworkflow.reports.models import ON_ONE, SERIES, Report, ReportFile, ReportKind, ReportState
from khworkflow.reports.narrative import Passage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from khworkflow.associations.models import Association
    from khworkflow.conclusions.models import Conclusion
    from khworkflow.documents.model import Layout
    from khworkflow.reports.periods import Period
    from khworkflow.reports.snapshot import OnTime

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
    if (kind in ON_ONE) != (addressee is not None):
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


def request_period(actor: Actor, association: Association, since: date, as_of: datetime, until: date | None = None) -> Report:
    """Ask for the association's report on a period: all its conclusions, from that day to that moment.

    Args:
        actor: who asks.
        association: whose report it is.
        since: the period's first day.
        as_of: the moment of the figures.
        until: the period's last day, where it is not that of the moment.

    Raises:
        Refused: the period ends before it begins.

    """
    ensure(policies.request_period, actor, association)
    if min(until or day_of(as_of), day_of(as_of)) < since:
        raise Refused(_("The period ends before it begins."), "since")
    wish = {"kind": ReportKind.PERIOD, "association_id": association.id, "since_on": since, "until_on": until}
    return _ask(actor, as_of, wish)


def request_on(  # noqa: PLR0913 - whose paper, which, on whom, to whom
    actor: Actor,
    house: Association,
    kind: ReportKind,
    about: Association,
    as_of: datetime,
    *,
    receiver: Association | None = None,
) -> Report:
    """Ask for a paper on what one association still has to do of all conclusions: handed over to another, or as a sheet.

    Raises:
        Refused: a handover has no receiver, or he is the giver.

    """
    ensure(policies.request_paper, actor, house)
    if kind is ReportKind.HANDOVER and (receiver is None or receiver.id == about.id):
        raise Refused(_("Please choose another association that takes the tasks over."), "receiver_id")
    wish = {"kind": kind, "association_id": house.id, "addressee_id": about.id}
    return _ask(actor, as_of, wish | {"receiver_id": receiver.id if receiver and kind is ReportKind.HANDOVER else None})


def prepare(house: Association, occasion: str, span: Period, as_of: datetime) -> Report | None:
    """Have the house's report on the period compiled because its day has come; None where it was prepared already."""
    wish = {"kind": ReportKind.PERIOD, "association_id": house.id, "since_on": span.since, "until_on": span.until}
    lock_on(f"occasion {house.id} {occasion}")
    known = select(Report.id).where(Report.association_id == house.id, Report.occasion == occasion)
    return (
        None if database.session.scalar(known) else _enter(SYSTEM, as_of, wish | {"occasion": occasion}, f"{house.id} {occasion}")
    )


def set_rules(actor: Actor, association: Association, on_time: OnTime, layout: Layout) -> None:
    """Choose what is on time in the association's reports and how its papers are set, from now on; earlier ones stay."""
    ensure(policies.keep_paper_rules, actor, association)
    rules = queries.rules_of(association.id)
    if rules in database.session and (rules.on_time, rules.layout) == (on_time, layout):
        return
    rules.on_time, rules.layout = on_time, layout
    database.session.add(rules)
    record(actor, f"association:{association.id}", PaperRulesSet(association.id, on_time.value, layout.value))


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
    return _enter(actor, as_of, wish, f"{key} {as_of.isoformat()}")


def _enter(actor: Actor, as_of: datetime, wish: dict[str, Any], key: str) -> Report:
    rules = queries.rules_of(wish["association_id"])
    template = templates.in_use(wish["association_id"], wish["kind"], rules.layout)
    chosen = {"on_time": rules.on_time, "layout": rules.layout, "template": template, "as_of": as_of, "asked_key": key}
    report = Report(**wish, **chosen, requested_by_id=actor.user_id, requested_at=moment_of_record())
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


def apply_template(actor: Actor, report: Report) -> None:
    """Make the report's Word file again from the template in use now.

    Raises:
        Refused: the report is frozen, or is not compiled yet.

    """
    ensure(policies.work_on_report, actor, report)
    _ensure_open(report)
    now = templates.in_use(report.association_id, report.kind, report.layout)
    if now is report.template:
        return
    report.template = now
    record(actor, _subject(report), TemplateApplied(report.id, now.number if now else 0))
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
    printed = report.official_number or ""
    data = report.data.sha256 if report.data else ""
    record(actor, _subject(report), ReportFrozen(report.id, printed, signed_on.isoformat(), data))
    if report.kind is ReportKind.EXPLANATION:
        explanations.announce(actor, report)
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
