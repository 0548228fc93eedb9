"""What the report calls buckets, states, kinds, associations and directives; official Vietnamese."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from khworkflow.associations.models import Level
from khworkflow.conclusions.models import Kind
from khworkflow.documents.blocks import grouped
from khworkflow.reports.snapshot import Bucket, OnTime
from khworkflow.tasks.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khworkflow.reports.snapshot import DirectiveFacts, House, Snapshot, TaskFacts

#: The words of each bucket in a sentence.
HEADS: Final = {
    Bucket.DONE_ON_TIME: "Hoàn thành đúng hạn",
    Bucket.DONE_LATE: "Hoàn thành quá hạn",
    Bucket.GOING: "Đang thực hiện trong hạn",
    Bucket.OVERDUE: "Đang thực hiện quá hạn",
    Bucket.SUBMITTED: "Chờ Tỉnh hội xác nhận",
    Bucket.WAITING_OUTSIDE: "Chờ cơ quan khác giải quyết",
    Bucket.NOT_DONE: "Không thực hiện được",
}
#: The same at the head of a narrow column; ``ABBREVIATIONS`` stands below the table.
COLUMNS: Final = {
    Bucket.DONE_ON_TIME: "HT đúng hạn",
    Bucket.DONE_LATE: "HT quá hạn",
    Bucket.GOING: "Đang TH trong hạn",
    Bucket.OVERDUE: "Đang TH quá hạn",
    Bucket.SUBMITTED: "Chờ xác nhận",
    Bucket.WAITING_OUTSIDE: "Chờ cơ quan khác",
    Bucket.NOT_DONE: "Không TH được",
}
ABBREVIATIONS: Final = "Ghi chú: HT: hoàn thành; TH: thực hiện. Mỗi nhiệm vụ được tính vào đúng một cột."
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
KINDS: Final = {
    Kind.CONGRESS_STAFFING: "Nhân sự, tổ chức Đại hội",
    Kind.MERGER_PREPARATION: "Chuẩn bị sáp nhập đơn vị hành chính",
    Kind.LEARNING_MODEL_PILOT: "Thí điểm các mô hình học tập",
    Kind.RESOLUTION_TARGETS: "Chỉ tiêu nghị quyết",
    Kind.CONFERENCE: "Hội nghị, hội thảo",
    Kind.COORDINATION: "Phối hợp với các ngành",
    Kind.PROPOSAL: "Tham mưu, đề xuất với cấp ủy, chính quyền",
    Kind.REPORTING: "Báo cáo, thống kê",
    Kind.MEMBERSHIP: "Hội viên, tổ chức Hội, quỹ",
    Kind.OTHER: "Nhiệm vụ khác",
}


LEVELS: Final = {
    Level.PROVINCE: "Tỉnh, thành phố",
    Level.DISTRICT: "Huyện, thị xã, thành phố",
    Level.COMMUNE: "Xã, phường, thị trấn",
    Level.CENTRAL: "Trung ương",
}
#: What is on time, as the notes of a report say it.
RULES: Final = {
    OnTime.LAST: (
        "Nhiệm vụ được tính là hoàn thành đúng hạn khi kết quả được xác nhận đã gửi lần cuối không muộn hơn ngày đến hạn; "
        "thời gian chờ cơ quan khác không tính vào thời hạn."
    ),
    OnTime.FIRST: (
        "Nhiệm vụ được tính là hoàn thành đúng hạn khi kết quả đã gửi lần đầu không muộn hơn ngày đến hạn lúc đó, kể cả khi "
        "sau đó được trả lại để bổ sung; thời gian chờ cơ quan khác không tính vào thời hạn."
    ),
}
_BELOW: Final = {Level.DISTRICT: "các huyện, thị, thành Hội", Level.COMMUNE: "Hội Khuyến học các xã, phường"}


def below(levels: Iterable[Level]) -> str:
    """Return what the associations of a report are called together: by the level that most of them have."""
    found = Counter(levels)
    level = max(found, key=lambda one: found[one], default=Level.DISTRICT)
    return _BELOW.get(level, "các đơn vị trực thuộc")


def committee_of(house: House) -> str:
    """Return what the house's standing committee is called inside a sentence: "Thường trực Tỉnh hội"."""
    return "Thường trực Tỉnh hội" if house.level is Level.PROVINCE else f"Thường trực {house.name}"


def is_own(snapshot: Snapshot) -> bool:
    """Return whether the report tells of the house's own tasks alone."""
    return {one.association_id for one in snapshot.associations} == {snapshot.house.association_id}


def name_of(snapshot: Snapshot, task: TaskFacts) -> str:
    """Return what the task's association is called."""
    return snapshot.names[task.association_id].short_name


def number_of(snapshot: Snapshot, directive: DirectiveFacts) -> str:
    """Return "3", or "05/TB-HKH, 3" where the report is about several conclusions."""
    of = next((one.number for one in snapshot.conclusions if one.conclusion_id == directive.conclusion_id), "")
    return f"{of}, {directive.number}" if of and len(snapshot.conclusions) > 1 else str(directive.number)


def title_of(snapshot: Snapshot, task: TaskFacts) -> str:
    """Return how a sentence points at the task's directive."""
    directive = snapshot.named_directives[task.directive_id]
    of = f" của Thông báo số {snapshot.conclusion_of(directive).number}" if len(snapshot.conclusions) > 1 else ""
    return f"nội dung {directive.number}{of} ({directive.title})"


def percent(part: int, whole: int, of: str = "nhiệm vụ") -> str:
    """Return "75,0% (6 trên 8 nhiệm vụ)": numerator and denominator always stand beside a percentage."""
    if not whole:
        return f"chưa tính được (chưa có {of})"
    return f"{100 * part / whole:.1f}%".replace(".", ",") + f" ({grouped(part)} trên {grouped(whole)} {of})"
