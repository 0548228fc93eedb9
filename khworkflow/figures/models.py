"""An indicator is counted by associations; a figure is what one of them counted on a day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from khworkflow.accounts.models import User
from khworkflow.associations.models import Association
from khworkflow.core.db import Model, fk, intpk


class Indicator(Model):
    """Something that an association has counted below it: "Hội viên", in "người"."""

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("association_id", "name"),)

    id: Mapped[intpk]
    association_id: Mapped[int] = fk("association.id", index=False)  # whose catalogue it stands in
    name: Mapped[str]
    unit: Mapped[str]
    ended_at: Mapped[datetime | None]  # no longer asked for; what was counted stays


class Target(Model):
    """What an association aims at by the end of a year."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("indicator_id", "association_id", "year"), CheckConstraint("value >= 0", "not_negative"))

    id: Mapped[intpk]
    indicator_id: Mapped[int] = fk("indicator.id", index=False)
    association_id: Mapped[int] = fk("association.id")
    year: Mapped[int]
    value: Mapped[int] = mapped_column(BigInteger)  # thousandths of the unit


class Figure(Model):
    """What an association counted, as of a day; never changed, only followed by others."""

    __tablename__ = "figure"
    __table_args__ = (
        UniqueConstraint("indicator_id", "association_id", "client_key"),
        CheckConstraint("value >= 0", "not_negative"),
        Index("ix_figure_latest", "indicator_id", "association_id", "as_of", "id"),
    )

    id: Mapped[intpk]
    indicator_id: Mapped[int] = fk("indicator.id", index=False)
    association_id: Mapped[int] = fk("association.id")
    as_of: Mapped[date]
    value: Mapped[int] = mapped_column(BigInteger)  # thousandths of the unit: figures are exact on every engine
    is_final: Mapped[bool]  # or estimated ("ước đạt")
    reason: Mapped[str]  # why it fell; may be empty when it did not
    author_id: Mapped[int] = fk("user_account.id")
    at: Mapped[datetime]
    client_key: Mapped[str]  # made by the form: a double click is one figure

    author: Mapped[User] = relationship(lazy="raise")
    association: Mapped[Association] = relationship(lazy="raise")
