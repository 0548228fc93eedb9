"""What a web server loads: ``gunicorn wsgi:app``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from whitenoise import WhiteNoise

from khworkflow import settings
from khworkflow.app import create_app

#: A static file's address carries its content's hash, so that it may be kept for a year.
YEAR_SECONDS: Final = 365 * 24 * 3600

app = create_app(settings.load())
_static = Path(app.static_folder or "")
app.wsgi_app = WhiteNoise(app.wsgi_app, root=_static, prefix="static/", max_age=YEAR_SECONDS)  # type: ignore[method-assign]
