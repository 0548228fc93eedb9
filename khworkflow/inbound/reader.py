"""Having mails read by a process that may fail, hang or lie without harm; started for the first of a run, kept for the rest."""

from __future__ import annotations

import contextlib
import logging
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self

from khworkflow.inbound.fates import Fate
from khworkflow.inbound.reading.child import LENGTH, unpack
from khworkflow.inbound.reading.message import BYTES_MOST, Arrival

if TYPE_CHECKING:
    from types import TracebackType
    from typing import IO

#: Seconds of work that one mail may take; by the clock so many more, for the machine may be busy.
SECONDS: Final = 10
PATIENCE: Final = 30
#: A mail of 15 MiB with one file takes 440.
MEBIBYTES: Final = 768
#: So much of a mail that cannot be read is read once more, to say at least whose it is.
HEAD_BYTES: Final = 20_000
_ANSWER_MOST: Final = 4 * BYTES_MOST
_log = logging.getLogger(__name__)


class Reader:
    """Reads mails, each within its time and memory; what takes more is unreadable, and the next is read all the same."""

    def __init__(self, *, seconds: int = SECONDS, mebibytes: int = MEBIBYTES) -> None:
        """Wait for the first mail."""
        self._seconds = seconds
        self._command = [sys.executable, "-I", "-m", "khworkflow.inbound.reading.child", str(seconds), str(mebibytes)]
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Begin a run."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the process, if there is one."""
        self._end()

    def read(self, raw: bytes) -> Arrival:
        """Return what the mail says; of one that its reader could not bear, whose it is as far as its head tells.

        Raises:
            OSError: no process can be started, or it was ended from outside; the mail is to be tried again later.

        """
        whole = raw[: BYTES_MOST + 1]
        found = self._answer(whole)
        if found is None:
            head = whole[:HEAD_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
            found = replace(self._answer(head) or Arrival(), flaw=Fate.UNREADABLE)
        return found

    def _answer(self, raw: bytes) -> Arrival | None:
        child = self._child = self._child or self._begin()
        too_long = threading.Timer(self._seconds + PATIENCE, child.kill)
        too_long.start()
        try:
            return _exchanged(child, raw)
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            code = self._end()
            _log.warning("a mail of %s bytes ended its reader (%s): %r", len(raw), code, error)
            if code == -signal.SIGKILL:
                raise OSError("the reader was ended from outside") from error
            return None
        finally:
            too_long.cancel()

    def _begin(self) -> subprocess.Popen[bytes]:
        pipe, none = subprocess.PIPE, subprocess.DEVNULL
        child = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, stderr=none, env={}, cwd="/")  # noqa: S603
        try:
            _piece(child.stdout)
        except EOFError:
            self._child = child
            raise OSError(f"the reader of mails does not start: {self._end()}") from None
        return child

    def _end(self) -> int:
        """End the process; return how it ended, by itself where it does so at once."""
        child, self._child = self._child, None
        if child is None:
            return 0
        for end in filter(None, (child.stdin, child.stdout)):
            with contextlib.suppress(OSError):  # what was not written will not be
                end.close()
        try:
            return child.wait(1)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return 0


def _exchanged(child: subprocess.Popen[bytes], raw: bytes) -> Arrival:
    if child.stdin is None:
        raise EOFError
    child.stdin.write(len(raw).to_bytes(LENGTH) + raw)
    child.stdin.flush()
    return unpack(_piece(child.stdout), _piece(child.stdout))


def _piece(source: IO[bytes] | None) -> bytes:
    said = source.read(LENGTH) if source else b""
    length = int.from_bytes(said)
    piece = source.read(length) if source and length <= _ANSWER_MOST else b""
    if len(said) < LENGTH or len(piece) < length:
        raise EOFError
    return piece
