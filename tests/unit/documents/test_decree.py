"""The real papers measured, element by element: Nghị định 30/2020/NĐ-CP, Phụ lục I (the domain notes, part (c)).

``ELEMENTS`` is the table of the decree as data, ``UNUSED`` names what a kind of paper does not have, with the reason:
between the two every ô of the decree is accounted for, in Báo cáo, Thông báo and Công văn. ``PARTY`` is the same for
the party's manner (Hướng dẫn 36-HD/VPTW, Phụ lục 3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from khworkflow.conclusions.models import Kind
from khworkflow.documents import docx, pdf
from khworkflow.documents.model import MOTTO, Layout, official_number, party_number
from khworkflow.reports import letters
from khworkflow.reports.compile import Given, status_report
from khworkflow.reports.snapshot import AssociationFacts, ConclusionFacts, DirectiveFacts, House, Level, Snapshot, TaskFacts
from khworkflow.tasks.lifecycle import State
from tests.unit.documents.measure import MM, paragraphs, sheets

if TYPE_CHECKING:
    from collections.abc import Callable

    from khworkflow.documents.model import Document

BC, TB, CV = "Báo cáo", "Thông báo", "Công văn"
KINDS = (BC, TB, CV)
#: Every ô of the decree's plan (Phụ lục I), and the two things it says of sheets.
BOXES = frozenset(
    [
        "1",
        "2",
        "3",
        "4",
        "5a",
        "5b",
        "6",
        "7a",
        "7b",
        "7c",
        "8",
        "9a",
        "9b",
        "10a",
        "10b",
        "11",
        "12",
        "13",
        "14",
        "phụ-lục",
        "trang",
    ]
)
#: Middles of the two halves of the letterhead, of a line and of a line across the sheet; beginnings of lines (mm).
LEFT, RIGHT, MIDDLE, ACROSS, EDGE, INDENT = 66.0, 148.5, 112.5, 156.0, 30.0, 42.7


@dataclass(frozen=True, kw_only=True)
class Element:
    """A row of the decree's table, and where our paper has it."""

    box: str
    says: Callable[[Document], str]  # how it begins
    sizes: tuple[float, float]  # points, least and most
    is_bold: bool = False
    is_italic: bool = False
    is_capital: bool = False
    at: float  # PDF: where its middle is, or its beginning for EDGE and INDENT
    style: str  # Word
    cell: tuple[int, int, int] | None = None  # Word: table (from the first, or from the last), row, column
    align: str = "center"
    kinds: tuple[str, ...] = KINDS
    is_underlined: bool = False


def beginning(paragraph):
    return paragraph.text[:24]


HEAD_LEFT, HEAD_RIGHT = (0, 0, 0), (0, 0, 1)
ELEMENTS = (
    Element(box="1", says=lambda it: it.heading, sizes=(12, 13), is_bold=True, is_capital=True, at=RIGHT, style="Nation", cell=HEAD_RIGHT),
    Element(box="1", says=lambda _: MOTTO, sizes=(13, 14), is_bold=True, at=RIGHT, style="Motto", cell=HEAD_RIGHT),
    Element(box="2", says=lambda _: "TRUNG ƯƠNG", sizes=(12, 13), is_capital=True, at=LEFT, style="Superior", cell=HEAD_LEFT),
    Element(box="2", says=lambda it: it.issuing_body.upper(), sizes=(12, 13), is_bold=True, is_capital=True, at=LEFT, style="Issuer", cell=HEAD_LEFT),
    Element(box="3", says=lambda it: f"Số: {it.number}", sizes=(13, 13), at=LEFT, style="Number", cell=(0, 1, 0)),
    Element(box="4", says=lambda it: f"{it.place}, ngày", sizes=(13, 14), is_italic=True, at=RIGHT, style="PlaceDay", cell=(0, 1, 1)),
    Element(box="5a", says=lambda it: it.type_name.upper(), sizes=(13, 14), is_bold=True, is_capital=True, at=MIDDLE, style="TypeName", kinds=(BC, TB)),
    Element(box="5a", says=lambda it: it.subject.split("\n")[0], sizes=(13, 14), is_bold=True, at=MIDDLE, style="Subject", kinds=(BC, TB)),
    Element(box="5b", says=lambda _: "V/v ", sizes=(12, 13), at=LEFT, style="LetterSubject", cell=(0, 1, 0), kinds=(CV,)),
    Element(box="9a", says=lambda _: "Kính gửi: ", sizes=(13, 14), at=MIDDLE, style="Addressee", kinds=(BC, CV)),
    Element(box="6", says=lambda it: next(beginning(one) for one in it.body if hasattr(one, "runs")), sizes=(13, 14), at=INDENT, style="Body", align="justify"),
    Element(box="6", says=lambda _: "I. ", sizes=(13, 14), is_bold=True, is_capital=True, at=INDENT, style="Heading1", align="justify", kinds=(BC, TB)),
    Element(box="7a", says=lambda it: it.signed_by[0], sizes=(13, 14), is_bold=True, is_capital=True, at=RIGHT, style="Signature", cell=(-1, 0, 1)),
    Element(box="7c", says=lambda it: it.signature.name, sizes=(13, 14), is_bold=True, at=RIGHT, style="SignerName", cell=(-1, 0, 1)),
    Element(box="9b", says=lambda _: "Nơi nhận:", sizes=(12, 12), is_bold=True, is_italic=True, at=EDGE, style="RecipientsTitle", cell=(-1, 0, 0), align="left"),
    Element(box="9b", says=lambda it: it.recipient_lines[-1], sizes=(11, 11), at=EDGE, style="Recipient", cell=(-1, 0, 0), align="left"),
    Element(box="phụ-lục", says=lambda it: it.appendix_mark(0), sizes=(14, 14), is_bold=True, at=ACROSS, style="AppendixMark", kinds=(BC, TB)),
    Element(box="phụ-lục", says=lambda it: it.appendices[0].title.upper(), sizes=(13, 14), is_bold=True, is_capital=True, at=ACROSS, style="AppendixTitle", kinds=(BC, TB)),
    Element(box="phụ-lục", says=lambda it: it.attached_to[:40], sizes=(13, 14), is_italic=True, at=ACROSS, style="AttachedTo", kinds=(BC, TB)),
)  # fmt: skip
#: What is measured otherwise than by its letters, in the tests below.
ELSEWHERE = {"7b", "trang"}
_WRITTEN = {
    "8": "the seal and the digital signature are put on the finished paper; 7b has the room",
    "10a": "what the office follows up is not secret; a secret paper may not be made on such a system at all",
    "10b": "an urgent letter gets its stamp from the clerk, in red",
    "11": "a stamp where circulation is narrowed; these papers go to those at Nơi nhận",
    "12": "may be left out where nobody counts copies: the file is kept with its hash",
    "13": "the address is asked for on a công văn only where the body has no letterhead of its own; the office's template adds it",
    "14": "stands on copies of a signed paper, which are made from that, not from here",
}
UNUSED = {
    BC: _WRITTEN | {"5b": "its subject stands under its name (5a)"},
    TB: _WRITTEN | {"5b": "its subject stands under its name (5a)", "9a": "a notice names those it goes to at Nơi nhận (9b)"},
    CV: _WRITTEN | {"5a": "a công văn has no name of its type", "phụ-lục": "its table stands in the text"},
}
#: The same for the party's manner: Hướng dẫn 36-HD/VPTW, Phụ lục 3.
PARTY = (
    Element(box="1", says=lambda it: it.heading, sizes=(15, 15), is_bold=True, is_capital=True, at=RIGHT, style="Nation", cell=HEAD_RIGHT),
    Element(box="2", says=lambda _: "TRUNG ƯƠNG", sizes=(14, 14), is_capital=True, at=LEFT, style="Superior", cell=HEAD_LEFT),
    Element(box="2", says=lambda _: "TỈNH YÊN BÁI", sizes=(14, 14), is_bold=True, is_capital=True, at=LEFT, style="Issuer", cell=HEAD_LEFT),
    Element(box="3", says=lambda it: f"Số {it.number}", sizes=(14, 14), at=LEFT, style="Number", cell=HEAD_LEFT),
    Element(box="4", says=lambda it: f"{it.place}, ngày", sizes=(14, 14), is_italic=True, at=RIGHT, style="PlaceDay", cell=HEAD_RIGHT),
    Element(box="5", says=lambda it: it.type_name.upper(), sizes=(15, 16), is_bold=True, is_capital=True, at=MIDDLE, style="TypeName", kinds=(BC, TB)),
    Element(box="5", says=lambda it: it.subject.split("\n")[0], sizes=(14, 15), is_bold=True, at=MIDDLE, style="Subject", kinds=(BC, TB)),
    Element(box="5", says=lambda _: "V/v ", sizes=(12, 12), is_italic=True, at=LEFT, style="LetterSubject", cell=HEAD_LEFT, kinds=(CV,)),
    Element(box="6", says=lambda it: next(beginning(one) for one in it.body if hasattr(one, "runs")), sizes=(14, 15), at=INDENT, style="Body", align="justify"),
    Element(box="7", says=lambda it: it.signed_by[0], sizes=(14, 14), is_bold=True, is_capital=True, at=RIGHT, style="Signature", cell=(-1, 0, 1)),
    Element(box="7", says=lambda it: it.signature.name, sizes=(14, 14), is_bold=True, at=RIGHT, style="SignerName", cell=(-1, 0, 1)),
    Element(box="9", says=lambda _: "Nơi nhận:", sizes=(14, 14), at=EDGE, style="RecipientsTitle", cell=(-1, 0, 0), align="left", is_underlined=True),
    Element(box="9", says=lambda it: it.recipient_lines[-1], sizes=(12, 12), at=EDGE, style="Recipient", cell=(-1, 0, 0), align="left"),
)  # fmt: skip


def snapshot():
    """Nine associations with nine directives each, some done, some late."""
    due, states = date(2019, 9, 1), (State.ASSIGNED, State.SUBMITTED, State.ACCEPTED)
    return Snapshot(
        as_of=datetime(2019, 9, 30, 10, tzinfo=UTC),
        house=House(0, "Hội Khuyến học tỉnh Yên Bái", "Tỉnh hội", "Yên Bái", "Trung ương Hội Khuyến học Việt Nam"),
        conclusions=(ConclusionFacts(1, "Kết luận kiểm tra", "05/TB-HKH", date(2019, 7, 8)),),
        directives=tuple(DirectiveFacts(n, 1, n + 1, f"Việc {n} phải làm", f"Việc {n}", list(Kind)[n], due) for n in range(9)),
        associations=tuple(AssociationFacts(n, f"Hội Khuyến học huyện {n}", f"Huyện hội {n}", f"Huyện {n}") for n in range(9)),
        tasks=tuple(
            TaskFacts(n, n % 9, n // 9, "lead", states[n % 3], due, due, due, words="Đã họp Ban Thường vụ, gửi kèm biên bản.")
            for n in range(81)
        ),
    )


def made(kind, layout):
    taken = snapshot()
    sign = official_number if layout is Layout.DECREE else party_number
    given = Given(number=sign(6, {BC: "BC-HKH", CV: "HKH-VP"}.get(kind, "")), signed_on=date(2019, 10, 8))
    if kind == BC:
        paper = status_report(taken, lambda **_chosen: None, given)
    elif kind == CV:
        paper = letters.urging(taken, taken.associations[0], lambda **_chosen: None, given)
    else:
        text = "Các đơn vị đã chuẩn bị chu đáo cho buổi kiểm tra.\nI. NHIỆM VỤ THỜI GIAN TỚI\n1. Các huyện, thị, thành Hội thực hiện."
        facts = letters.NoticeFacts(
            taken.house, "Kết luận kiểm tra công tác khuyến học", sign(5, "TB-HKH"), date(2019, 7, 8), text, "Phạm Thị Hoa",
            "Chủ tịch", [letters.Assigned(f"Việc {n} phải làm", ("Huyện hội 1",), (), date(2019, 9, 1), "") for n in range(40)],
            9, Level.DISTRICT, "Trần Văn Kiên", taken.as_of,
        )  # fmt: skip
        paper = letters.notice(facts)
    return replace(paper, layout=layout, signature=replace(paper.signature, name="Phạm Thị Hoa"))


@pytest.fixture(scope="module")
def papers():
    """Each kind in each layout: the document, its PDF and its Word file, measured."""
    found = {}
    for layout in Layout:
        for kind in KINDS:
            document = made(kind, layout)
            found[kind, layout] = (document, sheets(pdf.write(document)), paragraphs(docx.write(document)))
    return found


def rows(elements, layout):
    return [
        pytest.param(kind, layout, element, id=f"{layout.value} {kind} {element.box} {element.style}")
        for element in elements
        for kind in element.kinds
    ]


EVERY = rows(ELEMENTS, Layout.DECREE) + rows(PARTY, Layout.PARTY)


@pytest.mark.parametrize(("kind", "layout", "element"), EVERY)
def test_the_pdf_has_each_element_in_its_place_with_its_letters(papers, kind, layout, element):
    document, sheet, _word = papers[kind, layout]
    line = sheet.line(element.says(document))
    face = "Tinos-" + ("Bold" * element.is_bold + "Italic" * element.is_italic or "Regular")

    assert line.faces == {face}
    assert all(element.sizes[0] <= size <= element.sizes[1] for size in line.sizes), line.sizes
    assert (line.text == line.text.upper()) is element.is_capital
    assert (line.left if element.at in (EDGE, INDENT) else line.middle) == pytest.approx(element.at, abs=1)
    assert line.page == 1 or element.box in {"7a", "7c", "9b", "phụ-lục", "7", "9"}


@pytest.mark.parametrize(("kind", "layout", "element"), EVERY)
def test_the_word_file_has_each_element_in_its_place_with_its_letters(papers, kind, layout, element):
    document, _sheet, word = papers[kind, layout]
    says = element.says(document)
    one = next(part for part in word if part.text.startswith(says))
    tables = 1 + max(part.cell[0] for part in word if part.cell and part.style in {"Recipient", "Nation"})

    assert (one.style, one.align, one.font) == (element.style, element.align, "Times New Roman")
    assert element.sizes[0] <= one.size <= element.sizes[1]
    assert (one.is_bold, one.is_italic, one.is_underlined) == (element.is_bold, element.is_italic, element.is_underlined)
    assert (one.text == one.text.upper()) is element.is_capital
    wanted = element.cell and (element.cell[0] % tables, *element.cell[1:])
    assert one.cell == wanted


@pytest.mark.parametrize("kind", KINDS)
def test_every_box_of_the_decree_is_measured_or_said_to_be_unused_with_a_reason(papers, kind):
    document, sheet, word = papers[kind, Layout.DECREE]
    measured = {element.box for element in ELEMENTS if kind in element.kinds} | ELSEWHERE

    assert measured | UNUSED[kind].keys() == BOXES
    assert not measured & UNUSED[kind].keys()
    unused = {element.style for element in ELEMENTS if kind not in element.kinds} & {"LetterSubject", "TypeName", "Addressee"}
    assert not unused & {one.style for one in word}
    shown = " ".join(line.text for line in sheet.lines)
    assert not [mark for mark in ("MẬT", "KHẨN", "HỎA TỐC", "LƯU HÀNH", "Điện thoại", "SAO Y") if mark in shown], document.title


@pytest.mark.parametrize("kind", KINDS)
def test_rules_have_the_lengths_of_the_decree(papers, kind):
    document, sheet, _word = papers[kind, Layout.DECREE]
    motto, issuer = sheet.line(MOTTO), sheet.line(document.issuing_body.upper())

    assert sheet.below(motto).long == pytest.approx(motto.right - motto.left, abs=1)  # as long as the line
    wanted = [issuer, *([sheet.line(document.subject.split("\n")[0])] if document.type_name else [])]
    for line in wanted:
        rule = sheet.below(line)
        assert 1 / 3 <= rule.long / (line.right - line.left) <= 1 / 2, line.text
        assert (rule.left + rule.right) / 2 == pytest.approx(line.middle, abs=0.5)


@pytest.mark.parametrize("kind", KINDS)
def test_elements_stand_beside_and_below_each_other_as_on_the_plan(papers, kind):
    document, sheet, _word = papers[kind, Layout.DECREE]
    number, day = sheet.line("Số: "), sheet.line(f"{document.place}, ngày")
    posts, name = sheet.line(document.signed_by[-1]), sheet.line(document.signature.name)

    assert sheet.line(document.heading).base == pytest.approx(sheet.line("TRUNG ƯƠNG").base, abs=0.3)
    assert number.base == pytest.approx(day.base, abs=0.3)
    assert sheet.line("Nơi nhận:").base == pytest.approx(sheet.line(document.signed_by[0]).base, abs=2)
    assert (posts.page, name.base - posts.base > 25) == (name.page, True)  # 7b: room to sign, and for the seal (8)
    order = [element for element in ELEMENTS if kind in element.kinds and element.at in (RIGHT, MIDDLE, INDENT)]
    found = [sheet.line(element.says(document)) for element in order if element.style not in {"Heading1", "PlaceDay"}]
    assert [(line.page, line.base) for line in found] == sorted((line.page, line.base) for line in found)


@pytest.mark.parametrize("kind", KINDS)
def test_sheets_margins_and_page_numbers_are_those_of_the_decree(papers, kind):
    _document, sheet, _word = papers[kind, Layout.DECREE]

    for page, (wide, high) in enumerate(sheet.sizes, 1):
        lines = [line for line in sheet.lines if line.page == page]
        numbers = [line for line in lines if line.base < 20]
        text = [line for line in lines if line not in numbers]
        assert (round(wide), round(high)) in {(210, 297), (297, 210)}
        assert min(line.left for line in text) >= 29.9  # 30 to 35 mm
        assert max(line.right for line in text) <= wide - 14.9  # 15 to 20 mm
        assert min(line.base for line in text) > 20
        assert max(line.base for line in text) <= high - 20  # 20 to 25 mm
        assert [line.text for line in numbers] == ([str(page)] if page > 1 else [])
        for number in numbers:
            assert (number.faces, number.sizes) == ({"Tinos-Regular"}, {13.0})
            assert number.middle == pytest.approx((30 + wide - 15) / 2, abs=0.5)


@pytest.mark.parametrize("kind", [BC, TB])
def test_an_appendix_lies_across_and_repeats_its_heads_on_every_sheet(papers, kind):
    document, sheet, word = papers[kind, Layout.DECREE]
    across = [page for page, (wide, high) in enumerate(sheet.sizes, 1) if wide > high]
    columns = document.appendices[0].body[0].columns

    assert across == list(range(across[0], len(sheet.sizes) + 1))
    assert len(across) > 1
    for page in across:
        drawn = [line.text for line in sheet.lines if line.page == page]
        assert {f"({n})" for n in range(1, len(columns) + 1)} <= {part for text in drawn for part in text.split()}
    assert sum(one.style == "AppendixMark" for one in word) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_paragraphs_have_the_air_of_the_decree_and_the_last_words_their_mark(papers, kind):
    document, sheet, word = papers[kind, Layout.DECREE]
    body = [one for one in word if one.style == "Body"]
    lines = [line for line in sheet.lines if line.page == 1 and abs(line.left - INDENT) < 0.2]

    assert body[-1].text.endswith("./.")
    assert sum("./." in one.text for one in word) == 1
    assert any(line.text.endswith("./.") for line in sheet.lines)
    for before, after in pairwise(lines):
        if before.sizes == after.sizes == {14.0}:
            assert (after.base - before.base) * MM >= 14 + 6
    assert document.last_words.text.count("./.") == 1
