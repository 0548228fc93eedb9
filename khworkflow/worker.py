"""What Celery loads: ``celery --app khworkflow.worker worker`` (or ``beat``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from celery.signals import worker_ready

from khworkflow import settings, wiring
from khworkflow.app import create_app

if TYPE_CHECKING:
    from celery import Celery, Task

_settings = settings.load()
app: Celery[Task[Any, Any]] = wiring.celery_for(create_app(_settings), _settings)


@worker_ready.connect
def look_once(**_told: object) -> None:
    """Look at once for what became owed while no worker ran, rather than at the next minute."""
    for job in wiring.JOBS:
        app.send_task(job.name, ignore_result=True)
