"""The same text in other clothes gives the same drafts, and no text whatever breaks the reader."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from datetime import date

from hypothesis import given, settings, strategies as st

from khworkflow.conclusions.reader import YEN_BAI_2019, Draft, read
from tests.unit.reader.marked import DATA, marked
from tests.unit.reader.texts import NEWS, NOTICE

UNITS = tuple((entry.place_type, entry.place) for entry in YEN_BAI_2019.entries if entry.place_type == "huyện")
WORK = (
    "xây dựng kế hoạch phát triển hội viên", "rà soát quỹ khuyến học ở cơ sở", "báo cáo kết quả thực hiện",
    "tổ chức hội nghị biểu dương", "kiện toàn Ban Chấp hành", "thí điểm mô hình công dân học tập",
)  # fmt: skip
FORCES = ("Giao", "Yêu cầu", "Đề nghị")


def shape(text: str) -> list[tuple[object, ...]]:
    return [key(draft) for draft in read(text, on=None, gazetteer=YEN_BAI_2019).directives]


def key(draft: Draft) -> tuple[object, ...]:
    due = draft.deadline.date if draft.deadline else None
    return " ".join(draft.text.split()), draft.kind, tuple((" ".join(w.text.split()), w.role) for w in draft.assignees), due


@given(st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_renaming_an_association_renames_it_in_the_drafts(one, two):
    named = NEWS.replace("huyện Lục Yên", "huyện A").replace("huyện Yên Bình", "huyện B")
    renamed = named.replace("huyện A", f"huyện {one[1]}").replace("huyện B", f"huyện {two[1]}")

    found = read(renamed, on=None, gazetteer=YEN_BAI_2019).directives

    assert [draft.assignees[0].text for draft in found[:2]] == [
        f"Hội Khuyến học huyện {one[1]}",
        f"Hội Khuyến học huyện {two[1]}",
    ]
    assert [draft.kind for draft in found] == [entry[1] for entry in shape(NEWS)]


@given(
    st.dates(date(2016, 1, 1), date(2030, 12, 31)),
    st.sampled_from(("{d}/{m}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "{d} tháng {m} năm {y}", "{d:02d}/{m:02d}/{y}")),
)
def test_shifting_a_day_shifts_the_deadline(day, style):
    written = style.format(d=day.day, m=day.month, y=day.year)
    text = f"Yêu cầu Hội Khuyến học huyện Lục Yên kiện toàn Ban Chấp hành trước ngày {written}."

    assert [entry[3] for entry in shape(text)] == [day]


@given(
    st.permutations(range(4)),
    st.lists(st.tuples(st.sampled_from(FORCES), st.sampled_from(UNITS), st.sampled_from(WORK)), min_size=4, max_size=4),
)
def test_reordering_the_clauses_reorders_the_drafts(order, parts):
    lines = [
        f"{force} Hội Khuyến học huyện {unit[1]} {work} trước ngày 1{i}/10/2019." for i, (force, unit, work) in enumerate(parts)
    ]

    straight = shape("\n".join(lines))
    mixed = shape("\n".join(lines[i] for i in order))

    assert len(straight) == 4
    assert mixed == [straight[i] for i in order]


@given(st.sampled_from(("{n}. ", "{n}) ", "{n}- ", "({n}) ", "{c}) ", "{c}. ", "- ", "+ ", "• ")))
def test_numbering_does_not_matter(style):
    lines = [f"{force} Hội Khuyến học huyện {unit[1]} {work}." for force, unit, work in zip(FORCES, UNITS, WORK, strict=False)]
    marked = [style.format(n=i + 1, c="abcd"[i]) + line for i, line in enumerate(lines)]

    assert shape("\n".join(marked)) == [(entry[0].rstrip("."), *entry[1:]) for entry in shape("\n".join(lines))]


def test_decomposed_text_gives_the_same_drafts():
    assert shape(unicodedata.normalize("NFD", NOTICE)) == shape(NOTICE)


def test_older_tone_spelling_gives_the_same_names_and_days():
    text = "Yêu cầu Hội Khuyến học thị xã Nghĩa Lộ hoà giải, xin ý kiến thị uỷ trước ngày 3/9/2019."

    assert shape(text)[0][1:] == shape(text.replace("hoà", "hòa").replace("uỷ", "ủy"))[0][1:]


@given(st.integers(60, 110))
def test_lines_broken_as_by_a_scanner_give_the_same_drafts(width):
    wrapped = "\n\n".join(textwrap.fill(part, width) for part in NEWS.split("\n\n"))

    assert shape(wrapped) == shape(NEWS)


TEXTS = [marked(path)[0] for path in sorted(DATA.glob("*.marked.txt"))]
PLAIN = [text for text in TEXTS if "|" not in text]
NAMED = re.compile(r"(?<=huyện )[A-ZĐ]\w+ [A-ZĐ]\w+(?! [A-ZĐ])")


def folded(text: str) -> list[tuple[object, ...]]:
    """The drafts without the marks that end a clause, so that a line's end makes no difference."""
    return [(str(entry[0]).rstrip(" .;"), *entry[1:]) for entry in shape(text)]


@given(st.sampled_from(TEXTS))
def test_every_text_gives_the_same_drafts_when_decomposed(text):
    assert shape(unicodedata.normalize("NFD", text)) == shape(text)


@settings(deadline=None)
@given(st.sampled_from(PLAIN), st.integers(84, 120))
def test_every_text_gives_the_same_drafts_when_its_lines_are_broken(text, width):
    broken = "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) if len(line) > width else line
        for line in text.split("\n")
    )

    assert folded(broken) == folded(text)


@given(st.sampled_from([text for text in TEXTS if "ngày làm việc" not in text]))
def test_every_day_moves_with_the_years_of_its_text(text):
    later = re.sub(r"\b20[12]\d\b", lambda year: str(int(year[0]) + 4), text)

    assert [entry[3] and entry[3].replace(year=entry[3].year + 4) for entry in shape(text)] == [
        entry[3] for entry in shape(later)
    ]


@given(
    st.sampled_from(TEXTS),
    st.permutations(("Trấn Yên", "Văn Chấn", "Mường Tè", "Cát Hải", "Ba Vì", "Gò Dầu", "Sa Thầy", "Tân Kỳ")),
)
def test_every_text_gives_the_same_drafts_with_its_districts_renamed(text, others):
    found = list(dict.fromkeys(NAMED.findall(text)))[: len(others)]
    new = dict(zip(found, others, strict=False))

    def renamed(words: str) -> str:
        return re.sub("|".join(map(re.escape, new)) or r"(?!)", lambda name: new[name[0]], words)

    before = [(renamed(str(entry[0])), entry[1], [renamed(name) for name, _ in entry[2]], entry[3]) for entry in shape(text)]
    assert [(entry[0], entry[1], [name for name, _ in entry[2]], entry[3]) for entry in shape(renamed(text))] == before


@given(st.sampled_from(PLAIN), st.sampled_from(("{n}. ", "{n}) ", "{n}/ ", "({n}) ")))
def test_every_text_gives_the_same_drafts_under_another_numbering(text, style):
    renumbered = re.sub(r"(?m)^(\d)[.)/-] +", lambda mark: style.format(n=mark[1]), text)

    assert folded(renumbered) == folded(text)


PIECES = st.sampled_from([
    "giao", "Yêu cầu", "các", "huyện", "Hội Khuyến học", "Lục Yên", "trước ngày", "31/2", "30/9/2019", "trong quý", "IV", ":", ";", ",", ".", "./.", "\n", "\n\n",
    "(", ")", '"', "1.", "a)", "- ", "I. ", "phối hợp với", "chủ trì", "cần", "và", "99/99/9999", "tháng 13/2020", "năm 0000", "\u0301", "TITLE: ", "---", "\x00", "ngày 0", "hằng tháng",
])  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=80).map(" ".join), st.lists(PIECES, max_size=80).map("".join)))
def test_no_text_breaks_the_reader_and_quotes_stay_verbatim(text):
    whole = unicodedata.normalize("NFC", text)

    for draft in read(text, on=date(2019, 7, 4), gazetteer=YEN_BAI_2019).directives:
        assert whole[draft.start : draft.end] == draft.text
        assert all(whole[who.start : who.end] == who.text for who in draft.assignees)
