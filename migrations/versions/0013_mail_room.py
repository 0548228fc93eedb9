"""How the mail room stands: held, paused, how many may leave, when the timetable last looked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mail_room",
        sa.Column("id", KEY, nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_because", sa.Text(), nullable=True),
        sa.Column("at_hand", sa.Double(), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("troubles", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_mail_room_only_one")),
        sa.CheckConstraint("(held_at IS NULL) = (held_because IS NULL)", name=op.f("ck_mail_room_held_why")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_room")),
    )


def downgrade() -> None:
    op.drop_table("mail_room")
