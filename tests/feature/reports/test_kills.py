"""A compiler that is killed outright leaves nothing half: the next one takes the report over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date

import pytest

from khworkflow.core import clock
from khworkflow.reports import commands, queries, runs
from khworkflow.reports.models import ReportFile, ReportState
from tests import factories
from tests.feature.reports.test_numbers import of

SLOW = """
import sys, time
from khworkflow import settings
from khworkflow.app import create_app
from khworkflow.documents import xlsx
from khworkflow.reports import runs
from khworkflow.reports.runs import WRITERS
def wait(document):
    print("writing", flush=True)
    time.sleep(60)
runs.WRITERS = {**WRITERS, "xlsx": wait}
with create_app(settings.load({"KHW_DATA": sys.argv[1], "DATABASE_URL": sys.argv[2]})).app_context():
    runs.compile_all()
"""


@pytest.mark.fault
def test_a_compiler_killed_between_two_files_leaves_none_and_the_report_is_compiled_after_its_lease(
    db, cast, database_url, tmp_path
):
    conclusion = factories.issued(cast)[0].directive.conclusion_id
    number = commands.request(cast.hoa.actor, of(conclusion), clock.end_of(date(2019, 8, 30))).id
    db.commit()
    db.remove()
    child = subprocess.Popen([sys.executable, "-c", SLOW, str(tmp_path), database_url], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout.readline() == "writing\n"
        os.kill(child.pid, signal.SIGKILL)
    finally:
        child.kill()
        child.wait()
        child.stdout.close()

    report = queries.get(cast.hoa.actor, number)
    assert (report.state, report.steps_done, report.files) == (ReportState.COMPILING, 3, [])
    assert db.query(ReportFile).count() == 0
    report.lease_until = clock.now() - runs.LEASE  # its lease runs out
    db.commit()
    assert runs.compile_all() == 1
    db.expire_all()
    report = queries.get(cast.hoa.actor, number)
    assert (report.state, len(report.files)) == (ReportState.READY, 3)
