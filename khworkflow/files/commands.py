"""Taking files in."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select

from khworkflow.core import wake
from khworkflow.core.db import database
from khworkflow.core.errors import TooMuch
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import moment_of_record
from khworkflow.files import quarantine, rules, store
from khworkflow.files.models import File

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from khworkflow.core.authz import Actor


class Given(Protocol):
    """A file as an edge hands it in: a name and bytes to read."""

    filename: str | None

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes."""


def keep(
    actor: Actor, name: str, content: bytes, media_type: str | None = None, *, known: Mapping[str, File] = MappingProxyType({})
) -> File:
    """Keep the bytes and a row that names them.

    Args:
        actor: who gave them.
        name: as the person's machine calls it.
        content: the bytes; of a photograph only the picture is kept, not where and when it was taken.
        media_type: given for files that the system itself made; people's files are checked.
        known: files by their hash; the same content once more is that file, and no new row.

    Raises:
        Refused: the file is not one that is taken.

    """
    kind = media_type
    if kind is None:
        kind = check(actor, name, content)
        content = rules.bare(name, kind, content)
    sha256 = store.put(content)
    if sha256 in known:
        return known[sha256]
    file = File(
        sha256=sha256,
        size=len(content),
        media_type=kind,
        name=rules.display_name(name),
        given_by_id=actor.user_id,
        given_at=moment_of_record(),
    )
    database.session.add(file)
    database.session.flush()  # whoever shows the file names it by its number
    if kind == "application/pdf" and actor.user_id is not None:
        wake.soon("first_pages")
    return file


def check(actor: Actor, name: str, content: bytes) -> str:
    """Return the type of a person's file, where it is one that is taken; what is known to do harm is set aside.

    Raises:
        Refused: it is not taken.

    """
    try:
        return rules.media_type(name, content)
    except rules.Infected:
        quarantine.set_aside(actor, name, content)
        raise


def keep_all(actor: Actor, given: Iterable[Given], *, beside: Iterable[File] = ()) -> list[File]:
    """Keep every file that was given with a form; the same content twice, or once more than ``beside``, is one.

    Raises:
        Refused: one of them is not taken, or there are too many.

    """
    several = list(given)
    if len(several) > rules.FILES_MOST:
        raise TooMuch(
            _(
                "At most %(most)s files at a time. Please choose fewer; the others can be added to the answer after it was sent.",
                most=rules.FILES_MOST,
            ),
            "files",
        )
    kept: dict[str, File] = {}
    known = {file.sha256: file for file in beside}
    for one in several:
        file = keep(actor, one.filename or "", one.read(rules.BYTES_MOST + 1), known=known)
        kept.setdefault(file.sha256, file)
    return list(kept.values())


def let_go(file: File) -> bool:
    """Remove the bytes of a file that the system made and can make again; its row stays. Return whether they were there.

    Bytes that a person gave too are kept.
    """
    given = select(File.id).where(File.sha256 == file.sha256, File.given_by_id.is_not(None))
    return False if database.session.scalar(given.limit(1)) is not None else store.remove(file.sha256)
