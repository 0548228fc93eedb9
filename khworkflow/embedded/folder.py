"""The data folder belongs to one running tree at a time."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

#: How long what a killed tree left behind may take to end.
LINGER_SECONDS: Final = 15.0


class FolderBusy(Exception):
    """Another tree runs on the folder; carries its process number."""


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the folder; yield whether the tree that held it last was ended by force.

    The kernel drops the lock with the process, so that no stale one can be left.

    Raises:
        FolderBusy: another process holds it.

    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(folder / "up.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderBusy(file.read().strip()) from None
        left = bool(file.read().strip())
        _write(file.fileno(), f"{os.getpid()}\n")
        yield left
        _write(file.fileno(), "")


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode(), 0)


def is_free(host: str, port: int) -> bool:
    """Return whether the port can be listened on."""
    with socket.socket(socket.AF_INET) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((host, port))
        except OSError:
            return False
    return True


def becomes_free(host: str, port: int) -> bool:
    """Return whether the port can be listened on, when a killed tree may still be about to let go of it."""
    deadline = time.monotonic() + LINGER_SECONDS
    while not is_free(host, port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True
