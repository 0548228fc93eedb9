"""What Celery loads: ``celery --app khworkflow.worker worker`` (or ``beat``)."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from celery.signals import worker_init, worker_ready, worker_shutting_down

from khworkflow import settings, wiring
from khworkflow.app import create_app
from khworkflow.core import clock
from khworkflow.core.db import database
from khworkflow.mailing import runs, traffic

if TYPE_CHECKING:
    from celery import Celery, Task

#: A worker that nobody asked for so long looks by itself: the broker may be gone or frozen.
PATIENCE: Final = timedelta(seconds=75)
GLANCE_SECONDS: Final = 10.0
_log = logging.getLogger(__name__)
_settings = settings.load()
_flask = create_app(_settings)
app: Celery[Task[Any, Any]] = wiring.celery_for(_flask, _settings)


@worker_ready.connect
def look_once(**_told: object) -> None:
    """Look at once for what became owed while no worker ran, rather than at the next minute."""
    for job in wiring.JOBS:
        app.send_task(job.name, ignore_result=True)


@worker_init.connect
def look_by_oneself(**_told: object) -> None:
    """Look by the worker's own clock when the timetable's wake-ups do not come; twice harms nothing."""
    threading.Thread(target=_watch, name="watch", daemon=True).start()


@worker_shutting_down.connect
def end_soon(**_told: object) -> None:
    """Begin no further mail: the one that is being sent is finished, the rest is put back."""
    runs.end_soon()


def _watch() -> None:
    while not runs.stopping.wait(GLANCE_SECONDS):
        try:
            with _flask.app_context():
                if _is_forgotten():
                    _log.warning("no wake-up came; looking without one")
                    for job in wiring.JOBS:
                        job()
        except Exception:  # noqa: BLE001 - whatever it was, the next look may fare better
            _log.exception("looking without a wake-up failed")
            time.sleep(GLANCE_SECONDS)


def _is_forgotten() -> bool:
    row = traffic.seen()
    ticked_at = row.ticked_at if row is not None else None
    database.session.rollback()
    return ticked_at is None or clock.now() - ticked_at > PATIENCE
