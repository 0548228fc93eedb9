"""What workers are asked for."""

from __future__ import annotations

from khworkflow.core.celery import job
from khworkflow.reports import runs


@job(name="compile")
def compile_reports() -> None:
    runs.compile_all()


@job(name="prepare")
def prepare_reports() -> None:
    runs.prepare_all()


@job(name="expire")
def expire_files() -> None:
    runs.expire_all()
