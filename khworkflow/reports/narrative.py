"""The paragraphs of a report that people may word anew before it is frozen; written from the numbers.

Each is plain text; of ``lessons``, ``measures`` and ``proposals`` each line is an item of a list.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import day, official_day
from khworkflow.documents.blocks import grouped
from khworkflow.reports.snapshot import Bucket
from khworkflow.reports.wording import committee_of, is_own, name_of, percent, title_of
from khworkflow.tasks.lifecycle import Claim

if TYPE_CHECKING:
    from khworkflow.reports.snapshot import Snapshot


LESSONS_MOST: Final = 20


class Passage(StrEnum):
    """A paragraph that can be worded anew."""

    DIRECTION = "direction"
    SUMMARY = "summary"
    LESSONS = "lessons"
    SHORTCOMINGS = "shortcomings"
    MEASURES = "measures"
    PROPOSALS = "proposals"


def written(snapshot: Snapshot) -> dict[Passage, str]:
    """Return each paragraph as the numbers tell it."""
    return {
        Passage.DIRECTION: _direction(snapshot),
        Passage.SUMMARY: _summary(snapshot),
        Passage.LESSONS: "\n".join(_lessons(snapshot)),
        Passage.SHORTCOMINGS: _shortcomings(snapshot),
        Passage.MEASURES: "\n".join(_measures(snapshot)),
        Passage.PROPOSALS: "\n".join(_proposals(snapshot)),
    }


def _direction(snapshot: Snapshot) -> str:
    directives, units, tasks = len(snapshot.directives), len(snapshot.associations), len(snapshot.tasks)
    followed = "Việc thực hiện được theo dõi, đôn đốc và xác nhận trên hệ thống theo dõi kết luận."
    house = snapshot.house.name
    if is_own(snapshot):
        span = f"Từ ngày {day(snapshot.since)} đến ngày" if snapshot.since else "Đến ngày"
        return (
            f"{span} {day(snapshot.day)}, {house} được giao {grouped(tasks)} nhiệm vụ, thuộc {directives} nội dung của "
            f"{len(snapshot.conclusions)} thông báo kết luận kiểm tra do Hội cấp trên ban hành."
        )
    if snapshot.since:
        return (
            f"Từ ngày {day(snapshot.since)} đến ngày {day(snapshot.day)}, {house} theo dõi việc thực hiện "
            f"{len(snapshot.conclusions)} thông báo kết luận kiểm tra, gồm {directives} nội dung, với {grouped(tasks)} nhiệm vụ "
            f"của {units} đơn vị. {followed}"
        )
    one, gone = snapshot.conclusion, len(snapshot.gone)
    later = f", sau đó thu hồi hoặc thay thế {grouped(gone)} nhiệm vụ" if gone else ""
    return (
        f"Sau đợt kiểm tra, {house} đã ban hành Thông báo kết luận số {one.number} {official_day(one.dated_on)}, "
        f"gồm {directives} nội dung, giao {units} đơn vị thực hiện với {grouped(tasks + gone)} nhiệm vụ{later}. {followed}"
    )


def _summary(snapshot: Snapshot) -> str:
    total = len(snapshot.tasks)
    if not total:
        return f"Đến ngày {day(snapshot.day)}, không có nhiệm vụ nào trong kỳ báo cáo."
    on_time, late = (len(snapshot.select(bucket=bucket)) for bucket in (Bucket.DONE_ON_TIME, Bucket.DONE_LATE))
    said = f"Đến ngày {day(snapshot.day)}, {_who(snapshot)} đã hoàn thành {percent(on_time + late, total)}"
    said += _in_time(on_time, late)
    overdue = snapshot.select(bucket=Bucket.OVERDUE)
    if not overdue:
        return f"{said} Không có nhiệm vụ đang thực hiện mà đã quá hạn."
    where = "" if is_own(snapshot) else f" tại {len({one.association_id for one in overdue})} đơn vị"
    return f"{said} Còn {grouped(len(overdue))} nhiệm vụ quá hạn{where}."


def _in_time(on_time: int, late: int) -> str:
    if on_time and late:
        return f", trong đó {grouped(on_time)} nhiệm vụ đúng hạn, {grouped(late)} nhiệm vụ quá hạn."
    return ", đều đúng hạn." if on_time else ", đều quá hạn." if late else "."


def _who(snapshot: Snapshot) -> str:
    return "đơn vị" if is_own(snapshot) else "các đơn vị"


def _lessons(snapshot: Snapshot) -> list[str]:
    """Return what associations reported as working and somebody marked, each with its source."""
    told = [one for one in snapshot.tasks if one.lesson][:LESSONS_MOST]
    return [f"{name_of(snapshot, one)}, {title_of(snapshot, one)}: {' '.join(one.lesson.split())}" for one in told]


def _shortcomings(snapshot: Snapshot) -> str:
    overdue, outside = snapshot.select(bucket=Bucket.OVERDUE), snapshot.select(bucket=Bucket.WAITING_OUTSIDE)
    if not overdue and not outside:
        return "Đến ngày báo cáo không có nhiệm vụ quá hạn, không có nhiệm vụ phải chờ cơ quan khác."
    said = []
    if overdue:
        units = Counter(one.association_id for one in overdue)
        worst, most = min(units.items(), key=lambda pair: (-pair[1], pair[0]))
        first = min(overdue, key=lambda one: (one.late_after or snapshot.day, one.task_id))
        days = (snapshot.day - (first.late_after or snapshot.day)).days
        chief = f"; nhiều nhất là {snapshot.names[worst].short_name} ({most} nhiệm vụ)" if most > 1 else ""
        silent = sum(one.is_silent for one in overdue)
        where = "" if is_own(snapshot) else f" tại {len(units)} đơn vị{chief}"
        said.append(
            f"Còn {grouped(len(overdue))} nhiệm vụ quá hạn{where}. Quá hạn lâu nhất là {title_of(snapshot, first)} của {name_of(snapshot, first)}, {days} ngày."
        )
        if silent:
            said.append(f"Có {grouped(silent)} nhiệm vụ quá hạn mà đơn vị chưa báo cáo nguyên nhân.")
    if outside:
        said.append(f"Có {grouped(len(outside))} nhiệm vụ phải chờ cơ quan khác giải quyết, không tính là chậm của đơn vị.")
    return " ".join(said)


def _measures(snapshot: Snapshot) -> list[str]:
    overdue, waiting = snapshot.select(bucket=Bucket.OVERDUE), snapshot.select(bucket=Bucket.SUBMITTED)
    items = []
    if is_own(snapshot):
        if overdue:
            items.append(f"Tập trung thực hiện, hoàn thành {grouped(len(overdue))} nhiệm vụ quá hạn")
        if going := snapshot.select(bucket=Bucket.GOING):
            items.append(f"Tiếp tục thực hiện {grouped(len(going))} nhiệm vụ trong hạn và báo cáo kịp thời trên hệ thống")
        return items or _KEPT_UP
    if overdue:
        items.append(f"Đôn đốc thực hiện {grouped(len(overdue))} nhiệm vụ quá hạn, làm rõ nguyên nhân với từng đơn vị")
    if waiting:
        items.append(f"{committee_of(snapshot.house)} xem xét, xác nhận {grouped(len(waiting))} kết quả mà các đơn vị đã gửi")
    if snapshot.select(bucket=Bucket.GOING):
        items.append("Các đơn vị tiếp tục thực hiện những nhiệm vụ trong hạn và báo cáo kịp thời trên hệ thống")
    return items or _KEPT_UP


_KEPT_UP: Final = ["Giữ vững kết quả đã đạt được; lưu hồ sơ, minh chứng của các nhiệm vụ đã hoàn thành"]


def _proposals(snapshot: Snapshot) -> list[str]:
    items = []
    if outside := snapshot.select(bucket=Bucket.WAITING_OUTSIDE):
        names = ", ".join(dict.fromkeys(name_of(snapshot, task) for task in outside))
        items.append(f"Đề nghị cấp ủy, chính quyền địa phương sớm cho ý kiến về những nội dung {names} đã trình")
    if is_own(snapshot) and (waiting := snapshot.select(bucket=Bucket.SUBMITTED)):
        items.append(f"Đề nghị Thường trực {snapshot.house.superior} xem xét, xác nhận {grouped(len(waiting))} kết quả đã gửi")
    cannot = [task for task in snapshot.select(bucket=Bucket.SUBMITTED) if task.claim is Claim.REFUSED]
    if cannot and not is_own(snapshot):
        names = ", ".join(dict.fromkeys(name_of(snapshot, task) for task in cannot))
        items.append(f"Đề nghị Ban Thường vụ xem xét {len(cannot)} nhiệm vụ mà {names} báo cáo không thực hiện được")
    return items or ["Không có"]
