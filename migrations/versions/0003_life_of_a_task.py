"""The whole life of a task: claims, decisions, waits that are not counted, requests for time, words said by others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
CLAIMS = ("done", "done_before", "not_applicable", "refused")
WAYS = ("telephone", "message", "in_person", "paper")
BEFORE_COMMITTEE = "('submitted', 'accepted', 'accepted_in_part', 'closed_not_done')"
DECIDED = "('accepted', 'accepted_in_part', 'closed_not_done')"

TASK_RULES = (
    ("ck_task_claim", f"claim IN {CLAIMS}"),
    ("ck_task_submitted_has_claim", f"state NOT IN {BEFORE_COMMITTEE} OR (claim IS NOT NULL AND round > 0)"),
    ("ck_task_submitted_by_somebody", f"state NOT IN {BEFORE_COMMITTEE} OR submitted_by_id IS NOT NULL"),
    ("ck_task_accepted_was_claimed", "state <> 'accepted' OR claim IN ('done', 'done_before')"),
    ("ck_task_part_was_claimed", "state <> 'accepted_in_part' OR claim = 'done'"),
    ("ck_task_decided_by_somebody", f"(state IN {DECIDED}) = (decided_by_id IS NOT NULL)"),
    ("ck_task_not_decided_by_the_doer", "decided_by_id <> submitted_by_id"),
    ("ck_task_waiting_has_time", "(state = 'waiting_outside') = (waiting_since IS NOT NULL)"),
    ("ck_task_superseded_by_another", "(state = 'superseded') = (superseded_by_id IS NOT NULL)"),
    ("ck_task_not_superseded_by_itself", "superseded_by_id <> id"),
    ("ck_task_late_after_due", "(due_on IS NULL) = (late_after IS NULL) AND (late_after >= due_on OR due_on IS NULL)"),
    ("ck_task_waited_days_count", "waited_days >= 0"),
    ("ck_task_percent_of_a_hundred", "percent BETWEEN 0 AND 100"),
)
REPLY_RULES = (
    ("ck_reply_claim", f"claim IN {CLAIMS}"),
    ("ck_reply_saidhow", f"said_how IN {WAYS}"),
    ("ck_reply_said_whole", "(said_by IS NULL) = (said_how IS NULL) AND (said_by IS NULL) = (said_at IS NULL)"),
    ("ck_reply_agreed_by_somebody", "(agreed_at IS NULL) = (agreed_by_id IS NULL)"),
    ("ck_reply_agreed_to_what_was_said", "agreed_at IS NULL OR said_by IS NOT NULL"),
    ("ck_reply_not_agreed_by_the_writer", "agreed_by_id <> author_id"),
    ("ck_reply_percent_of_a_hundred", "percent BETWEEN 0 AND 100"),
    ("ck_reply_claims_are_results", "claim IS NULL OR kind = 'result'"),
)
#: What is already there gets its claim and its decider; whatever waited until now had no day excused.
TOLD = (
    "UPDATE task SET late_after = due_on, dated_on = issued_on, waited_days = 0",
    "UPDATE task SET claim = 'done' WHERE round > 0",
    "UPDATE task SET decided_by_id = (SELECT author_id FROM reply WHERE reply.task_id = task.id AND reply.kind = 'decision' "
    "ORDER BY reply.id DESC LIMIT 1) WHERE state IN ('accepted', 'accepted_in_part', 'closed_not_done')",
    "UPDATE reply SET claim = 'done' WHERE kind = 'result'",
)


def upgrade() -> None:
    for column in (
        sa.Column("late_after", sa.Date(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("claim", sa.String(length=40), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("superseded_by_id", KEY, nullable=True),
        sa.Column("waited_days", sa.Integer(), nullable=True),
    ):
        op.add_column("task", column)
    for column in (
        sa.Column("claim", sa.String(length=40), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("said_by", sa.Text(), nullable=True),
        sa.Column("said_how", sa.String(length=40), nullable=True),
        sa.Column("said_at", MOMENT, nullable=True),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.Column("agreed_by_id", KEY, nullable=True),
    ):
        op.add_column("reply", column)
    for statement in TOLD:
        op.execute(statement)
    with op.batch_alter_table("task") as batch_op:
        batch_op.alter_column("dated_on", existing_type=sa.Date(), nullable=False)
        batch_op.alter_column("waited_days", existing_type=sa.Integer(), nullable=False)
        for name, rule in TASK_RULES:
            batch_op.create_check_constraint(op.f(name), rule)
        batch_op.create_foreign_key(op.f("fk_task_decided_by_id_user_account"), "user_account", ["decided_by_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_task_superseded_by_id_task"), "task", ["superseded_by_id"], ["id"])
        batch_op.create_index(op.f("ix_task_decided_by_id"), ["decided_by_id"])
        batch_op.create_index(op.f("ix_task_superseded_by_id"), ["superseded_by_id"])
    with op.batch_alter_table("reply") as batch_op:
        for name, rule in REPLY_RULES:
            batch_op.create_check_constraint(op.f(name), rule)
        batch_op.create_foreign_key(op.f("fk_reply_agreed_by_id_user_account"), "user_account", ["agreed_by_id"], ["id"])
        batch_op.create_index(op.f("ix_reply_agreed_by_id"), ["agreed_by_id"])
    _create_extension()


def _create_extension() -> None:
    states = ("pending", "granted", "refused", "lapsed")
    op.create_table(
        "extension",
        sa.Column("id", KEY, nullable=False),
        sa.Column("task_id", KEY, nullable=False),
        sa.Column("old_due_on", sa.Date(), nullable=False),
        sa.Column("new_due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*states, name="extensionstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("asked_by_id", KEY, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("granted_due_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("new_due_on > old_due_on", name=op.f("ck_extension_asks_for_later")),
        sa.CheckConstraint(
            "(state IN ('granted', 'refused')) = (decided_by_id IS NOT NULL)", name=op.f("ck_extension_decided_by_somebody")
        ),
        sa.CheckConstraint("(state = 'pending') = (settled_at IS NULL)", name=op.f("ck_extension_settled_has_time")),
        sa.CheckConstraint("(state = 'granted') = (granted_due_on IS NOT NULL)", name=op.f("ck_extension_granted_has_day")),
        sa.CheckConstraint("granted_due_on > old_due_on", name=op.f("ck_extension_grants_later")),
        sa.CheckConstraint("decided_by_id <> asked_by_id", name=op.f("ck_extension_not_decided_by_the_asker")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_extension_asked_by_id_user_account")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_extension_decided_by_id_user_account")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_extension_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sa.UniqueConstraint("task_id", "client_key", name=op.f("uq_extension_task_id_client_key")),
    )
    op.create_index(op.f("ix_extension_asked_by_id"), "extension", ["asked_by_id"])
    op.create_index(op.f("ix_extension_decided_by_id"), "extension", ["decided_by_id"])
    pending = sa.text("state = 'pending'")
    op.create_index("ix_extension_pending", "extension", ["task_id"], unique=True, sqlite_where=pending, postgresql_where=pending)


def downgrade() -> None:
    op.drop_table("extension")
    with op.batch_alter_table("reply") as batch_op:
        batch_op.drop_index(op.f("ix_reply_agreed_by_id"))
        for name, _rule in REPLY_RULES:
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.drop_constraint(op.f("fk_reply_agreed_by_id_user_account"), type_="foreignkey")
        for column in ("agreed_by_id", "agreed_at", "said_at", "said_how", "said_by", "percent", "claim"):
            batch_op.drop_column(column)
    with op.batch_alter_table("task") as batch_op:
        batch_op.drop_index(op.f("ix_task_superseded_by_id"))
        batch_op.drop_index(op.f("ix_task_decided_by_id"))
        for name, _rule in TASK_RULES:
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.drop_constraint(op.f("fk_task_superseded_by_id_task"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_task_decided_by_id_user_account"), type_="foreignkey")
        for column in ("waited_days", "superseded_by_id", "decided_by_id", "percent", "claim", "dated_on", "late_after"):
            batch_op.drop_column(column)
