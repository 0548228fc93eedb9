"""What a web server loads: ``gunicorn wsgi:app``."""

from __future__ import annotations

from khworkflow import settings
from khworkflow.app import create_app

app = create_app(settings.load())
