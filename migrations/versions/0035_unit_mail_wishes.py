"""An association wishes when its people's letters come; what a person left open follows it.

Until now a person's row always held a weekday and an hour. Monday and 07:30 are what the form showed to
whoever chose nothing: they become open, which means the same for as long as no association wishes otherwise.
"""

from __future__ import annotations

from datetime import time

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WISHES = sa.table("mail_wishes", sa.column("weekday", sa.Integer), sa.column("hour", sa.Time))
USUAL = {"weekday": 0, "hour": time(7, 30)}


def upgrade() -> None:
    op.create_table(
        "unit_mail_wishes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("association_id", KEY, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Time(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 4", name=op.f("ck_unit_mail_wishes_weekday_is_worked")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_unit_mail_wishes_association_id_association")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_mail_wishes")),
        sa.UniqueConstraint("association_id", name=op.f("uq_unit_mail_wishes_association_id")),
    )
    _require(required=False)
    for name, usual in USUAL.items():
        op.execute(sa.update(WISHES).where(WISHES.c[name] == usual).values({name: None}))


def downgrade() -> None:
    for name, usual in USUAL.items():
        op.execute(sa.update(WISHES).where(WISHES.c[name].is_(None)).values({name: usual}))
    _require(required=True)
    op.drop_table("unit_mail_wishes")


def _require(*, required: bool) -> None:
    with op.batch_alter_table("mail_wishes") as batch:
        batch.alter_column("weekday", existing_type=sa.Integer(), nullable=not required)
        batch.alter_column("hour", existing_type=sa.Time(), nullable=not required)
