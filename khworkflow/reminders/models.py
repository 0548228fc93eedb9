"""What the calendar already brought up, so that it never does so twice; the office's own days."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from khworkflow.core.db import Model, fk, intpk


class Reminder(Model):
    """A deadline step of a task that was reached: unique by task, due day, step and person."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("task_id", "due_on", "step", "person_id"),)

    id: Mapped[intpk]
    task_id: Mapped[int] = fk("task.id", index=False)
    due_on: Mapped[date]
    step: Mapped[int]  # days after the due day; before it, negative: -7, -3, -1, 0, 1, 3, 7
    person_id: Mapped[int] = fk("user_account.id")
    planned_at: Mapped[datetime]


class Escalation(Model):
    """A task that was reminded of in vain and brought before the next level: once for each of its due days."""

    __tablename__ = "escalation"
    __table_args__ = (UniqueConstraint("task_id", "due_on"),)

    id: Mapped[intpk]
    task_id: Mapped[int] = fk("task.id", index=False)
    due_on: Mapped[date]
    planned_at: Mapped[datetime]


class Digest(Model):
    """A person's weekly digest: unique by person and ISO week of the office's calendar."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("person_id", "week"),)

    id: Mapped[intpk]
    person_id: Mapped[int] = fk("user_account.id", index=False)
    week: Mapped[str]  # "2019-W36"
    planned_at: Mapped[datetime]


class MailWishes(Model):
    """Where and when a person wishes letters; what he left open is as his association wishes it, or as usual."""

    __tablename__ = "mail_wishes"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 4", "weekday_is_worked"),)

    id: Mapped[intpk]
    person_id: Mapped[int] = fk("user_account.id", index=False, unique=True)
    wants_digest: Mapped[bool] = mapped_column(default=True)
    weekday: Mapped[int | None]  # of the digest: 0 is Monday
    hour: Mapped[time | None]  # of the day's letter, by the office's clock
    redirect_to: Mapped[str | None]  # an address instead of the usual one


class UnitMailWishes(Model):
    """When an association wishes the letters of its people; without a row, as usual."""

    __tablename__ = "unit_mail_wishes"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 4", "weekday_is_worked"),)

    id: Mapped[intpk]
    association_id: Mapped[int] = fk("association.id", index=False, unique=True)
    weekday: Mapped[int]  # of the digest: 0 is Monday
    hour: Mapped[time]  # of the day's letter, by the office's clock


class CalendarFeed(Model):
    """The secret address of a person's calendar; only its hash is kept."""

    __tablename__ = "calendar_feed"

    id: Mapped[intpk]
    person_id: Mapped[int] = fk("user_account.id", index=False, unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]


class CalendarDay(Model):
    """The office's own word on a day: worked or not, before law and decrees."""

    __tablename__ = "calendar_day"

    id: Mapped[intpk]
    day: Mapped[date] = mapped_column(unique=True)
    is_working: Mapped[bool]
    name: Mapped[str]  # why: "Nghỉ bù Quốc khánh theo Công văn số …"
