"""Compiling what was asked for: claimed with a lease, shown as it goes, complete or absent."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from sqlalchemy import or_, select, update

from khworkflow.conclusions import queries as conclusions
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import claimable, database
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.documents.formats import WRITERS
from khworkflow.eventlog.log import record
from khworkflow.files import commands as files
from khworkflow.files.rules import MEDIA_TYPES
from khworkflow.reports import queries
from khworkflow.reports.compile import status_report
from khworkflow.reports.events import ReportCompiled
from khworkflow.reports.models import Report, ReportFile, ReportState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from khworkflow.documents.model import Document

LEASE: Final = timedelta(minutes=5)
ATTEMPTS_MOST: Final = 2
STEPS: Final = 2 + len(WRITERS)  # the snapshot is taken, the document is worded, each file is written
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


def document(conclusion_id: int, as_of: datetime, link: Callable[..., str | None] = lambda **_chosen: None) -> Document:
    """Return the status report on the conclusion as of the moment, compiled here and now."""
    conclusion = conclusions.get(SYSTEM, conclusion_id)
    return status_report(queries.snapshot(conclusion, as_of), link)


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
        conclusion = conclusions.get(SYSTEM, report.conclusion_id)
        snapshot = queries.snapshot(conclusion, report.as_of)
    _progress(report_id, owner, 1)
    made = status_report(snapshot, links_of(report_id))
    _progress(report_id, owner, 2)
    written = {}
    for done, (form, write) in enumerate(WRITERS.items(), 3):
        written[form] = write(made)
        _progress(report_id, owner, done)
    with unit_of_work():
        report = queries.get(SYSTEM, report_id)
        if report.lease_owner != owner:
            return  # somebody else took it over
        name = f"Báo cáo {snapshot.number.replace('/', '-')} {snapshot.day:%d-%m-%Y}"
        for form, content in written.items():
            file = files.keep(SYSTEM, f"{name}.{form}", content, MEDIA_TYPES[form])
            database.session.add(ReportFile(report_id=report.id, format=form, file_id=file.id))
        report.state, report.ready_at = ReportState.READY, clock.now()
        report.steps_done, report.lease_owner, report.lease_until = STEPS, None, None
        hashes = {form.value: hashlib.sha256(content).hexdigest() for form, content in written.items()}
        record(SYSTEM, f"report:{report.id}", ReportCompiled(report.id, hashes["docx"], hashes["pdf"], hashes["xlsx"]))


def _progress(report_id: int, owner: str, done: int) -> None:
    with unit_of_work():
        mine = update(Report).where(Report.id == report_id, Report.lease_owner == owner)
        database.session.execute(mine.values(steps_done=done, version=Report.version + 1))


def _fail(report_id: int, owner: str, why: str) -> None:
    with unit_of_work():
        report = queries.get(SYSTEM, report_id)
        if report.lease_owner == owner:
            report.state, report.failed_because = ReportState.FAILED, why[:500]
            report.lease_owner = report.lease_until = None
