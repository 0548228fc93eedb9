"""What is to be owed at a moment: read from the tasks and from what was owed before, never from a timer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from khworkflow.core import clock
from khworkflow.reminders import queries
from khworkflow.reminders.schedule import is_planning_hour, week_of

if TYPE_CHECKING:
    from datetime import datetime

    from khworkflow.reminders.queries import Due


@dataclass(frozen=True)
class Plan:
    """What one person is to hear of: deadline steps, and whether the week's digest."""

    person_id: int
    steps: tuple[Due, ...]
    week: str | None


def plans(now: datetime) -> list[Plan]:
    """Return what is to be owed at the moment and is not yet; nothing before 07:30."""
    if not is_planning_hour(now):
        return []
    today = clock.day_of(now)
    steps: dict[int, list[Due]] = defaultdict(list)
    for due in queries.steps_due(today):
        steps[due.person_id].append(due)
    week, digests = week_of(today), set(queries.digests_due(now))
    return [
        Plan(person_id, tuple(steps[person_id]), week if person_id in digests else None)
        for person_id in sorted(set(steps) | digests)
    ]
