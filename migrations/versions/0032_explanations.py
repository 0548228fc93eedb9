"""What an urging letter asks an association to explain, by when, and the answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "explanation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("association_id", KEY, nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name=op.f("ck_explanation_answered_by_somebody")),
        sa.CheckConstraint("(answered_at IS NULL) = (words IS NULL)", name=op.f("ck_explanation_answered_in_words")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_explanation_report_id_report")),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_explanation_association_id_association")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user_account.id"], name=op.f("fk_explanation_answered_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation")),
        sa.UniqueConstraint("report_id", name=op.f("uq_explanation_report_id")),
    )
    op.create_index(op.f("ix_explanation_association_id"), "explanation", ["association_id"])
    op.create_index(op.f("ix_explanation_answered_by_id"), "explanation", ["answered_by_id"])
    op.create_table(
        "explanation_task",
        sa.Column("id", KEY, nullable=False),
        sa.Column("explanation_id", KEY, nullable=False),
        sa.Column("task_id", KEY, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["explanation_id"], ["explanation.id"], name=op.f("fk_explanation_task_explanation_id_explanation")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_explanation_task_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation_task")),
        sa.UniqueConstraint("explanation_id", "task_id", name=op.f("uq_explanation_task_explanation_id_task_id")),
    )
    op.create_index(op.f("ix_explanation_task_task_id"), "explanation_task", ["task_id"])
    op.create_table(
        "explanation_file",
        sa.Column("id", KEY, nullable=False),
        sa.Column("explanation_id", KEY, nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["explanation_id"], ["explanation.id"], name=op.f("fk_explanation_file_explanation_id_explanation")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_explanation_file_file_id_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation_file")),
        sa.UniqueConstraint("explanation_id", "file_id", name=op.f("uq_explanation_file_explanation_id_file_id")),
    )
    op.create_index(op.f("ix_explanation_file_file_id"), "explanation_file", ["file_id"])


def downgrade() -> None:
    op.drop_table("explanation_file")
    op.drop_table("explanation_task")
    op.drop_table("explanation")
