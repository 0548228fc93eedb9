"""The faces that PDF documents carry are what the committed script makes."""

from __future__ import annotations

from fontTools.ttLib import TTFont

from khworkflow.documents.fonts import subset
from khworkflow.documents.typesetter import HOME


def test_each_face_has_every_vietnamese_letter_at_the_width_of_times_new_roman(tmp_path):
    for face in subset.FACES:
        with TTFont(HOME / "fonts" / face, lazy=False) as font:
            letters, widths = font.getBestCmap(), font["hmtx"]
            per_em, rights = font["head"].unitsPerEm, font["OS/2"].fsType
        assert {*range(0x1EA0, 0x1EFA), 0x1A0, 0x1A1, 0x1AF, 0x1B0, 0x110, 0x111, 0x20AB} <= set(letters)
        assert widths[letters[ord("5")]][0] * 2 == per_em  # 500 of 1000, as Times New Roman's figures
        assert rights == 0  # may be embedded


def test_the_script_makes_a_face_again(tmp_path):
    source = HOME / "fonts" / "Tinos-Regular.ttf"

    subset.make(source, tmp_path / "again.ttf")

    with TTFont(tmp_path / "again.ttf") as again, TTFont(source) as font:
        assert again.getBestCmap() == font.getBestCmap()
