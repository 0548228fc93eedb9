"""The job of the workers."""

from __future__ import annotations

from khworkflow.core.celery import job
from khworkflow.files import runs


@job(name="first_pages")
def draw_first_pages() -> None:
    runs.draw_first_pages()
