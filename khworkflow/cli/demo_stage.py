"""Who and what is there while the demonstration is built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from khworkflow.associations import queries as tree
from khworkflow.cli import demo_facts as facts
from khworkflow.core import clock

if TYPE_CHECKING:
    from khworkflow.accounts.models import User
    from khworkflow.associations.models import Association
    from khworkflow.core.authz import Actor


@dataclass
class Stage:
    """Who and what is there while the demonstration is built."""

    province: Association
    nine: list[Association]
    below: dict[str, Association]  # by their chairs
    people: dict[str, User]

    def actor(self, username: str) -> Actor:
        """Return who the person is to every policy."""
        return tree.actor_for(self.people[username])


def chair_of(number: int) -> str:
    """Return the name under which the chair of one of the nine signs in."""
    return facts.NINE[number][6] or "mucangchai"


def at(day: date, hour: int) -> datetime:
    """Return a quarter past the hour of the day, by the office's clock."""
    return clock.at_office(day, time(hour, 15))
