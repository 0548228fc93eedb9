"""What is issued stays as it is, whoever asks the database, by whatever statement."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from khworkflow.conclusions.models import Assignment, Conclusion, Directive
from khworkflow.core.db import database
from tests import factories
from tests.conftest import ENGINE

#: What may still be written on the rows: nothing that anybody was told.
FREE = {
    "conclusion": {"inspection_id", "created_by_id", "version"},
    "directive": {"needs_person", "version"},
    "assignment": set(),
}
ROWS = {model.__tablename__: model for model in (Conclusion, Directive, Assignment)}
OTHER = {"kind": "other", "recurrence": "monthly", "part": "coordinate", "issued_at": datetime(2030, 1, 1, tzinfo=UTC)}
BY_TYPE = {int: 424_242, str: "khác", bool: True, date: date(2030, 1, 1)}
LOCKED = [
    (name, column.name) for name, model in ROWS.items() for column in model.__table__.columns if column.name not in FREE[name]
]
DRAFT = "UPDATE conclusion SET number = '06/TB-HKH' WHERE issued_at IS NULL"


@pytest.fixture
def issued(db, cast):
    """One issued conclusion, and a draft beside it."""
    factories.issued(cast)
    factories.draft(cast, "07/TB-HKH")
    db.commit()
    return facts()


def facts():
    """Return every row of the three tables that belongs to the issued conclusion."""
    found = {
        "conclusion": sa.select(Conclusion.__table__).where(Conclusion.issued_at.is_not(None)),
        "directive": sa.select(Directive.__table__).join(Conclusion).where(Conclusion.issued_at.is_not(None)),
        "assignment": sa.select(Assignment.__table__).join(Directive).join(Conclusion).where(Conclusion.issued_at.is_not(None)),
    }
    return {name: sorted(map(tuple, database.session.execute(rows))) for name, rows in found.items()}


def refused(statement):
    """Return whether the database refuses the statement because the conclusion is issued."""
    try:
        database.session.execute(sa.text(statement) if isinstance(statement, str) else statement)
    except sa.exc.IntegrityError as error:
        database.session.rollback()
        return "an issued conclusion is locked" in str(error)
    database.session.commit()
    return False


@pytest.mark.parametrize(("name", "column"), LOCKED)
def test_no_column_of_an_issued_row_can_be_changed(db, issued, name, column):
    table = ROWS[name].__table__
    number = issued[name][0][0]
    other = OTHER.get(column) or BY_TYPE[table.c[column].type.python_type]

    assert refused(sa.update(table).where(table.c.id == number).values({column: other}))
    assert facts() == issued


@pytest.mark.parametrize("name", ROWS)
def test_no_issued_row_can_be_deleted(db, issued, name):
    table = ROWS[name].__table__

    assert refused(sa.delete(table).where(table.c.id == issued[name][0][0]))
    assert facts() == issued


def test_an_issued_conclusion_cannot_become_a_draft_again(db, issued):
    assert refused("UPDATE conclusion SET issued_at = NULL, issued_by_id = NULL WHERE issued_at IS NOT NULL")
    assert facts() == issued


def test_nothing_can_be_added_to_what_an_issued_conclusion_asks(db, issued):
    directive = Directive.__table__
    same = [column for column in directive.c if column.name not in {"id", "start"}]
    more = sa.select(directive.c.start + 1, *same).where(directive.c.id == issued["directive"][0][0])

    assert refused(sa.insert(directive).from_select(["start", *(column.name for column in same)], more))
    assert refused(sa.insert(Assignment).values(directive_id=issued["directive"][1][0], association_id=1, part="lead"))
    assert facts() == issued


def test_nothing_can_be_moved_into_an_issued_conclusion(db, issued):
    number, first = issued["conclusion"][0][0], issued["directive"][1][0]
    draft = "(SELECT id FROM conclusion WHERE issued_at IS NULL)"

    assert refused(f"UPDATE directive SET conclusion_id = {number}, start = 0 WHERE conclusion_id = {draft}")  # noqa: S608
    assert refused(
        f"UPDATE assignment SET directive_id = {first} WHERE directive_id IN "  # noqa: S608
        f"(SELECT id FROM directive WHERE conclusion_id = {draft})"
    )
    assert facts() == issued


def test_a_draft_can_still_be_changed_and_thrown_away_by_any_statement(db, issued):
    assert not refused(DRAFT)
    assert not refused(
        "DELETE FROM assignment WHERE directive_id IN (SELECT d.id FROM directive d JOIN conclusion c "
        "ON c.id = d.conclusion_id WHERE c.issued_at IS NULL)"
    )
    assert not refused("DELETE FROM directive WHERE conclusion_id IN (SELECT id FROM conclusion WHERE issued_at IS NULL)")
    assert not refused("DELETE FROM conclusion WHERE issued_at IS NULL")
    assert facts() == issued


def test_a_version_may_still_be_counted_up(db, issued):
    assert not refused("UPDATE conclusion SET version = version + 1")
    assert not refused("UPDATE directive SET version = version + 1")


@pytest.mark.skipif(ENGINE != "postgresql", reason="TRUNCATE is PostgreSQL's")
@pytest.mark.parametrize("name", ROWS)
def test_the_tables_cannot_be_emptied_at_one_stroke(db, issued, name):
    assert refused(f"TRUNCATE {name} CASCADE")
    assert facts() == issued


@pytest.mark.skipif(ENGINE != "sqlite", reason="OR REPLACE and OR IGNORE are SQLite's")
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO conclusion SELECT {issued}, {rest} FROM conclusion WHERE issued_at IS NULL",
        "UPDATE OR REPLACE conclusion SET id = {issued} WHERE issued_at IS NULL",
        "UPDATE OR REPLACE conclusion SET number = '05/TB-HKH' WHERE issued_at IS NULL",
        "UPDATE OR REPLACE directive SET id = {directive} WHERE conclusion_id <> {issued} AND start < 60",
        "UPDATE OR REPLACE assignment SET id = {assignment} WHERE id = (SELECT max(id) FROM assignment)",
        "UPDATE OR IGNORE conclusion SET text = 'khác' WHERE id = {issued}",
        "UPDATE OR FAIL directive SET quote = 'khác' WHERE id = {directive}",
        "DELETE FROM assignment",
    ],
)
def test_no_way_around_by_what_sqlite_does_with_conflicts(db, issued, statement):
    rest = ", ".join(name for name in Conclusion.__table__.columns.keys() if name != "id")  # noqa: SIM118 - not a dict
    numbers = {name: rows[0][0] for name, rows in issued.items()}
    db.execute(sa.text("PRAGMA foreign_keys=OFF"))

    assert refused(statement.format(issued=numbers["conclusion"], rest=rest, **numbers | {"conclusion": ""}))
    assert facts() == issued


@pytest.mark.skipif(ENGINE != "postgresql", reason="on SQLite there is one writer at a time")
def test_nothing_slips_in_while_somebody_issues_the_conclusion(db, issued):
    draft = db.scalar(sa.select(Conclusion.id).where(Conclusion.issued_at.is_(None)))
    directive = db.scalar(sa.select(Directive.id).where(Directive.conclusion_id == draft))
    db.rollback()

    with database.engine.connect() as issuing, database.engine.connect() as beside:
        number = issuing.execute(sa.select(Conclusion.created_by_id).where(Conclusion.id == draft)).scalar_one()
        moment = datetime(2019, 7, 8, 3, tzinfo=UTC)
        issuing.execute(sa.update(Conclusion).where(Conclusion.id == draft).values(issued_at=moment, issued_by_id=number))
        beside.exec_driver_sql("SET lock_timeout = '100ms'")

        with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
            beside.execute(sa.delete(Assignment).where(Assignment.directive_id == directive))
        issuing.rollback()
