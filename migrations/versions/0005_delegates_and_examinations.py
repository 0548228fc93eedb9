"""Whom a chair lets answer, and who is looking at the answers to a directive."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("task") as batch_op:
        batch_op.add_column(sa.Column("delegate_id", KEY, nullable=True))
        batch_op.create_foreign_key(op.f("fk_task_delegate_id_user_account"), "user_account", ["delegate_id"], ["id"])
        batch_op.create_index(op.f("ix_task_delegate_id"), ["delegate_id"])
    op.create_table(
        "examination",
        sa.Column("id", KEY, nullable=False),
        sa.Column("directive_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["directive_id"], ["directive.id"], name=op.f("fk_examination_directive_id_directive")),
        sa.ForeignKeyConstraint(["person_id"], ["user_account.id"], name=op.f("fk_examination_person_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examination")),
        sa.UniqueConstraint("directive_id", name=op.f("uq_examination_directive_id")),
    )
    op.create_index(op.f("ix_examination_person_id"), "examination", ["person_id"])


def downgrade() -> None:
    op.drop_table("examination")
    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_index(op.f("ix_task_delegate_id"))
        batch_op.drop_constraint(op.f("fk_task_delegate_id_user_account"), type_="foreignkey")
        batch_op.drop_column("delegate_id")
