"""Papers other than reports: the Thông báo kết luận with its assignment of tasks, and the Công văn đôn đốc."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from khworkflow.core.i18n import day, official_day
from khworkflow.documents.blocks import Align, Appendix, Cell, Column, Heading, Table, count, on_day, paragraph
from khworkflow.documents.model import Document, Signature, official_number
from khworkflow.reports.compile import SUPERIOR, Given
from khworkflow.reports.snapshot import Bucket
from khworkflow.reports.wording import STATES
from khworkflow.tasks.lifecycle import DONE, ENDED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from khworkflow.documents.blocks import Block
    from khworkflow.reports.snapshot import AssociationFacts, Snapshot, TaskFacts

    Link = Callable[..., str | None]


@dataclass(frozen=True)
class Assigned:
    """One thing that a conclusion assigns."""

    quote: str
    leads: tuple[str, ...]
    helpers: tuple[str, ...]
    due_on: date | None
    due_phrase: str


@dataclass(frozen=True)
class NoticeFacts:
    """A conclusion as it is printed."""

    house: str
    territory: str
    title: str
    number: str
    dated_on: date
    text: str
    signer: str
    signer_position: str
    assigned: Sequence[Assigned]
    units: int  # how many associations the level below has: "all" of them
    follower: str
    made_at: datetime


def notice(facts: NoticeFacts) -> Document:
    """Return the Thông báo kết luận: the text as it was issued, and the appendix that assigns its tasks."""
    return Document(
        superior_body=SUPERIOR,
        issuing_body=facts.house,
        number=facts.number,
        place=facts.territory,
        day=facts.dated_on,
        type_name="Thông báo",
        subject=facts.title,
        body=tuple(_line(line.strip()) for line in facts.text.splitlines() if line.strip()),
        closing=paragraph(
            f"Trên đây là nội dung {facts.title[0].lower()}{facts.title[1:]}, thông báo để các đơn vị biết, thực hiện"
        ),
        recipients=("Thường trực Tỉnh hội (để b/c)", "Các đơn vị có tên tại Phụ lục", "Lưu: VT, BKT"),
        signature=Signature(position=facts.signer_position, name=facts.signer),
        appendices=(_assignment(facts),),
        made_at=facts.made_at,
    )


def _line(line: str) -> Block:
    """Return the line as a heading where it is one ("II. NHIỆM VỤ …"), as a paragraph otherwise."""
    mark, _, rest = line.partition(". ")
    return Heading(1, line) if mark and set(mark) <= set("IVX") and rest == rest.upper() else paragraph(line)


def _assignment(facts: NoticeFacts) -> Appendix:
    columns = (
        Column("TT", 0.6, Align.CENTRE),
        Column("Nội dung nhiệm vụ", 4, names_row=True),
        Column("Đơn vị chủ trì", 2),
        Column("Đơn vị phối hợp", 1.6),
        Column("Sản phẩm", 1.4),
        Column("Thời hạn hoàn thành", 1.4, Align.CENTRE),
        Column("Người theo dõi", 1.4),
        Column("Ghi chú", 1.2),
    )
    rows = tuple(
        (
            count(number),
            Cell(one.quote),
            Cell(_units(one.leads, facts.units)),
            Cell(_units(one.helpers, facts.units)),
            Cell("Báo cáo kết quả"),
            on_day(one.due_on, "Báo cáo 6 tháng"),
            Cell(facts.follower),
            Cell(one.due_phrase),
        )
        for number, one in enumerate(facts.assigned, 1)
    )
    table = Table(columns=columns, rows=rows, is_numbered=True, sheet="Phân công nhiệm vụ")
    return Appendix(title="Phân công nhiệm vụ", body=(table,))


def _units(names: tuple[str, ...], every: int) -> str:
    return "Các huyện, thị, thành Hội" if every > 1 and len(names) == every else "; ".join(names)


def urging(snapshot: Snapshot, reader: AssociationFacts, link: Link, given: Given) -> Document:
    """Return the Công văn đôn đốc to one association: what it still owes of the conclusion, late first.

    Args:
        snapshot: what was true.
        reader: whom it addresses.
        link: as of a status report.
        given: number and day.

    """
    mine = snapshot.select(association_id=reader.association_id)
    open_ = sorted(
        (one for one in mine if one.state not in ENDED), key=lambda one: (one.late_after is None, one.late_after or snapshot.day)
    )
    done, late = sum(one.state in DONE for one in mine), [one for one in mine if one.bucket(snapshot.day) is Bucket.OVERDUE]
    conclusion = snapshot.conclusion
    about = f"Thông báo kết luận số {conclusion.number} {official_day(conclusion.dated_on)} của {snapshot.house}"
    asks = (
        f"{snapshot.house} đề nghị {reader.name} khẩn trương thực hiện, báo cáo kết quả từng nhiệm vụ trên hệ thống theo dõi "
        "kết luận; nhiệm vụ quá hạn phải nêu rõ nguyên nhân và thời gian hoàn thành. Trường hợp cần thêm thời gian, "
        "xin gửi đề nghị gia hạn trước ngày đến hạn."
    )
    return Document(
        superior_body=SUPERIOR,
        issuing_body=snapshot.house,
        number=given.number or official_number(None, "HKH-VP"),
        place=snapshot.territory,
        day=given.signed_on,
        type_name="",
        subject=f"đôn đốc thực hiện Thông báo kết luận số {conclusion.number}",
        addressees=(reader.name,),
        body=(
            paragraph(
                f"Thực hiện {about}, {reader.name} được giao {len(mine)} nhiệm vụ. Đến ngày {day(snapshot.day)}, đơn vị đã hoàn "
                f"thành {done} nhiệm vụ, còn {len(open_)} nhiệm vụ chưa hoàn thành, trong đó {len(late)} nhiệm vụ quá hạn, cụ thể:"
            ),
            _owed(snapshot, open_, link),
            paragraph(asks),
        ),
        closing=paragraph(f"Rất mong {reader.name} quan tâm thực hiện"),
        recipients=("Như trên", "Thường trực Tỉnh hội (để b/c)", "Lưu: VT, BKT"),
        signature=Signature(authority=("TM. Ban Thường vụ",), position="Chủ tịch"),
        made_at=snapshot.as_of,
    )


def _owed(snapshot: Snapshot, tasks: Sequence[TaskFacts], link: Link) -> Table:
    columns = (
        Column("TT", 0.6, Align.CENTRE),
        Column("Nội dung", 4, names_row=True),
        Column("Thời hạn", 1.5, Align.CENTRE),
        Column("Tình trạng", 2),
        Column("Số ngày quá hạn", 1.1, Align.CENTRE),
    )
    rows = []
    for number, task in enumerate(tasks, 1):
        days = (snapshot.day - task.late_after).days if task.late_after and task.bucket(snapshot.day) is Bucket.OVERDUE else 0
        title = snapshot.named_directives[task.directive_id].title
        address = link(association_id=task.association_id, directive_id=task.directive_id)
        rows.append(
            (
                count(number),
                Cell(title, address),
                on_day(task.due_on, "Báo cáo 6 tháng"),
                Cell(STATES[task.state]),
                count(days, is_bold=True) if days else Cell(""),
            )
        )
    return Table(columns=columns, rows=tuple(rows), heading="Nhiệm vụ chưa hoàn thành", sheet="Chưa hoàn thành")
