"""What the relay itself wrote down: Postfix's log, asked by Message-ID.

Postfix notes ``QUEUE: message-id=<…>`` while it reads a text (cleanup) and ``QUEUE: from=<…> … (queue
active)`` when it has taken the mail over (qmgr). A text that broke off leaves the first line alone, so a
mail counts as taken only when the second stands under the same queue number.
"""

from __future__ import annotations

import gzip
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

JOURNAL: Final = "journal:"
#: Of a larger log only the end is read; what is asked for happened minutes ago, or since yesterday's backup.
BYTES_MOST: Final = 512 * 1024 * 1024
_NAMED: Final = re.compile(r"postfix\S*/cleanup\[\d+\]: (\w+): message-id=(<[^>]+>)")
_TAKEN: Final = re.compile(r"postfix\S*/qmgr\[\d+\]: (\w+): from=<.*\(queue active\)")
_GONE: Final = re.compile(r"postfix\S*/\w+\[\d+\]: (\w+): to=<.* status=sent")
_SECONDS: Final = 120


class UnreadableLog(Exception):
    """The relay's log cannot be read, or holds nothing: it proves nothing."""


def taken(where: str, message_ids: Collection[str]) -> set[str]:
    """Return which of the mails the relay took over.

    Args:
        where: the log's path (the one before it, ``.1`` or ``.1.gz``, is read too) or ``journal:UNIT``.
        message_ids: with their angle brackets, as the mails carry them.

    Raises:
        UnreadableLog: nothing can be said either way.

    """
    wanted, named, accepted, is_empty = set(message_ids), dict[str, str](), set[str](), True
    try:
        for line in _lines(where):
            is_empty = False
            if (found := _NAMED.search(line)) and found[2] in wanted:
                named[found[1]] = found[2]
            elif (found := _TAKEN.search(line) or _GONE.search(line)) and found[1] in named:
                accepted.add(found[1])
    except (OSError, EOFError, subprocess.SubprocessError) as error:
        raise UnreadableLog(f"{where}: {error}") from error
    if is_empty:
        raise UnreadableLog(f"{where}: empty")
    return {message_id for queue, message_id in named.items() if queue in accepted}


def _lines(where: str) -> Iterator[str]:
    if where.startswith(JOURNAL):
        yield from _journal(where.removeprefix(JOURNAL))
        return
    path = Path(where)
    for older in (path.with_name(f"{path.name}.1.gz"), path.with_name(f"{path.name}.1")):
        if older.is_file():
            yield from _of(older)
    yield from _of(path)


def _of(path: Path) -> Iterator[str]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as packed:
            yield from packed
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        size = path.stat().st_size
        if size > BYTES_MOST:
            file.seek(size - BYTES_MOST)
        yield from file


def _journal(unit: str) -> Iterable[str]:
    command = ["journalctl", "--quiet", "--no-pager", "--output=short", f"--unit={unit}", "--since=-4 days"]
    ended = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=True)  # noqa: S603
    return ended.stdout.splitlines()
