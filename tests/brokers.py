"""Brokers that are of no use: nobody listens, or somebody does and never answers (``KHW_TEST_BROKER``)."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from khworkflow.embedded import broker

if TYPE_CHECKING:
    from collections.abc import Iterator

STOPPED, FROZEN = "stopped", "frozen"


@contextmanager
def of_no_use(how: str) -> Iterator[str]:
    """Yield the address of a broker that is stopped or frozen."""
    if how == STOPPED:
        yield "redis://127.0.0.1:1/0"
        return
    with running() as (process, address):
        process.send_signal(signal.SIGSTOP)
        yield address


@contextmanager
def running(*flags: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run a broker of one's own; yield its process and address."""
    with tempfile.TemporaryDirectory(prefix="kb") as folder:
        path = Path(folder) / "v.sock"
        process = subprocess.Popen([*broker.command(Path(folder), path), *flags], stdout=subprocess.DEVNULL)
        try:
            until = time.monotonic() + 20
            while not broker.answers(path) and time.monotonic() < until:
                time.sleep(0.05)
            yield process, broker.address(path)
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.wait(10)


@contextmanager
def as_told() -> Iterator[str | None]:
    """Yield the broker that ``KHW_TEST_BROKER`` asks for, or none."""
    how = os.environ.get("KHW_TEST_BROKER")
    if not how:
        yield None
        return
    with of_no_use(how) as address:
        yield address
