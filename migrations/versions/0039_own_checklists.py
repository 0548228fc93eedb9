"""Checklists that the office makes beside those that are shipped, and lists that are used no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

RULE = "ck_checklist_version_own_is_not_shipped"


def upgrade() -> None:
    with op.batch_alter_table("checklist_version") as batch:
        batch.add_column(sa.Column("kind", sa.Text(), nullable=True))
        batch.add_column(sa.Column("is_retired", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.create_check_constraint(op.f(RULE), "kind IS NULL OR NOT is_shipped")
    with op.batch_alter_table("checklist_version") as batch:
        batch.alter_column("is_retired", existing_type=sa.Boolean(), server_default=None, existing_nullable=False)


def downgrade() -> None:
    op.execute("DELETE FROM checklist_version WHERE kind IS NOT NULL")
    with op.batch_alter_table("checklist_version") as batch:
        batch.drop_constraint(op.f(RULE), type_="check")
        batch.drop_column("is_retired")
        batch.drop_column("kind")
