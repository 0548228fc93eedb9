"""Charts of a report, drawn as SVG: told apart by hatching as well as by grey, so that a copier keeps them apart.

No style attributes and no script: the drawing stands on a page under the strict policy, in Word and in the PDF.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape  # writes, never parses

from khworkflow.core.i18n import day
from khworkflow.documents.blocks import Chart, grouped
from khworkflow.reports.snapshot import BUCKETS, Bucket
from khworkflow.reports.wording import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khworkflow.reports.snapshot import AssociationFacts, Point, Snapshot

#: Associations: more of them are read in the table.
DRAWN_MOST: Final = 20
#: From what is worst to what is best: the order of the bars' parts, and how each is filled.
FILLS: Final = {
    Bucket.OVERDUE: "#1a1a1a",
    Bucket.GOING: "url(#hatch)",
    Bucket.SUBMITTED: "url(#dots)",
    Bucket.WAITING_OUTSIDE: "url(#cross)",
    Bucket.DONE_LATE: "#9a9a9a",
    Bucket.DONE_ON_TIME: "#e6e6e6",
    Bucket.NOT_DONE: "#ffffff",
}
_WIDE, _NAMES, _BAR, _GAP, _TYPE, _LEGEND = 660, 170, 16, 8, 12, 44
_HIGH, _EDGE, _POINTS_LEAST = 150, 44, 2
_DONE: Final = (Bucket.DONE_ON_TIME, Bucket.DONE_LATE)
_PATTERNS: Final = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="#ffffff"/>'
    '<path d="M0 5L5 0" stroke="#333333"/></pattern>'
    '<pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="#ffffff"/>'
    '<circle cx="2.5" cy="2.5" r="1.1" fill="#333333"/></pattern>'
    '<pattern id="cross" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#ffffff"/>'
    '<path d="M0 0L6 6M0 6L6 0" stroke="#777777"/></pattern></defs>'
)


def by_association(snapshot: Snapshot, order: Sequence[AssociationFacts]) -> Chart | None:
    """Return each association's tasks as a bar of its buckets, in the order of the table; None where nothing is to be drawn."""
    drawn = [one for one in order if snapshot.select(association_id=one.association_id)][:DRAWN_MOST]
    if not drawn:
        return None
    most = max(len(snapshot.select(association_id=one.association_id)) for one in drawn)
    unit = (_WIDE - _NAMES - 40) / most
    bars = "".join(_bar(snapshot, one, _LEGEND + place * (_BAR + _GAP), unit) for place, one in enumerate(drawn))
    high = _LEGEND + len(drawn) * (_BAR + _GAP)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {high}" width="{_WIDE}" height="{high}" '
        f'font-family="Tinos, Times New Roman, serif" font-size="{_TYPE}">{_PATTERNS}{_legend()}{bars}</svg>'
    )
    title = "Nhiệm vụ của từng đơn vị" + (
        f" ({DRAWN_MOST} đơn vị nhiều nhiệm vụ quá hạn nhất)" if len(order) > len(drawn) else ""
    )
    late = [one for one in drawn if snapshot.select(bucket=Bucket.OVERDUE, association_id=one.association_id)]
    alt = f"Biểu đồ thanh: số nhiệm vụ của {len(drawn)} đơn vị theo tình trạng; {len(late)} đơn vị có nhiệm vụ quá hạn. Số liệu ở bảng trên."
    return Chart(title, svg, alt)


def over_time(snapshot: Snapshot) -> Chart | None:
    """Return how the tasks stood on some days until now, a column for each; None where there is one day alone."""
    points = snapshot.course
    most = max((sum(point.counts) for point in points), default=0)
    if len(points) < _POINTS_LEAST or not most:
        return None
    step, high = (_WIDE - _EDGE) / len(points), _LEGEND + _HIGH + 24
    columns = "".join(_column(point, _EDGE + place * step, step * 0.6, most) for place, point in enumerate(points))
    base = _LEGEND + _HIGH
    axis = (
        f'<path d="M{_EDGE - 6} {base}H{_WIDE}" stroke="#1a1a1a" stroke-width="0.8"/>'
        f"{_words(_EDGE - 10, base + 4, '0', 'end')}{_words(_EDGE - 10, _LEGEND + 10, grouped(most), 'end')}"
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {high}" width="{_WIDE}" height="{high}" '
        f'font-family="Tinos, Times New Roman, serif" font-size="{_TYPE}">{_PATTERNS}{_legend()}{axis}{columns}</svg>'
    )
    svg = svg.replace('id="', 'id="t-').replace("url(#", "url(#t-")  # two charts on one page share no name
    first, last = points[0], points[-1]
    done = [sum(point.counts[BUCKETS.index(bucket)] for bucket in _DONE) for point in (first, last)]
    alt = (
        f"Biểu đồ cột: số nhiệm vụ theo tình trạng, từ ngày {day(first.on)} ({done[0]} trên {sum(first.counts)} hoàn thành) "
        f"đến ngày {day(last.on)} ({done[1]} trên {sum(last.counts)} hoàn thành)."
    )
    return Chart("Tiến độ thực hiện theo thời gian", svg, alt)


def _column(point: Point, left: float, wide: float, most: int) -> str:
    base = float(_LEGEND + _HIGH)
    parts = [_words(left + wide / 2, base + 16, day(point.on).rpartition("/")[0], "middle")]
    for bucket, fill in reversed(FILLS.items()):
        if number := point.counts[BUCKETS.index(bucket)]:
            tall = number * (_HIGH - 4) / most
            base -= tall
            parts.append(_box(left, base, wide, fill, tall))
    return "".join(parts)


def _bar(snapshot: Snapshot, one: AssociationFacts, top: float, unit: float) -> str:
    parts, left = [_words(_NAMES - 8, top + _BAR - 4, one.short_name, "end")], float(_NAMES)
    for bucket, fill in FILLS.items():
        number = len(snapshot.select(bucket=bucket, association_id=one.association_id))
        if number:
            width = number * unit
            parts.append(_box(left, top, width, fill))
            left += width
    total = len(snapshot.select(association_id=one.association_id))
    parts.append(_words(left + 6, top + _BAR - 4, str(total), "start"))
    return "".join(parts)


def _legend() -> str:
    parts = []
    for place, (bucket, fill) in enumerate(FILLS.items()):
        left, top = 8 + place % 4 * 160, 4 + place // 4 * 18
        parts += [_box(left, top, 14, fill, 11), _words(left + 20, top + 10, COLUMNS[bucket], "start")]
    return "".join(parts)


def _box(left: float, top: float, width: float, fill: str, high: float = _BAR) -> str:
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{high:.4g}" fill="{fill}" stroke="#1a1a1a" stroke-width="0.8"/>'


def _words(left: float, base: float, words: str, anchor: str) -> str:
    return f'<text x="{left:.1f}" y="{base:.1f}" text-anchor="{anchor}" fill="#1a1a1a">{escape(words)}</text>'
