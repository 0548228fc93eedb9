"""Mails that came in, what hung on them, how far each mailbox was read; words that came by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAYS = ("telephone", "message", "in_person", "paper", "link")
DOORS = ("imap", "lmtp", "pipe")
FATES = (
    *("draft", "draft_to_place", "other_sender", "unproven_sender", "wrong_token", "revoked", "closed_task", "no_task"),
    *("empty", "only_quote", "too_large", "too_deep", "unreadable", "duplicate", "automatic", "list", "spam", "own_address"),
    *("unknown_recipient", "bounce_hard", "bounce_soft", "bounce_refused", "bounce_delay", "bounce_unknown"),
)
UNDECIDED = sa.text("fate IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("reply") as batch_op:
        batch_op.drop_constraint(op.f("ck_reply_saidhow"), type_="check")
        batch_op.create_check_constraint(op.f("ck_reply_saidhow"), f"said_how IN {(*WAYS, 'mail')}")
    op.create_table(
        "mailbox",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("troubles", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", name=op.f("ck_mailbox_held_has_lease")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox")),
        sa.UniqueConstraint("name", name=op.f("uq_mailbox_name")),
    )
    _mails()
    op.create_table(
        "inbound_file",
        sa.Column("id", KEY, nullable=False),
        sa.Column("inbound_mail_id", KEY, nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["inbound_mail_id"], ["inbound_mail.id"], name=op.f("fk_inbound_file_inbound_mail_id_inbound_mail")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_inbound_file_file_id_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_file")),
        sa.UniqueConstraint("inbound_mail_id", "file_id", name=op.f("uq_inbound_file_inbound_mail_id_file_id")),
    )
    op.create_index(op.f("ix_inbound_file_file_id"), "inbound_file", ["file_id"])


def _mails() -> None:
    links = {
        "mail_id": "mail", "person_id": "user_account", "association_id": "association", "task_id": "task",
        "settled_by_id": "user_account", "reply_id": "reply",
    }  # fmt: skip
    op.create_table(
        "inbound_mail",
        sa.Column("id", KEY, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("door", sa.Enum(*DOORS, name="door", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("envelope_to", sa.Text(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raw_gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fate", sa.Enum(*FATES, name="fate", native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("from_address", sa.Text(), nullable=False),
        sa.Column("from_name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_proven", sa.Boolean(), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_because", sa.Text(), nullable=False),
        *(sa.Column(name, KEY, nullable=True) for name in links),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_inbound_mail_attempts_count")),
        sa.CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", name=op.f("ck_inbound_mail_held_has_lease")),
        sa.CheckConstraint("(fate IS NULL) = (decided_at IS NULL)", name=op.f("ck_inbound_mail_fate_has_time")),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_inbound_mail_settled_by_somebody")),
        sa.CheckConstraint(
            "settled_at IS NULL OR reply_id IS NOT NULL OR dropped_because <> ''", name=op.f("ck_inbound_mail_settled_somehow")
        ),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_inbound_mail_{name}_{table}"))
            for name, table in links.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_mail")),
        sa.UniqueConstraint("sha256", name=op.f("uq_inbound_mail_sha256")),
    )
    for name in links:
        op.create_index(op.f(f"ix_inbound_mail_{name}"), "inbound_mail", [name])
    op.create_index("ix_inbound_mail_undecided", "inbound_mail", ["id"], sqlite_where=UNDECIDED, postgresql_where=UNDECIDED)
    op.create_index("ix_inbound_mail_message_id", "inbound_mail", ["message_id"])
    op.create_index("ix_inbound_mail_fate_settled_at", "inbound_mail", ["fate", "settled_at"])


def downgrade() -> None:
    op.drop_table("inbound_file")
    op.drop_table("inbound_mail")
    op.drop_table("mailbox")
    op.execute("UPDATE reply SET said_how = 'message' WHERE said_how = 'mail'")
    with op.batch_alter_table("reply") as batch_op:
        batch_op.drop_constraint(op.f("ck_reply_saidhow"), type_="check")
        batch_op.create_check_constraint(op.f("ck_reply_saidhow"), f"said_how IN {WAYS}")
