"""What Celery loads: ``celery --app khworkflow.worker worker`` (or ``beat``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from khworkflow import settings, wiring
from khworkflow.app import create_app

if TYPE_CHECKING:
    from celery import Celery, Task

_settings = settings.load()
app: Celery[Task[Any, Any]] = wiring.celery_for(create_app(_settings), _settings)
