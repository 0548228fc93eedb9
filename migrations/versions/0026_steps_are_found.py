"""Tasks are found by the words of their steps too; what is already there is gathered once."""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

WORDS = sa.table("task_words", sa.column("task_id"), sa.column("words"), sa.column("folded"))


def upgrade() -> None:
    connection = op.get_bind()
    steps: dict[int, list[str]] = {}
    for task_id, text in connection.execute(sa.text("SELECT task_id, text FROM item ORDER BY task_id, place")):
        steps.setdefault(task_id, []).append("\x1e" + text)
    for task_id, words in list(connection.execute(sa.select(WORDS.c.task_id, WORDS.c.words))):
        if task_id in steps:
            text = "\n".join((words, *steps[task_id]))
            change = WORDS.update().where(WORDS.c.task_id == task_id).values(words=text, folded=_fold(text))
            connection.execute(change)


def downgrade() -> None:
    """Words too many harm nobody."""


def _fold(text: str) -> str:
    marked = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(letter for letter in marked if not unicodedata.combining(letter))
    return " " + " ".join(re.findall(r"\w+", bare)) + " "
