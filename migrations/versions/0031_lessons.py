"""What associations report as working, with its source."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "lesson",
        sa.Column("id", KEY, nullable=False),
        sa.Column("reply_id", KEY, nullable=False),
        sa.Column("task_id", KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("marked_by_id", KEY, nullable=False),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.Column("shared_at", MOMENT, nullable=True),
        sa.Column("dropped_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_lesson_lesson_says_something")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_lesson_reply_id_reply")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_lesson_task_id_task")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["user_account.id"], name=op.f("fk_lesson_marked_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("reply_id", name=op.f("uq_lesson_reply_id")),
    )
    op.create_index(op.f("ix_lesson_task_id"), "lesson", ["task_id"])
    op.create_index(op.f("ix_lesson_marked_by_id"), "lesson", ["marked_by_id"])


def downgrade() -> None:
    op.drop_table("lesson")
