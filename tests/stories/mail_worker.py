"""A worker process that delivers until nothing is left; it may be told where to die."""

from __future__ import annotations

import signal
import sys

from khworkflow import settings
from khworkflow.app import create_app
from khworkflow.mailing import failpoints, runs


def main() -> None:
    """Deliver; ``mail_worker.py PLACE PASSES`` dies at the place, as by ``kill -9``."""
    if len(sys.argv) > 1:
        failpoints.arm(sys.argv[1], int(sys.argv[2]))
    signal.signal(signal.SIGTERM, lambda *_: runs.end_soon())
    app = create_app(settings.load())
    with app.app_context():
        while runs.deliver():
            pass


if __name__ == "__main__":
    main()
