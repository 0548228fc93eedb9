"""A named filter of the board, the list or the search: the address that shows it again."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from khworkflow.core.db import Model, fk, intpk


class Filtered(StrEnum):
    """Which page is filtered."""

    BOARD = "board"
    SEARCH = "search"
    TASKS = "tasks"


class SavedFilter(Model):
    """One of somebody's filters; shared, everybody seated at his association sees it too."""

    __tablename__ = "saved_filter"
    __table_args__ = (
        UniqueConstraint("owner_id", "page", "name"),
        CheckConstraint("name <> ''", "has_a_name"),
    )

    id: Mapped[intpk]
    owner_id: Mapped[int] = fk("user_account.id", index=False)
    association_id: Mapped[int | None] = fk("association.id")  # with whom it is shared; None: the owner's own
    page: Mapped[Filtered]
    name: Mapped[str]
    query: Mapped[str]  # of the page's address: "kind=reporting&state=overdue"
