"""Who asked for time by the link of a letter, and requests that were taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

STATES = ("pending", "granted", "refused", "lapsed")


def upgrade() -> None:
    with op.batch_alter_table("extension") as batch:
        batch.add_column(sa.Column("said_by", sa.Text(), nullable=True))
        batch.drop_constraint(op.f("ck_extension_extensionstate"), type_="check")
        batch.create_check_constraint(op.f("ck_extension_extensionstate"), f"state IN {(*STATES, 'taken_back')}")


def downgrade() -> None:
    op.execute("UPDATE extension SET state = 'lapsed' WHERE state = 'taken_back'")
    with op.batch_alter_table("extension") as batch:
        batch.drop_constraint(op.f("ck_extension_extensionstate"), type_="check")
        batch.create_check_constraint(op.f("ck_extension_extensionstate"), f"state IN {STATES}")
        batch.drop_column("said_by")
