"""What documents are made of: paragraphs, headings, listings, tables, charts; words and values, no layout.

All text is literal. It is cleaned once, when the shape is made, so no writer meets a character that XML
forbids or that hides what stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from khworkflow.core.i18n import day
from khworkflow.documents.literal import Shape

TOGETHER_MOST: Final = 8  # rows: a table of so few stands on one page


class Align(StrEnum):
    """Where the text of a column stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Run(Shape):
    """Words in one style.

    Args:
        text: the words.
        href: the page that the screen opens behind them; paper shows the words alone.
        is_bold: whether they are bold.
        is_italic: whether they are italic, as the grounds ("Căn cứ …") of a document are.

    Raises:
        ValueError: the href is neither a path nor http(s).

    """

    text: str
    href: str | None = None
    is_bold: bool = False
    is_italic: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph(Shape):
    """A paragraph of the body, justified, its first line indented."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words without their styles."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Heading(Shape):
    """A heading as printed, its own number included: "I. CÔNG TÁC CHỈ ĐẠO" (1), "1. Tổng hợp" (2), "a) …" (3)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Listing(Shape):
    """Items, each a paragraph of its own that begins with a dash."""

    items: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Column(Shape):
    """A column of a table.

    Args:
        title: its heading.
        width: its width in relation to the other columns.
        align: where its cells' text stands.
        names_row: whether its cell says what the row is about (read out as the row's heading).

    """

    title: str
    width: float = 1
    align: Align = Align.LEFT
    names_row: bool = False


@dataclass(frozen=True, slots=True)
class Cell(Shape):
    """A cell of a table; on the screen its text opens the href. Without an align it stands as its column does.

    A number or a day keeps its ``value`` beside the words, for the writer whose reader calculates with it.
    """

    text: str = ""
    href: str | None = None
    is_bold: bool = False
    align: Align | None = None
    value: int | float | date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Shape):
    """Columns and rows under a heading.

    Args:
        columns: the columns, left to right.
        rows: one cell per column each.
        heading: what the table shows; printed above it, read out on the screen.
        totals: a last row in bold.
        is_numbered: whether a row "(1), (2), …" under the headings numbers the columns.
        is_small: whether its letters are a point smaller, as in a table of many columns.
        sheet: what its sheet of a workbook is called; left out, the table is on paper and screen alone.

    Raises:
        ValueError: a row has more or fewer cells than there are columns.

    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heading: str = ""
    totals: tuple[Cell, ...] | None = None
    is_numbered: bool = False
    is_small: bool = False
    sheet: str = ""

    def __post_init__(self) -> None:
        """Refuse a ragged table."""
        Shape.__post_init__(self)
        for row in (*self.rows, *(() if self.totals is None else (self.totals,))):
            if len(row) != len(self.columns):
                msg = f"{len(row)} cells for {len(self.columns)} columns"
                raise ValueError(msg)

    @property
    def is_together(self) -> bool:
        """Whether the table is short enough to stand undivided on one page."""
        return len(self.rows) <= TOGETHER_MOST


@dataclass(frozen=True, slots=True)
class Chart(Shape):
    """A drawing for those who look rather than read.

    Args:
        title: what it shows.
        svg: the drawing, complete, in its own units; the same on screen and paper.
        alt: what it says, in words, for those who do not see it.

    """

    title: str
    svg: str
    alt: str


Block = Heading | Paragraph | Listing | Table | Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Appendix(Shape):
    """What a document carries along, on a new page, across the sheet unless said otherwise.

    One that is not ``on_paper`` is too long to be printed: the workbook alone carries it.
    """

    title: str
    body: tuple[Block, ...]
    is_landscape: bool = True
    on_paper: bool = True


def paragraph(*parts: str | Run) -> Paragraph:
    """Return a paragraph of plain words and runs: ``paragraph("Đã làm ", Run("13", href), " việc.")``."""
    return Paragraph(tuple(part if isinstance(part, Run) else Run(part) for part in parts))


def enumerated(*items: str | Paragraph) -> Listing:
    """Return a listing whose items end with semicolons, the last with a full stop; an item that ends a sentence stays."""
    shaped = [item if isinstance(item, Paragraph) else paragraph(item) for item in items]
    return Listing(tuple(_ended(item, "." if place == len(shaped) else ";") for place, item in enumerate(shaped, 1)))


def _ended(item: Paragraph, mark: str) -> Paragraph:
    if item.text.endswith((".", ";", "?", "!", "…", ":", "”")):
        return item
    return Paragraph((*item.runs, Run(mark)))


def listing(*items: str | Paragraph) -> Listing:
    """Return a listing of plain words and paragraphs."""
    return Listing(tuple(item if isinstance(item, Paragraph) else paragraph(item) for item in items))


def grouped(number: int) -> str:
    """Return the number as offices write it: "3.960"."""
    return f"{number:,}".replace(",", ".")


def count(number: int, href: str | None = None, *, is_bold: bool = False) -> Cell:
    """Return the cell of a number; what is none opens nothing."""
    return Cell(grouped(number), href if number else None, is_bold=is_bold, value=number)


def on_day(at: date | None, otherwise: str = "") -> Cell:
    """Return the cell of a day, or the words that stand where there is none."""
    return Cell(otherwise if at is None else day(at), value=at)
