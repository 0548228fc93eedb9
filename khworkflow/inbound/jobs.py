"""The job of the timetable."""

from __future__ import annotations

from khworkflow.core.celery import job
from khworkflow.inbound import mailbox_runs, runs


@job(name="inbound", acks_late=True)
def look_and_handle() -> None:
    mailbox_runs.look()
    runs.handle()
