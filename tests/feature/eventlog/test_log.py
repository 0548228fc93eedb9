"""The log only grows, and shows it when somebody changed it by another way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest
import sqlalchemy as sa

from khworkflow.accounts.events import PersonSignedIn
from khworkflow.core.authz import SYSTEM
from khworkflow.core.i18n import in_locale
from khworkflow.eventlog import log
from khworkflow.eventlog.events import Event
from khworkflow.eventlog.models import LogEntry

CHANGED = "đã bị sửa sau khi ghi"
NOT_NEXT = "không nối tiếp mục trước: có mục đã bị xóa hoặc bị chèn vào giữa"


@pytest.fixture
def entries(db, cast):
    """Five entries after those of the cast."""
    made = [log.record(SYSTEM, "person:1", PersonSignedIn(1)).id for _ in range(5)]
    db.commit()
    return made


def behind_our_back(db, statement):
    """Change the table as somebody could who holds the database itself: without the triggers."""
    if db.connection().dialect.name == "sqlite":
        db.execute(sa.text("DROP TRIGGER log_entry_no_update"))
        db.execute(sa.text("DROP TRIGGER log_entry_no_delete"))
    else:
        db.execute(sa.text("DROP TRIGGER log_entry_only_grows ON log_entry"))
    db.execute(statement)
    db.commit()


def found():
    return [(one.entry_id, one.reason) for one in log.verify()[1]]


def test_an_untouched_log_holds_however_long_it_is(db, entries, monkeypatch):
    monkeypatch.setattr(log, "_BATCH", 3)

    assert log.verify() == (db.scalar(sa.select(sa.func.count(LogEntry.id))), [])


@pytest.mark.parametrize("change", [{"subject": "person:2"}, {"origin": "elsewhere"}, {"body": {"user_id": 7}}])
def test_a_changed_entry_is_named(db, entries, change):
    behind_our_back(db, sa.update(LogEntry).where(LogEntry.id == entries[2]).values(change))

    assert found() == [(entries[2], CHANGED)]


def test_an_entry_changed_together_with_its_hash_breaks_the_one_after_it(db, entries):
    entry = db.get_one(LogEntry, entries[2])
    entry.subject = "person:2"
    digest = entry.digest()
    db.expunge_all()
    behind_our_back(db, sa.update(LogEntry).where(LogEntry.id == entries[2]).values(subject="person:2", hash=digest))

    assert found() == [(entries[3], NOT_NEXT)]


def test_a_removed_entry_is_missed_by_the_one_after_it(db, entries):
    behind_our_back(db, sa.delete(LogEntry).where(LogEntry.id == entries[2]))

    assert found() == [(entries[3], NOT_NEXT)]


def test_the_reasons_are_told_in_the_reader_s_language(db, entries):
    behind_our_back(db, sa.update(LogEntry).where(LogEntry.id == entries[2]).values(origin="elsewhere"))

    with in_locale("en"):
        assert found() == [(entries[2], "was changed after it was written")]


def test_two_events_cannot_go_by_the_same_kind():
    with pytest.raises(TypeError, match=r"two events are called person\.signed_in"):

        @dataclass(frozen=True)
        class Other(Event):
            kind: ClassVar[str] = PersonSignedIn.kind


def test_an_event_reads_back_as_it_was_written(db, cast):
    event = PersonSignedIn(cast.lan.id)
    entry = log.record(SYSTEM, f"person:{cast.lan.id}", event)
    number = entry.id
    db.commit()
    db.expunge_all()

    assert log.event_of(db.get_one(LogEntry, number)) == event
