"""Sentences about the installation as a whole."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import gettext as _, moment
from khworkflow.eventlog.keeping import BackupMade, BackupRestored
from khworkflow.web.history.telling import Told

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling


def _made(_telling: Telling, event: BackupMade) -> Told:
    return Told(_("Made a backup: %(name)s.", name=event.name))


def _restored(_telling: Telling, event: BackupRestored) -> Told:
    return Told(_("Restored the backup of %(moment)s.", moment=moment(datetime.fromisoformat(event.made_at))))


SENTENCES: Final[dict[type[Event], Sentence]] = {BackupMade: _made, BackupRestored: _restored}
