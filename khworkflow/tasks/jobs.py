"""The job of the timetable."""

from __future__ import annotations

from khworkflow.core.celery import job
from khworkflow.tasks import runs


@job(name="periods")
def begin_periods() -> None:
    runs.begin_periods()
