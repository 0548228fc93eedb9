"""``khworkflow up``: start everything in order, keep it running, stop it in order."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from flask import Flask

from khworkflow import settings as settings_
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.embedded import broker, folder, schema
from khworkflow.embedded.children import Child

ROOT: Final = Path(__file__).parents[2]
READY_SECONDS: Final = 60.0
GLANCE_SECONDS: Final = 0.5
LOG_BYTES: Final = 5_000_000
_log: Final = logging.getLogger("khworkflow.up")


@dataclass(frozen=True)
class Plan:
    """What to start.

    Args:
        settings: of the installation; its port is the one listened on.
        host: the address listened on; 127.0.0.1 is this machine alone.
        make: makes the application of the settings.
        prepare: given the application after the migrations, does what a first start needs and
            returns lines to show at the end.
        verbose: whether the children's lines are shown as well.

    """

    settings: settings_.Settings
    host: str
    make: Callable[[settings_.Settings], Flask]
    prepare: Callable[[Flask], list[str]]
    verbose: bool = False


def run(plan: Plan, say: Callable[[str], object]) -> None:
    """Run the installation until Ctrl-C or SIGTERM.

    Args:
        plan: what to start.
        say: shows a line to the person at the terminal.

    Raises:
        Refused: the folder or the port is taken, or a part cannot start.

    """
    data = plan.settings.data
    try:
        with folder.locked(data) as left, _signals() as stop:
            _keep_log(data / "log", verbose=plan.verbose)
            free = folder.becomes_free if left else folder.is_free
            if not free(plan.host, plan.settings.port):
                message = _("Port %(port)s is in use by another program. Choose another one: --port %(other)s")
                raise Refused(message % {"port": plan.settings.port, "other": plan.settings.port + 1})
            _serve(plan, say, stop)
    except folder.FolderBusy as error:
        message = _("khworkflow already runs on the folder %(folder)s (process %(pid)s). Stop it first, or give another --data.")
        raise Refused(message % {"folder": data, "pid": error}) from None
    except broker.BrokerError as error:
        message = _("The embedded broker cannot start: %(why)s. Install valkey-server or redis-server, or set REDIS_URL.")
        raise Refused(message % {"why": error}) from None


def _serve(plan: Plan, say: Callable[[str], object], stop: threading.Event) -> None:
    began = time.monotonic()
    running: list[Child] = []
    settings = plan.settings
    try:
        if not settings.redis_url:
            queue, path = _broker(settings)
            settings = replace(settings, redis_url=broker.address(path))
            running.append(queue)
            queue.start()
        app = plan.make(settings)
        schema.migrate(app)
        lines = plan.prepare(app)
        for child in _programs(settings, plan.host):
            running.append(child)
            child.start()
        try:
            _wait_until_ready(running, settings, stop)
            if not stop.is_set():
                seconds = f"{time.monotonic() - began:.1f}"
                say(_("khworkflow is ready at %(url)s (%(seconds)s s). Ctrl-C stops it.", url=settings.url, seconds=seconds))
        finally:
            for line in lines:  # links are good once and made once: they are shown whatever happens
                say(line)
        while not stop.wait(GLANCE_SECONDS):
            for child in running:
                child.mend()
        say(_("Stopping…"))
    finally:
        _stop(running)
    say(_("Stopped."))


def _broker(settings: settings_.Settings) -> tuple[Child, Path]:
    """Return the broker of this folder, not yet started, and its socket."""
    place = settings.data / "broker"
    place.mkdir(mode=0o700, exist_ok=True)
    path = broker.socket_in(place)
    broker.wait_until_gone(path)
    environment = settings_.environment(settings)
    return Child("broker", broker.command(place, path), environment), path


def _programs(settings: settings_.Settings, host: str) -> list[Child]:
    """Return the web server, the worker and the timetable."""
    environment = settings_.environment(settings) | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
    celery = [sys.executable, "-m", "celery", "--quiet", "--app", "khworkflow.worker"]
    diary = settings.data / "timetable"
    web = [sys.executable, "-m", "gunicorn", "--config", "python:khworkflow.embedded.server"]
    return [
        Child("web", [*web, "--bind", f"{host}:{settings.port}", "--chdir", str(ROOT)], environment, patience=8),
        Child(
            "worker",
            [*celery, "worker", "--pool", "threads", "--concurrency", "2", "--without-mingle", "--without-gossip"],
            environment,
            patience=8,
        ),
        Child(
            "timetable",
            [*celery, "beat", "--schedule", str(diary), "--pidfile", ""],
            environment,
            before=lambda: _forget(diary),
        ),
    ]


def _forget(diary: Path) -> None:
    """Remove the timetable's diary: a killed one corrupts it, and nothing is owed to what it says."""
    for file in diary.parent.glob(f"{diary.name}*"):
        if file.is_file():
            file.unlink()


def _wait_until_ready(running: list[Child], settings: settings_.Settings, stop: threading.Event) -> None:
    """Wait until the web server answers.

    Raises:
        Refused: a part ended at once, or no answer came.

    """
    deadline = time.monotonic() + READY_SECONDS
    while not stop.is_set() and not _answers(settings):
        fallen = next((child.name for child in running if not child.is_running()), None)
        if fallen or time.monotonic() > deadline:
            message = _("The part “%(name)s” did not start. What it said stands in %(log)s.")
            raise Refused(message % {"name": fallen or "web", "log": settings.data / "log" / "khworkflow.log"})
        stop.wait(0.05)


def _answers(settings: settings_.Settings) -> bool:
    ask = urllib.request.Request(f"http://127.0.0.1:{settings.port}/healthz", headers={"Host": settings.trusted_hosts[0]})
    try:
        with urllib.request.urlopen(ask, timeout=5) as answer:  # noqa: S310 - an address of our own making
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP's number
    except OSError:
        return False


def _stop(running: list[Child]) -> None:
    """End the programs together and the broker after them, for they still speak to it."""
    queue = [child for child in running if child.name == "broker"]
    programs = [child for child in running if child.name != "broker"]
    for group in (programs, queue):
        for child in group:
            child.ask_to_end()
        for child in group:
            child.end()


@contextmanager
def _signals() -> Iterator[threading.Event]:
    """Let SIGINT, SIGTERM and a closed terminal set the event."""
    stop = threading.Event()
    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {kind: signal.signal(kind, lambda *_: stop.set()) for kind in kinds}
    try:
        yield stop
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _keep_log(place: Path, *, verbose: bool) -> None:
    """Keep the children's lines in one file that cannot fill the disk."""
    place.mkdir(mode=0o700, exist_ok=True)
    keepers: list[logging.Handler] = [
        RotatingFileHandler(place / "khworkflow.log", maxBytes=LOG_BYTES, backupCount=5, encoding="utf-8")
    ]
    if verbose:
        keepers.append(logging.StreamHandler(sys.stdout))
    for keeper in keepers:
        keeper.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
        _log.addHandler(keeper)
    _log.setLevel(logging.INFO)
    _log.propagate = False
