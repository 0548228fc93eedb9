"""A report is a file in each format; what was compiled before keeps its Word file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FORMAT = sa.Enum("docx", "pdf", "xlsx", name="format", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "report_file",
        sa.Column("id", KEY, nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("format", FORMAT, nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_report_file_file_id_file")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_file_report_id_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("report_id", "format", name=op.f("uq_report_file_report_id_format")),
    )
    op.create_index(op.f("ix_report_file_file_id"), "report_file", ["file_id"])
    op.execute(
        "INSERT INTO report_file (report_id, format, file_id) SELECT id, 'docx', file_id FROM report WHERE file_id IS NOT NULL"
    )
    with op.batch_alter_table("report") as batch:
        batch.drop_constraint(op.f("ck_report_ready_has_file"), type_="check")
        batch.drop_index(op.f("ix_report_file_id"))
        batch.drop_constraint(op.f("fk_report_file_id_file"), type_="foreignkey")
        batch.drop_column("file_id")
        batch.drop_column("snapshot")
        batch.create_check_constraint(op.f("ck_report_ready_at_a_moment"), "(state = 'ready') = (ready_at IS NOT NULL)")


def downgrade() -> None:
    with op.batch_alter_table("report") as batch:
        batch.drop_constraint(op.f("ck_report_ready_at_a_moment"), type_="check")
        batch.add_column(sa.Column("snapshot", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("file_id", KEY, nullable=True))
    op.execute("UPDATE report SET file_id = (SELECT file_id FROM report_file WHERE report_id = report.id AND format = 'docx')")
    with op.batch_alter_table("report") as batch:
        batch.create_foreign_key(op.f("fk_report_file_id_file"), "file", ["file_id"], ["id"])
        batch.create_index(op.f("ix_report_file_id"), ["file_id"])
        batch.create_check_constraint(op.f("ck_report_ready_has_file"), "(state = 'ready') = (file_id IS NOT NULL)")
    op.drop_table("report_file")
