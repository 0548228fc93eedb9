"""Checklists as the office words them; a task's own steps can be added and dropped, and are shown by several files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "checklist_version",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        sa.Column("written_by_id", KEY, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_checklist_version_number_counts")),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user_account.id"], name=op.f("fk_checklist_version_written_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_version")),
        sa.UniqueConstraint("code", "number", name=op.f("uq_checklist_version_code_number")),
    )
    op.create_index(op.f("ix_checklist_version_written_by_id"), "checklist_version", ["written_by_id"])
    op.create_table(
        "item_evidence",
        sa.Column("id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_evidence_item_id_item")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_item_evidence_file_id_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_evidence")),
        sa.UniqueConstraint("item_id", "file_id", name=op.f("uq_item_evidence_item_id_file_id")),
    )
    op.create_index(op.f("ix_item_evidence_file_id"), "item_evidence", ["file_id"])
    op.execute("INSERT INTO item_evidence (item_id, file_id) SELECT id, file_id FROM item WHERE file_id IS NOT NULL ORDER BY id")
    with op.batch_alter_table("item") as batch:
        batch.add_column(sa.Column("approver", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("dropped_by_id", KEY, nullable=True))
        batch.drop_constraint(op.f("ck_item_evidence_of_what_is_done"), type_="check")
        batch.drop_constraint(op.f("fk_item_file_id_file"), type_="foreignkey")
        batch.drop_index(op.f("ix_item_file_id"))
        batch.drop_column("file_id")
    with op.batch_alter_table("item") as batch:
        batch.alter_column("approver", server_default=None)
        batch.alter_column("reason", server_default=None)
        batch.create_foreign_key(op.f("fk_item_dropped_by_id_user_account"), "user_account", ["dropped_by_id"], ["id"])
        batch.create_check_constraint(op.f("ck_item_words_of_what_is_done"), "done_at IS NOT NULL OR words = ''")
        batch.create_check_constraint(op.f("ck_item_approver_approves"), "approver = '' OR needs_approval")
        batch.create_check_constraint(op.f("ck_item_dropped_by_somebody"), "(reason = '') = (dropped_by_id IS NULL)")
        batch.create_check_constraint(op.f("ck_item_dropped_is_not_done"), "reason = '' OR done_at IS NULL")
        batch.create_index(op.f("ix_item_dropped_by_id"), ["dropped_by_id"])


def downgrade() -> None:
    with op.batch_alter_table("item") as batch:
        batch.add_column(sa.Column("file_id", KEY, nullable=True))
        batch.drop_index(op.f("ix_item_dropped_by_id"))
        for name in ("words_of_what_is_done", "approver_approves", "dropped_by_somebody", "dropped_is_not_done"):
            batch.drop_constraint(op.f(f"ck_item_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_item_dropped_by_id_user_account"), type_="foreignkey")
        for name in ("approver", "reason", "dropped_by_id"):
            batch.drop_column(name)
    op.execute("UPDATE item SET file_id = (SELECT min(file_id) FROM item_evidence WHERE item_evidence.item_id = item.id)")
    with op.batch_alter_table("item") as batch:
        batch.create_foreign_key(op.f("fk_item_file_id_file"), "file", ["file_id"], ["id"])
        batch.create_index(op.f("ix_item_file_id"), ["file_id"])
        batch.create_check_constraint(
            op.f("ck_item_evidence_of_what_is_done"), "done_at IS NOT NULL OR (file_id IS NULL AND words = '')"
        )
    op.drop_table("item_evidence")
    op.drop_table("checklist_version")
