"""Compiling what was asked for: claimed with a lease, shown as it goes, complete or absent."""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from sqlalchemy import or_, select, update

from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import claimable, database
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.documents import record
from khworkflow.documents.formats import WRITERS, Format
from khworkflow.documents.model import Layout, party_number
from khworkflow.eventlog import log
from khworkflow.files import commands as files, queries as files_kept
from khworkflow.files.rules import MEDIA_TYPES
from khworkflow.reports import commands, explanations, letters, names, notices, papers, periods, queries, taking, templates
from khworkflow.reports.compile import status_report
from khworkflow.reports.events import ReportCompiled
from khworkflow.reports.models import Report, ReportFile, ReportKind, ReportState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from khworkflow.documents.model import Document
    from khworkflow.reports.snapshot import Snapshot

    Link = Callable[..., str | None]

KEPT: Final = timedelta(days=90)
LEASE: Final = timedelta(minutes=5)
ATTEMPTS_MOST: Final = 2
STEPS: Final = 1 + len(WRITERS)  # the document is worded, each file is written
NAME_MOST: Final = 100  # characters of a file's name before its suffix
_log = logging.getLogger(__name__)


def compile_all() -> int:
    """Compile every report that waits; return how many became ready."""
    ready = 0
    while (claimed := _claim()) is not None:
        report_id, owner = claimed
        try:
            _compile(report_id, owner)
            ready += 1
        except Exception as error:  # noqa: BLE001 - one bad report must not stop the others
            _log.exception("report %s", report_id)
            _fail(report_id, owner, str(error) or type(error).__name__)
    return ready


def prepare_all(now: datetime | None = None) -> int:
    """Have the reports compiled whose day has come, each once; return how many, which is none the second time.

    The week's report has the figures of its last evening; the drafts of the half-year and the year have those of
    the moment. An office without a task in the period is not given an empty paper. The committee is owed a word.
    """
    log.arriving_from("timetable")
    now, count = now or clock.now(), 0
    today = clock.day_of(now)
    with unit_of_work():
        houses = [one.id for one in queries.houses_of_conclusions()]
    for house_id in houses:
        for occasion in periods.due(today):
            span = occasion.period
            as_of = clock.end_of(span.until) if span.until < today else now
            with unit_of_work():
                house = queries.house(house_id)
                report = commands.prepare(house, occasion.key, span, as_of) if queries.has_work(house_id, span) else None
                if report is not None:
                    notices.tell_committee(report)
                    count += 1
    return count


def document(conclusion_id: int, as_of: datetime, link: Link = lambda **_chosen: None) -> Document:
    """Return the status report on the conclusion as of the moment, compiled here and now."""
    conclusion = conclusions.get(SYSTEM, conclusion_id)
    rules = queries.rules_of(conclusion.association_id)
    made = status_report(taking.snapshot([conclusion], conclusion.association, as_of, rule=rules.on_time), link)
    return replace(made, layout=rules.layout)


def paper(report: Report) -> Document:
    """Return the report's document: as its files were written from it, or compiled now where none is kept."""
    path = files_kept.path(report.data) if report.data else None
    if path is not None and path.is_file():
        return record.read(path.read_bytes())
    return worded(report)


def worded(report: Report, snapshot: Snapshot | None = None) -> Document:
    """Return the report's document out of the log."""
    if report.kind is ReportKind.NOTICE:
        return replace(letters.notice(taking.notice_facts(report)), layout=report.layout)
    made = _made(report, snapshot or taking.snapshot_of(report))
    if report.layout is Layout.DECREE:
        return made
    sign = made.number.rpartition("/")[2]
    return replace(made, layout=report.layout, number=report.official_number or party_number(None, sign))


def _made(report: Report, snapshot: Snapshot) -> Document:
    link, given = links_of(report.id), queries.given(report)
    if report.addressee_id is None:
        return status_report(snapshot, link, given)
    parties = {one.association_id: one for one in names.named({report.addressee_id, report.receiver_id or 0}, report.as_of)}
    one = parties[report.addressee_id]
    match report.kind:
        case ReportKind.URGING:
            return letters.urging(snapshot, one, link, given)
        case ReportKind.EXPLANATION:
            return letters.explanation(snapshot, one, link, given, explanations.asked_in(report.id))
        case ReportKind.HANDOVER:
            return papers.handover(snapshot, one, parties[report.receiver_id or 0], link, given)
        case _:
            return papers.remaining(snapshot, one, link)


def expire_all(now: datetime | None = None) -> int:
    """Let go of the files of papers that became ready ``KEPT`` ago or earlier; return how many files went.

    The document as data stays, and ``printed`` writes the same bytes from it whenever somebody asks.
    """
    count = 0
    with unit_of_work():
        old = queries.ready_before((now or clock.now()) - KEPT)
    for number in old:
        with unit_of_work():
            report = queries.get(SYSTEM, number)
            if report.data is not None and files_kept.path(report.data).is_file():
                count += sum(files.let_go(one.file) for one in report.files)
    return count


def printed(report: Report, form: str) -> bytes:
    """Return the report's file in the format; written again, to the same bytes, where it is kept no more.

    Raises:
        NotFound: it is not ready, or there is no such format.

    """
    path = files_kept.path(queries.file_of(report, form))
    try:
        return path.read_bytes()
    except FileNotFoundError:  # it expired, or the store lost it
        return _writers(report)[Format(form)](paper(report))


def written(conclusion_id: int, as_of: datetime, form: Format) -> bytes:
    """Return the status report on the conclusion as a file, compiled here and now, as its office wants it."""
    made = document(conclusion_id, as_of)
    if form is not Format.DOCX:
        return WRITERS[form](made)
    house_id = conclusions.get(SYSTEM, conclusion_id).association_id
    return templates.writer_of(templates.in_use(house_id, ReportKind.STATUS, made.layout))(made)


def links_of(report_id: int) -> Callable[..., str]:
    """Return what gives each number of the report the page that lists what it counts."""

    def link(**chosen: object) -> str:
        query = urlencode({name: str(getattr(value, "value", value)) for name, value in chosen.items()})
        return f"/reports/{report_id}/tasks" + (f"?{query}" if query else "")

    return link


def _claim() -> tuple[int, str] | None:
    """Take the oldest report that waits, or whose compiler died."""
    now, owner = clock.now(), secrets.token_hex(8)
    with unit_of_work():
        waiting = or_(Report.state == ReportState.REQUESTED, (Report.state == ReportState.COMPILING) & (Report.lease_until < now))
        report = database.session.scalar(claimable(select(Report).where(waiting).order_by(Report.id).limit(1)))
        if report is None:
            return None
        report.state, report.lease_owner, report.lease_until = ReportState.COMPILING, owner, now + LEASE
        report.attempts += 1
        report.steps, report.steps_done = STEPS, 0
        if report.attempts > ATTEMPTS_MOST:
            report.state, report.failed_because = ReportState.FAILED, _("compiling it ended abruptly, twice")
            report.lease_owner = report.lease_until = None
            return None  # the next round looks at the ones behind it
        return report.id, owner


def _compile(report_id: int, owner: str) -> None:
    with unit_of_work():
        report = queries.get(SYSTEM, report_id)
        snapshot = None if report.kind is ReportKind.NOTICE else taking.snapshot_of(report)
        made, writers = worded(report, snapshot), _writers(report)
        figures: dict[str, Any] | None = snapshot.figures if snapshot else None
    written = {"data": record.kept(made)}
    if not _progress(report_id, owner, 1):
        return
    for done, (form, write) in enumerate(writers.items(), 2):
        written[form.value] = write(made)
        if not _progress(report_id, owner, done):
            return  # cancelled, or taken over: what is written here is for nobody
    with unit_of_work():
        report = queries.get(SYSTEM, report_id)
        if report.lease_owner != owner:
            return
        name = f"{report.official_number or ''} {made.title} {clock.day_of(report.as_of):%d-%m-%Y}".replace("/", "-").strip()
        report.data_id = files.keep(SYSTEM, f"{name[:NAME_MOST]}.json.gz", written["data"], "application/gzip").id
        for form in WRITERS:
            file = files.keep(SYSTEM, f"{name[:NAME_MOST]}.{form}", written[form.value], MEDIA_TYPES[form])
            database.session.add(ReportFile(report_id=report.id, format=form, file_id=file.id))
        report.state, report.ready_at, report.figures = ReportState.READY, clock.now(), figures
        report.steps_done, report.lease_owner, report.lease_until = STEPS, None, None
        hashes = {form: hashlib.sha256(content).hexdigest() for form, content in written.items()}
        template = report.template.number if report.template else 0
        event = ReportCompiled(report.id, hashes["docx"], hashes["pdf"], hashes["xlsx"], hashes["data"], template)
        log.record(SYSTEM, f"report:{report.id}", event)


def _writers(report: Report) -> dict[Format, Callable[[Document], bytes]]:
    """Return what writes the report in each format: for Word, in the template that it is made from."""
    return {**WRITERS, Format.DOCX: templates.writer_of(report.template)} if report.template else {**WRITERS}


def _progress(report_id: int, owner: str, done: int) -> bool:
    """Say how far it is; return whether it is still ours."""
    with unit_of_work():
        mine = update(Report).where(Report.id == report_id, Report.lease_owner == owner)
        found = database.session.execute(
            mine.values(steps_done=done, lease_until=clock.now() + LEASE, version=Report.version + 1)
        )
        return bool(found.rowcount)  # type: ignore[attr-defined]  # what an UPDATE gives has it


def _fail(report_id: int, owner: str, why: str) -> None:
    with unit_of_work():
        report = queries.get(SYSTEM, report_id)
        if report.lease_owner == owner:
            report.state, report.failed_because = ReportState.FAILED, why[:500]
            report.lease_owner = report.lease_until = None
