"""From a snapshot to the official document: pure, in Vietnamese, every number the count of a list.

The five parts follow the domain notes, part (c): chỉ đạo; kết quả; tồn tại; giải pháp; kiến nghị.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import day, official_day
from khworkflow.documents.model import (
    Align,
    Appendix,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    Run,
    Signature,
    Table,
    listing,
    official_number,
    paragraph,
)
from khworkflow.reports.snapshot import BUCKETS, Bucket
from khworkflow.tasks.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from khworkflow.documents.model import Block
    from khworkflow.reports.snapshot import AssociationFacts, DirectiveFacts, Snapshot, TaskFacts

    Link = Callable[..., str | None]

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


def status_report(snapshot: Snapshot, link: Link) -> Document:
    """Return the Báo cáo tình hình thực hiện kết luận.

    Args:
        snapshot: what was true.
        link: ``link(bucket=…, association_id=…, directive_id=…)`` gives the page that lists what a
            number counts, or None where there is no such page.

    """
    as_of = day(snapshot.day)
    body: tuple[Block, ...] = (
        *_direction(snapshot, link),
        *_results(snapshot, link),
        *_shortcomings(snapshot),
        *_measures(snapshot, link),
        *_proposals(snapshot),
    )
    return Document(
        superior_body="Trung ương Hội Khuyến học Việt Nam",
        issuing_body=snapshot.house,
        number=official_number(None, "BC-HKH"),
        place=snapshot.territory,
        day=snapshot.day,
        type_name="Báo cáo",
        subject=f"Tình hình thực hiện Thông báo kết luận số {snapshot.number} ngày {day(snapshot.dated_on)}",
        subject_note=f"(Số liệu tính đến ngày {as_of})",
        addressees=(f"Thường trực {snapshot.house}",),
        body=body,
        closing=paragraph(
            f"Trên đây là báo cáo tình hình thực hiện Thông báo kết luận số {snapshot.number}, số liệu tính đến ngày {as_of}"
        ),
        recipients=("Như kính gửi", "Các huyện, thị, thành Hội", "Lưu: VT, BKT"),
        signature=Signature(authority=("TM. Ban Thường vụ",), position="Chủ tịch"),
        appendices=(_appendix(snapshot),),
        made_at=snapshot.as_of,
    )


def _direction(snapshot: Snapshot, link: Link) -> tuple[Block, ...]:
    names = len(snapshot.associations)
    return (
        Heading(1, "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI"),
        paragraph(
            f"Sau đợt kiểm tra, {snapshot.house} đã ban hành Thông báo kết luận số {snapshot.number} {official_day(snapshot.dated_on)}, "
            f"gồm {len(snapshot.directives)} nội dung, giao {names} đơn vị thực hiện với ",
            Run(str(len(snapshot.tasks)), link()),
            " nhiệm vụ. Các nhiệm vụ được giao, theo dõi, đôn đốc và xác nhận trên hệ thống theo dõi kết luận.",
        ),
    )


def _results(snapshot: Snapshot, link: Link) -> tuple[Block, ...]:
    total = len(snapshot.tasks)
    items = [
        paragraph(
            f"{HEADS[bucket]}: ", Run(str(len(snapshot.select(bucket=bucket))), link(bucket=bucket)), f" trên {total} nhiệm vụ"
        )
        for bucket in BUCKETS
    ]
    done = len(snapshot.select(bucket=Bucket.DONE_ON_TIME)) + len(snapshot.select(bucket=Bucket.DONE_LATE))
    on_time = len(snapshot.select(bucket=Bucket.DONE_ON_TIME))
    return (
        Heading(1, "II. KẾT QUẢ THỰC HIỆN"),
        Heading(2, "1. Tổng hợp"),
        paragraph("Tổng số nhiệm vụ: ", Run(str(total), link()), ". Trong đó:"),
        listing(*items),
        paragraph(
            f"Tỷ lệ hoàn thành đúng hạn trên số đã hoàn thành: {_percent(on_time, done)}. Nhiệm vụ được tính là đúng hạn khi kết quả "
            "được xác nhận đã gửi lần cuối không muộn hơn ngày đến hạn."
        ),
        _by_association(snapshot, link),
        Heading(2, "2. Kết quả cụ thể theo từng nội dung kết luận"),
        *(_of_directive(snapshot, directive, link) for directive in snapshot.directives),
        paragraph("Chi tiết từng nhiệm vụ tại Phụ lục kèm theo."),
    )


def _by_association(snapshot: Snapshot, link: Link) -> Table:
    columns = (
        Column("TT", 0.65, Align.CENTRE),
        Column("Đơn vị", 2.4, names_row=True),
        Column("Tổng số", 0.8, Align.CENTRE),
        *(Column(HEADS[bucket], 1.15, Align.CENTRE) for bucket in BUCKETS),
    )
    rows = [
        (
            Cell(str(number)),
            Cell(one.short_name),
            Cell(str(len(snapshot.select(association_id=one.association_id))), link(association_id=one.association_id)),
            *(_count(snapshot, link, bucket, one.association_id) for bucket in BUCKETS),
        )
        for number, one in enumerate(_red_first(snapshot), 1)
    ]
    totals = (
        Cell(""),
        Cell("Cộng", is_bold=True),
        Cell(str(len(snapshot.tasks)), link(), is_bold=True),
        *(Cell(str(len(snapshot.select(bucket=bucket))), link(bucket=bucket), is_bold=True) for bucket in BUCKETS),
    )
    return Table(columns=columns, rows=tuple(rows), heading="Tổng hợp theo đơn vị", totals=totals, is_numbered=True)


def _red_first(snapshot: Snapshot) -> list[AssociationFacts]:
    return sorted(
        snapshot.associations, key=lambda one: -len(snapshot.select(bucket=Bucket.OVERDUE, association_id=one.association_id))
    )


def _count(snapshot: Snapshot, link: Link, bucket: Bucket, association_id: int) -> Cell:
    number = len(snapshot.select(bucket=bucket, association_id=association_id))
    href = link(bucket=bucket, association_id=association_id) if number else None
    return Cell(str(number), href, is_bold=bucket is Bucket.OVERDUE and number > 0)


def _of_directive(snapshot: Snapshot, directive: DirectiveFacts, link: Link) -> Paragraph:
    tasks = snapshot.select(directive_id=directive.directive_id)
    said = [
        f"{len(found)} {HEADS[bucket].lower().replace('tỉnh hội', 'Tỉnh hội')}"
        for bucket in BUCKETS
        if (found := snapshot.select(bucket=bucket, directive_id=directive.directive_id))
    ]
    until = f"hạn {day(directive.due_on)}" if directive.due_on else "xem tại báo cáo 6 tháng"
    return paragraph(
        f"{directive.number}) {directive.title} ({until}): ",
        Run(str(len(tasks)), link(directive_id=directive.directive_id)),
        f" nhiệm vụ, gồm {', '.join(said)}.",
    )


def _shortcomings(snapshot: Snapshot) -> tuple[Block, ...]:
    late = snapshot.select(bucket=Bucket.OVERDUE)
    waiting = [task for task in snapshot.tasks if task.state is State.WAITING_OUTSIDE]
    heading = Heading(1, "III. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN")
    if not late and not waiting:
        return (heading, paragraph("Đến ngày báo cáo không có nhiệm vụ quá hạn, không có nhiệm vụ phải chờ cơ quan khác."))
    items = [_late_line(snapshot, task) for task in late] + [_waiting_line(snapshot, task) for task in waiting]
    return (heading, paragraph("Các nhiệm vụ chưa bảo đảm tiến độ và nguyên nhân đơn vị đã nêu:"), listing(*items))


def _late_line(snapshot: Snapshot, task: TaskFacts) -> str:
    days = (snapshot.day - task.late_after).days if task.late_after else 0
    reason = f" Đơn vị báo cáo: “{task.words}”" if task.words else " Đơn vị chưa báo cáo nguyên nhân"
    return f"{_name(snapshot, task)}, {_title(snapshot, task)}: quá hạn {days} ngày.{reason}"


def _waiting_line(snapshot: Snapshot, task: TaskFacts) -> str:
    since = f" từ ngày {day(task.waiting_since)}" if task.waiting_since else ""
    return f"{_name(snapshot, task)}, {_title(snapshot, task)}: chờ cơ quan khác{since} (không tính là chậm của đơn vị). “{task.words}”"


def _measures(snapshot: Snapshot, link: Link) -> tuple[Block, ...]:
    late, waiting = snapshot.select(bucket=Bucket.OVERDUE), snapshot.select(bucket=Bucket.SUBMITTED)
    items: list[str | Paragraph] = []
    if late:
        items.append(
            paragraph(
                "Đôn đốc ",
                Run(str(len(late)), link(bucket=Bucket.OVERDUE)),
                " nhiệm vụ quá hạn, làm rõ nguyên nhân với từng đơn vị",
            )
        )
    if waiting:
        items.append(
            paragraph(
                "Thường trực Tỉnh hội xem xét, xác nhận ",
                Run(str(len(waiting)), link(bucket=Bucket.SUBMITTED)),
                " kết quả đã gửi",
            )
        )
    items.append("Các đơn vị tiếp tục thực hiện những nhiệm vụ trong hạn và báo cáo kịp thời trên hệ thống")
    return (Heading(1, "IV. GIẢI PHÁP, NHIỆM VỤ THỜI GIAN TỚI"), listing(*items))


def _proposals(snapshot: Snapshot) -> tuple[Block, ...]:
    outside = [task for task in snapshot.tasks if task.state is State.WAITING_OUTSIDE]
    heading = Heading(1, "V. KIẾN NGHỊ, ĐỀ XUẤT")
    if not outside:
        return (heading, paragraph("Không có."))
    names = ", ".join(dict.fromkeys(_name(snapshot, task) for task in outside))
    return (
        heading,
        paragraph(f"Đề nghị cấp ủy, chính quyền địa phương sớm cho ý kiến về những nội dung {names} đã trình."),
    )


def _appendix(snapshot: Snapshot) -> Appendix:
    columns = (
        Column("TT", 0.65, Align.CENTRE),
        Column("Nội dung kết luận (trích)", 3),
        Column("Đơn vị", 1.5, names_row=True),
        Column("Vai trò", 0.9),
        Column("Thời hạn", 1.2, Align.CENTRE),
        Column("Kết quả thực hiện", 3),
        Column("Minh chứng", 0.9, Align.CENTRE),
        Column("Trạng thái", 1.4),
    )
    order = {one.association_id: place for place, one in enumerate(snapshot.associations)}
    rows: list[tuple[Cell, ...]] = []
    for directive in snapshot.directives:
        tasks = sorted(snapshot.select(directive_id=directive.directive_id), key=lambda task: order[task.association_id])
        rows += [
            _appendix_row(
                snapshot, len(rows) + place, f"{directive.number}. {directive.quote if place == 1 else directive.title}", task
            )
            for place, task in enumerate(tasks, 1)
        ]
    table = Table(columns=columns, rows=tuple(rows), is_numbered=True)
    return Appendix(title="Kết quả thực hiện từng nhiệm vụ", body=(table,))


def _appendix_row(snapshot: Snapshot, number: int, about: str, task: TaskFacts) -> tuple[Cell, ...]:
    due = day(task.due_on) if task.due_on else "Báo cáo 6 tháng"
    if task.first_due_on and task.due_on and task.due_on != task.first_due_on:
        due = f"{due} (ban đầu {day(task.first_due_on)})"
    return (
        Cell(str(number)),
        Cell(about),
        Cell(_name(snapshot, task)),
        Cell("Chủ trì" if task.part == "lead" else "Phối hợp"),
        Cell(due),
        Cell(task.words or "Chưa có báo cáo"),
        Cell(f"{task.evidence} tệp" if task.evidence else ""),
        Cell(_state(snapshot.day, task)),
    )


def _state(on: date, task: TaskFacts) -> str:
    said = STATES[task.state]
    bucket = task.bucket(on)
    if bucket is Bucket.OVERDUE and task.late_after:
        return f"{said}, quá hạn {(on - task.late_after).days} ngày"
    if bucket is Bucket.DONE_LATE and task.late_after and task.submitted_on:
        return f"{said}, gửi quá hạn {(task.submitted_on - task.late_after).days} ngày"
    return said


def _name(snapshot: Snapshot, task: TaskFacts) -> str:
    return next(one.short_name for one in snapshot.associations if one.association_id == task.association_id)


def _title(snapshot: Snapshot, task: TaskFacts) -> str:
    directive = next(one for one in snapshot.directives if one.directive_id == task.directive_id)
    return f"nội dung {directive.number} ({directive.title})"


def _percent(part: int, whole: int) -> str:
    """Return "75,0 % (6 trên 8)": the numerator and denominator always stand beside a percentage."""
    if not whole:
        return "chưa có nhiệm vụ hoàn thành"
    return f"{100 * part / whole:.1f} %".replace(".", ",") + f" ({part} trên {whole})"
