"""Background work: Celery carries wake-ups and nothing else.

The settings are the ones measured in the reliability notes: early failure of the broker (a frozen
Redis would hang a publisher for ever), late acknowledgement, no results, JSON only. There is no
``eta`` and no ``countdown`` anywhere: what is due when stands in the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from celery import Celery, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask import Flask

BROKER_SECONDS: Final = 2
EXPIRES_SECONDS: Final = 60


@dataclass(frozen=True)
class Job:
    """A named function that may run twice, with Celery's options for it."""

    name: str
    function: Callable[[], object]
    options: dict[str, Any] = field(default_factory=dict)

    def __call__(self) -> object:
        """Run here and now."""
        return self.function()


def job(name: str, **options: Any) -> Callable[[Callable[[], object]], Job]:
    """Make the function a job of that name."""
    return lambda function: Job(name, function, options)


def create_celery(app: Flask, broker: str, jobs: Iterable[Job], timetable: Mapping[str, timedelta]) -> Celery:
    """Return the Celery application of a worker, a timetable or a publisher.

    Args:
        app: whose context surrounds each job.
        broker: address of Redis or Valkey.
        jobs: everything a worker can be asked for.
        timetable: how often each job is asked for by itself, by its name.

    """

    class InContext(Task):  # type: ignore[type-arg]
        """A task that runs inside the application's context."""

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            with app.app_context():
                return self.run(*args, **kwargs)

    celery: Celery[Any] = Celery(app.import_name, task_cls=InContext, broker=_broker(broker), set_as_current=False)
    celery.conf.update(
        accept_content=["json"],
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": 900,
            "socket_timeout": BROKER_SECONDS,
            "socket_connect_timeout": BROKER_SECONDS,
            "socket_keepalive": True,
            "health_check_interval": 25,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
        },
        task_acks_late=True,
        task_ignore_result=True,
        task_reject_on_worker_lost=True,
        task_soft_time_limit=240,
        task_time_limit=300,
        timezone="UTC",
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        beat_schedule={
            name: {"task": name, "schedule": every, "options": {"expires": EXPIRES_SECONDS}} for name, every in timetable.items()
        },
    )
    for one in jobs:
        celery.task(one.function, name=one.name, **one.options)  # type: ignore[call-overload]
    celery.finalize()
    return celery


def poke(celery: Celery, name: str) -> Callable[[], object]:
    """Return a function that asks the workers for the job, and gives up at once if it cannot."""
    return lambda: celery.send_task(name, expires=EXPIRES_SECONDS, retry=False, ignore_result=True)


def _broker(address: str) -> str:
    """Return the address as kombu spells it: a Unix socket is ``redis+socket://``."""
    return address.replace("unix://", "redis+socket://", 1)
