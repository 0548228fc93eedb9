"""A unit of work becomes true whole or not at all."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from khworkflow.associations import commands, queries
from khworkflow.associations.commands import Particulars
from khworkflow.associations.models import Association, Level
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Conflict
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog.models import LogEntry
from khworkflow.mailing.commands import owe
from khworkflow.mailing.models import Owed

RENAMED = Particulars("Hội Khuyến học huyện Lục Yên mới", "Huyện hội Lục Yên", "Lục Yên", Level.DISTRICT, "135", 3)


def test_the_slower_of_two_who_change_one_row_is_told_and_nothing_of_his_work_stays(db, cast):
    number, before = cast.luc_yen.id, db.scalar(sa.select(sa.func.count(LogEntry.id)))
    db.rollback()

    def work():
        with unit_of_work():
            association = queries.get(SYSTEM, number)
            quicker = sa.update(Association).where(Association.id == number).values(version=Association.version + 1)
            db.execute(quicker.execution_options(synchronize_session=False))  # between our reading and our writing
            owe(cast.hoa.id, "digest", "person:1", key="slower")
            commands.amend(SYSTEM, association, RENAMED, seen_version=association.version)

    with pytest.raises(Conflict):
        work()

    assert queries.get(SYSTEM, number).name == "Hội Khuyến học huyện Lục Yên"
    assert db.scalar(sa.select(sa.func.count(LogEntry.id))) == before
    assert db.scalar(sa.select(Owed).where(Owed.key == "slower")) is None


def test_a_mistake_of_ours_undoes_everything_of_its_unit(db, cast):
    def work():
        with unit_of_work():
            owe(cast.hoa.id, "digest", "person:1", key="half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()

    assert db.scalar(sa.select(Owed).where(Owed.key == "half")) is None
