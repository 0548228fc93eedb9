"""Tell the workers to look now; never more than that.

The database decides and Celery executes: no message carries anything that the database does not
know, so a lost one costs a minute and a doubled one nothing. A broker that is absent or frozen
must not cost a save anything, so after one failure nobody asks it again for a while.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

from khworkflow.core.db import database

if TYPE_CHECKING:
    from collections.abc import Callable

REST_SECONDS: Final = 30.0
_log = logging.getLogger(__name__)
_pokes: dict[str, Callable[[], object]] = {}
_asleep_until = 0.0


def wire(name: str, poke: Callable[[], object]) -> None:
    """Let the wake-up of that name call ``poke`` (which may raise)."""
    _pokes[name] = poke


def soon(name: str = "tick") -> None:
    """Ask that the wake-up be sent when the present transaction has committed."""
    database.session.info.setdefault("wake", set()).add(name)


def after_commit() -> None:
    """Send what was asked for; a failure is noted and forgotten."""
    global _asleep_until  # noqa: PLW0603 - one breaker per process
    names = database.session.info.pop("wake", set())
    for name in sorted(names):
        if name not in _pokes or time.monotonic() < _asleep_until:
            continue
        try:
            _pokes[name]()
        except Exception as error:  # noqa: BLE001 - whatever the broker throws, the save stands
            _asleep_until = time.monotonic() + REST_SECONDS
            _log.warning("wake-up %s not sent: %s", name, error)


def forget() -> None:
    """Drop what was asked for: its transaction did not happen."""
    database.session.info.pop("wake", None)
