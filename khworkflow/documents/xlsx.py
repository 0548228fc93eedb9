"""The Excel writer: the tables of a document, each on a sheet, to be filtered and calculated with.

Days are days and numbers are numbers. Words stay words: what begins with "=" is no formula and what looks like
an address is no link, whoever typed it.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter

from khworkflow.documents.blocks import Align, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from khworkflow.documents.blocks import Cell
    from khworkflow.documents.model import Document

_WORDS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_NAME_MOST: Final = 31  # characters, by the format
_CELL_MOST: Final = 32_767
_HEADS: Final = 4  # rows above those of the table: document, what it counts, a gap, the columns' titles
_UNIT: Final = 9  # letters, for a column of the width 1
_A4: Final = 9
_PLACES: Final = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def write(document: Document) -> bytes:
    """Return the document's tables as a .xlsx file; equal documents give equal bytes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {**_WORDS, "in_memory": True}) as book:
        book.set_properties(
            {
                "title": document.title,
                "author": document.issuing_body,
                "created": document.made_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        for name, table in _sheets(document):
            _fill(book, book.add_worksheet(name), table, document)
        if not book.worksheets():  # a workbook has at least one sheet
            sheet = book.add_worksheet()
            sheet.write_string(0, 0, document.title)
            sheet.write_string(2, 0, "Không có bảng số liệu.")
    return file.getvalue()


def _sheets(document: Document) -> Iterator[tuple[str, Table]]:
    """Yield the tables that have a sheet, each under a name that no other has."""
    taken: set[str] = set()
    for block in (*document.body, *(one for appendix in document.appendices for one in appendix.body)):
        if isinstance(block, Table) and block.sheet:
            stem = " ".join(block.sheet.translate(_FORBIDDEN).strip("' ").split())
            name, again = stem[:_NAME_MOST], 1
            while name.casefold() in taken:
                again += 1
                name = f"{stem[: _NAME_MOST - 4]} ({again})"
            taken.add(name.casefold())
            yield name, block


def _fill(book: Workbook, sheet: Worksheet, table: Table, document: Document) -> None:
    formats = _Formats(book)
    sheet.write_string(0, 0, document.title, formats.of(bold=True, font_size=14))
    sheet.write_string(1, 0, table.heading or table.sheet, formats.of(italic=True))
    sheet.write_string(2, 0, document.subject_note, formats.of(italic=True))
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, max(5, column.width * _UNIT))
        sheet.write_string(
            _HEADS - 1, place, column.title, formats.of(bold=True, border=1, align="center", valign="vcenter", text_wrap=True)
        )
    for number, cells in enumerate((*table.rows, *(() if table.totals is None else (table.totals,))), _HEADS):
        for place, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            layout: dict[str, Any] = {"border": 1, "valign": "top", "align": _PLACES[cell.align or column.align]}
            if cells is table.totals or cell.is_bold:
                layout["bold"] = True
            _write(sheet, formats, (number, place), cell, layout)
    if table.rows:
        sheet.autofilter(_HEADS - 1, 0, _HEADS + len(table.rows) - 1, len(table.columns) - 1)  # the totals are not filtered
    sheet.freeze_panes(_HEADS, next((place + 1 for place, one in enumerate(table.columns) if one.names_row), 0))
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADS - 1)
    sheet.set_margins(left=1.18, right=0.59, top=0.79, bottom=0.79)  # inches: the decree's 30, 15, 20 and 20 mm
    sheet.set_footer("&C&P/&N")


def _write(sheet: Worksheet, formats: _Formats, at: tuple[int, int], cell: Cell, layout: dict[str, Any]) -> None:
    if isinstance(cell.value, date):
        moment = datetime.combine(cell.value, time())
        sheet.write_datetime(*at, moment, formats.of(**layout, num_format="dd/mm/yyyy"))
    elif cell.value is not None:
        shown = "#,##0.0##" if isinstance(cell.value, float) else "#,##0"
        sheet.write_number(*at, cell.value, formats.of(**layout, num_format=shown))
    elif cell.text:
        sheet.write_string(*at, cell.text[:_CELL_MOST], formats.of(**layout, text_wrap=True))
    else:
        sheet.write_blank(*at, None, formats.of(**layout))


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **layout: Any) -> Format:
        """Return the format of the layout, in the font of the paper."""
        key = tuple(sorted(layout.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "Times New Roman", "font_size": 12, **layout})
        return self._made[key]
