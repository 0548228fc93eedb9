"""Rows beside the tasks that are no facts of their lives: who is looking at answers, by which words a task is found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from khworkflow.accounts.models import User
from khworkflow.core.db import Model, fk, intpk
from khworkflow.tasks.models import Task


class Examination(Model):
    """Somebody of the committee is looking at what a directive's associations answered; it ends by itself.

    It keeps two from deciding past each other, and is no fact of the task's life: the log does not know it.
    """

    __tablename__ = "examination"
    __table_args__ = (UniqueConstraint("directive_id"),)

    id: Mapped[intpk]
    directive_id: Mapped[int] = fk("directive.id", index=False)
    person_id: Mapped[int] = fk("user_account.id")
    until: Mapped[datetime]

    person: Mapped[User] = relationship(lazy="raise")


class TaskWords(Model):
    """By which words a task is found: as they were written, and without case and accents."""

    __tablename__ = "task_words"
    __table_args__ = (UniqueConstraint("task_id"),)

    id: Mapped[intpk]
    task_id: Mapped[int] = fk("task.id", index=False)
    words: Mapped[str]
    folded: Mapped[str]

    task: Mapped[Task] = relationship(lazy="raise")
