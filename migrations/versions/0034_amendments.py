"""Amendments of what was issued: rows beside the locked ones, locked themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("amendment", "addition")


def upgrade() -> None:
    op.create_table(
        "amendment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("directive_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paper_number", sa.Text(), nullable=True),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("replaced_by_id", KEY, nullable=True),
        sa.Column("made_by_id", KEY, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_amendment_has_reason")),
        sa.CheckConstraint("(paper_number IS NULL) = (paper_on IS NULL)", name=op.f("ck_amendment_paper_is_whole")),
        sa.CheckConstraint("replaced_by_id <> directive_id", name=op.f("ck_amendment_not_replaced_by_itself")),
        sa.ForeignKeyConstraint(["directive_id"], ["directive.id"], name=op.f("fk_amendment_directive_id_directive")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["directive.id"], name=op.f("fk_amendment_replaced_by_id_directive")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_amendment_made_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("directive_id", "client_key", name=op.f("uq_amendment_directive_id_client_key")),
    )
    op.create_index(op.f("ix_amendment_replaced_by_id"), "amendment", ["replaced_by_id"])
    op.create_index(op.f("ix_amendment_made_by_id"), "amendment", ["made_by_id"])
    op.create_table(
        "addition",
        sa.Column("id", KEY, nullable=False),
        sa.Column("amendment_id", KEY, nullable=False),
        sa.Column("directive_id", KEY, nullable=False),
        sa.Column("association_id", KEY, nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.CheckConstraint("part IN ('lead', 'coordinate')", name=op.f("ck_addition_part")),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name=op.f("fk_addition_amendment_id_amendment")),
        sa.ForeignKeyConstraint(["directive_id"], ["directive.id"], name=op.f("fk_addition_directive_id_directive")),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_addition_association_id_association")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addition")),
        sa.UniqueConstraint("directive_id", "association_id", name=op.f("uq_addition_directive_id_association_id")),
    )
    op.create_index(op.f("ix_addition_amendment_id"), "addition", ["amendment_id"])
    op.create_index(op.f("ix_addition_association_id"), "addition", ["association_id"])
    for table in TABLES:
        for statement in _locks(table):
            op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)  # its triggers go with it


def _locks(table: str) -> list[str]:
    """Return what lets the table only grow (0004 has the function for PostgreSQL)."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'an issued conclusion is locked'); END"
        return [
            f"CREATE TRIGGER issued_{table}_no_{one} BEFORE {one.upper()} ON {table} {refuse}" for one in ("update", "delete")
        ]
    return [
        f"CREATE TRIGGER issued_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION issued_refuse()",
        f"CREATE TRIGGER issued_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION issued_refuse()",
    ]
