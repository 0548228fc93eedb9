"""Make the four faces that PDF documents carry, out of the full fonts of Tinos (SIL Open Font License 1.1).

``python khworkflow/documents/fonts/subset.py FOLDER`` reads Tinos_400Regular.ttf and its three sisters in the
folder (package ``@expo-google-fonts/tinos`` 0.4.2) and writes the subsets beside this script. Tinos has the
widths of Times New Roman, so lines break in the PDF where they break in Word.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from fontTools import subset

#: What an office writes: Latin with every Vietnamese letter, composed or not, punctuation, arrows, signs of currency.
LETTERS: Final = (
    "U+0020-007E,U+00A0-017F,U+0186,U+0189,U+018E,U+018F,U+0192,U+01A0-01B0,U+01CD-01DC,U+0218-021B,"
    "U+02C6-02DD,U+0300-0309,U+031B,U+0323,U+1E80-1E85,U+1EA0-1EF9,U+2010-2027,U+2030-203A,U+2044,"
    "U+2070-208E,U+20AB,U+20AC,U+2116,U+2122,U+2190-2195,U+2212,U+2248,U+2260,U+2264,U+2265,U+25A0-25CF,U+FB01,U+FB02"
)
#: Our file by the package's.
FACES: Final = {
    "Tinos-Regular.ttf": "Tinos_400Regular.ttf",
    "Tinos-Bold.ttf": "Tinos_700Bold.ttf",
    "Tinos-Italic.ttf": "Tinos_400Regular_Italic.ttf",
    "Tinos-BoldItalic.ttf": "Tinos_700Bold_Italic.ttf",
}


def make(source: Path, target: Path) -> None:
    """Write the subset of the font to the target."""
    options = subset.Options(
        hinting=False, layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl"], recalc_timestamp=False
    )
    with subset.load_font(source, options) as font:
        letters = subset.Subsetter(options)
        letters.populate(unicodes=subset.parse_unicodes(LETTERS))
        letters.subset(font)
        subset.save_font(font, target, options)


if __name__ == "__main__":
    for ours, theirs in FACES.items():
        make(Path(sys.argv[1]) / theirs, Path(__file__).parent / ours)
