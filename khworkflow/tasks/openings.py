"""That a link was shown on a device: noted once a day, told as what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped

from khworkflow.accounts.models import User
from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import Model, database, fk, insert_once, intpk
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.tasks.link_events import LinkOpened

if TYPE_CHECKING:
    from khworkflow.tasks.answering import Opened
    from khworkflow.tasks.models import Task


class LinkOpening(Model):
    """A letter's link to a task was shown on a device's screen: the first time of each day."""

    __tablename__ = "link_opening"
    __table_args__ = (UniqueConstraint("task_id", "person_id", "day"),)

    id: Mapped[intpk]
    task_id: Mapped[int] = fk("task.id", index=False)
    person_id: Mapped[int] = fk("user_account.id")  # to whom the link was given; who held the device is not known
    day: Mapped[date]  # the office's
    at: Mapped[datetime]


@dataclass(frozen=True)
class Opening:
    """The first time of a day on which the link given to a person was shown on a device."""

    name: str
    at: datetime


def note(found: Opened) -> None:
    """Remember, once a day, that a device has shown what the link opens; whose device it is nobody can know."""
    at = moment_of_record()
    number = insert_once(LinkOpening, task_id=found.task.id, person_id=found.person.id, day=clock.day_of(at), at=at)
    if number is not None:
        record(SYSTEM, f"task:{found.task.id}", LinkOpened(found.task.id, found.person.id, found.person.name))


def of_task(task: Task) -> list[Opening]:
    """Return when links to the task were shown on a device, the latest first; that it may be seen is asked before."""
    rows = (
        select(User.name, LinkOpening.at)
        .join(User, User.id == LinkOpening.person_id)
        .where(LinkOpening.task_id == task.id)
        .order_by(LinkOpening.at.desc())
        .limit(30)
    )
    return [Opening(name, at) for name, at in database.session.execute(rows)]
