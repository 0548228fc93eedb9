"""Replies that their author took back; links that were shown on a device."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("reply") as batch_op:
        batch_op.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(op.f("ck_reply_decisions_stand"), "taken_back_at IS NULL OR kind <> 'decision'")
    op.create_table(
        "link_opening",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("task_id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["user_account.id"], name=op.f("fk_link_opening_person_id_user_account")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_link_opening_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_opening")),
        sa.UniqueConstraint("task_id", "person_id", "day", name=op.f("uq_link_opening_task_id_person_id_day")),
    )
    op.create_index(op.f("ix_link_opening_person_id"), "link_opening", ["person_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_link_opening_person_id"), "link_opening")
    op.drop_table("link_opening")
    with op.batch_alter_table("reply") as batch_op:
        batch_op.drop_constraint(op.f("ck_reply_decisions_stand"), type_="check")
        batch_op.drop_column("taken_back_at")
