"""The log: one row per fact, each holding the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from khworkflow.core.db import Model, fk, intpk

GENESIS = "0" * 64


class LogEntry(Model):
    """One thing that happened: who (for whom), what, about what, when, from where.

    The table only grows: triggers on both engines refuse UPDATE and DELETE, and the chain of
    hashes makes any change by another way evident.
    """

    __tablename__ = "log_entry"
    __table_args__ = (Index("ix_log_entry_subject_id", "subject", "id"),)

    id: Mapped[intpk]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = fk("user_account.id", index=True)
    said_by: Mapped[str | None]  # who gave the words, when another person typed them
    origin: Mapped[str]  # web, link (of a letter), terminal, timetable
    kind: Mapped[str]
    subject: Mapped[str]  # "task:12"
    body: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str]

    def digest(self) -> str:
        """Return the hash that this entry must carry.

        The bytes hashed are canonical JSON of every column but the id (which a restore may
        renumber), after the hash of the entry before.
        """
        facts = [
            self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            self.actor_id,
            self.said_by,
            self.origin,
            self.kind,
            self.subject,
            self.body,
        ]
        canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"{self.previous_hash}\n{canonical}".encode()).hexdigest()
