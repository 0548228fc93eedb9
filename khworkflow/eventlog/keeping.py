"""What can happen to an installation as a whole: it is backed up, or restored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from sqlalchemy import func, select

from khworkflow.core.db import database
from khworkflow.eventlog.events import Event
from khworkflow.eventlog.models import LogEntry

if TYPE_CHECKING:
    from datetime import datetime

SUBJECT: Final = "installation"


@dataclass(frozen=True)
class BackupMade(Event):
    """Everything was written into one file."""

    kind: ClassVar[str] = "backup.made"

    name: str
    size: int  # bytes


@dataclass(frozen=True)
class BackupRestored(Event):
    """The installation was made of a backup; letters are held until somebody lets them go."""

    kind: ClassVar[str] = "backup.restored"

    made_at: str
    settled: int  # mails that the relay's log shows to have left since


def last_backup() -> datetime | None:
    """Return when the last backup was made, as far as this installation knows."""
    return database.session.scalar(select(func.max(LogEntry.at)).where(LogEntry.kind == BackupMade.kind))
