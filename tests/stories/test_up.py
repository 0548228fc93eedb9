"""`khworkflow up`, for real: started, killed, started again, stopped, refused."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
READY_SECONDS = 60
NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="khw-up-") as name:
        yield Path(name) / "data"


@pytest.fixture
def port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        number: int = line.getsockname()[1]
        return number


@contextmanager
def up(folder: Path, port: int, *words: str, user: int | None = None) -> Iterator[subprocess.Popen[str]]:
    """Run the tree; whatever the test does to it, nothing of it is left behind."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KHW_", "REDIS_", "DATABASE_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "khworkflow", "up", "--data", str(folder), "--port", str(port), *words],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT), "HOME": str(folder.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        user=user,
    )
    try:
        yield process
    finally:
        for one in family(process.pid, folder):
            one.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def family(pid: int, folder: Path) -> list[psutil.Process]:
    """Return the process and everything that works on the folder."""
    found = []
    for one in psutil.process_iter():
        try:
            mine = one.pid == pid or one.environ().get("KHW_DATA") == str(folder)
            if mine and one.status() != psutil.STATUS_ZOMBIE:
                found.append(one)
        except psutil.Error:
            continue
    return found


def answer(port: int, path: str = "/healthz") -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0


def wait_for_health(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while answer(port) != 200:
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        assert time.monotonic() < deadline
        time.sleep(0.1)


def wait_until_alone(pid: int, folder: Path) -> list[psutil.Process]:
    deadline = time.monotonic() + 20
    while (left := [one for one in family(pid, folder) if one.pid != pid]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def heard(process: subprocess.Popen[str]) -> str:
    return process.stdout.read() if process.stdout else ""


def test_one_command_starts_everything_and_ctrl_c_ends_it_cleanly(folder, port):
    with up(folder, port) as process:
        wait_for_health(process, port)
        names = {" ".join(one.cmdline()) for one in family(process.pid, folder)}
        process.send_signal(signal.SIGINT)
        status = process.wait(20)
        left = wait_until_alone(process.pid, folder)

        assert status == 0
        assert left == []
        assert all(any(part in name for name in names) for part in ("valkey-server", "gunicorn", "worker", "beat"))
        said = heard(process)
        assert f"http://127.0.0.1:{port}/links/" in said  # the administrator's way in
        assert "quantri" in said


def test_killing_the_supervisor_leaves_no_orphan_and_loses_no_row(folder, port):
    with up(folder, port) as process:
        wait_for_health(process, port)
        process.kill()
        process.wait(5)
        left = wait_until_alone(process.pid, folder)

        assert left == []

    with up(folder, port) as again:
        wait_for_health(again, port)
        again.send_signal(signal.SIGTERM)

        assert again.wait(20) == 0
        assert "/links/" not in heard(again)  # the administrator of the first start is still there


def test_a_program_that_dies_is_started_again(folder, port):
    """F2: one process of the tree is killed; the others go on, and it comes back."""
    with up(folder, port) as process:
        wait_for_health(process, port)
        first = next(one for one in family(process.pid, folder) if "worker" in one.cmdline())
        first.kill()
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            workers = [one for one in family(process.pid, folder) if "worker" in one.cmdline() and one.pid != first.pid]
            if workers:
                break
            time.sleep(0.1)

        assert workers
        assert answer(port) == 200


def test_a_second_tree_on_the_folder_is_refused_with_a_reason(folder, port):
    with up(folder, port) as process:
        wait_for_health(process, port)
        with up(folder, port + 1) as second:
            assert second.wait(20) == 1
            assert "đang chạy trên thư mục" in heard(second)
            assert answer(port) == 200


def test_a_port_in_use_is_refused_with_a_reason(folder, port):
    with socket.socket() as line:
        line.bind(("127.0.0.1", port))
        line.listen()
        with up(folder, port) as process:
            assert process.wait(20) == 1
            assert f"Cổng {port}" in heard(process)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_can_run_it(port):
    with tempfile.TemporaryDirectory(prefix="khw-up-") as name:
        parent = Path(name)
        os.chown(parent, NOBODY, NOBODY)
        try:
            subprocess.run([sys.executable, "-c", "import flask"], cwd=ROOT, user=NOBODY, check=True, capture_output=True)
        except (PermissionError, subprocess.CalledProcessError):
            pytest.skip("the ordinary user cannot read this Python")
        with up(parent / "data", port, user=NOBODY) as process:
            wait_for_health(process, port)
            process.send_signal(signal.SIGINT)

            assert process.wait(20) == 0


def test_a_deep_folder_has_its_socket_elsewhere():
    from khworkflow.embedded import broker

    deep = Path("/srv") / ("x" * 120)

    path = broker.socket_in(deep)

    assert len(bytes(path)) < 100
    assert broker.socket_in(Path("/srv/data")) == Path("/srv/data/valkey.sock")
    path.parent.rmdir()
