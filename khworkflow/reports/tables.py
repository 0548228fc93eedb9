"""The tables of a status report: the counts by association, and the appendix with every task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.documents.blocks import Align, Appendix, Cell, Column, Table, count, on_day
from khworkflow.reports.snapshot import BUCKETS, Bucket
from khworkflow.reports.wording import HEADS, STATES, name_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from khworkflow.reports.snapshot import AssociationFacts, Snapshot, TaskFacts

    Link = Callable[..., str | None]


def by_association(snapshot: Snapshot, link: Link) -> Table:
    """Return the table of Part II: each association with its counts, most overdue first, and their sum."""
    columns = (
        Column("TT", 0.65, Align.CENTRE),
        Column("Đơn vị", 2.4, names_row=True),
        Column("Tổng số", 0.8, Align.CENTRE),
        *(Column(HEADS[bucket], 1.15, Align.CENTRE) for bucket in BUCKETS),
    )
    rows = [
        (
            count(number),
            Cell(one.short_name),
            count(len(snapshot.select(association_id=one.association_id)), link(association_id=one.association_id)),
            *(_count(snapshot, link, bucket, one.association_id) for bucket in BUCKETS),
        )
        for number, one in enumerate(_red_first(snapshot), 1)
    ]
    totals = (
        Cell(""),
        Cell("Cộng", is_bold=True),
        count(len(snapshot.tasks), link(), is_bold=True),
        *(count(len(snapshot.select(bucket=bucket)), link(bucket=bucket), is_bold=True) for bucket in BUCKETS),
    )
    return Table(
        columns=columns, rows=tuple(rows), heading="Tổng hợp theo đơn vị", totals=totals, is_numbered=True, sheet="Theo đơn vị"
    )


def _red_first(snapshot: Snapshot) -> list[AssociationFacts]:
    return sorted(
        snapshot.associations, key=lambda one: -len(snapshot.select(bucket=Bucket.OVERDUE, association_id=one.association_id))
    )


def _count(snapshot: Snapshot, link: Link, bucket: Bucket, association_id: int) -> Cell:
    number = len(snapshot.select(bucket=bucket, association_id=association_id))
    return count(number, link(bucket=bucket, association_id=association_id), is_bold=bucket is Bucket.OVERDUE and number > 0)


def appendix(snapshot: Snapshot) -> Appendix:
    """Return the appendix: every task with what its association said and where it stands."""
    columns = (
        Column("TT", 0.65, Align.CENTRE),
        Column("Nội dung kết luận (trích)", 3),
        Column("Đơn vị", 1.5, names_row=True),
        Column("Vai trò", 0.9),
        Column("Thời hạn", 1.2, Align.CENTRE),
        Column("Hạn ban đầu", 1.2, Align.CENTRE),
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
    table = Table(columns=columns, rows=tuple(rows), is_numbered=True, sheet="Từng nhiệm vụ")
    return Appendix(title="Kết quả thực hiện từng nhiệm vụ", body=(table,))


def _appendix_row(snapshot: Snapshot, number: int, about: str, task: TaskFacts) -> tuple[Cell, ...]:
    return (
        count(number),
        Cell(about),
        Cell(name_of(snapshot, task)),
        Cell("Chủ trì" if task.part == "lead" else "Phối hợp"),
        on_day(task.due_on, "Báo cáo 6 tháng"),
        on_day(task.first_due_on if task.first_due_on != task.due_on else None),
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
