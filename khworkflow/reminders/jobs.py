"""The one job of the timetable."""

from __future__ import annotations

from khworkflow.core.celery import job
from khworkflow.reminders import runs


@job(name="tick")
def tick() -> None:
    runs.tick()
