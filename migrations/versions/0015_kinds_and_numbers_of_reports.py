"""Reports of several kinds, frozen with a number; what was compiled before is a status report of its conclusion's house."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OLD = ("requested", "compiling", "ready", "failed")
PENDING = sa.text("state IN ('requested', 'compiling')")
CHECKS = {
    "on_one_conclusion_or_all": "(kind = 'period') = (conclusion_id IS NULL)",
    "a_period_begins": "(kind = 'period') = (since_on IS NOT NULL)",
    "a_letter_has_a_reader": "(kind = 'urging') = (addressee_id IS NOT NULL)",
    "frozen_with_its_number": (
        "(frozen_at IS NULL) = (number IS NULL) AND (number IS NULL) = (series IS NULL) AND (number IS NULL) = (signed_on IS NULL)"
    ),
    "number_within": "number > 0 AND number < 100000",
}
LINKS = {"association_id": "association", "addressee_id": "association", "data_id": "file", "frozen_by_id": "user_account"}


def enum(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("report") as batch:
        batch.drop_index("uq_report_pending")
        batch.drop_constraint(op.f("ck_report_reportstate"), type_="check")
        batch.alter_column("conclusion_id", existing_type=KEY, nullable=True)
        batch.add_column(sa.Column("kind", sa.String(40), nullable=False, server_default="status"))
        batch.add_column(sa.Column("words", sa.JSON(), nullable=False, server_default="{}"))
        batch.add_column(sa.Column("asked_key", sa.Text(), nullable=False, server_default=""))
        for name in LINKS:
            batch.add_column(sa.Column(name, KEY, nullable=True))
        for name in ("since_on", "signed_on"):
            batch.add_column(sa.Column(name, sa.Date(), nullable=True))
        batch.add_column(sa.Column("figures", sa.JSON(), nullable=True))
        for name in ("number", "number_year"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
        batch.add_column(sa.Column("series", sa.Text(), nullable=True))
        batch.add_column(sa.Column("frozen_at", MOMENT, nullable=True))
    op.execute(
        "UPDATE report SET asked_key = 'report:' || id, "
        "association_id = (SELECT association_id FROM conclusion WHERE conclusion.id = report.conclusion_id)"
    )
    with op.batch_alter_table("report") as batch:
        batch.alter_column("association_id", existing_type=KEY, nullable=False)
        batch.alter_column("kind", existing_type=sa.String(40), type_=sa.String(40), existing_nullable=False, server_default=None)
        batch.alter_column("words", existing_type=sa.JSON(), existing_nullable=False, server_default=None)
        batch.alter_column("asked_key", existing_type=sa.Text(), existing_nullable=False, server_default=None)
        batch.create_check_constraint(op.f("ck_report_reportstate"), sa.column("state").in_((*OLD, "cancelled")))
        batch.create_check_constraint(
            op.f("ck_report_reportkind"), sa.column("kind").in_(("status", "period", "notice", "urging"))
        )
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_report_{name}"), rule)
        for name, target in LINKS.items():
            batch.create_foreign_key(op.f(f"fk_report_{name}_{target}"), target, [name], ["id"])
            if name != "association_id":
                batch.create_index(op.f(f"ix_report_{name}"), [name])
        batch.create_unique_constraint(
            op.f("uq_report_association_id_series_number_year_number"), ["association_id", "series", "number_year", "number"]
        )
        batch.create_index("uq_report_pending", ["asked_key"], unique=True, sqlite_where=PENDING, postgresql_where=PENDING)


def downgrade() -> None:
    """Go back to status reports without numbers; papers of other kinds, which the old schema cannot hold, go."""
    op.execute("DELETE FROM report_file WHERE report_id IN (SELECT id FROM report WHERE kind <> 'status' OR state = 'cancelled')")
    op.execute("DELETE FROM report WHERE kind <> 'status' OR state = 'cancelled'")
    with op.batch_alter_table("report") as batch:
        batch.drop_index("uq_report_pending")
        batch.drop_constraint(op.f("uq_report_association_id_series_number_year_number"), type_="unique")
        for name, target in LINKS.items():
            if name != "association_id":
                batch.drop_index(op.f(f"ix_report_{name}"))
            batch.drop_constraint(op.f(f"fk_report_{name}_{target}"), type_="foreignkey")
        for name in (*CHECKS, "reportkind", "reportstate"):
            batch.drop_constraint(op.f(f"ck_report_{name}"), type_="check")
    with op.batch_alter_table("report") as batch:
        for name in (
            *LINKS,
            "kind",
            "words",
            "asked_key",
            "since_on",
            "signed_on",
            "figures",
            "number",
            "number_year",
            "series",
            "frozen_at",
        ):
            batch.drop_column(name)
        batch.alter_column("conclusion_id", existing_type=KEY, nullable=False)
        batch.create_check_constraint(op.f("ck_report_reportstate"), sa.column("state").in_(OLD))
        batch.create_index(
            "uq_report_pending",
            ["conclusion_id", "as_of", "requested_by_id"],
            unique=True,
            sqlite_where=PENDING,
            postgresql_where=PENDING,
        )
