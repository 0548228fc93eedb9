"""Tell the workers to look now; never more than that.

The database decides and Celery executes: no message carries anything that the database does not
know, so a lost one costs a minute and a doubled one nothing. A broker that is absent or frozen
must not cost a save anything (a refused connection is tried again for seconds inside the client,
a frozen one blocks until its time-out), so the message leaves on a thread of its own, and after
one failure nobody asks that broker again for a while.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from khworkflow.core.db import database

if TYPE_CHECKING:
    from collections.abc import Callable

REST_SECONDS: Final = 30.0
_log = logging.getLogger(__name__)
_pokes: dict[str, Callable[[], object]] = {}
_asleep_until = 0.0
_waiting: set[str] = set()
_lock = threading.Lock()
_sender: threading.Thread | None = None


def wire(name: str, poke: Callable[[], object]) -> None:
    """Let the wake-up of that name call ``poke`` (which may raise, and may take its time)."""
    _pokes[name] = poke


def soon(name: str = "tick") -> None:
    """Ask that the wake-up be sent when the present transaction has committed."""
    database.session.info.setdefault("wake", set()).add(name)


def after_commit() -> None:
    """Hand what was asked for to the sender, and go on at once."""
    global _sender  # noqa: PLW0603 - one sender per process
    names = {name for name in database.session.info.pop("wake", set()) if name in _pokes}
    if not names or time.monotonic() < _asleep_until:
        return
    with _lock:
        _waiting.update(names)
        if _sender is None or not _sender.is_alive():
            _sender = threading.Thread(target=_send, name="wake", daemon=True)
            _sender.start()


def forget() -> None:
    """Drop what was asked for: its transaction did not happen."""
    database.session.info.pop("wake", None)


def settle(seconds: float) -> None:
    """Wait until the sender is done, at most so long; for a process about to end."""
    if _sender is not None:
        _sender.join(seconds)


def _send() -> None:
    """Send all that waits; a failure is noted and forgotten."""
    global _asleep_until, _sender  # noqa: PLW0603 - one breaker per process
    while True:
        with _lock:
            if not _waiting:
                _sender = None
                return
            name = _waiting.pop()
        try:
            _pokes[name]()
        except Exception as error:  # noqa: BLE001 - whatever the broker throws, the save stands
            _asleep_until = time.monotonic() + REST_SECONDS
            _log.warning("wake-up %s not sent: %s", name, error)
            with _lock:
                _waiting.clear()
