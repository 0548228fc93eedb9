"""The cluster of an association, and filters that a person named."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PAGES = sa.Enum("board", "search", "tasks", name="filtered", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("association") as batch:
        batch.add_column(sa.Column("cluster", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("association") as batch:
        batch.alter_column("cluster", server_default=None)
    op.create_table(
        "saved_filter",
        sa.Column("id", KEY, nullable=False),
        sa.Column("owner_id", KEY, nullable=False),
        sa.Column("association_id", KEY, nullable=True),
        sa.Column("page", PAGES, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_filter_has_a_name")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_saved_filter_owner_id_user_account")),
        sa.ForeignKeyConstraint(["association_id"], ["association.id"], name=op.f("fk_saved_filter_association_id_association")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("owner_id", "page", "name", name=op.f("uq_saved_filter_owner_id_page_name")),
    )
    op.create_index(op.f("ix_saved_filter_association_id"), "saved_filter", ["association_id"])


def downgrade() -> None:
    op.drop_table("saved_filter")
    with op.batch_alter_table("association") as batch:
        batch.drop_column("cluster")
