"""Where and when people wish their letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mail_wishes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("wants_digest", sa.Boolean(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Time(), nullable=False),
        sa.Column("redirect_to", sa.Text(), nullable=True),
        sa.CheckConstraint("weekday BETWEEN 0 AND 4", name=op.f("ck_mail_wishes_weekday_is_worked")),
        sa.ForeignKeyConstraint(["person_id"], ["user_account.id"], name=op.f("fk_mail_wishes_person_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_wishes")),
        sa.UniqueConstraint("person_id", name=op.f("uq_mail_wishes_person_id")),
    )


def downgrade() -> None:
    op.drop_table("mail_wishes")
