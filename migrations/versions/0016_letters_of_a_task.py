"""Find what was owed about one thing without reading the whole ledger."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_owed_subject", "owed", ["subject"])


def downgrade() -> None:
    op.drop_index("ix_owed_subject", "owed")
