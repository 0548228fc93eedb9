"""From entries of the log to what was true after the last of them: tasks, and names of associations."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from khworkflow.associations.events import AssociationAmended, AssociationCreated
from khworkflow.associations.models import Level
from khworkflow.core import clock
from khworkflow.eventlog.log import event_of
from khworkflow.reports.events import LessonDropped, LessonMarked
from khworkflow.reports.snapshot import BUCKETS, AssociationFacts, OnTime, Point, TaskFacts
from khworkflow.tasks.events import (
    EvidenceAdded,
    ExtensionAsked,
    ExtensionDecided,
    ExtensionLapsed,
    ExtensionTakenBack,
    ShareBroughtForward,
    TaskAmended,
    TaskIssued,
    TaskMoved,
)
from khworkflow.tasks.item_events import OF_ITEMS, ItemEvidenceAdded, ItemTicked
from khworkflow.tasks.lifecycle import CLAIMS, ENDED, OF_COMMITTEE, TAKEN_BACK, Action, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from khworkflow.eventlog.events import Event


#: Answers whose words say why it is not done.
_EXPLAINING: Final = frozenset({Action.WAIT_OUTSIDE, Action.REFUSE, Action.SAY_NOT_APPLICABLE})


class Replay:
    """Takes entries of the log, oldest first; ``tasks`` are those they tell of, as they stand after the last."""

    def __init__(self) -> None:
        self.tasks: dict[int, TaskFacts] = {}

    def take(self, entry: Any) -> None:
        """Let the entry (of the log, or a row with its ``at``, ``kind`` and ``body``) become true."""
        event, day = event_of(entry), clock.day_of(entry.at)
        if isinstance(event, TaskIssued):
            due_on = _day(event.due_on)
            self.tasks[event.task_id] = TaskFacts(
                task_id=event.task_id,
                directive_id=event.directive_id,
                association_id=event.association_id,
                part=event.part,
                state=State.ASSIGNED,
                due_on=due_on,
                late_after=due_on,
                first_due_on=due_on,
            )
            return
        number = getattr(event, "task_id", None)
        if number in self.tasks:
            self.tasks[number] = _after(self.tasks[number], event, day)


def replay(entries: Iterable[Any]) -> dict[int, TaskFacts]:
    """Return the tasks that the entries tell of, as they were after the last of them, by number."""
    told = Replay()
    for entry in entries:
        told.take(entry)
    return told.tasks


def retraced(
    entries: Iterable[Any], days: Sequence[date], since: date | None, rule: OnTime
) -> tuple[list[TaskFacts], tuple[Point, ...]]:
    """Return the tasks as they were after the last entry, and how they stood at the end of each of the days.

    Args:
        entries: oldest first.
        days: oldest first.
        since: leave out what had ended before this day.
        rule: what is on time.

    """
    told, points, left = Replay(), [], list(days)
    for entry in entries:
        while left and clock.day_of(entry.at) > left[0]:
            points.append(_point(told, left.pop(0), since, rule))
        told.take(entry)
    points += [_point(told, day, since, rule) for day in left]
    return _counted(told, since), tuple(points)


def _counted(told: Replay, since: date | None) -> list[TaskFacts]:
    return [one for one in told.tasks.values() if since is None or one.ended_on is None or one.ended_on >= since]


def _point(told: Replay, day: date, since: date | None, rule: OnTime) -> Point:
    found = Counter(task.bucket(day, rule) for task in _counted(told, since) if not task.is_gone)
    return Point(day, tuple(found[bucket] for bucket in BUCKETS))


def _after(task: TaskFacts, event: Event, day: date) -> TaskFacts:
    match event:
        case TaskMoved():
            return _moved(task, event, day)
        case ExtensionAsked() | ExtensionLapsed() | ExtensionTakenBack():
            return _asked(task, event)
        case ExtensionDecided() | TaskAmended() | ShareBroughtForward():
            is_granted = getattr(event, "is_granted", None)  # an amendment decides about no request
            return replace(
                task,
                due_on=_day(event.due_on),
                late_after=_day(event.late_after),
                part=getattr(event, "part", task.part),
                extensions_granted=task.extensions_granted + (is_granted is True),
                extensions_refused=task.extensions_refused + (is_granted is False),
                is_asking=task.is_asking and is_granted is None,
            )
        case LessonMarked() | LessonDropped():
            return replace(task, lesson=getattr(event, "words", ""))
        case _ if isinstance(event, (*OF_ITEMS, EvidenceAdded, ItemEvidenceAdded)):
            given = len(event.evidence) if isinstance(event, ItemTicked | EvidenceAdded | ItemEvidenceAdded) else 0
            return replace(task, percent=getattr(event, "percent", task.percent), evidence=task.evidence + given)
        case _:
            return task


def _asked(task: TaskFacts, event: ExtensionAsked | ExtensionLapsed | ExtensionTakenBack) -> TaskFacts:
    if isinstance(event, ExtensionLapsed):
        return replace(task, is_asking=False)
    if isinstance(event, ExtensionTakenBack):
        left = task.extensions_asked - 1
        return replace(task, extensions_asked=left, asked_because="", asked_until=None, is_asking=False)
    until, times = _day(event.new_due_on), task.extensions_asked + 1
    return replace(task, extensions_asked=times, asked_because=event.words, asked_until=until, is_asking=True)


def _moved(task: TaskFacts, event: TaskMoved, day: date) -> TaskFacts:
    action, state = Action(event.action), State(event.after)
    is_claim, is_decided = action in CLAIMS, action in OF_COMMITTEE
    is_taken_back = action in TAKEN_BACK
    said, files = (event.left, -len(event.evidence)) if is_taken_back else (event.words or task.words, len(event.evidence))
    was_waiting = task.waiting_since if state is not State.WAITING_OUTSIDE else None
    waited = task.waited_days + ((day - was_waiting).days if was_waiting else 0)
    return replace(
        task,
        state=state,
        ended_on=(task.ended_on or day) if state in ENDED else None,
        due_on=_day(event.due_on),
        late_after=_day(event.late_after or event.due_on),
        submitted_on=day if is_claim else task.submitted_on,
        first_was_late=_first_was_late(task, day, action, State(event.before)),
        rounds=task.rounds + is_claim,
        claim=CLAIMS[action] if is_claim else task.claim,
        words=task.words if is_decided else said,
        explained=_explained(task, event, action),
        is_asking=task.is_asking or (is_taken_back and event.extension_id is not None),
        replaced_by=event.superseded_by_id,
        decision=event.words if is_decided else task.decision,
        waiting_since=(task.waiting_since or day) if state is State.WAITING_OUTSIDE else None,
        waited_days=waited if event.waited_days is None else event.waited_days,
        percent=task.percent if event.percent is None and not is_taken_back else event.percent,
        evidence=task.evidence + files,
    )


def _explained(task: TaskFacts, event: TaskMoved, action: Action) -> str:
    """Return why it is not done, as said last: a wait that is over, and what was taken back, explain nothing any more."""
    if action in _EXPLAINING:
        return event.words or task.explained
    is_over = task.state is State.WAITING_OUTSIDE and action not in OF_COMMITTEE
    return "" if is_over or (action in TAKEN_BACK and task.explained == task.words) else task.explained


def _first_was_late(task: TaskFacts, day: date, action: Action, before: State) -> bool | None:
    """Return whether the first handing in was late; one that was taken back was none."""
    if action in TAKEN_BACK and before is State.SUBMITTED and task.rounds == 1:
        return None
    if action not in CLAIMS or task.first_was_late is not None:
        return task.first_was_late
    return task.late_after is not None and day > task.late_after


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def called(now: AssociationFacts, entries: Iterable[Any], as_of: datetime) -> AssociationFacts:
    """Return the association as it was called at the moment: what was changed later is taken back.

    Args:
        now: as it is called now.
        entries: all that the log holds of it, oldest first.
        as_of: the moment.

    """
    found, last = now, ""
    events = [(entry.at, event_of(entry)) for entry in entries]
    for at, event in reversed(events):
        if at > as_of and isinstance(event, AssociationAmended):
            before = {name: value for name, value in event.before.items() if name in {"name", "short_name", "territory"}}
            found = replace(found, **before)
            if "level" in event.before:
                found = replace(found, level=Level(event.before["level"]))
    for at, event in events:
        if at <= as_of and isinstance(event, AssociationCreated | AssociationAmended):
            last = event.name
    return replace(found, name=last) if last else found
