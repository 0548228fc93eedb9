"""How long a status report takes and what memory: out of log entries, into a document, into each format.

Each size (tasks: 9 associations x 9 directives, 99 x 40, 3,321 x 40) runs in a process of its own, so that its memory is its own.
Entries are made in memory, so the time of the database is not in it. Beyond ``annexes.PRINTED_MOST`` tasks the
appendix is in the workbook alone, as in the product.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import threading
import time
from collections import namedtuple
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from khworkflow.conclusions.models import Kind
from khworkflow.documents.formats import WRITERS
from khworkflow.reports.compile import status_report
from khworkflow.reports.replay import replay
from khworkflow.reports.snapshot import AssociationFacts, ConclusionFacts, DirectiveFacts, House, Snapshot
from khworkflow.tasks.events import TaskIssued, TaskMoved

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = {81: (9, 9), 3_960: (99, 40), 132_840: (3_321, 40)}
ISSUED = datetime(2019, 7, 8, 2, tzinfo=UTC)
AS_OF = datetime(2019, 9, 30, 10, tzinfo=UTC)
STEPS = (("acknowledge", "acknowledged"), ("report_progress", "in_progress"), ("submit", "submitted"), ("accept", "accepted"))
Entry = namedtuple("Entry", "at kind body")  # noqa: PYI024 - a row as the database gives it


def main() -> None:
    """Measure every size, or the one that is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks reports")
    parser.add_argument("--sizes", type=int, nargs="*", choices=sorted(SIZES), default=sorted(SIZES))
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(measure(*SIZES[chosen.one])))
        return
    figures = {}
    for size in chosen.sizes:
        own = [sys.executable, "-m", "benchmarks", "reports", "--one", str(size)]
        figures[str(size)] = json.loads(subprocess.run(own, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
        print(f"{size:>7} tasks: {figures[str(size)]}")
    print(json.dumps(figures))


def measure(units: int, directives: int) -> dict[str, float]:
    """Return seconds, in all and for each part, the files' bytes and the most memory it ever took, processes of its own included."""
    entries, memory = list(told(units, directives)), Memory()
    begun = time.perf_counter()
    snapshot = taken(units, directives, entries)
    made = status_report(snapshot, lambda **_chosen: None)
    figures: dict[str, float] = {"document_seconds": round(time.perf_counter() - begun, 3)}
    for form, write in WRITERS.items():
        since = time.perf_counter()
        content = write(made)
        figures[f"{form}_seconds"] = round(time.perf_counter() - since, 3)
        figures[f"{form}_bytes"] = len(content)
    figures["seconds"] = round(time.perf_counter() - begun, 3)
    figures["mib"] = memory.most()
    return figures


class Memory(threading.Thread):
    """Watches what this process and those it started hold together, every few milliseconds."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._most = 0
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(0.004):
            self._most = max(self._most, sum(_held(process) for process in ("self", *_started())))

    def most(self) -> float:
        """Return the most of all, in MiB."""
        self._over.set()
        self.join()
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return round(max(self._most, own) / 2**20, 1)


def _started() -> list[str]:
    return [one for own in Path("/proc/self/task").glob("*/children") for one in own.read_text().split()]


def _held(process: str) -> int:
    """Return the bytes that the process holds; none where it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def told(units: int, directives: int) -> Iterator[Entry]:
    """Yield the entries of as many tasks: one in five untouched, the others one to four steps on."""
    for task in range(units * directives):
        directive, unit = divmod(task, units)
        due = (ISSUED.date() + timedelta(days=20 + directive * 3 % 90)).isoformat()
        yield Entry(ISSUED, TaskIssued.kind, TaskIssued(task, directive, unit, "lead", due).body())
        before = "assigned"
        for step, (action, after) in enumerate(STEPS[: task * 7 % 5]):
            words = "Đã họp Ban Thường vụ, thống nhất nhân sự và trình Huyện ủy cho ý kiến." if step else ""
            moved = TaskMoved(task, action, before, after, words, due_on=due, late_after=due)
            yield Entry(ISSUED + timedelta(days=9 + step * 11 + task % 13), TaskMoved.kind, moved.body())
            before = after


def taken(units: int, directives: int, entries: list[Entry]) -> Snapshot:
    """Return the snapshot that the entries tell of."""
    kinds = list(Kind)
    return Snapshot(
        as_of=AS_OF,
        house=House(0, "Hội Khuyến học tỉnh Yên Bái", "Tỉnh hội", "Yên Bái", "Trung ương Hội Khuyến học Việt Nam"),
        conclusions=(ConclusionFacts(1, "Kết luận kiểm tra", "05/TB-HKH", date(2019, 7, 8)),),
        directives=tuple(
            DirectiveFacts(
                n, 1, n + 1, f"Tham mưu cho cấp ủy nội dung thứ {n + 1} của kết luận kiểm tra", f"Nội dung {n + 1}", kind, None
            )
            for n in range(directives)
            for kind in (kinds[n % len(kinds)],)
        ),
        associations=tuple(AssociationFacts(n, f"Hội Khuyến học xã {n}", f"Hội xã {n}", f"Xã {n}") for n in range(units)),
        tasks=tuple(replay(entries).values()),
    )
