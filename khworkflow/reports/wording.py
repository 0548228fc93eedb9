"""What the report calls buckets, states, associations and directives; official Vietnamese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.reports.snapshot import Bucket
from khworkflow.tasks.lifecycle import State

if TYPE_CHECKING:
    from khworkflow.reports.snapshot import Snapshot, TaskFacts

#: The words of each bucket, as a column's head and inside a sentence.
HEADS: Final = {
    Bucket.DONE_ON_TIME: "Hoàn thành đúng hạn",
    Bucket.DONE_LATE: "Hoàn thành quá hạn",
    Bucket.GOING: "Đang thực hiện trong hạn",
    Bucket.OVERDUE: "Đang thực hiện quá hạn",
    Bucket.SUBMITTED: "Chờ Tỉnh hội xác nhận",
    Bucket.NOT_DONE: "Không thực hiện được",
}
STATES: Final = {
    State.ASSIGNED: "Đã giao, chưa tiếp nhận",
    State.ACKNOWLEDGED: "Đã tiếp nhận",
    State.IN_PROGRESS: "Đang thực hiện",
    State.WAITING_OUTSIDE: "Chờ cơ quan khác",
    State.SUBMITTED: "Chờ xác nhận",
    State.RETURNED: "Trả lại, bổ sung",
    State.ACCEPTED: "Hoàn thành",
    State.ACCEPTED_IN_PART: "Hoàn thành một phần",
    State.CLOSED_NOT_DONE: "Không thực hiện được",
    State.WITHDRAWN: "Đã thu hồi",
    State.SUPERSEDED: "Đã thay thế",
}


def name_of(snapshot: Snapshot, task: TaskFacts) -> str:
    """Return what the task's association is called."""
    return snapshot.names[task.association_id].short_name


def title_of(snapshot: Snapshot, task: TaskFacts) -> str:
    """Return how a sentence points at the task's directive."""
    directive = snapshot.named_directives[task.directive_id]
    return f"nội dung {directive.number} ({directive.title})"
