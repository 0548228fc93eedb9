"""By which indicators the tasks of a directive are counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "measure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("directive_id", KEY, nullable=False),
        sa.Column("indicator_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["directive_id"], ["directive.id"], name=op.f("fk_measure_directive_id_directive")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_measure_indicator_id_indicator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("directive_id", "indicator_id", name=op.f("uq_measure_directive_id_indicator_id")),
    )
    op.create_index(op.f("ix_measure_indicator_id"), "measure", ["indicator_id"])


def downgrade() -> None:
    op.drop_table("measure")
