"""``khworkflow read``: the conclusion reader alone, for a file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from khworkflow.conclusions.reader import YEN_BAI_2019, Reading, read as read_text
from khworkflow.conclusions.reader.sources import Unreadable, text_of


def read(path: str | Path, on: date | None, as_json: bool) -> int:  # noqa: FBT001 - the terminal's flag
    """Print the directives drafted from the file; return 0, or 2 when the file gives no text.

    ``on`` is the day of the document; without it the day is looked for in the text.
    """
    try:
        text = text_of(Path(path))
    except Unreadable as why:
        click.echo(str(why), err=True)
        return 2
    reading = read_text(text, on=on, gazetteer=YEN_BAI_2019)
    click.echo(json.dumps(reading.to_json(), ensure_ascii=False) if as_json else _in_words(reading))
    return 0


def _in_words(reading: Reading) -> str:
    """Return the reading for eyes: number, quote, bodies, term, kind."""
    lines = []
    for number, draft in enumerate(reading.directives, 1):
        bodies = "; ".join(f"{who.text} [{who.role}{', ?' if who.needs_person else ''}]" for who in draft.assignees)
        due = draft.deadline
        term = f"{due.text} → {due.date.isoformat() if due.date else '?'} ({due.bound})" if due else "–"
        lines.append(f"{number}. {draft.text}\n   {bodies or '?'}\n   {term} · {draft.kind}")
    return "\n".join(lines)
