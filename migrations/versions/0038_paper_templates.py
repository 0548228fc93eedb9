"""Word templates that offices give, and from which of them a report was made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("status", "period", "notice", "urging", "explanation", "handover", "remaining")


def enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "paper_template",
        sa.Column("id", KEY, nullable=False),
        sa.Column("association_id", KEY, nullable=False),
        sa.Column("kind", enum("reportkind", *KINDS), nullable=False),
        sa.Column("layout", enum("layout", "decree", "party"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("given_by_id", KEY, nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_paper_template_number_positive")),
        sa.CheckConstraint("why <> ''", name=op.f("ck_paper_template_says_why")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_paper_template_association_id_association")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_paper_template_file_id_file")),
        sa.ForeignKeyConstraint(["given_by_id"], ["user_account.id"], name=op.f("fk_paper_template_given_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_template")),
        sa.UniqueConstraint("association_id", "kind", "number", name=op.f("uq_paper_template_association_id_kind_number")),
    )
    op.create_index(op.f("ix_paper_template_file_id"), "paper_template", ["file_id"])
    op.create_index(op.f("ix_paper_template_given_by_id"), "paper_template", ["given_by_id"])
    used = sa.text("is_used")
    op.create_index(
        "uq_paper_template_in_use",
        "paper_template",
        ["association_id", "kind", "layout"],
        unique=True,
        sqlite_where=used,
        postgresql_where=used,
    )
    with op.batch_alter_table("report") as batch:
        batch.add_column(sa.Column("template_id", KEY, nullable=True))
        batch.create_foreign_key(op.f("fk_report_template_id_paper_template"), "paper_template", ["template_id"], ["id"])
        batch.create_index(op.f("ix_report_template_id"), ["template_id"])


def downgrade() -> None:
    with op.batch_alter_table("report") as batch:
        batch.drop_index(op.f("ix_report_template_id"))
        batch.drop_constraint(op.f("fk_report_template_id_paper_template"), type_="foreignkey")
        batch.drop_column("template_id")
    op.drop_table("paper_template")
