"""The tree of associations over time, and who holds which role at which of them.

A unit's code and name are attributes with dates, not identities (domain notes, part g): the key
is our own number, and one that ended stays for history.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from khworkflow.core.authz import Role
from khworkflow.core.db import Model, fk, intpk, version


class Level(StrEnum):
    """The level of an association; the district one ended with 30/6/2025 and stays for history."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Association(Model):
    """One association in one stretch of time."""

    __tablename__ = "association"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR begins_on IS NULL OR ends_on >= begins_on", "ends_after_begin"),
        Index("ix_association_level_place", "level", "place"),
    )

    id: Mapped[intpk]
    parent_id: Mapped[int | None] = fk("association.id")
    path: Mapped[str] = mapped_column(unique=True)  # ids from the top down: "1.5."
    level: Mapped[Level]
    name: Mapped[str]  # Hội Khuyến học huyện Lục Yên
    short_name: Mapped[str]  # Huyện hội Lục Yên
    territory: Mapped[str]  # Lục Yên: for columns of a table
    code: Mapped[str | None]  # of the territory at the General Statistics Office, on that day
    cluster: Mapped[str] = mapped_column(default="")  # cụm thi đua, as the office calls it; may be none
    place: Mapped[int] = mapped_column(default=0)  # order among its siblings: the same everywhere
    email: Mapped[str | None]  # the association's mailbox, often shared
    phone: Mapped[str | None]
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    version: Mapped[int] = version()

    __mapper_args__ = {"version_id_col": version}

    def exists_on(self, day: date) -> bool:
        """Return whether the association is there on the day."""
        return (self.begins_on is None or self.begins_on <= day) and (self.ends_on is None or day <= self.ends_on)


class Membership(Model):
    """A role held by a person at an association."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "association_id", "role"),)

    id: Mapped[intpk]
    user_id: Mapped[int] = fk("user_account.id")
    association_id: Mapped[int] = fk("association.id")
    role: Mapped[Role]
    position: Mapped[str]  # chức danh as written: "Chủ tịch", "Trưởng ban Kiểm tra"

    association: Mapped[Association] = relationship(lazy="raise")
