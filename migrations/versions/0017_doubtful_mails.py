"""Mails of which nobody knows whether they arrived; a mail server that stopped us; a clock and a day somebody answers for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATES = ("planned", "claimed", "sending", "sent", "failed", "dropped")
NEW = (
    ("troubled_since", sa.DateTime(timezone=True)),
    ("stopped_at", sa.DateTime(timezone=True)),
    ("stopped_for", sa.Text()),
    ("let_go_on", sa.Date()),
    ("restored_at", sa.DateTime(timezone=True)),
    ("restored_from", sa.DateTime(timezone=True)),
    ("clock_at", sa.DateTime(timezone=True)),
    ("clock_boot", sa.Text()),
    ("clock_uptime", sa.Double()),
)


def upgrade() -> None:
    with op.batch_alter_table("mail") as batch_op:
        batch_op.drop_constraint(op.f("ck_mail_mailstate"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_mailstate"), f"state IN {(*STATES, 'doubtful')}")
    for name, kind in NEW:
        op.add_column("mail_room", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    op.execute("UPDATE mail SET state = 'planned' WHERE state = 'doubtful'")
    with op.batch_alter_table("mail") as batch_op:
        batch_op.drop_constraint(op.f("ck_mail_mailstate"), type_="check")
        batch_op.create_check_constraint(op.f("ck_mail_mailstate"), f"state IN {STATES}")
    with op.batch_alter_table("mail_room") as batch_op:
        for name, _kind in reversed(NEW):
            batch_op.drop_column(name)
