"""From a snapshot to the official document: pure, in Vietnamese, every number the count of a list.

The five parts follow the domain notes, part (c): chỉ đạo; kết quả; tồn tại; giải pháp; kiến nghị.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.i18n import day, official_day
from khworkflow.documents.blocks import Heading, Paragraph, Run, listing, paragraph
from khworkflow.documents.model import Document, Signature, official_number
from khworkflow.reports.snapshot import BUCKETS, Bucket
from khworkflow.reports.tables import appendix, by_association
from khworkflow.reports.wording import HEADS, name_of, title_of
from khworkflow.tasks.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from khworkflow.documents.blocks import Block
    from khworkflow.reports.snapshot import DirectiveFacts, Snapshot, TaskFacts

    Link = Callable[..., str | None]


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
        appendices=(appendix(snapshot),),
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
        by_association(snapshot, link),
        Heading(2, "2. Kết quả cụ thể theo từng nội dung kết luận"),
        *(_of_directive(snapshot, directive, link) for directive in snapshot.directives),
        paragraph("Chi tiết từng nhiệm vụ tại Phụ lục kèm theo."),
    )


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
    return f"{name_of(snapshot, task)}, {title_of(snapshot, task)}: quá hạn {days} ngày.{reason}"


def _waiting_line(snapshot: Snapshot, task: TaskFacts) -> str:
    since = f" từ ngày {day(task.waiting_since)}" if task.waiting_since else ""
    return f"{name_of(snapshot, task)}, {title_of(snapshot, task)}: chờ cơ quan khác{since} (không tính là chậm của đơn vị). “{task.words}”"


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
    names = ", ".join(dict.fromkeys(name_of(snapshot, task) for task in outside))
    return (
        heading,
        paragraph(f"Đề nghị cấp ủy, chính quyền địa phương sớm cho ý kiến về những nội dung {names} đã trình."),
    )


def _percent(part: int, whole: int) -> str:
    """Return "75,0 % (6 trên 8)": the numerator and denominator always stand beside a percentage."""
    if not whole:
        return "chưa có nhiệm vụ hoàn thành"
    return f"{100 * part / whole:.1f} %".replace(".", ",") + f" ({part} trên {whole})"
