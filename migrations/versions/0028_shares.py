"""What a task's association hands down to one below it: a task of its own, with the first as its parent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_FORCE = sa.text("parent_id IS NOT NULL AND state NOT IN ('withdrawn', 'superseded')")
GIVEN = sa.text("parent_id IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("task") as batch:
        batch.add_column(sa.Column("parent_id", KEY, nullable=True))
        batch.add_column(sa.Column("asked", sa.Text(), server_default="", nullable=False))
        batch.create_foreign_key(op.f("fk_task_parent_id_task"), "task", ["parent_id"], ["id"])
        batch.drop_constraint("uq_task_directive_id_association_id_period", type_="unique")
        batch.create_check_constraint("not_handed_down_to_itself", "parent_id <> id")
        batch.create_check_constraint("handed_down_with_words", "(parent_id IS NULL) = (asked = '')")
    both = {"unique": True, "sqlite_where": GIVEN, "postgresql_where": GIVEN}
    op.create_index("ix_task_given_once", "task", ["directive_id", "association_id", "period"], **both)
    both = {"unique": True, "sqlite_where": IN_FORCE, "postgresql_where": IN_FORCE}
    op.create_index("ix_task_handed_down_once", "task", ["parent_id", "association_id"], **both)


def downgrade() -> None:
    op.drop_index("ix_task_handed_down_once", "task")
    op.drop_index("ix_task_given_once", "task")
    with op.batch_alter_table("task") as batch:
        batch.drop_constraint("handed_down_with_words", type_="check")
        batch.drop_constraint("not_handed_down_to_itself", type_="check")
        batch.drop_constraint(op.f("fk_task_parent_id_task"), type_="foreignkey")
        batch.drop_column("asked")
        batch.drop_column("parent_id")
        batch.create_unique_constraint("uq_task_directive_id_association_id_period", ["directive_id", "association_id", "period"])
