"""What the reader drafted, and the papers it was read from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "original",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conclusion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["conclusion_id"], ["conclusion.id"], name=op.f("fk_original_conclusion_id_conclusion")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_original_file_id_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_original")),
        sa.UniqueConstraint("conclusion_id", "file_id", name=op.f("uq_original_conclusion_id_file_id")),
    )
    with op.batch_alter_table("original", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_original_file_id"), ["file_id"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conclusion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("directive_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.CheckConstraint('"end" > start AND start >= 0', name=op.f("ck_proposal_span_not_empty")),
        sa.ForeignKeyConstraint(["conclusion_id"], ["conclusion.id"], name=op.f("fk_proposal_conclusion_id_conclusion")),
        sa.ForeignKeyConstraint(["directive_id"], ["directive.id"], name=op.f("fk_proposal_directive_id_directive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_conclusion_id"), ["conclusion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_directive_id"), ["directive_id"], unique=False)

    with op.batch_alter_table("directive", schema=None) as batch_op:
        batch_op.add_column(sa.Column("needs_person", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("directive", schema=None) as batch_op:
        batch_op.alter_column("needs_person", existing_type=sa.Boolean(), server_default=None)  # only for what is there


def downgrade() -> None:
    with op.batch_alter_table("directive", schema=None) as batch_op:
        batch_op.drop_column("needs_person")

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_directive_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_conclusion_id"))

    op.drop_table("proposal")
    with op.batch_alter_table("original", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_original_file_id"))

    op.drop_table("original")
