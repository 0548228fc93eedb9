"""Papers on what one association still has to do: the Biên bản bàn giao to another, and the Danh mục còn tồn tại."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import day, official_day
from khworkflow.documents.blocks import Align, Cell, Column, Heading, Table, count, enumerated, on_day, paragraph
from khworkflow.documents.model import Document, Signature, official_number
from khworkflow.reports.letters import among_late, late_first
from khworkflow.reports.snapshot import Bucket
from khworkflow.reports.wording import STATES, committee_of
from khworkflow.tasks.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from khworkflow.documents.blocks import Block
    from khworkflow.reports.compile import Given
    from khworkflow.reports.snapshot import AssociationFacts, Snapshot, TaskFacts

    Link = Callable[..., str | None]

_HAND: Final = "." * 40  # room to be filled in by hand


def handover(snapshot: Snapshot, giver: AssociationFacts, receiver: AssociationFacts, link: Link, given: Given) -> Document:
    """Return the Biên bản bàn giao: the open tasks of one association, handed to another, signed by both and witnessed.

    Args:
        snapshot: what was true, of all conclusions.
        giver: who hands over.
        receiver: who takes over.
        link: as of a status report.
        given: number and day.

    """
    house = snapshot.house
    on = official_day(given.signed_on) if given.signed_on else "ngày …… tháng …… năm ……"
    return Document(
        superior_body=house.superior,
        issuing_body=house.name,
        number=given.number or official_number(None, "BB-HKH"),
        place=house.territory,
        day=given.signed_on,
        type_name="Biên bản",
        subject=f"Bàn giao nhiệm vụ thực hiện kết luận kiểm tra\ntừ {giver.name}\nsang {receiver.name}",
        body=(
            paragraph(f"Hôm nay, {on}, tại {_HAND}, chúng tôi gồm:"),
            *_side("I. BÊN GIAO", giver),
            *_side("II. BÊN NHẬN", receiver),
            Heading(1, "III. NỘI DUNG BÀN GIAO"),
            *_handed(snapshot, giver, receiver, link),
            Heading(1, "IV. TRÁCH NHIỆM CỦA CÁC BÊN"),
            enumerated(
                "Bên giao chịu trách nhiệm về tính đầy đủ, chính xác của hồ sơ, minh chứng và tình trạng nhiệm vụ đã nêu",
                "Bên nhận tiếp tục thực hiện các nhiệm vụ nêu trên theo đúng thời hạn và chế độ báo cáo kể từ ngày ký biên bản",
                f"Vướng mắc phát sinh được báo cáo {committee_of(house)} xem xét, giải quyết",
            ),
        ),
        closing=paragraph(
            "Biên bản được lập thành 03 bản có giá trị như nhau, mỗi bên giữ 01 bản, 01 bản lưu tại "
            f"{house.name}; các bên đã đọc lại, thống nhất và cùng ký tên"
        ),
        recipients=("Bên giao, bên nhận", f"{committee_of(house)} (để b/c)", "Lưu: VT, BKT"),
        sides=(Signature(position="Đại diện bên giao"), Signature(position="Đại diện bên nhận")),
        signature=Signature(authority=(f"Xác nhận của {house.name}",), position="Chủ tịch"),
        made_at=snapshot.as_of,
    )


def remaining(snapshot: Snapshot, one: AssociationFacts, link: Link) -> Document:
    """Return the sheet of what an association still has to do of all conclusions, late first.

    What was confirmed only in part stands last, with the committee's words about what is missing: that rest is still open.

    Args:
        snapshot: what was true, of all conclusions.
        one: the association.
        link: as of a status report.

    """
    mine = snapshot.select(association_id=one.association_id)
    left, house = late_first(snapshot, mine), snapshot.house
    in_part = [task for task in mine if task.state is State.ACCEPTED_IN_PART]
    late = sum(snapshot.bucket_of(task) is Bucket.OVERDUE for task in left)
    told = (
        f"Đến ngày {day(snapshot.day)}, trong {len(mine)} nhiệm vụ được giao, {one.name} còn {len(left)} nhiệm vụ chưa hoàn thành"
    )
    body: tuple[Block, ...] = (paragraph(f"Đến ngày {day(snapshot.day)}, {one.name} không còn nhiệm vụ chưa hoàn thành."),)
    if left or in_part:
        told += f", {among_late(late)}" if left else ""
        told += f"; {len(in_part)} nhiệm vụ mới hoàn thành một phần" if in_part else ""
        body = (paragraph(f"{told}."), _left(snapshot, [*left, *in_part], link, "Nhiệm vụ còn tồn tại"))
    return Document(
        superior_body=house.superior,
        issuing_body=house.name,
        number=official_number(None, "DM-HKH"),
        place=house.territory,
        day=snapshot.day,
        type_name="Danh mục",
        subject=f"Nhiệm vụ còn tồn tại của {one.name}",
        subject_note=f"(Số liệu tính đến ngày {day(snapshot.day)})",
        body=body,
        closing=paragraph("Danh mục này dùng khi làm việc, kiểm tra tại đơn vị; số liệu lấy từ hệ thống theo dõi kết luận"),
        recipients=(one.name, "Lưu: VT, BKT"),
        signature=Signature(authority=("TM. Ban Kiểm tra",), position="Trưởng ban"),
        made_at=snapshot.as_of,
    )


def _handed(snapshot: Snapshot, giver: AssociationFacts, receiver: AssociationFacts, link: Link) -> tuple[Block, ...]:
    left = late_first(snapshot, snapshot.select(association_id=giver.association_id))
    late = sum(snapshot.bucket_of(one) is Bucket.OVERDUE for one in left)
    files = sum(one.evidence for one in left)
    papers = f", cùng {files} tệp minh chứng đã gửi" if files else ""
    if left:
        said = f"{giver.name} bàn giao cho {receiver.name} {len(left)} nhiệm vụ chưa hoàn thành, {among_late(late)}"
        return (
            paragraph(f"{said}{papers} (số liệu tính đến ngày {day(snapshot.day)}), cụ thể:"),
            _left(snapshot, left, link, "Nhiệm vụ bàn giao"),
        )
    return (paragraph(f"Đến ngày {day(snapshot.day)}, {giver.name} không còn nhiệm vụ chưa hoàn thành để bàn giao."),)


def _said(task: TaskFacts) -> str:
    """Return what its association said last; of what was confirmed in part, what the committee found missing."""
    if task.state is State.ACCEPTED_IN_PART and task.decision:
        return f"Còn lại: {task.decision}"
    return task.words or "Chưa có báo cáo"


def _side(title: str, one: AssociationFacts) -> tuple[Block, ...]:
    return (
        Heading(1, f"{title}: {one.name.upper()}"),
        paragraph(f"Ông (bà): {_HAND} Chức vụ: {_HAND}"),
        paragraph(f"Ông (bà): {_HAND} Chức vụ: {_HAND}"),
    )


def _left(snapshot: Snapshot, tasks: Sequence[TaskFacts], link: Link, heading: str) -> Table:
    """Return the tasks with the conclusion each is of, how it stands, and what its association said last."""
    columns = (
        Column("TT", 0.6, Align.CENTRE),
        Column("Nội dung", 2.6, names_row=True),
        Column("Thông báo số", 1.3, Align.CENTRE),
        Column("Thời hạn", 1.6, Align.CENTRE),
        Column("Tình trạng", 1.7),
        Column("Đơn vị báo cáo", 2.6),
        Column("Minh chứng", 1, Align.CENTRE),
    )
    rows = []
    for number, task in enumerate(tasks, 1):
        directive = snapshot.named_directives[task.directive_id]
        days = (snapshot.day - task.late_after).days if task.late_after and snapshot.bucket_of(task) is Bucket.OVERDUE else 0
        state = STATES[task.state] + (f", quá hạn {days} ngày" if days else "")
        address = link(association_id=task.association_id, directive_id=task.directive_id)
        rows.append(
            (
                count(number),
                Cell(directive.title, address),
                Cell(snapshot.conclusion_of(directive).number),
                on_day(task.due_on, "Báo cáo 6 tháng"),
                Cell(state, is_bold=bool(days)),
                Cell(_said(task)),
                Cell(f"{task.evidence} tệp" if task.evidence else ""),
            )
        )
    return Table(columns=columns, rows=tuple(rows), heading=heading, is_numbered=True, sheet=heading)
