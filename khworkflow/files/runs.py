"""What the workers do with files: the first page of each PDF that people gave, drawn once for each content."""

from __future__ import annotations

from khworkflow.core.db import insert_once
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog.log import moment_of_record
from khworkflow.files import drawing, queries, store
from khworkflow.files.models import FirstPage


def draw_first_pages() -> int:
    """Draw what is not drawn yet; return how many contents were looked at, which is none the second time.

    Nothing is drawn inside a transaction. What cannot be drawn is remembered as that, and not tried again.
    """
    with unit_of_work():
        waiting = queries.undrawn()
    for sha256 in waiting:
        picture = drawing.first_page(store.path(sha256))
        kept = store.put(picture) if picture else None
        with unit_of_work():
            insert_once(FirstPage, sha256=sha256, picture_sha256=kept, drawn_at=moment_of_record())
    return len(waiting)
