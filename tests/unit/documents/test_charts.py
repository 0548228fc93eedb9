"""The chart of a report: one drawing for screen, Word and PDF, told apart without colour."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import docx
import pytest

from khworkflow.documents import docx as word, pdf
from khworkflow.reports import charts
from khworkflow.reports.snapshot import AssociationFacts, Bucket, ConclusionFacts, House, Snapshot, TaskFacts
from khworkflow.tasks.lifecycle import State
from tests.unit.documents.sample import report
from tests.unit.documents.test_pdf import said
from tests.unit.documents.test_screen import drawn

SVG = "{http://www.w3.org/2000/svg}"


def snapshot(units=3, tasks=4):
    due = date(2019, 9, 1)
    return Snapshot(
        as_of=datetime(2019, 9, 30, tzinfo=UTC),
        house=House(0, "Hội", "Hội", "Yên Bái", "Trung ương"),
        conclusions=(ConclusionFacts(1, "Kết luận", "05/TB-HKH", date(2019, 7, 8)),),
        directives=(),
        associations=tuple(AssociationFacts(n, f"Hội {n} <&>", f"Hội {n} <&>", "x") for n in range(units)),
        tasks=tuple(
            TaskFacts(
                unit * 100 + n,
                1,
                unit,
                "lead",
                (State.ASSIGNED, State.SUBMITTED, State.WAITING_OUTSIDE, State.ACCEPTED)[n % 4],
                due,
                due,
                due,
            )
            for unit in range(units)
            for n in range(tasks)
        ),
    )


def chart(**facts):
    taken = snapshot(**facts)
    return charts.by_association(taken, taken.associations)


def test_each_bar_is_as_long_as_its_tasks_and_says_their_number():
    tree = ET.fromstring(chart().svg)  # noqa: S314 - our own drawing
    bars = [one for one in tree.findall(f"{SVG}rect") if one.get("height") == "16"]
    words = [one.text for one in tree.findall(f"{SVG}text")]

    assert len(bars) == 12
    assert len({one.get("width") for one in bars}) == 1
    assert words.count("4") == 3
    assert "Hội 2 <&>" in words


def test_no_two_parts_look_alike_on_a_copier():
    assert len(set(charts.FILLS.values())) == len(Bucket) == len(charts.FILLS)
    assert all(re.fullmatch(r"url\(#\w+\)|#(..)\1\1", fill) for fill in charts.FILLS.values())  # patterns and greys


def test_more_associations_than_can_be_read_are_cut_and_that_is_said():
    many = chart(units=30)

    assert "20 đơn vị nhiều nhiệm vụ quá hạn nhất" in many.title
    assert chart(tasks=0) is None


@pytest.fixture(scope="module")
def document():
    return report(body=(chart(),), appendices=())


def test_the_screen_shows_the_drawing_itself_and_tells_it_to_those_who_do_not_see_it(document):
    page = drawn(document)
    figure = next(page.iter("{http://www.w3.org/1999/xhtml}figure"))

    assert figure.find(f".//{SVG}rect") is not None
    assert figure.find(".//*[@tabindex='0']") is not None  # a phone scrolls it
    assert "3 đơn vị có nhiệm vụ quá hạn" in figure.find(".//*[@role='img']").get("aria-label")
    assert not any("style" in one.attrib for one in figure.iter())


def test_word_has_the_picture_over_the_whole_line_with_its_words(document):
    content = word.write(document)
    (picture,) = docx.Document(io.BytesIO(content)).inline_shapes

    assert picture.width.mm == pytest.approx(165, abs=0.1)
    assert "Biểu đồ thanh" in picture._inline.docPr.get("descr")  # noqa: SLF001
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert any(name.startswith("word/media/") for name in package.namelist())
    assert word.write(document) == content


def test_the_pdf_has_its_words_in_the_font_of_the_paper(document):
    letters = [one for one in said(pdf.write(document)) if one.size < 9]  # the drawing's letters are set one by one

    assert "ĐangTHquáhạn" in "".join(one.text for one in letters)
    assert {one.face for one in letters} == {"Tinos-Regular"}
