"""Each wording that the office gave a checklist, whole and never changed: the latest one is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from khworkflow.core.db import Model, fk, intpk


class ChecklistVersion(Model):
    """A checklist as it was from a moment on; tasks issued before keep the copy that they were given."""

    __tablename__ = "checklist_version"
    __table_args__ = (
        UniqueConstraint("code", "number"),
        CheckConstraint("number > 0", "number_counts"),
        CheckConstraint("kind IS NULL OR NOT is_shipped", "own_is_not_shipped"),
    )

    id: Mapped[intpk]
    code: Mapped[str]  # of the shipped list that it stands for; of the office's own one it is "own-1", "own-2", …
    kind: Mapped[str | None]  # of an own list: of which directives; a shipped one says it itself
    number: Mapped[int]  # from 1 on; 0 is what was shipped
    name: Mapped[str]
    words: Mapped[list[Any]]  # of a directive, any of which chooses this list; none: it fits whatever no other does
    steps: Mapped[list[Any]]  # `facts.Step` as JSON, in their order
    is_shipped: Mapped[bool] = mapped_column(default=False)  # back to what was shipped: the steps are not read
    is_retired: Mapped[bool] = mapped_column(default=False)  # new tasks do not get the list
    written_by_id: Mapped[int | None] = fk("user_account.id")
    written_at: Mapped[datetime]
