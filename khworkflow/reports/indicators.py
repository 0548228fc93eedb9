"""The figures (chỉ tiêu) of a report: sums by indicator and level, and in an appendix what each association counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.documents.blocks import Align, Appendix, Cell, Column, Run, Table, count, on_day, paragraph
from khworkflow.figures.numbers import THOUSANDTHS, written
from khworkflow.reports.counted import percent
from khworkflow.reports.wording import LEVELS

if TYPE_CHECKING:
    from khworkflow.documents.blocks import Block
    from khworkflow.reports.counted import IndicatorFacts, Standing, Total
    from khworkflow.reports.snapshot import Snapshot

#: Names of those that did not report; more of them are read in the appendix.
NAMED_MOST: Final = 10
RULE: Final = (
    "Ghi chú: kết quả là số các đơn vị báo cáo gần nhất tính đến ngày lấy số liệu; đơn vị chưa tự báo cáo được tính bằng cộng "
    "số của các đơn vị trực thuộc đã báo cáo. Tỷ lệ là kết quả chia cho mục tiêu năm, làm tròn xuống; chỉ tính khi mọi đơn vị "
    "đã báo cáo đều có mục tiêu."
)


def totals(snapshot: Snapshot) -> tuple[Block, ...]:
    """Return what was counted of each indicator together, of how many who reported, and who did not."""
    year = snapshot.indicators[0].year
    columns = (
        Column("TT", 0.65, Align.CENTRE),
        Column("Chỉ tiêu", 2.6, names_row=True),
        Column("Đơn vị tính", 1.1, Align.CENTRE),
        Column(f"Mục tiêu năm {year}", 1.4, Align.RIGHT),
        Column("Kết quả", 1.4, Align.RIGHT),
        Column("Tỷ lệ (%)", 0.9, Align.CENTRE),
        Column("Số đơn vị đã báo cáo", 1.3, Align.CENTRE),
        Column("Số liệu", 1.2, Align.CENTRE),
    )
    rows = []
    for number, one in enumerate(snapshot.indicators, 1):
        rows.append((count(number), Cell(one.name), Cell(one.unit), *_sum(one.total())))
        if len(one.levels) > 1:
            rows += [(Cell(), Cell(f"- {LEVELS[level]}"), Cell(one.unit), *_sum(one.total(level))) for level in one.levels]
    table = Table(columns=columns, rows=tuple(rows), heading="Tổng hợp chỉ tiêu", is_numbered=True, sheet="Chỉ tiêu")
    return (
        table,
        paragraph(Run(RULE, is_italic=True)),
        *(_silent(one) for one in snapshot.indicators if one.total().reported < one.total().of),
    )


def annex(snapshot: Snapshot) -> Appendix:
    """Return what each association aimed at and counted, as of which day, estimated or final, by itself or by those below."""
    columns = (
        Column("TT", 0.6, Align.CENTRE),
        Column("Chỉ tiêu", 2),
        Column("Đơn vị", 2.2, names_row=True),
        Column("Đơn vị tính", 1.1, Align.CENTRE),
        Column("Mục tiêu năm", 1.3, Align.RIGHT),
        Column("Kết quả", 1.3, Align.RIGHT),
        Column("Tỷ lệ (%)", 0.9, Align.CENTRE),
        Column("Tính đến ngày", 1.3, Align.CENTRE),
        Column("Số liệu", 1.1, Align.CENTRE),
        Column("Nguồn số liệu", 2.4),
    )
    told = [(one, standing) for one in snapshot.indicators for standing in one.standings]
    rows = tuple(_row(number, *pair) for number, pair in enumerate(told, 1))
    table = Table(columns=columns, rows=rows, is_numbered=True, is_small=True, sheet="Chỉ tiêu từng đơn vị")
    return Appendix(title="Chỉ tiêu của từng đơn vị", body=(table,))


def _row(number: int, one: IndicatorFacts, it: Standing) -> tuple[Cell, ...]:
    source = f"Cộng của {it.reported} trên {it.of} đơn vị trực thuộc" if it.of else "Đơn vị báo cáo"
    return (
        count(number),
        Cell(one.name),
        Cell(it.name),
        Cell(one.unit),
        _amount(it.target),
        _amount(it.value),
        _percent(percent(it.value, it.target)),
        on_day(it.counted_on),
        Cell("" if it.value is None else "Chính thức" if it.is_final else "Có số ước" if it.of else "Ước"),
        Cell("Chưa báo cáo" if it.value is None else source),
    )


def _sum(total: Total) -> tuple[Cell, ...]:
    return (
        _amount(total.target),
        _amount(total.value if total.reported else None),
        _percent(total.percent),
        Cell(f"{total.reported} trên {total.of}"),
        Cell(("Chính thức" if total.is_final else "Có số ước") if total.reported else ""),
    )


def _amount(value: int | None) -> Cell:
    if value is None:
        return Cell("-")
    whole, part = divmod(value, THOUSANDTHS)
    return Cell(written(value), value=value / THOUSANDTHS if part else whole)


def _percent(share: int | None) -> Cell:
    return Cell("-") if share is None else Cell(str(share), value=share)


def _silent(one: IndicatorFacts) -> Block:
    names = [it.name for it in one.standings if it.value is None]
    more = f" và {len(names) - NAMED_MOST} đơn vị khác" if len(names) > NAMED_MOST else ""
    return paragraph(f"Chưa báo cáo chỉ tiêu “{one.name}”: {', '.join(names[:NAMED_MOST])}{more}.")
