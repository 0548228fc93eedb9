"""Count the letters of a day without reading the whole ledger."""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_mail_day", "mail", ["day"])


def downgrade() -> None:
    op.drop_index("ix_mail_day", "mail")
