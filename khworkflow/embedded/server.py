"""How gunicorn serves an installation: the application is loaded once and shared by the workers."""

from __future__ import annotations

import gc
from typing import Any, Final

from khworkflow.core import db

wsgi_app: Final = "wsgi:app"
worker_class: Final = "gthread"
workers: Final = 2
threads: Final = 4
preload_app: Final = True
control_socket_disable: Final = True
timeout: Final = 60
graceful_timeout: Final = 5
max_requests: Final = 20_000
max_requests_jitter: Final = 2_000
accesslog: Final = None
errorlog: Final = "-"


def when_ready(server: Any) -> None:
    """Take what was loaded out of the garbage collector's rounds: half of a page's slowest hundredth."""
    del server
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """Let each worker open its own connections; one shared by two processes mixes up their answers."""
    del server
    with worker.app.callable.app_context():
        db.database.engine.dispose(close=False)
