"""From a snapshot to the official document: pure, in Vietnamese, every number the count of a list.

The five parts follow the domain notes, part (c): chỉ đạo; kết quả; tồn tại; giải pháp; kiến nghị.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import day
from khworkflow.documents.blocks import Heading, Run, enumerated, grouped, paragraph
from khworkflow.documents.model import Document, Signature, official_number
from khworkflow.reports import charts, indicators, narrative, periods
from khworkflow.reports.annexes import appendix
from khworkflow.reports.narrative import Passage
from khworkflow.reports.snapshot import BUCKETS, Bucket
from khworkflow.reports.tables import by_association, by_directive, by_kind, by_level, compared, explained, red_first
from khworkflow.reports.wording import ABBREVIATIONS, HEADS, RULES, below, is_own, name_of, percent, title_of
from khworkflow.tasks.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from khworkflow.documents.blocks import Block
    from khworkflow.reports.snapshot import Snapshot, TaskFacts

    Link = Callable[..., str | None]

#: Lines: more of them are read in the appendix.
LISTED_MOST: Final = 20


@dataclass(frozen=True)
class Earlier:
    """The frozen report that this one is compared with."""

    number: str  # "05/BC-HKH"
    on: date  # its figures are of this day
    counts: dict[str, int]  # by the bucket's value


@dataclass(frozen=True)
class Given:
    """What a report has beside its figures.

    Args:
        words: the passages that people worded anew.
        number: the number it was given in the register, or None before.
        signed_on: the day on the paper; None before it has a number.
        earlier: what it is compared with.

    """

    words: Mapping[str, str] = field(default_factory=dict)
    number: str | None = None
    signed_on: date | None = None
    earlier: Earlier | None = None


def status_report(snapshot: Snapshot, link: Link, given: Given | None = None) -> Document:
    """Return the Báo cáo tình hình thực hiện kết luận, or that of a period, of one conclusion or of several.

    Args:
        snapshot: what was true.
        link: ``link(bucket=…, association_id=…, directive_id=…)`` gives the page that lists what a
            number counts, or None where there is no such page.
        given: words, number, day and the earlier report.

    """
    given = given or Given()
    words = {**narrative.written(snapshot), **{Passage(key): text for key, text in given.words.items()}}
    subject = _subject(snapshot)
    about = subject.replace("\n", " ")
    annex = appendix(snapshot)
    where = f"Phụ lục{' I' if snapshot.indicators else ''} kèm theo" if annex.on_paper else "bảng tính kèm theo (quá dài để in)"
    told = f"; chỉ tiêu của từng đơn vị tại Phụ lục{' II' if annex.on_paper else ''} kèm theo" if snapshot.indicators else ""
    return Document(
        superior_body=snapshot.house.superior,
        issuing_body=snapshot.house.name,
        number=given.number or official_number(None, "BC-HKH"),
        place=snapshot.house.territory,
        day=given.signed_on,
        type_name="Báo cáo",
        subject=subject,
        subject_note=f"(Số liệu tính đến ngày {day(snapshot.day)})",
        addressees=(f"Thường trực {snapshot.house.superior if is_own(snapshot) else snapshot.house.name}",),
        body=(
            Heading(1, "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI"),
            *_paragraphs(words[Passage.DIRECTION]),
            *_results(snapshot, link, words[Passage.SUMMARY]),
            *_numbered(snapshot, link, given.earlier, _lines(words[Passage.LESSONS])),
            paragraph(f"Chi tiết từng nhiệm vụ tại {where}{told}."),
            Heading(1, "III. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN"),
            *_paragraphs(words[Passage.SHORTCOMINGS]),
            *_difficulties(snapshot, link),
            *explained(snapshot),
            Heading(1, "IV. GIẢI PHÁP, NHIỆM VỤ THỜI GIAN TỚI"),
            enumerated(*_lines(words[Passage.MEASURES])),
            Heading(1, "V. KIẾN NGHỊ, ĐỀ XUẤT"),
            enumerated(*_lines(words[Passage.PROPOSALS])),
        ),
        closing=paragraph(f"Trên đây là báo cáo {about[0].lower()}{about[1:]}, số liệu tính đến ngày {day(snapshot.day)}"),
        recipients=_recipients(snapshot),
        signature=Signature(authority=("TM. Ban Thường vụ",), position="Chủ tịch"),
        appendices=(annex, indicators.annex(snapshot)) if snapshot.indicators else (annex,),
        made_at=snapshot.as_of,
    )


def _recipients(snapshot: Snapshot) -> tuple[str, ...]:
    if is_own(snapshot):
        return ("Như kính gửi", "Lưu: VT")
    units = below(one.level for one in snapshot.associations)
    return ("Như kính gửi", f"{units[0].upper()}{units[1:]}", "Lưu: VT, BKT")


def _subject(snapshot: Snapshot) -> str:
    if snapshot.since:
        return f"Tình hình thực hiện các thông báo kết luận kiểm tra\n{periods.called(snapshot.since, snapshot.until or snapshot.day)}"
    one = snapshot.conclusion
    return f"Tình hình thực hiện Thông báo kết luận số {one.number}\nngày {day(one.dated_on)}"


def _paragraphs(text: str) -> list[Block]:
    return [paragraph(line) for line in _lines(text)]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _results(snapshot: Snapshot, link: Link, summary: str) -> tuple[Block, ...]:
    total = len(snapshot.tasks)
    items = [
        paragraph(
            f"{HEADS[bucket]}: ",
            Run(grouped(number), link(bucket=bucket) if number else None),
            f" trên {grouped(total)} nhiệm vụ",
        )
        for bucket in BUCKETS
        for number in (len(snapshot.select(bucket=bucket)),)
    ]
    on_time, late = (len(snapshot.select(bucket=bucket)) for bucket in (Bucket.DONE_ON_TIME, Bucket.DONE_LATE))
    rate = percent(on_time, on_time + late, "nhiệm vụ đã hoàn thành")
    note = paragraph(Run(ABBREVIATIONS, is_italic=True))
    return (
        Heading(1, "II. KẾT QUẢ THỰC HIỆN"),
        Heading(2, "1. Tổng hợp"),
        *_paragraphs(summary),
        paragraph("Tổng số nhiệm vụ: ", Run(grouped(total), link()), ". Trong đó:"),
        enumerated(*items),
        *_gone(snapshot, link),
        paragraph(f"Tỷ lệ hoàn thành đúng hạn: {rate}. {RULES[snapshot.rule]}"),
        by_association(snapshot, link),
        note,
        *(drawn for drawn in (charts.by_association(snapshot, red_first(snapshot)), charts.over_time(snapshot)) if drawn),
    )


def _gone(snapshot: Snapshot, link: Link) -> tuple[Block, ...]:
    """Return how many tasks were withdrawn or replaced, beside the total: the work that took their place is counted there."""
    replaced, withdrawn = (sum(one.task.state is state for one in snapshot.gone) for state in (State.SUPERSEDED, State.WITHDRAWN))
    said = [
        f"{grouped(number)} nhiệm vụ {what}"
        for number, what in ((replaced, "đã được thay bằng nhiệm vụ khác"), (withdrawn, "đã thu hồi"))
        if number
    ]
    if not said:
        return ()
    return (paragraph("Ngoài ra có ", Run(" và ".join(said), link(gone="yes")), "; các nhiệm vụ này không tính vào tổng số."),)


def _numbered(snapshot: Snapshot, link: Link, earlier: Earlier | None, lessons: list[str]) -> tuple[Block, ...]:
    """Return the parts of chapter II after the first, numbered on: those that this report has."""
    level = by_level(snapshot, link)
    parts: list[tuple[str, tuple[Block, ...]]] = [
        ("Kết quả theo từng nội dung kết luận", (by_directive(snapshot, link),)),
        ("Kết quả theo loại nhiệm vụ", (by_kind(snapshot, link),)),
        *([("Kết quả theo cấp Hội", (level,))] if level else []),
        *([("Kết quả các chỉ tiêu", indicators.totals(snapshot))] if snapshot.indicators else []),
        *([("Cách làm hay, kinh nghiệm của các đơn vị", (enumerated(*lessons),))] if lessons else []),
        *([("So với báo cáo trước", _compared(snapshot, earlier))] if earlier else []),
    ]
    return tuple(
        block for number, (title, blocks) in enumerate(parts, 2) for block in (Heading(2, f"{number}. {title}"), *blocks)
    )


def _compared(snapshot: Snapshot, earlier: Earlier) -> tuple[Block, ...]:
    now = [(bucket, len(snapshot.select(bucket=bucket))) for bucket in BUCKETS]
    return (
        paragraph(f"So với Báo cáo số {earlier.number} (số liệu tính đến ngày {day(earlier.on)}):"),
        compared(now, earlier.counts, (f"Đến {day(earlier.on)}", f"Đến {day(snapshot.day)}")),
    )


def _difficulties(snapshot: Snapshot, link: Link) -> tuple[Block, ...]:
    late, waiting = snapshot.select(bucket=Bucket.OVERDUE), snapshot.select(bucket=Bucket.WAITING_OUTSIDE)
    longest = sorted(late, key=lambda task: (task.late_after or snapshot.day, task.task_id))
    lines = [_late_line(snapshot, task) for task in longest] + [_waiting_line(snapshot, task) for task in waiting]
    blocks: list[Block] = []
    if lines:
        blocks += [
            paragraph("Các nhiệm vụ chưa bảo đảm tiến độ và nguyên nhân đơn vị đã nêu:"),
            enumerated(*lines[:LISTED_MOST]),
        ]
    if more := len(lines) - LISTED_MOST if len(lines) > LISTED_MOST else 0:
        blocks.append(
            paragraph("Và ", Run(grouped(more), link(bucket=Bucket.OVERDUE)), " nhiệm vụ khác, nêu trong bảng chi tiết.")
        )
    asked, granted, refused = (
        sum(getattr(task, f"extensions_{name}") for task in snapshot.tasks) for name in ("asked", "granted", "refused")
    )
    if asked:
        blocks.append(
            paragraph(
                f"Về gia hạn: các đơn vị đã xin gia hạn {asked} lượt; đồng ý {granted} lượt, không đồng ý {refused} lượt, "
                f"đang xem xét hoặc không còn cần thiết {asked - granted - refused} lượt."
            )
        )
    return tuple(blocks)


def _late_line(snapshot: Snapshot, task: TaskFacts) -> str:
    days = (snapshot.day - task.late_after).days if task.late_after else 0
    reason = f" Đơn vị báo cáo: “{task.words}”" if task.words else " Đơn vị chưa báo cáo nguyên nhân."
    return f"{name_of(snapshot, task)}, {title_of(snapshot, task)}: quá hạn {days} ngày.{reason}"


def _waiting_line(snapshot: Snapshot, task: TaskFacts) -> str:
    since = f" từ ngày {day(task.waiting_since)}" if task.waiting_since else ""
    return f"{name_of(snapshot, task)}, {title_of(snapshot, task)}: chờ cơ quan khác{since} (không tính là chậm của đơn vị). “{task.words}”"
