"""The PDF writer: the same document on the same paper, its font inside, tagged for those who listen to it.

The typesetter is Typst as a Python wheel; it needs nothing of the system. Words reach it as data and are
printed as they are: nothing that people wrote is read as markup. The file declares PDF/A-2a and PDF/UA-1,
and the writer fails rather than break what it declares.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from khworkflow.documents import lengths, typesetter
from khworkflow.documents.binding import Binder
from khworkflow.documents.blocks import Chart, Heading, Listing, Paragraph, Table
from khworkflow.documents.lengths import LEFT_HALF, SUBJECT_LINE
from khworkflow.documents.model import MOTTO, Document, Signature

if TYPE_CHECKING:
    from khworkflow.documents.blocks import Block, Cell


#: Rows that are set at once.
ROWS_MOST: Final = 500


def write(document: Document) -> bytes:
    """Return the document as a .pdf file; equal documents give equal bytes.

    One with a very long table is set in parts, each in a process of its own, which gives its memory back.
    """
    at = document.made_at.astimezone(UTC).replace(microsecond=0)
    binder, head = Binder(), _head(document)
    parts = _parts(document)
    for part in parts:
        data = json.dumps(head | part | {"pages": binder.pages}, ensure_ascii=False, default=_block)
        binder.add(typesetter.paper("decree.typ", data, at, is_apart=len(parts) > 1, is_whole=part["begins"]))
    return binder.bound()


def _parts(document: Document) -> list[dict[str, Any]]:
    """Return what is set at once: the whole document, or less where a table has more than ``ROWS_MOST`` rows."""
    made: list[dict[str, Any]] = [{"begins": True, "ends": False, "body": [], "appendices": []}]
    for slices in map(_slices, document.body):
        for place, one in enumerate(slices):
            if place:
                made.append({"begins": False, "ends": False, "body": [], "appendices": []})
            made[-1]["body"].append(one)
    made[-1]["ends"] = True
    for number, appendix in enumerate(document.printed):
        made[-1]["appendices"].append(_appendix(document, number) | {"begins": True, "body": []})
        for slices in map(_slices, appendix.body):
            for place, one in enumerate(slices):
                if place:
                    again = _appendix(document, number) | {"begins": False, "body": []}
                    made.append({"begins": False, "ends": False, "body": [], "appendices": [again]})
                made[-1]["appendices"][-1]["body"].append(one)
    return made


def _slices(block: Block) -> list[Block]:
    """Return the block, or a very long table in slices; its sum stands under the last."""
    if not isinstance(block, Table) or len(block.rows) <= ROWS_MOST:
        return [block]
    starts = range(0, len(block.rows), ROWS_MOST)
    return [
        replace(
            block,
            rows=block.rows[start : start + ROWS_MOST],
            heading=block.heading if start == 0 else "",
            totals=block.totals if start == starts[-1] else None,
        )
        for start in starts
    ]


def _head(document: Document) -> dict[str, Any]:
    """Return what the template prints around the text; lines are broken and rules measured as in the Word file."""
    size = 14 if document.is_party else 12
    issuer = lengths.broken(document.issuing_body, size, LEFT_HALF)
    made = document.made_at.astimezone(UTC)
    names = [name.strip(" -;.") for name in document.addressees]
    several = [f"- {name}{'.' if place == len(names) else ';'}" for place, name in enumerate(names, 1)]
    signature = document.signature
    return {
        "title": document.title,
        "author": document.issuing_body,
        "made_at": {name: getattr(made, name) for name in ("year", "month", "day", "hour", "minute", "second")},
        "superior": lengths.broken(document.superior_body, size, LEFT_HALF) if document.superior_body else (),
        "issuer": issuer,
        "issuer_rule": lengths.of_rule(issuer, size, LEFT_HALF),
        "is_party": document.is_party,
        "sides": [_side(one) for one in document.sides],
        "nation": document.heading,
        "motto": MOTTO,
        "motto_rule": lengths.PARTY if document.is_party else lengths.MOTTO,
        "number_line": document.number_line,
        "place_and_day": document.place_and_day,
        "type_name": document.type_name.upper(),
        "subject": document.subject,
        "subject_note": document.subject_note,
        "subject_rule": lengths.of_rule(tuple(document.subject.splitlines()) or ("",), 14, SUBJECT_LINE),
        "addressees": document.addressees if len(names) == 1 else several,
        "last_words": _runs(document.last_words),
        "recipients": document.recipient_lines,
        "signs": document.signed_by,
        "signer": signature.name,
    }


def _side(one: Signature) -> dict[str, Any]:
    return {"posts": [line.upper() for line in (*one.authority, one.position)], "name": one.name}


def _appendix(document: Document, place: int) -> dict[str, Any]:
    appendix = document.printed[place]
    return {
        "mark": document.appendix_mark(place),
        "title": appendix.title.upper(),
        "attached_to": document.attached_to,
        "rule": document.attached_rule,
        "is_landscape": appendix.is_landscape,
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": min(max(block.level, 1), 3), "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "runs": _runs(block)}
        case Listing():
            return {"kind": "listing", "items": [_runs(item) for item in block.items]}
        case Chart():
            return {"kind": "chart", "title": block.title, "svg": block.svg, "alt": block.alt}
        case _:
            return _table(block)


def _runs(part: Paragraph) -> list[dict[str, Any]]:
    return [{"text": run.text, "is_bold": run.is_bold, "is_italic": run.is_italic} for run in part.runs]


def _table(table: Table) -> dict[str, Any]:
    def row(cells: tuple[Cell, ...]) -> list[dict[str, Any]]:
        return [{"text": cell.text, "is_bold": cell.is_bold, "align": cell.align} for cell in cells]

    return {
        "kind": "table",
        "heading": table.heading,
        "columns": [{"title": one.title, "width": one.width, "align": one.align} for one in table.columns],
        "rows": [row(cells) for cells in table.rows],
        "totals": None if table.totals is None else row(table.totals),
        "is_numbered": table.is_numbered,
        "is_small": table.is_small,
        "is_together": table.is_together,
    }
