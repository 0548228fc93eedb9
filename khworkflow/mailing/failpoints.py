"""Places where a test may kill the process, to prove that nothing is lost there; unarmed, nothing."""

from __future__ import annotations

import os
import signal

AFTER_CLAIM = "after_claim"
BEFORE_DATA = "before_data"
AFTER_DATA = "after_data"
BEFORE_MARK = "before_mark"
ALL = (AFTER_CLAIM, BEFORE_DATA, AFTER_DATA, BEFORE_MARK)

_armed: dict[str, int] = {}


def arm(place: str, passes: int = 1) -> None:
    """Let the process die, as by ``kill -9``, when it comes to the place for the n-th time."""
    _armed[place] = passes


def reach(place: str) -> None:
    """Mark the place."""
    if place in _armed:
        _armed[place] -= 1
        if _armed[place] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
