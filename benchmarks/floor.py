"""The floor: the least that Flask, SQLAlchemy and Jinja can do for the same pages. No login, no forms, no log."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, redirect, render_template_string, request
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship

from khworkflow.core import db as room

LIST = """<!doctype html><title>Tasks</title><h1>{{ n }} tasks</h1><table>
{% for row in rows %}<tr><td><a href="/tasks/{{ row.id }}">{{ row.title }}</a><td>{{ row.unit.name }}<td>{{ row.state }}<td>{{ row.due }}
{% endfor %}</table>"""
ONE = "<!doctype html><title>{{ row.title }}</title><h1>{{ row.title }}</h1><p>{{ row.unit.name }} {{ row.state }} {{ row.due }}"


class Base(DeclarativeBase):
    """The floor's own rows."""


class Unit(Base):
    """An association."""

    __tablename__ = "floor_unit"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Item(Base):
    """A task."""

    __tablename__ = "floor_item"
    __table_args__ = (
        sa.Index(
            "ix_floor_open", "due", "id", sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'")
        ),
        sa.Index("ix_floor_unit", "unit_id", "due", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("floor_unit.id"))
    title: Mapped[str]
    state: Mapped[str]
    due: Mapped[date]
    unit: Mapped[Unit] = relationship()


def load(engine: sa.Engine, count: int, units: int) -> None:
    """Make the floor's tables and fill them."""
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(sa.insert(Unit), [{"id": n + 1, "name": f"Hội {n}"} for n in range(units)])
        for first in range(0, count, 5_000):
            connection.execute(sa.insert(Item), [_row(n, units) for n in range(first, min(first + 5_000, count))])


def _row(n: int, units: int) -> dict[str, Any]:
    state = "closed" if n % 5 else "open"
    return {
        "id": n + 1,
        "unit_id": n % units + 1,
        "title": f"Việc {n}",
        "state": state,
        "due": date(2026, 1, 1) + timedelta(days=n % 700),
    }


def app(engine: sa.Engine) -> Flask:
    """Return the floor's application."""
    flask = Flask("floor")

    def page(*conditions: sa.ColumnElement[bool]) -> str:
        with Session(engine) as session:
            wanted = sa.select(Item).where(sa.text("floor_item.state <> 'closed'"), *conditions)
            rows = session.scalars(wanted.options(joinedload(Item.unit)).order_by(Item.due, Item.id).limit(50)).all()
            total = session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery()))
            return render_template_string(LIST, rows=rows, n=total)

    @flask.get("/own")
    def own() -> str:
        return page(Item.unit_id == 1)

    @flask.get("/all")
    def everything() -> str:
        return page()

    @flask.get("/tasks/<int:number>")
    def one(number: int) -> str:
        with Session(engine) as session:
            return render_template_string(ONE, row=session.get_one(Item, number, options=[joinedload(Item.unit)]))

    @flask.post("/tasks/<int:number>")
    def save(number: int) -> Any:
        with Session(engine) as session, session.begin():
            session.get_one(Item, number).state = request.form["state"]
        return redirect(f"/tasks/{number}")

    return flask


def engine_for(url: str) -> sa.Engine:
    """Return an engine set up as the product's is."""
    engine = sa.create_engine(room.database_url(url), **room.engine_options(url))
    room.prepare(engine)
    return engine
