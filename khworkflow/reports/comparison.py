"""What moved between two reports: the counts side by side, and the tasks that went from one bucket to another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from khworkflow.reports.snapshot import BUCKETS, Bucket

if TYPE_CHECKING:
    from khworkflow.reports.snapshot import Snapshot, TaskFacts


@dataclass(frozen=True)
class Moved:
    """Tasks that went the same way."""

    before: Bucket | None  # None: not in the earlier report
    after: Bucket | None  # None: not in the later one
    tasks: tuple[TaskFacts, ...]  # as the later report has them, where it has them


@dataclass(frozen=True)
class Comparison:
    """Two reports side by side.

    Args:
        counts: of each bucket the number in the earlier report and in the later.
        moved: what changed, from what is worst now to what is best.
        stayed: how many tasks are where they were.

    """

    counts: tuple[tuple[Bucket, int, int], ...]
    moved: tuple[Moved, ...]
    stayed: int


def compared(earlier: Snapshot, later: Snapshot) -> Comparison:
    """Return what moved from the one to the other; each counts by its own rule and its own day."""
    before = {task.task_id: (task, earlier.bucket_of(task)) for task in earlier.tasks}
    after = {task.task_id: (task, later.bucket_of(task)) for task in later.tasks}
    found: dict[tuple[Bucket | None, Bucket | None], list[TaskFacts]] = defaultdict(list)
    for number in before.keys() | after.keys():
        task, was = before.get(number, (None, None))
        now, is_now = after.get(number, (task, None))
        if was is not is_now and now is not None:
            found[was, is_now].append(now)
    ways = sorted(found, key=lambda way: (_rank(way[1]), _rank(way[0])))
    return Comparison(
        counts=tuple((one, len(earlier.select(bucket=one)), len(later.select(bucket=one))) for one in BUCKETS),
        moved=tuple(
            Moved(*way, tuple(sorted(found[way], key=lambda task: (task.directive_id, task.association_id)))) for way in ways
        ),
        stayed=len(before.keys() & after.keys()) - sum(len(found[way]) for way in ways if None not in way),
    )


_WORST_FIRST = (
    Bucket.OVERDUE,
    Bucket.DONE_ON_TIME,
    Bucket.DONE_LATE,
    Bucket.SUBMITTED,
    Bucket.WAITING_OUTSIDE,
    Bucket.GOING,
    Bucket.NOT_DONE,
)


def _rank(bucket: Bucket | None) -> int:
    return len(_WORST_FIRST) if bucket is None else _WORST_FIRST.index(bucket)
