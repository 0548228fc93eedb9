"""What the committee says of each file: accepted or not, why, who and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CHECKS = {
    "verdict": "verdict IN ('accepted', 'rejected')",
    "judged_has_time": "(verdict IS NULL) = (judged_at IS NULL)",
    "judged_by_somebody": "(verdict IS NULL) = (judged_by_id IS NULL)",
    "rejected_has_reason": "(verdict = 'rejected') <= (reason <> '')",
    "reason_of_a_verdict": "verdict IS NOT NULL OR reason = ''",
}


def upgrade() -> None:
    with op.batch_alter_table("evidence") as batch:
        batch.add_column(sa.Column("verdict", sa.String(40), nullable=True))
        batch.add_column(sa.Column("reason", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("judged_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch.add_column(sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(op.f("fk_evidence_judged_by_id_user_account"), "user_account", ["judged_by_id"], ["id"])
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_evidence_{name}"), rule)
        batch.create_index(op.f("ix_evidence_judged_by_id"), ["judged_by_id"])
    with op.batch_alter_table("evidence") as batch:
        batch.alter_column("reason", existing_type=sa.Text(), server_default=None, existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("evidence") as batch:
        batch.drop_index(op.f("ix_evidence_judged_by_id"))
        batch.drop_constraint(op.f("fk_evidence_judged_by_id_user_account"), type_="foreignkey")
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_evidence_{name}"), type_="check")
        for name in ("verdict", "reason", "judged_by_id", "judged_at"):
            batch.drop_column(name)
