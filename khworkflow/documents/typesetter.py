"""The typesetter: Typst as a Python wheel, with our own fonts and nothing of the system or the network."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

import typst

HOME: Final = Path(__file__).parent
#: What every PDF declares to be; the typesetter fails rather than break it.
STANDARDS: Final[tuple[Literal["a-2a"], Literal["ua-1"]]] = ("a-2a", "ua-1")
_DRAWING: Final = b"""#set page(width: auto, height: auto, margin: 0pt)
#set text(font: "Tinos", fallback: false)
#image(bytes(sys.inputs.svg), format: "svg")"""
_DOTS: Final = 220  # per inch, on paper


def paper(template: str, data: str, at: datetime, *, is_apart: bool = False, is_whole: bool = True) -> bytes:
    """Return the template filled with the data (JSON) as a PDF made at that moment.

    Args:
        template: a file of this folder.
        data: what it prints.
        at: the moment that the file names.
        is_apart: set it in a process of its own: the typesetter keeps for ever what it took for a long table.
        is_whole: whether it begins a document; a later part may begin below the first level of headings.

    Raises:
        OSError: the process of its own failed.

    """
    if is_apart:
        own = [sys.executable, "-P", __file__, template, at.isoformat(), "whole" if is_whole else "part"]
        done = subprocess.run(own, input=data.encode(), check=False, capture_output=True)  # noqa: S603 - ourselves
        if done.returncode:
            raise OSError(done.stderr.decode(errors="replace")[-500:])
        return done.stdout
    compiler = typst.Compiler(HOME / template, root=HOME, font_paths=_fonts(), ignore_system_fonts=True)
    standards: list[Literal["a-2a", "ua-1"]] = [*STANDARDS] if is_whole else [STANDARDS[0]]
    return _whole(compiler.compile(format="pdf", sys_inputs={"data": data}, pdf_standards=[*standards], timestamp=at))


def picture(svg: str) -> bytes:
    """Return the drawing as a PNG, for a programme that shows no SVG."""
    compiler = typst.Compiler(_DRAWING, root=HOME, font_paths=_fonts(), ignore_system_fonts=True)
    return _whole(compiler.compile(format="png", ppi=_DOTS, sys_inputs={"svg": svg}))


def _whole(content: bytes | list[bytes] | None) -> bytes:
    if not isinstance(content, bytes):
        msg = "the typesetter gave no single file"
        raise TypeError(msg)
    return content


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HOME / "fonts"])


if __name__ == "__main__":
    _self, name, moment, part = sys.argv
    given = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(paper(name, given, datetime.fromisoformat(moment), is_whole=part == "whole"))
