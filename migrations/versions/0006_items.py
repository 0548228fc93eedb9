"""The steps of a task's checklist; tasks that were issued before have none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "item",
        sa.Column("id", KEY, nullable=False),
        sa.Column("task_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence_hint", sa.Text(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", KEY, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("file_id", KEY, nullable=True),
        sa.CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name=op.f("ck_item_done_by_somebody")),
        sa.CheckConstraint(
            "done_at IS NOT NULL OR (file_id IS NULL AND words = '')", name=op.f("ck_item_evidence_of_what_is_done")
        ),
        sa.CheckConstraint("done_at IS NULL OR NOT needs_approval OR words <> ''", name=op.f("ck_item_approval_is_named")),
        sa.ForeignKeyConstraint(["done_by_id"], ["user_account.id"], name=op.f("fk_item_done_by_id_user_account")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_item_file_id_file")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_item_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("task_id", "place", name=op.f("uq_item_task_id_place")),
    )
    op.create_index(op.f("ix_item_done_by_id"), "item", ["done_by_id"])
    op.create_index(op.f("ix_item_file_id"), "item", ["file_id"])


def downgrade() -> None:
    op.drop_table("item")
