"""How often the answering links of a task were revoked; answers that came by a link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WAYS = ("telephone", "message", "in_person", "paper")


def upgrade() -> None:
    op.add_column("task", sa.Column("links_revoked", sa.Integer(), nullable=True))
    op.execute("UPDATE task SET links_revoked = 0")
    with op.batch_alter_table("task") as batch_op:
        batch_op.alter_column("links_revoked", existing_type=sa.Integer(), nullable=False)
        batch_op.create_check_constraint(op.f("ck_task_links_revoked_count"), "links_revoked >= 0")
    with op.batch_alter_table("reply") as batch_op:
        batch_op.drop_constraint(op.f("ck_reply_saidhow"), type_="check")
        batch_op.create_check_constraint(op.f("ck_reply_saidhow"), f"said_how IN {(*WAYS, 'link')}")


def downgrade() -> None:
    op.execute("UPDATE reply SET said_how = 'message' WHERE said_how = 'link'")
    with op.batch_alter_table("reply") as batch_op:
        batch_op.drop_constraint(op.f("ck_reply_saidhow"), type_="check")
        batch_op.create_check_constraint(op.f("ck_reply_saidhow"), f"said_how IN {WAYS}")
    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_constraint(op.f("ck_task_links_revoked_count"), type_="check")
        batch_op.drop_column("links_revoked")
