"""What is to be owed at a moment: read from the tasks and from what was owed before, never from a timer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from khworkflow.core import clock
from khworkflow.reminders import escalating, queries
from khworkflow.reminders.schedule import day_of_step, is_planning_hour, week_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from khworkflow.reminders.escalating import Raised
    from khworkflow.reminders.queries import Due

#: So many due days are brought up to one person in one run; what exceeds is left to the next digest.
PERSON_MOST: Final = 30
#: So many due days are brought up in one run to all people together; what exceeds is left to the next digest.
RUN_MOST: Final = 5_000
#: Why a step, or bringing a task before the next level, is left to the digest.
BEFORE: Final = "the step came before reminding began; the digest tells it"
GIVEN_LATE: Final = "it was past its day already when it was given; the digest tells it"
TOO_MANY: Final = "more at once than one person can bear; the digest tells it"
FLOOD: Final = "more at once than one run may tell; the digest tells it"


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


def raised(now: datetime) -> list[Raised]:
    """Return what is to be brought before the next level at the moment and was not yet; nothing before 07:30."""
    return escalating.due(clock.day_of(now)) if is_planning_hour(now) else []


class Measure:
    """How much one run may still bring up: a first run, an import or a mistake never becomes a flood."""

    def __init__(self, began_on: date) -> None:
        """Begin a run.

        Args:
            began_on: the day of the installation's first planning; what came before it is told by digests alone.

        """
        self._began_on, self._left = began_on, RUN_MOST

    def sorted_out(self, steps: Iterable[Due]) -> list[tuple[Due, str]]:
        """Return one person's steps, each with the reason for which it is left to the digest, or none."""
        found, told = [], 0
        for due in steps:
            because = self._because(day_of_step(due.due_on, due.step)) or (TOO_MANY if told >= PERSON_MOST else "")
            if not because:
                told, self._left = told + 1, self._left - 1
            found.append((due, because))
        return found

    def why_not(self, one: Raised) -> str:
        """Return why the task is not brought before the next level but left to the digest, or nothing."""
        because = GIVEN_LATE if one.was_given_late else self._because(one.on)
        if not because:
            self._left -= 1
        return because

    def _because(self, day: date) -> str:
        if day < self._began_on:
            return BEFORE
        return "" if self._left > 0 else FLOOD
