"""The appendix of a report: every task with what its association said and where it stands, and what was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import day
from khworkflow.documents.blocks import Align, Appendix, Cell, Column, Table, count, on_day
from khworkflow.reports.snapshot import Bucket
from khworkflow.reports.wording import STATES, name_of, number_of
from khworkflow.tasks.lifecycle import DONE, ENDED, Claim, State

if TYPE_CHECKING:
    from khworkflow.documents.blocks import Block
    from khworkflow.reports.snapshot import Snapshot, TaskFacts

#: Tasks: beyond so many nobody prints the appendix; the workbook alone carries it.
PRINTED_MOST: Final = 5_000
#: What an association says is done waits for the committee, not for the association.
_SAID_DONE: Final = frozenset({Claim.DONE, Claim.DONE_BEFORE})


def appendix(snapshot: Snapshot) -> Appendix:
    """Return the appendix with every task; what was withdrawn or replaced stands in a table of its own."""
    columns = (
        Column("TT", 0.55, Align.CENTRE),
        Column("Nội dung kết luận (trích)", 2.5),
        Column("Đơn vị", 1.45, names_row=True),
        Column("Vai trò", 0.85),
        Column("Thời hạn", 1.25, Align.CENTRE),
        Column("Hạn ban đầu", 1.25, Align.CENTRE),
        Column("Kết quả thực hiện", 2.35),
        Column("Minh chứng", 0.85, Align.CENTRE),
        Column("Trạng thái", 1.4),
        Column("Lý do chưa hoàn thành", 2.1),
        Column("Thời gian hoàn thành dự kiến", 1.25, Align.CENTRE),
    )
    order = {one.association_id: place for place, one in enumerate(snapshot.associations)}
    rows: list[tuple[Cell, ...]] = []
    for directive in snapshot.directives:
        tasks = sorted(snapshot.select(directive_id=directive.directive_id), key=lambda task: order[task.association_id])
        number = number_of(snapshot, directive)
        rows += [
            _row(snapshot, len(rows) + place, f"{number}. {directive.quote if place == 1 else directive.title}", task)
            for place, task in enumerate(tasks, 1)
        ]
    table: Block = Table(columns=columns, rows=tuple(rows), is_numbered=True, is_small=True, sheet="Từng nhiệm vụ")
    body = (table, _taken_back(snapshot)) if snapshot.gone else (table,)
    return Appendix(title="Kết quả thực hiện từng nhiệm vụ", body=body, on_paper=len(rows) <= PRINTED_MOST)


def _row(snapshot: Snapshot, number: int, about: str, task: TaskFacts) -> tuple[Cell, ...]:
    return (
        count(number),
        Cell(about),
        Cell(name_of(snapshot, task)),
        Cell("Chủ trì" if task.part == "lead" else "Phối hợp"),
        on_day(task.due_on, "Báo cáo 6 tháng"),
        on_day(task.first_due_on if task.first_due_on != task.due_on else None),
        Cell(_result(snapshot, task)),
        Cell(f"{task.evidence} tệp" if task.evidence else ""),
        Cell(_state(snapshot, task)),
        Cell(_reason(snapshot, task)),
        _expected(snapshot, task),
    )


def _reason(snapshot: Snapshot, task: TaskFacts) -> str:
    """Return why the task is not done, in its association's own words; nothing of one that is done or said to be.

    What was said with a wait, a refusal or a request for time; of what is overdue, where nothing of the kind was said,
    the words of the last progress. What was sent back is not done because of what the committee missed in it.
    """
    if _is_said_done(task):
        return ""
    said = [task.explained] if task.explained else []
    if task.asked_because and task.asked_until:
        said.append(f"Xin gia hạn đến ngày {day(task.asked_until)}: {task.asked_because}")
    if not said and task.state is State.CLOSED_NOT_DONE:
        return task.words
    if not said and task.state is State.RETURNED and task.decision:
        return f"Được yêu cầu bổ sung: {task.decision}"
    if said or snapshot.bucket_of(task) is not Bucket.OVERDUE:
        return "\n".join(said)
    return task.words or "Đơn vị chưa báo cáo"


def _result(snapshot: Snapshot, task: TaskFacts) -> str:
    """Return what came out so far; words that say why it is not done stand in their own column alone."""
    if task.words and task.words in _reason(snapshot, task):
        return f"Đã thực hiện {task.percent}%" if task.percent else ""
    return task.words or "Chưa có báo cáo"


def _expected(snapshot: Snapshot, task: TaskFacts) -> Cell:
    """Return by when it is to be done: the day asked for, or granted; of what is overdue without one, that nobody said."""
    if task.state in ENDED or _is_said_done(task):
        return Cell("")
    if task.is_asking:
        return on_day(task.asked_until)
    if task.extensions_granted and task.due_on and task.due_on >= snapshot.day:
        return on_day(task.due_on)
    return Cell("Chưa xác định" if snapshot.bucket_of(task) is Bucket.OVERDUE else "")


def _is_said_done(task: TaskFacts) -> bool:
    return task.state in DONE or (task.state is State.SUBMITTED and task.claim in _SAID_DONE)


def _state(snapshot: Snapshot, task: TaskFacts) -> str:
    said = STATES[task.state]
    bucket = snapshot.bucket_of(task)
    if bucket is Bucket.OVERDUE and task.late_after:
        return f"{said}, quá hạn {(snapshot.day - task.late_after).days} ngày"
    if bucket is Bucket.DONE_LATE:
        days = (task.submitted_on - task.late_after).days if task.late_after and task.submitted_on else 0
        return f"{said}, gửi quá hạn {days} ngày" if days > 0 else f"{said}, gửi quá hạn"
    return said


def _taken_back(snapshot: Snapshot) -> Table:
    """Return what was withdrawn or replaced, with its reason and what came in its place."""
    columns = (
        Column("TT", 0.55, Align.CENTRE),
        Column("Nội dung kết luận", 3.2),
        Column("Đơn vị", 2, names_row=True),
        Column("Trạng thái", 1.3),
        Column("Ngày", 1.2, Align.CENTRE),
        Column("Lý do", 3),
        Column("Thay bằng", 3),
    )
    rows = tuple(
        (
            count(number),
            Cell(f"{number_of(snapshot, one.directive)}. {one.directive.title}"),
            Cell(one.association.short_name),
            Cell(STATES[one.task.state]),
            on_day(one.task.ended_on),
            Cell(one.task.decision),
            Cell(f"{one.by_title} (Thông báo số {one.by_number})" if one.by_title else ""),
        )
        for number, one in enumerate(snapshot.gone, 1)
    )
    heading = "Nhiệm vụ đã thu hồi hoặc được thay thế (không tính vào các số trên)"
    return Table(columns=columns, rows=rows, heading=heading, is_numbered=True, is_small=True, sheet="Đã thu hồi, thay thế")
