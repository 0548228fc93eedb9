"""The PDF writer: the same document on the same paper, its font inside, tagged for those who listen to it.

The typesetter is Typst as a Python wheel; it needs nothing of the system. Words reach it as data and are
printed as they are: nothing that people wrote is read as markup. The file declares PDF/A-2a and PDF/UA-1,
and the writer fails rather than break what it declares.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from khworkflow.documents import lengths, typesetter
from khworkflow.documents.blocks import Chart, Heading, Listing, Paragraph, Table
from khworkflow.documents.lengths import LEFT_HALF, SUBJECT_LINE
from khworkflow.documents.model import MOTTO, NATION, Document

if TYPE_CHECKING:
    from khworkflow.documents.blocks import Block, Cell


def write(document: Document) -> bytes:
    """Return the document as a .pdf file; equal documents give equal bytes."""
    at = document.made_at.astimezone(UTC).replace(microsecond=0)
    return typesetter.paper("decree.typ", json.dumps(_data(document), ensure_ascii=False), at)


def _data(document: Document) -> dict[str, Any]:
    """Return what the template prints; lines are broken and rules measured as in the Word file."""
    size = 12
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
        "nation": NATION,
        "motto": MOTTO,
        "motto_rule": lengths.MOTTO,
        "number_line": document.number_line,
        "place_and_day": document.place_and_day,
        "type_name": document.type_name.upper(),
        "subject": document.subject,
        "subject_note": document.subject_note,
        "subject_rule": lengths.of_rule(tuple(document.subject.splitlines()) or ("",), 14, SUBJECT_LINE),
        "addressees": document.addressees if len(names) == 1 else several,
        "body": [_block(one) for one in document.body],
        "last_words": _runs(document.last_words),
        "recipients": document.recipient_lines,
        "signs": [line.upper() for line in (*signature.authority, signature.position)],
        "signer": signature.name,
        "appendices": [_appendix(document, place) for place in range(len(document.printed))],
    }


def _appendix(document: Document, place: int) -> dict[str, Any]:
    appendix = document.printed[place]
    return {
        "mark": document.appendix_mark(place),
        "title": appendix.title.upper(),
        "attached_to": document.attached_to,
        "rule": document.attached_rule,
        "is_landscape": appendix.is_landscape,
        "body": [_block(one) for one in appendix.body],
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
        "is_together": table.is_together,
    }
