"""The document on the screen: the same words, with links."""

from __future__ import annotations

import html5lib
import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from khworkflow.documents.blocks import Cell, Column, Run, Table, paragraph
from tests.unit.documents.sample import report

HTML = "{http://www.w3.org/1999/xhtml}"


def drawn(document):
    environment = Environment(
        loader=PackageLoader("khworkflow"), autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"]
    )
    environment.install_null_translations(newstyle=True)
    page = environment.get_template("documents/_document.html")
    return html5lib.HTMLParser(strict=True).parseFragment(page.render(document=document))


@pytest.fixture(scope="module")
def screen():
    return drawn(report())


def test_every_number_of_the_table_opens_its_list(screen):
    table = next(screen.iter(f"{HTML}table"))
    links = [one.get("href") for one in table.iter(f"{HTML}a")]

    assert len(links) == 9 * 6 + 6
    assert links[0] == "/tasks/?association=1&column=0"


def test_the_totals_and_the_heading_cells_are_told_to_those_who_listen(screen):
    table = next(screen.iter(f"{HTML}table"))

    assert ["".join(one.itertext()) for one in table.find(f"{HTML}tfoot").iter(f"{HTML}th")] == ["Toàn tỉnh"]
    assert len([one for one in table.iter(f"{HTML}th") if one.get("scope") == "row"]) == 10
    assert len([one for one in table.iter(f"{HTML}th") if one.get("scope") == "col"]) == 8


def test_all_five_parts_stand_as_headings(screen):
    titles = ["".join(one.itertext()) for one in screen.iter(f"{HTML}h3")]

    assert [title.split(".")[0] for title in titles] == ["I", "II", "III", "IV", "V"]


def test_the_screen_says_the_words_of_the_paper(screen):
    shown = " ".join(" ".join(screen.itertext()).split())

    for words in (
        "TM. BAN THƯỜNG VỤ",
        "kính báo cáo./.",
        "- Lưu: VT, BKT.",
        "Số: 05/BC-HKH",
        "(Kèm theo Báo cáo số 05/BC-HKH",
        "Yên Bái, ngày 08",
    ):
        assert words in shown


def test_markup_in_words_is_shown_and_not_obeyed():
    shown = drawn(report(subject="<script>x</script>{{7*7}}", closing=paragraph(Run("<b>7</b>", '/tasks/?a="><i>'))))

    assert not list(shown.iter(f"{HTML}script"))
    assert "<script>x</script>{{7*7}}" in "".join(shown.itertext())
    assert [one.get("href") for one in shown.iter(f"{HTML}a")][-1].startswith("/tasks/")


def test_a_very_long_table_shows_its_beginning_and_says_how_much_there_is():
    rows = tuple((Cell(f"Hội {n}"),) for n in range(1, 302))

    page = drawn(report(body=(Table(columns=(Column("Đơn vị"),), rows=rows),), appendices=()))

    words = " ".join(page.itertext())
    assert "Hội 200" in words
    assert "Hội 201" not in words
    assert "The first 200 of 301 rows" in words
