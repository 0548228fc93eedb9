"""The tables of a report: the counts by association, by directive, by kind and by level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import day
from khworkflow.documents.blocks import Align, Cell, Column, Table, count, on_day, paragraph
from khworkflow.reports.snapshot import BUCKETS, Bucket
from khworkflow.reports.wording import COLUMNS, KINDS, LEVELS, number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from khworkflow.documents.blocks import Block
    from khworkflow.reports.snapshot import AssociationFacts, Snapshot

    Link = Callable[..., str | None]

TWO: Final = 2


def by_association(snapshot: Snapshot, link: Link) -> Table:
    """Return each association with its counts, most overdue first, their sum, and the share done in time."""
    rows = [
        (count(number), Cell(one.short_name), *_counts(snapshot, link, association_id=one.association_id))
        for number, one in enumerate(red_first(snapshot), 1)
    ]
    return _table("Tổng hợp theo đơn vị", "Theo đơn vị", "Đơn vị", rows, (Cell(""), Cell("Cộng"), *_counts(snapshot, link)))


def by_directive(snapshot: Snapshot, link: Link) -> Table:
    """Return each directive, in the order of its conclusion, with its counts."""
    rows = [
        (
            Cell(number_of(snapshot, directive)),
            Cell(f"{directive.title} (hạn {on_day(directive.due_on, 'báo cáo 6 tháng').text})"),
            *_counts(snapshot, link, directive_id=directive.directive_id),
        )
        for directive in snapshot.directives
        if directive.directive_id not in snapshot.left
    ]
    totals = (Cell(""), Cell("Cộng"), *_counts(snapshot, link))
    return _table("Tổng hợp theo nội dung kết luận", "Theo nội dung", "Nội dung", rows, totals)


def by_kind(snapshot: Snapshot, link: Link) -> Table:
    """Return each kind of work that was asked for with its counts."""
    present = dict.fromkeys(one.kind for one in snapshot.directives)
    rows = [
        (count(number), Cell(KINDS[kind]), *_counts(snapshot, link, kind=kind))
        for number, kind in enumerate((kind for kind in KINDS if kind in present), 1)
    ]
    return _table(
        "Tổng hợp theo loại nhiệm vụ", "Theo loại", "Loại nhiệm vụ", rows, (Cell(""), Cell("Cộng"), *_counts(snapshot, link))
    )


def by_level(snapshot: Snapshot, link: Link) -> Table | None:
    """Return each level of associations with its counts; None where there is one alone."""
    present = [level for level in LEVELS if any(one.level is level for one in snapshot.associations)]
    if len(present) < TWO:
        return None
    rows = [
        (count(number), Cell(LEVELS[level]), *_counts(snapshot, link, level=level)) for number, level in enumerate(present, 1)
    ]
    totals = (Cell(""), Cell("Cộng"), *_counts(snapshot, link))
    return _table("Tổng hợp theo cấp Hội", "Theo cấp Hội", "Cấp Hội", rows, totals)


def _table(heading: str, sheet: str, names: str, rows: list[tuple[Cell, ...]], totals: tuple[Cell, ...]) -> Table:
    columns = (
        Column("TT", 0.75, Align.CENTRE),
        Column(names, 3.4, names_row=True),
        Column("Tổng số", 1.05, Align.CENTRE),
        *(Column(COLUMNS[bucket], 1.05, Align.CENTRE) for bucket in BUCKETS),
        Column("Tỷ lệ đúng hạn (%)", 1.05, Align.CENTRE),
    )
    return Table(columns=columns, rows=tuple(rows), heading=heading, totals=totals, is_numbered=True, sheet=sheet)


def _counts(snapshot: Snapshot, link: Link, **by: object) -> tuple[Cell, ...]:
    """Return a row's counts: all, each bucket, and the share of what was done that was done in time."""
    each = {bucket: len(snapshot.select(bucket=bucket, **by)) for bucket in BUCKETS}  # type: ignore[arg-type]  # by one thing
    on_time, done = each[Bucket.DONE_ON_TIME], each[Bucket.DONE_ON_TIME] + each[Bucket.DONE_LATE]
    share = round(100 * on_time / done, 1) if done else None
    return (
        count(sum(each.values()), link(**by)),
        *(
            count(number, link(bucket=bucket, **by), is_bold=bucket is Bucket.OVERDUE and number > 0)
            for bucket, number in each.items()
        ),
        Cell("-" if share is None else f"{share:.1f}".replace(".", ","), value=share),
    )


def red_first(snapshot: Snapshot) -> list[AssociationFacts]:
    """Return the associations, those with most overdue tasks first."""
    return sorted(
        snapshot.associations, key=lambda one: -len(snapshot.select(bucket=Bucket.OVERDUE, association_id=one.association_id))
    )


def compared(now: Iterable[tuple[Bucket, int]], before: dict[str, int], heads: tuple[str, str]) -> Table:
    """Return each bucket's count in the earlier report and in this one, and what it grew or shrank by.

    Args:
        now: the counts of this report, in the order of the table.
        before: those of the earlier one, by the bucket's value.
        heads: what the two columns of counts are called.

    """
    columns = (
        Column("Chỉ tiêu", 3, names_row=True),
        *(Column(head, 1.4, Align.CENTRE) for head in heads),
        Column("Tăng, giảm", 1.2, Align.CENTRE),
    )
    rows = [(COLUMNS[bucket], before.get(bucket.value, 0), number) for bucket, number in now]
    rows.insert(0, ("Tổng số nhiệm vụ", sum(before.values()), sum(number for _name, _earlier, number in rows)))
    return Table(
        columns=columns,
        rows=tuple(
            (Cell(name), count(earlier), count(number), Cell(_change(number - earlier), value=number - earlier))
            for name, earlier, number in rows
        ),
        heading="So với báo cáo trước",
        sheet="So với kỳ trước",
    )


def _change(by: int) -> str:
    return f"+{by}" if by > 0 else f"-{-by}" if by else "0"


def explained(snapshot: Snapshot) -> tuple[Block, ...]:
    """Return the letters that asked for an explanation and what became of each; nothing where none was sent."""
    if not snapshot.explanations:
        return ()
    answered = sum(one.answered_on is not None for one in snapshot.explanations)
    late = sum(one.answered_on is None and one.answer_by < snapshot.day for one in snapshot.explanations)
    columns = (
        Column("TT", 0.6, Align.CENTRE),
        Column("Đơn vị", 1.8, names_row=True),
        Column("Công văn", 1.6, Align.CENTRE),
        Column("Hạn trả lời", 1.2, Align.CENTRE),
        Column("Ngày trả lời", 1.4, Align.CENTRE),
        Column("Nội dung giải trình", 4),
    )
    rows = []
    for number, one in enumerate(snapshot.explanations, 1):
        is_late = one.answered_on is None and one.answer_by < snapshot.day
        waits = "Quá hạn trả lời" if is_late else "Chưa trả lời"
        asked = Cell(f"{one.number} ngày {day(one.asked_on)}")
        rows.append(
            (
                count(number),
                Cell(one.association),
                asked,
                on_day(one.answer_by, ""),
                on_day(one.answered_on, waits),
                Cell(one.words),
            )
        )
    return (
        paragraph(
            f"Về giải trình: đã gửi {len(rows)} công văn yêu cầu giải trình việc quá hạn; {answered} đơn vị đã trả lời, "
            f"{len(rows) - answered} chưa trả lời, trong đó {late} quá hạn trả lời."
        ),
        Table(columns=columns, rows=tuple(rows), heading="Yêu cầu giải trình", sheet="Giải trình"),
    )
