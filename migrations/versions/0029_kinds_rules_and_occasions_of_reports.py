"""More kinds of papers, how an office wants them, and reports that the timetable prepares."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLD = ("status", "period", "notice", "urging")
NEW = ("explanation", "handover", "remaining")
BEFORE = {
    "on_one_conclusion_or_all": "(kind = 'period') = (conclusion_id IS NULL)",
    "a_letter_has_a_reader": "(kind = 'urging') = (addressee_id IS NOT NULL)",
}
AFTER = {
    "on_one_conclusion_or_all": "(kind IN ('period', 'handover', 'remaining')) = (conclusion_id IS NULL)",
    "a_letter_has_a_reader": "(kind IN ('urging', 'explanation', 'handover', 'remaining')) = (addressee_id IS NOT NULL)",
    "a_period_ends_after_its_beginning": "until_on IS NULL OR until_on >= since_on",
    "a_handover_has_a_receiver": "(kind = 'handover') = (receiver_id IS NOT NULL)",
    "nobody_hands_over_to_himself": "receiver_id <> addressee_id",
    "asked_for_by_somebody_or_due": "(occasion IS NULL) = (requested_by_id IS NOT NULL)",
}


def enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("report") as batch:
        for name in (*BEFORE, "reportkind"):
            batch.drop_constraint(op.f(f"ck_report_{name}"), type_="check")
        batch.alter_column("requested_by_id", existing_type=KEY, nullable=True)
        batch.add_column(sa.Column("receiver_id", KEY, nullable=True))
        batch.add_column(sa.Column("until_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("on_time", sa.String(40), nullable=False, server_default="last"))
        batch.add_column(sa.Column("layout", sa.String(40), nullable=False, server_default="decree"))
        batch.add_column(sa.Column("occasion", sa.Text(), nullable=True))
    with op.batch_alter_table("report") as batch:
        for name in ("on_time", "layout"):
            batch.alter_column(name, existing_type=sa.String(40), existing_nullable=False, server_default=None)
        batch.create_check_constraint(op.f("ck_report_reportkind"), sa.column("kind").in_((*OLD, *NEW)))
        batch.create_check_constraint(op.f("ck_report_ontime"), sa.column("on_time").in_(("last", "first")))
        batch.create_check_constraint(op.f("ck_report_layout"), sa.column("layout").in_(("decree", "party")))
        for name, rule in AFTER.items():
            batch.create_check_constraint(op.f(f"ck_report_{name}"), rule)
        batch.create_foreign_key(op.f("fk_report_receiver_id_association"), "association", ["receiver_id"], ["id"])
        batch.create_index(op.f("ix_report_receiver_id"), ["receiver_id"])
        batch.create_unique_constraint(op.f("uq_report_association_id_occasion"), ["association_id", "occasion"])
    op.create_table(
        "paper_rules",
        sa.Column("id", KEY, nullable=False),
        sa.Column("association_id", KEY, nullable=False),
        sa.Column("on_time", enum("ontime", "last", "first"), nullable=False),
        sa.Column("layout", enum("layout", "decree", "party"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_paper_rules_association_id_association")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_rules")),
        sa.UniqueConstraint("association_id", name=op.f("uq_paper_rules_association_id")),
    )


def downgrade() -> None:
    """Go back to four kinds; papers that the old schema cannot hold go."""
    gone = "kind IN ('explanation', 'handover', 'remaining') OR occasion IS NOT NULL OR (kind = 'period' AND addressee_id IS NOT NULL)"
    op.execute(f"DELETE FROM report_file WHERE report_id IN (SELECT id FROM report WHERE {gone})")  # noqa: S608 - our own words
    op.execute(f"DELETE FROM report WHERE {gone}")  # noqa: S608
    op.drop_table("paper_rules")
    with op.batch_alter_table("report") as batch:
        batch.drop_constraint(op.f("uq_report_association_id_occasion"), type_="unique")
        batch.drop_index(op.f("ix_report_receiver_id"))
        batch.drop_constraint(op.f("fk_report_receiver_id_association"), type_="foreignkey")
        for name in (*AFTER, "reportkind", "ontime", "layout"):
            batch.drop_constraint(op.f(f"ck_report_{name}"), type_="check")
    with op.batch_alter_table("report") as batch:
        for name in ("receiver_id", "until_on", "on_time", "layout", "occasion"):
            batch.drop_column(name)
        batch.alter_column("requested_by_id", existing_type=KEY, nullable=False)
        batch.create_check_constraint(op.f("ck_report_reportkind"), sa.column("kind").in_(OLD))
        for name, rule in BEFORE.items():
            batch.create_check_constraint(op.f(f"ck_report_{name}"), rule)
