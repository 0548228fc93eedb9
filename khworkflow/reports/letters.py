"""Papers that go to associations: the Thông báo kết luận with its assignment of tasks, Công văn đôn đốc, yêu cầu giải trình."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import day, official_day
from khworkflow.documents.blocks import Align, Appendix, Cell, Column, Heading, Table, count, enumerated, on_day, paragraph
from khworkflow.documents.model import Document, Signature, official_number
from khworkflow.reports.compile import Given
from khworkflow.reports.snapshot import Bucket
from khworkflow.reports.wording import STATES, below, committee_of
from khworkflow.tasks.lifecycle import DONE, ENDED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from khworkflow.associations.models import Level
    from khworkflow.documents.blocks import Block
    from khworkflow.reports.snapshot import AssociationFacts, House, Snapshot, TaskFacts

    Link = Callable[..., str | None]

ANSWER_DAYS: Final = 5  # working days


@dataclass(frozen=True)
class Assigned:
    """One thing that a conclusion assigns."""

    quote: str
    leads: tuple[str, ...]
    helpers: tuple[str, ...]
    due_on: date | None
    due_phrase: str


@dataclass(frozen=True)
class Asked:
    """What a letter asks to be explained, and by when."""

    task_ids: frozenset[int]
    answer_by: date


@dataclass(frozen=True)
class NoticeFacts:
    """A conclusion as it is printed."""

    house: House
    title: str
    number: str
    dated_on: date
    text: str
    signer: str
    signer_position: str
    assigned: Sequence[Assigned]
    units: int  # how many associations the level below has: "all" of them
    level: Level  # that level
    follower: str
    made_at: datetime


def notice(facts: NoticeFacts) -> Document:
    """Return the Thông báo kết luận: the text as it was issued, and the appendix that assigns its tasks."""
    return Document(
        superior_body=facts.house.superior,
        issuing_body=facts.house.name,
        number=facts.number,
        place=facts.house.territory,
        day=facts.dated_on,
        type_name="Thông báo",
        subject=facts.title,
        body=tuple(_line(line.strip()) for line in facts.text.splitlines() if line.strip()),
        closing=paragraph(
            f"Trên đây là nội dung {facts.title[0].lower()}{facts.title[1:]}, thông báo để các đơn vị biết, thực hiện"
        ),
        recipients=(f"{committee_of(facts.house)} (để b/c)", "Các đơn vị có tên tại Phụ lục", "Lưu: VT, BKT"),
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
            Cell(_units(one.leads, facts)),
            Cell(_units(one.helpers, facts)),
            Cell("Báo cáo kết quả"),
            on_day(one.due_on, "Báo cáo 6 tháng"),
            Cell(facts.follower),
            Cell(one.due_phrase),
        )
        for number, one in enumerate(facts.assigned, 1)
    )
    table = Table(columns=columns, rows=rows, is_numbered=True, sheet="Phân công nhiệm vụ")
    return Appendix(title="Phân công nhiệm vụ", body=(table,))


def _units(names: tuple[str, ...], facts: NoticeFacts) -> str:
    if facts.units > 1 and len(names) == facts.units:
        every = below([facts.level])
        return f"{every[0].upper()}{every[1:]}"
    return "; ".join(names)


def urging(snapshot: Snapshot, reader: AssociationFacts, link: Link, given: Given) -> Document:
    """Return the Công văn đôn đốc to one association: what it still owes of the conclusion, late first.

    Args:
        snapshot: what was true.
        reader: whom it addresses.
        link: as of a status report.
        given: number and day.

    """
    mine = snapshot.select(association_id=reader.association_id)
    open_, done = late_first(snapshot, mine), sum(one.state in DONE for one in mine)
    late = [one for one in mine if snapshot.bucket_of(one) is Bucket.OVERDUE]
    told = (
        f"{_ground(snapshot)}, {reader.name} được giao {len(mine)} nhiệm vụ. Đến ngày {day(snapshot.day)}, đơn vị đã hoàn "
        f"thành {done} nhiệm vụ, "
    )
    if not open_:
        return _letter(snapshot, reader, given, "kết quả thực hiện", (paragraph(f"{told}không còn nhiệm vụ chưa hoàn thành."),))
    asks = (
        f"{snapshot.house.name} đề nghị {reader.name} khẩn trương thực hiện, báo cáo kết quả từng nhiệm vụ trên hệ thống theo dõi "
        "kết luận; nhiệm vụ quá hạn phải nêu rõ nguyên nhân và thời gian hoàn thành. Trường hợp cần thêm thời gian, "
        "xin gửi đề nghị gia hạn trước ngày đến hạn."
    )
    body = (
        paragraph(f"{told}còn {len(open_)} nhiệm vụ chưa hoàn thành, {among_late(len(late))}, cụ thể:"),
        owed(snapshot, open_, link),
        paragraph(asks),
    )
    return _letter(snapshot, reader, given, "đôn đốc thực hiện", body)


def explanation(snapshot: Snapshot, reader: AssociationFacts, link: Link, given: Given, asked: Asked | None = None) -> Document:
    """Return the Công văn yêu cầu giải trình to one association: why what is overdue is overdue, task by task.

    Args:
        snapshot: what was true.
        reader: whom it addresses.
        link: as of a status report.
        given: number and day.
        asked: which tasks are to be explained, and by when; all that is overdue, where nothing is said.

    """
    mine = snapshot.select(association_id=reader.association_id)
    overdue = [one for one in mine if snapshot.bucket_of(one) is Bucket.OVERDUE]
    late = late_first(snapshot, [one for one in overdue if asked is None or one.task_id in asked.task_ids])
    within = f"trong thời hạn {ANSWER_DAYS:02d} ngày làm việc, kể từ ngày nhận được công văn này"
    if asked is not None:
        within = f"hoặc trả lời trên hệ thống theo dõi kết luận, trước hết ngày {day(asked.answer_by)}"
    silent = sum(one.is_silent for one in late)
    told = f"{_ground(snapshot)}, đến ngày {day(snapshot.day)}, {reader.name} "
    if not late:
        return _letter(snapshot, reader, given, "tiến độ thực hiện", (paragraph(f"{told}không có nhiệm vụ quá hạn."),))
    unsaid = f", trong đó {silent} nhiệm vụ chưa báo cáo nguyên nhân" if silent else ""
    body = (
        paragraph(f"{told}còn {len(late)} nhiệm vụ quá hạn{unsaid}, cụ thể:"),
        owed(snapshot, late, link, heading="Nhiệm vụ quá hạn"),
        paragraph(f"{snapshot.house.name} yêu cầu {reader.name} giải trình bằng văn bản, với từng nhiệm vụ nêu trên:"),
        enumerated(
            "Nguyên nhân khách quan, chủ quan của việc chậm thực hiện",
            "Việc đã làm, kết quả đến nay, kèm minh chứng",
            "Biện pháp khắc phục và thời gian hoàn thành",
            "Trách nhiệm của tập thể, cá nhân có liên quan",
        ),
        paragraph(f"Văn bản giải trình do Chủ tịch Hội ký, gửi về {committee_of(snapshot.house)} {within}."),
    )
    return _letter(snapshot, reader, given, "giải trình việc chậm thực hiện", body)


def among_late(number: int) -> str:
    """Return how many of the unfinished are late, as a sentence goes on."""
    return f"trong đó {number} nhiệm vụ quá hạn" if number else "không có nhiệm vụ quá hạn"


def late_first(snapshot: Snapshot, tasks: Sequence[TaskFacts]) -> list[TaskFacts]:
    """Return those that are not finished, the longest overdue first, those without a day last."""
    left = [one for one in tasks if one.state not in ENDED]
    return sorted(left, key=lambda one: (one.late_after is None, one.late_after or snapshot.day, one.task_id))


def _ground(snapshot: Snapshot) -> str:
    conclusion = snapshot.conclusion
    dated = official_day(conclusion.dated_on)
    return f"Thực hiện Thông báo kết luận số {conclusion.number} {dated} của {snapshot.house.name}"


def _letter(snapshot: Snapshot, reader: AssociationFacts, given: Given, about: str, body: tuple[Block, ...]) -> Document:
    asks = any(isinstance(one, Table) for one in body)  # there is something left to do
    return Document(
        superior_body=snapshot.house.superior,
        issuing_body=snapshot.house.name,
        number=given.number or official_number(None, "HKH-VP"),
        place=snapshot.house.territory,
        day=given.signed_on,
        type_name="",
        subject=f"{about} Thông báo kết luận số {snapshot.conclusion.number}",
        addressees=(reader.name,),
        body=body,
        closing=paragraph(f"Rất mong {reader.name} quan tâm thực hiện" if asks else f"Thông báo để {reader.name} biết"),
        recipients=("Như trên", f"{committee_of(snapshot.house)} (để b/c)", "Lưu: VT, BKT"),
        signature=Signature(authority=("TM. Ban Thường vụ",), position="Chủ tịch"),
        made_at=snapshot.as_of,
    )


def owed(snapshot: Snapshot, tasks: Sequence[TaskFacts], link: Link, heading: str = "Nhiệm vụ chưa hoàn thành") -> Table:
    """Return the tasks with their days and how they stand, in their order."""
    columns = (
        Column("TT", 0.6, Align.CENTRE),
        Column("Nội dung", 4, names_row=True),
        Column("Thời hạn", 1.5, Align.CENTRE),
        Column("Tình trạng", 2),
        Column("Số ngày quá hạn", 1.1, Align.CENTRE),
    )
    rows = []
    for number, task in enumerate(tasks, 1):
        days = (snapshot.day - task.late_after).days if task.late_after and snapshot.bucket_of(task) is Bucket.OVERDUE else 0
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
    return Table(columns=columns, rows=tuple(rows), heading=heading, sheet="Chưa hoàn thành")
