"""Associations as they were called at a moment."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from khworkflow.associations.models import Association
from khworkflow.core.db import database
from khworkflow.eventlog.models import LogEntry
from khworkflow.reports.replay import called
from khworkflow.reports.snapshot import AssociationFacts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def named(wanted: Iterable[int], as_of: datetime) -> list[AssociationFacts]:
    """Return the associations in their order, each as it was called at the moment."""
    rows = select(Association).where(Association.id.in_(list(wanted))).order_by(Association.place, Association.id)
    found = list(database.session.scalars(rows))
    told = defaultdict(list)
    subjects = [f"association:{one.id}" for one in found]
    kinds = ("association.created", "association.amended")
    entries = select(LogEntry.at, LogEntry.kind, LogEntry.body, LogEntry.subject).where(
        LogEntry.subject.in_(subjects), LogEntry.kind.in_(kinds)
    )
    for entry in database.session.execute(entries.order_by(LogEntry.id)):
        told[entry.subject].append(entry)
    now = [AssociationFacts(one.id, one.name, one.short_name, one.territory, one.level) for one in found]
    return [called(one, told[f"association:{one.association_id}"], as_of) for one in now]
