"""The processes of the tree: started as children that cannot outlive it, their words kept in one log."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

PR_SET_PDEATHSIG: Final = 1
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0
#: A child that lived this long was well; its next fall is the first again.
SETTLED_SECONDS: Final = 60.0

_libc: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Let the kernel end this process when its parent ends, however that happens (Linux)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process that is kept running.

    Args:
        name: the prefix of its lines in the log.
        command: its command line.
        environment: all of its environment.
        before: what is to be done before each start.
        patience: seconds between asking it to end and ending it.

    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    before: Callable[[], object] = lambda: None
    patience: float = 5.0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float = 0.0
    _reader: threading.Thread | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the process; call from the main thread only, for a child dies with the thread that made it."""
        self.before()
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own command lines
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is the supervisor's; it ends its children in order
            preexec_fn=die_with_parent,  # noqa: PLW1509 - one call into libc, no lock of Python's is taken
        )
        self._reader = threading.Thread(target=self._copy, args=(self.process,), daemon=True)
        self._reader.start()

    def _copy(self, process: subprocess.Popen[bytes]) -> None:
        log = logging.getLogger(f"khworkflow.up.{self.name}")
        for line in process.stdout or ():
            log.info("%s", line.decode(errors="replace").rstrip())

    def is_running(self) -> bool:
        """Return whether the process is there."""
        return self.process is not None and self.process.poll() is None

    def mend(self) -> None:
        """Start the process again if it has ended, after a pause that doubles with each fall."""
        if self.process is None or self.is_running():
            return
        now = time.monotonic()
        if not self.again_at:
            if now - self.started > SETTLED_SECONDS:
                self.pause = FIRST_PAUSE
            self.again_at = now + self.pause
            logging.getLogger("khworkflow.up").warning(
                "%s ended with status %s; again in %.0f s", self.name, self.process.returncode, self.pause
            )
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        elif now >= self.again_at:
            self.again_at = 0.0
            self.start()

    def ask_to_end(self) -> None:
        """Ask the process to end by itself."""
        if self.process is not None and self.is_running():
            self.process.terminate()

    def end(self) -> None:
        """Wait for the process to end, or end it and all it started."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(self.patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self._reader is not None:
            self._reader.join(1)
        if self.process.stdout is not None:
            self.process.stdout.close()
