"""The reply address of a letter, what came back about it, and addresses that are left alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = ("planned", "claimed", "sending", "sent", "failed", "dropped", "doubtful")
BLAMES = ("hard", "soft", "refused", "delay")


def upgrade() -> None:
    with op.batch_alter_table("mail") as batch_op:
        batch_op.add_column(sa.Column("reply_hash", sa.Text(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_mail_reply_hash"), ["reply_hash"])
        batch_op.drop_constraint(op.f("ck_mail_mailstate"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_mailstate"), f"state IN {(*STATES, 'bounced')}")
        batch_op.drop_constraint(op.f("ck_mail_sent_has_time"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_sent_has_time"), "(state IN ('sent', 'bounced')) = (sent_at IS NOT NULL)")
    op.create_table(
        "mail_bounce",
        sa.Column("id", KEY, nullable=False),
        sa.Column("mail_id", KEY, nullable=False),
        sa.Column("blame", sa.Enum(*BLAMES, name="blame", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_mail_bounce_mail_id_mail")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_bounce")),
        sa.UniqueConstraint("mail_id", "blame", "status", name=op.f("uq_mail_bounce_mail_id_blame_status")),
    )
    op.create_table(
        "mail_address",
        sa.Column("id", KEY, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("score >= 0", name=op.f("ck_mail_address_score_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_address")),
        sa.UniqueConstraint("address", name=op.f("uq_mail_address_address")),
    )


def downgrade() -> None:
    op.drop_table("mail_address")
    op.drop_table("mail_bounce")
    op.execute("UPDATE mail SET state = 'failed', sent_at = NULL WHERE state = 'bounced'")
    with op.batch_alter_table("mail") as batch_op:
        batch_op.drop_constraint(op.f("ck_mail_sent_has_time"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_sent_has_time"), "(state = 'sent') = (sent_at IS NOT NULL)")
        batch_op.drop_constraint(op.f("ck_mail_mailstate"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_mailstate"), f"state IN {STATES}")
        batch_op.drop_constraint(op.f("uq_mail_reply_hash"), type_="unique")
        batch_op.drop_column("reply_hash")
