"""By which words a task is found; what is already there is gathered once."""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_TASKS = (
    "SELECT task.id, directive.title, directive.quote, conclusion.title, conclusion.number, association.name, "
    "association.short_name FROM task JOIN directive ON directive.id = task.directive_id "
    "JOIN conclusion ON conclusion.id = directive.conclusion_id JOIN association ON association.id = task.association_id"
)
SAID = (
    "SELECT reply.task_id, reply.words FROM reply ORDER BY reply.id",
    "SELECT reply.task_id, file.name FROM reply JOIN evidence ON evidence.reply_id = reply.id "
    "JOIN file ON file.id = evidence.file_id ORDER BY evidence.id",
    "SELECT item.task_id, item.words FROM item WHERE item.words <> '' ORDER BY item.id",
)


def upgrade() -> None:
    op.create_table(
        "task_words",
        sa.Column("id", KEY, nullable=False),
        sa.Column("task_id", KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_words_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_words")),
        sa.UniqueConstraint("task_id", name=op.f("uq_task_words_task_id")),
    )
    connection = op.get_bind()
    words = {row[0]: [text or "" for text in row[1:]] for row in connection.execute(sa.text(OF_TASKS))}
    for statement in SAID:
        for task_id, text in connection.execute(sa.text(statement)):
            words[task_id].append(text)
    table = sa.table("task_words", sa.column("task_id"), sa.column("words"), sa.column("folded"))
    rows = [{"task_id": number, "words": "\n".join(said), "folded": _fold("\n".join(said))} for number, said in words.items()]
    if rows:
        op.bulk_insert(table, rows)


def downgrade() -> None:
    op.drop_table("task_words")


def _fold(text: str) -> str:
    marked = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(letter for letter in marked if not unicodedata.combining(letter))
    return " " + " ".join(re.findall(r"\w+", bare)) + " "
