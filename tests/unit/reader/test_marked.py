"""How well the reader does over the project's own texts, genre by genre and together."""

from __future__ import annotations

import pytest

from tests.unit.reader.marked import DATA, Agreement, compared

TEXTS = sorted(DATA.glob("*.marked.txt"))


def test_the_projects_own_texts_are_read_as_well_as_promised():
    together = Agreement()
    for path in TEXTS:
        compared(path, together)

    assert len(TEXTS) >= 27
    assert together.f1() >= 0.90
    assert together.f1("names") >= 0.90
    assert together.f1("days") >= 0.95
    assert together.f1("kinds") >= 0.85


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name.partition(".")[0])
def test_no_text_is_read_badly(path):
    alone = Agreement()

    compared(path, alone)

    assert alone.f1() >= 0.66
