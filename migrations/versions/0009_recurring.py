"""Directives that recur, and the period each task belongs to; both columns are locked with the rest of what is issued."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

#: What stands locked of a directive (0004), and what is added to it.
BEFORE = "id conclusion_id start end quote title kind due_on due_phrase is_reviewed_half_yearly"
AFTER = f"{BEFORE} recurrence recurs_until"
COLUMNS = (
    "recurrence VARCHAR(40) CONSTRAINT ck_directive_recurrence "
    "CHECK (recurrence IN ('monthly', 'quarterly', 'half_yearly', 'yearly')) "
    "CONSTRAINT ck_directive_recurs_from_a_day CHECK (recurrence IS NULL OR due_on IS NOT NULL)",
    "recurs_until DATE CONSTRAINT ck_directive_recurs_until_later "
    "CHECK (recurs_until IS NULL OR (recurrence IS NOT NULL AND recurs_until >= due_on))",
)


def upgrade() -> None:
    for column in COLUMNS:
        op.execute(f"ALTER TABLE directive ADD COLUMN {column}")
    _lock(AFTER)
    with op.batch_alter_table("task") as batch:
        batch.add_column(sa.Column("period", sa.Integer(), server_default="0", nullable=False))
        batch.drop_constraint("uq_task_directive_id_association_id", type_="unique")
        batch.create_unique_constraint("uq_task_directive_id_association_id_period", ["directive_id", "association_id", "period"])
        batch.create_check_constraint("period_counts", "period >= 0")


def downgrade() -> None:
    with op.batch_alter_table("task") as batch:
        batch.drop_constraint("period_counts", type_="check")
        batch.drop_constraint("uq_task_directive_id_association_id_period", type_="unique")
        batch.create_unique_constraint("uq_task_directive_id_association_id", ["directive_id", "association_id"])
        batch.drop_column("period")
    _lock(BEFORE)
    op.execute("ALTER TABLE directive DROP COLUMN recurs_until")
    op.execute("ALTER TABLE directive DROP COLUMN recurrence")


def _lock(columns: str) -> None:
    """Put the trigger that refuses a change of these columns in place of the one before."""
    names = columns.split()
    if op.get_bind().dialect.name == "sqlite":
        issued = "EXISTS (SELECT 1 FROM conclusion c WHERE c.id = {row}.conclusion_id AND c.issued_at IS NOT NULL)"
        old, new = issued.format(row="OLD"), issued.format(row="NEW")
        changed = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in names)
        op.execute("DROP TRIGGER issued_directive_no_update")
        op.execute(
            f"CREATE TRIGGER issued_directive_no_update BEFORE UPDATE ON directive WHEN ({old} OR {new}) AND ({changed}) "
            "BEGIN SELECT RAISE(ABORT, 'an issued conclusion is locked'); END"
        )
    else:
        old, new = (", ".join(f'{row}."{name}"' for name in names) for row in ("OLD", "NEW"))
        op.execute("DROP TRIGGER issued_no_update ON directive")
        op.execute(
            f"CREATE TRIGGER issued_no_update BEFORE UPDATE ON directive FOR EACH ROW "
            f"WHEN (ROW({old}) IS DISTINCT FROM ROW({new})) EXECUTE FUNCTION issued_directive()"
        )
