"""A round of inspection, its team and its visits."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from khworkflow.associations.models import Association
from khworkflow.core.db import Model, fk, intpk, version


class TeamRole(StrEnum):
    """What a person is in the team."""

    HEAD = "head"
    MEMBER = "member"
    PEER = "peer"  # from another association of the same level: reads the round, no more


class Inspection(Model):
    """One round: a team visits several associations in a stretch of days."""

    __tablename__ = "inspection"
    __table_args__ = (CheckConstraint("ends_on >= begins_on", "ends_after_begin"),)

    id: Mapped[intpk]
    association_id: Mapped[int] = fk("association.id")  # who inspects
    title: Mapped[str]
    purpose: Mapped[str]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    version: Mapped[int] = version()

    association: Mapped[Association] = relationship(lazy="raise")
    team: Mapped[list[TeamMember]] = relationship(lazy="raise", order_by="TeamMember.id", cascade="all, delete-orphan")
    visits: Mapped[list[Visit]] = relationship(lazy="raise", order_by="(Visit.on, Visit.id)", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class TeamMember(Model):
    """A person of the team, with or without an account."""

    __tablename__ = "team_member"

    id: Mapped[intpk]
    inspection_id: Mapped[int] = fk("inspection.id")
    role: Mapped[TeamRole]
    name: Mapped[str]
    position: Mapped[str]  # "Chủ tịch Hội Khuyến học huyện Văn Chấn"
    user_id: Mapped[int | None] = fk("user_account.id")


class Visit(Model):
    """One working session at one association on one day."""

    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("inspection_id", "association_id", "on"),)

    id: Mapped[intpk]
    inspection_id: Mapped[int] = fk("inspection.id")
    association_id: Mapped[int] = fk("association.id")
    on: Mapped[date]
    place: Mapped[str]
    self_report: Mapped[str]  # what the association reported
    findings: Mapped[str]  # what the team found
    version: Mapped[int] = version()

    association: Mapped[Association] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
